package policies_test

import (
	"fmt"
	"io/fs"
	"slices"
	"strings"
	"testing"
	"testing/fstest"
	"time"

	"github.com/tidegate/tidegate/internal/finding"
	"github.com/tidegate/tidegate/internal/gate"
	"github.com/tidegate/tidegate/internal/golden"
	"github.com/tidegate/tidegate/internal/load"
	"github.com/tidegate/tidegate/internal/model"
	"github.com/tidegate/tidegate/internal/policy"
	"github.com/tidegate/tidegate/internal/report"
	"github.com/tidegate/tidegate/internal/source"
	"github.com/tidegate/tidegate/policies"
	"github.com/tidegate/tidegate/schemas"
)

// asOf is the day on which the examples of rules are judged.
var asOf = time.Date(2026, 10, 5, 0, 0, 0, 0, time.UTC)

func rules(t *testing.T) []finding.Rule {
	t.Helper()
	kinds, _, err := load.ReadKinds(schemas.FS, source.Tree{}, nil)
	if err != nil {
		t.Fatal(err)
	}
	set, problems, err := gate.ReadRules(source.Tree{}, &load.Config{}, kinds)
	if err != nil {
		t.Fatal(err)
	}
	for _, p := range problems {
		t.Fatalf("%s: %s", p.Place.Range.Path(), p.Message)
	}
	return set.Rules
}

// Each rule's bad example must be found by it, and its good one must not.
func TestExamples(t *testing.T) {
	for _, r := range rules(t) {
		t.Run(r.ID, func(t *testing.T) {
			t.Parallel()
			if slices.Equal(r.Subjects, []string{model.ChangeKind}) {
				t.Skip("it judges a change, which takes two trees: cmd/tidegate/testdata/script/change.txtar")
			}
			if found := judge(t, &r, r.Bad); len(found) == 0 {
				t.Error("the bad example is not found")
			}
			if found := judge(t, &r, r.Good); len(found) > 0 {
				t.Errorf("the good example is found: %s", found[0].Message)
			}
		})
	}
}

// judge is what one rule finds in an example. The rest of the catalogue may find
// more: an example shows one thing.
func judge(t *testing.T, rule *finding.Rule, example string) []finding.Finding {
	t.Helper()
	files := fstest.MapFS{"example.hcl": {Data: []byte(example)}}
	if rule.Observed != "" {
		files["observed.json"] = &fstest.MapFile{Data: []byte(rule.Observed)}
	}
	tree := source.Tree{FS: files, Time: asOf}
	result, err := gate.Check(t.Context(), tree, gate.Options{Exhaustive: true})
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range result.Findings {
		if f.Severity == finding.Invalid {
			t.Fatalf("the example has an error: %s: %s", f.Place.Range.Text(), f.Message)
		}
	}
	return slices.DeleteFunc(result.Findings, func(f finding.Finding) bool {
		return f.Rule != rule.ID || f.Severity < min(finding.Medium, rule.Severity)
	})
}

// Each rule has a test beside it, and all of them together reach every line.
func TestRego(t *testing.T) {
	results, coverage, problems, err := policy.Test(t.Context(), gate.BuiltInRules, nil, "")
	if err != nil {
		t.Fatal(err)
	}
	for _, p := range problems {
		t.Errorf("%s: %s", p.Place.Range.Path(), p.Message)
	}
	tested := map[string]bool{}
	for _, r := range results {
		tested[strings.TrimSuffix(r.File, "_test.rego")] = true
		if !r.Passed {
			t.Errorf("%s:%d: %s %s", r.File, r.Line, r.Name, r.Failure)
		}
	}
	for _, c := range coverage {
		if !tested[strings.TrimSuffix(c.File, ".rego")] {
			t.Errorf("%s has no test beside it", c.File)
		}
		if c.Percent < 100 {
			t.Errorf("%s: no test reaches lines %v", c.File, c.Uncovered)
		}
	}
}

// A rule stands in the folder of its family, in a file named by its ID.
func TestPlaces(t *testing.T) {
	for _, r := range rules(t) {
		want := fmt.Sprintf("%s/%s_", strings.ToLower(r.Family()), strings.ToLower(strings.ReplaceAll(r.ID, "-", "_")))
		if !strings.HasPrefix(r.File, want) {
			t.Errorf("%s stands in %s, not in %s….rego", r.ID, r.File, want)
		}
		if len(r.Controls) == 0 && !internal[r.ID] {
			t.Errorf("%s maps to no control; if that is honest, say so in this test", r.ID)
		}
	}
}

// internal lists the rules that no framework asks for: policy of our own.
var internal = map[string]bool{"OW-002": true, "OW-004": true, "OW-006": true, "OW-009": true}

func TestPages(t *testing.T) {
	all := slices.Concat(rules(t), gate.BuiltIn())
	slices.SortFunc(all, func(a, b finding.Rule) int { return strings.Compare(a.ID, b.ID) })
	names := map[string]bool{"README.md": true}
	var index strings.Builder
	index.WriteString("# Rules\n\nOne page a rule, made from the rule itself by `go test ./policies -update`.\n\n| Rule | Severity | Judges | |\n| --- | --- | --- | --- |\n")
	for i := range all {
		r := &all[i]
		names[r.ID+".md"] = true
		golden.Compare(t, "../docs/rules/"+r.ID+".md", report.Page(r))
		fmt.Fprintf(&index, "| [%s](%s.md) | %s | %s | %s |\n", r.ID, r.ID, r.Severity, strings.Join(r.Subjects, ", "), r.Title)
	}
	golden.Compare(t, "../docs/rules/README.md", index.String())
	golden.Only(t, "../docs/rules", ".md", names)
}

func TestEveryFileIsCarried(t *testing.T) {
	files, err := fs.Glob(policies.FS, "*/*.rego")
	if err != nil || len(files) == 0 {
		t.Fatal(err, "no rules are carried")
	}
}
