package gate_test

import (
	"fmt"
	"os"
	"runtime"
	"strconv"
	"testing"
	"time"

	"github.com/tidegate/tidegate/bench/company"
	"github.com/tidegate/tidegate/internal/calendar"
	"github.com/tidegate/tidegate/internal/edit"
	"github.com/tidegate/tidegate/internal/facts"
	"github.com/tidegate/tidegate/internal/gate"
	"github.com/tidegate/tidegate/internal/policy"
	"github.com/tidegate/tidegate/internal/source"
)

var day = time.Date(2026, 10, 5, 0, 0, 0, 0, time.UTC)

// generated is a company of so many files of 20 people and 60 grants.
func generated(b *testing.B, files int) source.Tree {
	b.Helper()
	dir := b.TempDir()
	if err := company.Write(dir, company.ForFiles(files)); err != nil {
		b.Fatal(err)
	}
	tree, err := source.WorkTree(dir, day)
	if err != nil {
		b.Fatal(err)
	}
	return tree
}

func open(b *testing.B, files int) *gate.Session {
	b.Helper()
	s, problems, err := gate.Open(b.Context(), generated(b, files), gate.Options{})
	if err != nil {
		b.Fatal(err, len(problems))
	}
	return s
}

// The stages, one after the other, at one size; the sum is BenchmarkCheck.
func BenchmarkLoad(b *testing.B) {
	s := open(b, 100)
	for b.Loop() {
		if _, problems, err := s.Config.Loader(s.Kinds).Load(s.Tree); err != nil || len(problems) > 0 {
			b.Fatal(err)
		}
	}
	perDefinition(b, s)
}

func BenchmarkDerive(b *testing.B) {
	s := open(b, 100)
	for b.Loop() {
		facts.Derive(s.Org, s.Observed, calendar.NowOf(day), s.Judge.Settings)
	}
	perDefinition(b, s)
}

func BenchmarkViews(b *testing.B) {
	s := open(b, 100)
	for b.Loop() {
		for _, d := range s.Org.Definitions {
			s.Facts.View(d)
		}
	}
	perDefinition(b, s)
}

// One evaluation has a fixed cost; many views share it.
func BenchmarkVerdicts(b *testing.B) {
	s := open(b, 20)
	for _, batch := range []int{1, 16, 256, 4096} {
		b.Run(fmt.Sprintf("batch=%d", batch), func(b *testing.B) {
			judge := &policy.Judge{Set: s.Set, Settings: s.Judge.Settings, Batch: batch}
			for b.Loop() {
				if _, err := judge.Verdicts(b.Context(), s.Org, s.Facts.View); err != nil {
					b.Fatal(err)
				}
			}
			perDefinition(b, s)
		})
	}
}

func BenchmarkCheck(b *testing.B) {
	s := open(b, 100)
	for b.Loop() {
		if _, err := gate.Check(b.Context(), s.Tree, gate.Options{}); err != nil {
			b.Fatal(err)
		}
	}
	perDefinition(b, s)
}

func perDefinition(b *testing.B, s *gate.Session) {
	b.ReportMetric(float64(b.Elapsed().Microseconds())/float64(b.N)/float64(len(s.Org.Definitions)), "µs/definition")
}

// What each rule costs by itself on the subjects that it judges, terms of the
// views included.
func BenchmarkRule(b *testing.B) {
	s := open(b, 20)
	for _, rule := range s.Set.Rules {
		b.Run(rule.ID, func(b *testing.B) {
			subjects := 0
			for _, kind := range rule.Subjects {
				subjects += len(s.Org.Kinds[kind])
			}
			if subjects == 0 {
				b.Skip("the company has no subject for it")
			}
			judge := &policy.Judge{Set: s.Set, Settings: s.Judge.Settings, Selected: func(id string) bool { return id == rule.ID }}
			for b.Loop() {
				if _, err := judge.Verdicts(b.Context(), s.Org, s.Facts.View); err != nil {
					b.Fatal(err)
				}
			}
			b.ReportMetric(float64(b.Elapsed().Microseconds())/float64(b.N)/float64(subjects), "µs/subject")
		})
	}
}

// How large views are, as JSON, by kind.
func BenchmarkViewSize(b *testing.B) {
	s := open(b, 20)
	for _, kind := range s.Set.Subjects() {
		subjects := s.Org.Kinds[kind]
		if len(subjects) == 0 {
			continue
		}
		b.Run(kind, func(b *testing.B) {
			bytes, largest := 0, 0
			for b.Loop() {
				bytes, largest = 0, 0
				for _, d := range subjects {
					text, err := s.Judge.Export(s.Facts.View(d))
					if err != nil {
						b.Fatal(err)
					}
					bytes += len(text)
					largest = max(largest, len(text))
				}
			}
			b.ReportMetric(float64(bytes)/float64(len(subjects)), "bytes/view")
			b.ReportMetric(float64(largest), "largest")
		})
	}
}

// What questions about access take, as multiples of reading the definitions: who
// can do something, why one person can, and what a change does. TIDEGATE_FILES sets
// the size; 5,000 files are 100,000 people and 300,000 grants.
func BenchmarkAccess(b *testing.B) {
	files := 100
	if n, err := strconv.Atoi(os.Getenv("TIDEGATE_FILES")); err == nil {
		files = n
	}
	tree := generated(b, files)
	for b.Loop() {
		took := func(what func()) time.Duration {
			runtime.GC()
			started := time.Now()
			what()
			return time.Since(started)
		}
		must := func(err error) {
			if err != nil {
				b.Fatal(err)
			}
		}
		var s *gate.Session
		opened := took(func() {
			var err error
			s, _, err = gate.Open(b.Context(), tree, gate.Options{})
			must(err)
		})
		load := took(func() {
			_, _, err := s.Config.Loader(s.Kinds).Load(tree)
			must(err)
		})
		who := opened + took(func() {
			for _, h := range s.Facts.Holdings() {
				if h.Export {
					b.Fatal("the generated company has no exports")
				}
			}
		})
		first := s.Org.People[0]
		why := opened + took(func() { s.Facts.HoldingsOf(first) })
		edited := edit.Over(tree, []edit.File{changed(b, s)})
		s = nil
		diff := took(func() {
			d, err := gate.DiffAccess(b.Context(), tree, edited, gate.Options{})
			must(err)
			if len(d.Changes) == 0 {
				b.Fatal("the change does nothing")
			}
		})
		b.ReportMetric(load.Seconds(), "s/load")
		b.ReportMetric(opened.Seconds()/load.Seconds(), "open/load")
		b.ReportMetric(who.Seconds()/load.Seconds(), "who/load")
		b.ReportMetric(why.Seconds()/load.Seconds(), "why/load")
		b.ReportMetric(diff.Seconds()/load.Seconds(), "diff/load")
	}
}

// changed is a file in which the first grant gives nothing any more.
func changed(b *testing.B, s *gate.Session) edit.File {
	b.Helper()
	cut, err := edit.Remove(s.Org.Grants[0].Definition)
	if err != nil {
		b.Fatal(err)
	}
	files, err := edit.Apply([]edit.Cut{cut})
	if err != nil {
		b.Fatal(err)
	}
	return files[0]
}
