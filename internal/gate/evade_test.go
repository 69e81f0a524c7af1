package gate_test

import (
	"flag"
	"fmt"
	"maps"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"testing/fstest"
	"time"

	"github.com/tidegate/tidegate/internal/calendar"
	"github.com/tidegate/tidegate/internal/finding"
	"github.com/tidegate/tidegate/internal/gate"
	"github.com/tidegate/tidegate/internal/source"
)

// A rewrite is one change of a company's text, by the part of a file that it replaces.
// Each of its kind is one way to get a green run, or one thing that people do all
// day.
type rewrite struct {
	kind  string
	parts [][3]string // file without its extension, old, new; the first place of old
}

func (e rewrite) apply(t *testing.T, company map[string]string) map[string]string {
	t.Helper()
	out := maps.Clone(company)
	for _, p := range e.parts {
		if p[1] == "" {
			out[p[0]] += "\n" + p[2] + "\n"
			continue
		}
		if !strings.Contains(out[p[0]], p[1]) {
			t.Fatalf("%s: %s has no %q", e.kind, p[0], p[1])
		}
		out[p[0]] = strings.Replace(out[p[0]], p[1], p[2], 1)
	}
	return out
}

func one(kind, file, was, is string) rewrite { return rewrite{kind, [][3]string{{file, was, is}}} }

// disguises change how a company is written, and not what it says.
var disguises = map[string]func(map[string]string, *rand.Rand) map[string]string{
	"as it is": func(c map[string]string, _ *rand.Rand) map[string]string { return c },
	"blocks in another order": func(c map[string]string, r *rand.Rand) map[string]string {
		out := maps.Clone(c)
		for name, text := range c {
			blocks := splitBlocks(text)
			r.Shuffle(len(blocks), func(i, j int) { blocks[i], blocks[j] = blocks[j], blocks[i] })
			out[name] = strings.Join(blocks, "\n")
		}
		return out
	},
	"one file for each block": func(c map[string]string, _ *rand.Rand) map[string]string {
		out := map[string]string{}
		for name, text := range c {
			for i, block := range splitBlocks(text) {
				out[fmt.Sprintf("%s/%s_%03d", name, name, i)] = block
			}
		}
		return out
	},
	"all in one file": func(c map[string]string, _ *rand.Rand) map[string]string {
		var b strings.Builder
		for _, name := range slices.Sorted(maps.Keys(c)) {
			b.WriteString(c[name] + "\n")
		}
		return map[string]string{"all": b.String()}
	},
	"other names": func(c map[string]string, _ *rand.Rand) map[string]string {
		out := map[string]string{}
		for name, text := range c {
			out[name] = strings.NewReplacer("person.k04", "person.q77", "\n    k04 =", "\n    q77 =", "handoff_v3", "handoff_v4").Replace(text)
		}
		return out
	},
	"other files": func(c map[string]string, _ *rand.Rand) map[string]string {
		out := map[string]string{}
		for name, text := range c {
			out["moved/here/"+name+"_2"] = text
		}
		return out
	},
	"comments and space": func(c map[string]string, _ *rand.Rand) map[string]string {
		out := map[string]string{}
		for name, text := range c {
			out[name] = "// moved\n\n" + strings.ReplaceAll(text, "\n}\n", "\n}\n\n\n# next\n")
		}
		return out
	},
}

// splitBlocks splits a text after each top level block.
func splitBlocks(text string) []string {
	var out []string
	for {
		i := strings.Index(text, "\n}\n")
		if i < 0 {
			break
		}
		out = append(out, text[:i+3])
		text = text[i+3:]
	}
	if strings.TrimSpace(text) != "" {
		out = append(out, text)
	}
	return out
}

func (e rewrite) tree(company map[string]string) source.Tree {
	fsys := fstest.MapFS{"tidegate.hcl": &fstest.MapFile{Data: []byte("observations = \"observed.json\"\n")}}
	for name, text := range company {
		if filepath.Ext(name) == "" {
			name += ".hcl"
		}
		fsys[name] = &fstest.MapFile{Data: []byte(text)}
	}
	return source.Tree{FS: fsys, Time: time.Date(2026, 10, 5, 0, 0, 0, 0, time.UTC)}
}

// exampleText is the example company by file, without the extension of HCL.
func exampleText(t *testing.T) map[string]string {
	t.Helper()
	out := map[string]string{}
	files, err := filepath.Glob("../../teams/*")
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range files {
		text, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		out[strings.TrimSuffix(filepath.Base(name), ".hcl")] = string(text)
	}
	return out
}

// Evidence that says what it was about counts for nothing else, on any day and without
// anything to compare with; a fact that it does not name, and a new assessment of the new
// fact, are fine.
func TestEvidenceCountsForWhatItWasAbout(t *testing.T) {
	company := exampleText(t)
	for name, tt := range map[string]struct {
		edits [][3]string
		want  string // rule and subject; nothing at medium or above when empty
	}{
		"the country of a recipient":     {[][3]string{{"systems", `about = { countries = ["CO"]`, `about = { countries = ["PE"]`}}, "DF-004 flow.support_view_bogota"},
		"where the data is":              {[][3]string{{"systems", `about = { countries = ["PH"], hosted = ["DE"]`, `about = { countries = ["PH"], hosted = ["US"]`}}, "DF-004 flow.backlog_view_manila"},
		"who receives it":                {[][3]string{{"systems", `parties = [team.bogota_cx]`, `parties = [team.manila_backoffice]`}}, "DF-004 flow.support_view_bogota"},
		"where a vendor is":              {[][3]string{{"vendors", `  diligence = "2026-01-08"`, "  diligence = \"2026-01-08\"\n  about = { countries = [\"MX\"] }"}}, "SL-010 vendor.andina"},
		"the zone of a location":         {[][3]string{{"company", `  tz       = "America/Bogota"`, "  tz       = \"America/Bogota\"\n  about = { countries = [\"CO\"], zones = [\"America/Lima\"] }"}}, "GV-002 location.bogota"},
		"quality below the indicator":    {[][3]string{{"operations", `qa_score = ">=90"`, `qa_score = ">= 91%"`}}, "SL-003 contract.andina"},
		"exceptions above the indicator": {[][3]string{{"operations", `exception_rate = "<=1.5%"`, `exception_rate = "<=0.9%"`}}, "SL-003 contract.andina"},
		"nothing named":                  {[][3]string{{"systems", `, about = { countries = ["CO"], hosted = ["DE"], parties = [team.bogota_cx] }`, ``}}, ""},
		"assessed for both":              {[][3]string{{"systems", `about = { countries = ["CO"]`, `about = { countries = ["CO", "PE"]`}, {"vendors", `  diligence = "2026-01-08"`, "  diligence = \"2026-01-08\"\n  about = { countries = [\"CO\"] }"}}, ""},
		"an indicator in other words":    {[][3]string{{"operations", `qa_score = ">=90"`, `qa_score = "sla"`}}, ""},
	} {
		t.Run(name, func(t *testing.T) {
			e := rewrite{name, tt.edits}
			r, err := gate.Check(t.Context(), e.tree(e.apply(t, company)), gate.Options{AsOf: calendar.OnDay(calendar.DateOf(time.Date(2026, 10, 5, 0, 0, 0, 0, time.UTC)))})
			if err != nil {
				t.Fatal(err)
			}
			var said []string
			for i := range r.Findings {
				if f := &r.Findings[i]; r.Counts(f) || f.Severity == finding.Invalid {
					said = append(said, f.Rule+" "+f.Subject)
				}
			}
			if tt.want == "" && len(said) > 0 || tt.want != "" && !slices.Contains(said, tt.want) {
				t.Errorf("found %v, want %q", said, tt.want)
			}
		})
	}
}

var rounds = flag.Int("evasions", 1, "rounds of edits of every kind")

// TestEvasions makes each edit of each kind in the example company, in a random
// disguise, and asks that what makes the company worse is said, and what does not is
// not blamed.
func TestEvasions(t *testing.T) {
	if testing.Short() {
		t.Skip("several hundred comparisons")
	}
	company := exampleText(t)
	const seed = 20261005
	random := rand.New(rand.NewPCG(seed, seed))
	names := slices.Sorted(maps.Keys(disguises))
	cache := &gate.Cache{}
	// judge says what a change of the company would be told.
	judge := func(e rewrite) (said, missed []string, disguise string) {
		disguise = names[random.IntN(len(names))]
		hcl := e.apply(t, company)
		observed := hcl["observed.json"]
		delete(hcl, "observed.json")
		hcl = disguises[disguise](hcl, random)
		if disguise == "other names" {
			observed = strings.ReplaceAll(observed, "k04", "q77")
		}
		hcl["observed.json"] = observed
		r, err := gate.Compare(t.Context(), e.tree(company), e.tree(hcl), gate.Change{}, gate.Options{Cache: cache, Exhaustive: true})
		if err != nil {
			t.Fatalf("%s: %v", e.kind, err)
		}
		for i := range r.Findings {
			f := &r.Findings[i]
			if r.Counts(f) || f.Severity == finding.Invalid {
				said = append(said, f.Rule+" "+string(f.Message))
			}
		}
		for _, a := range r.Assessments() {
			if a.NotAssessed > 0 {
				missed = append(missed, a.Rule+" not assessed: "+a.Because)
			}
		}
		return said, missed, disguise
	}
	_, usual, _ := judge(rewrite{kind: "nothing"})
	stopped, refused := 0, 0
	for _, e := range slices.Repeat(evasions, *rounds) {
		said, missed, disguise := judge(e)
		missed = slices.DeleteFunc(missed, func(m string) bool { return slices.Contains(usual, m) })
		if len(said) > 0 && strings.HasPrefix(said[0], "DEF") {
			refused++
		}
		if len(said)+len(missed) > 0 {
			stopped++
			continue
		}
		t.Logf("not stopped: %s (%s)", e.kind, disguise)
	}
	blamed := 0
	for _, e := range slices.Repeat(ordinary, *rounds) {
		if said, _, disguise := judge(e); len(said) > 0 {
			blamed++
			t.Errorf("blamed: %s (%s): %s", e.kind, disguise, said)
		}
	}
	t.Logf("of %d edits of %d kinds that make it worse, %d are stopped, %d of them by the loader; of %d edits of %d ordinary kinds, %d are blamed; seed %d",
		*rounds*len(evasions), len(evasions), stopped, refused, *rounds*len(ordinary), len(ordinary), blamed, seed)
	if stopped*100 < *rounds*len(evasions)*95 {
		t.Errorf("only %d of %d edits that make it worse are stopped", stopped, *rounds*len(evasions))
	}
	if len(evasions) < 100 || len(ordinary) < 50 {
		t.Errorf("%d kinds that make it worse and %d ordinary ones are too few", len(evasions), len(ordinary))
	}
	for _, list := range [][]rewrite{evasions, ordinary} {
		seen := map[string]bool{}
		for _, e := range list {
			if seen[e.kind] {
				t.Errorf("%s is there twice", e.kind)
			}
			seen[e.kind] = true
		}
	}
}
