package gate_test

import (
	"maps"
	"os"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/tidegate/tidegate/bench/company"
	"github.com/tidegate/tidegate/internal/calendar"
	"github.com/tidegate/tidegate/internal/finding"
	"github.com/tidegate/tidegate/internal/gate"
	"github.com/tidegate/tidegate/internal/source"
)

// TestForecastAgreesWithEachDay asks that a forecast says of each of 60 days what a
// check on that day finds for the first time, and nothing else.
func TestForecastAgreesWithEachDay(t *testing.T) {
	if testing.Short() {
		t.Skip("60 checks of each company")
	}
	trees := map[string]source.Tree{
		"the example":                       {FS: os.DirFS("../../teams"), Time: time.Date(2026, 10, 5, 0, 0, 0, 0, time.UTC)},
		"the example, with what goes wrong": {FS: broken(t), Time: time.Date(2026, 10, 5, 0, 0, 0, 0, time.UTC)},
	}
	dir := t.TempDir()
	if err := company.Write(dir, company.ForFiles(20)); err != nil {
		t.Fatal(err)
	}
	trees["a generated company"] = source.Tree{FS: os.DirFS(dir), Time: time.Date(2026, 10, 5, 0, 0, 0, 0, time.UTC)}
	for _, name := range slices.Sorted(maps.Keys(trees)) {
		t.Run(name, func(t *testing.T) { agree(t, trees[name], 60) })
	}
}

func agree(t *testing.T, tree source.Tree, days calendar.Date) {
	from := calendar.DateOf(tree.Time)
	forecast, err := gate.Ahead(t.Context(), tree, gate.Options{Exhaustive: true}, func(calendar.Date) calendar.Date { return from + days })
	if err != nil {
		t.Fatal(err)
	}
	if forecast.Result.Invalid() {
		t.Fatal(forecast.Result.Findings)
	}
	said := map[calendar.Date][]string{}
	for _, c := range forecast.Coming {
		said[c.Day] = append(said[c.Day], name(&c.Finding))
	}
	cache, seen, total := &gate.Cache{}, map[string]bool{}, 0
	for day := from; day <= from+days; day++ {
		opts := gate.Options{Exhaustive: true, Cache: cache, Skip: []string{"OW-004"}}
		if day > from {
			opts.AsOf = calendar.OnDay(day)
		}
		r, err := gate.Check(t.Context(), tree, opts)
		if err != nil {
			t.Fatal(err)
		}
		var first []string
		for i := range r.Findings {
			f := &r.Findings[i]
			if !r.Counts(f) || seen[f.Identity()] || f.Begins != 0 || day < opening(f) {
				continue
			}
			seen[f.Identity()] = true
			if day > from {
				first = append(first, name(f))
			}
		}
		slices.Sort(first)
		slices.Sort(said[day])
		if !slices.Equal(first, said[day]) {
			t.Errorf("%s:\nthe check of that day has %s\nthe forecast has %s", day, strings.Join(first, "\n  "), strings.Join(said[day], "\n  "))
		}
		total += len(first)
	}
	t.Logf("%d days agree on %d findings", days, total)
}

func name(f *finding.Finding) string { return f.Rule + " " + f.Subject + " " + string(f.Key) }

// opening is the day on which what a simulation found begins.
func opening(f *finding.Finding) calendar.Date {
	day, _, _ := strings.Cut(f.First, "T")
	d, err := calendar.ParseDate(day)
	if err != nil {
		return 0
	}
	return d
}
