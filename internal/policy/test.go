package policy

import (
	"context"
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/open-policy-agent/opa/v1/ast"
	"github.com/open-policy-agent/opa/v1/cover"
	"github.com/open-policy-agent/opa/v1/storage/inmem"
	"github.com/open-policy-agent/opa/v1/tester"

	"github.com/tidegate/tidegate/internal/finding"
	"github.com/tidegate/tidegate/internal/source"
)

// A TestResult is one Rego test.
type TestResult struct {
	Name    string // package and rule
	File    string
	Line    int
	Passed  bool
	Skipped bool
	Failure string // why it failed, when there is more to say than that it did
}

// Coverage is how much of a rule's file its tests reach.
type Coverage struct {
	File      string
	Percent   float64
	Uncovered []int // lines
}

// Test runs the Rego tests of the sources, and says which lines of rules they
// leave out.
func Test(ctx context.Context, sources []Source, run string) ([]TestResult, []Coverage, []finding.Finding, error) {
	modules, files := map[string]*ast.Module{}, map[string]*source.File{}
	var problems []finding.Finding
	for _, s := range sources {
		read, wrong, err := parseModules(s, true)
		if err != nil {
			return nil, nil, nil, err
		}
		problems = append(problems, wrong...)
		for _, m := range read {
			modules[m.file.Path], files[m.file.Path] = m.parsed, m.file
		}
	}
	if len(problems) > 0 {
		return nil, nil, problems, nil
	}
	coverage := cover.New()
	runner := tester.NewRunner().
		SetCompiler(ast.NewCompiler().WithCapabilities(capabilities()).WithStrict(true)).
		SetStore(inmem.New()).
		SetModules(modules).
		SetCoverageQueryTracer(coverage).
		CapturePrintOutput(true).
		Filter(run)
	results, err := runner.RunTests(ctx, nil)
	if err != nil {
		return nil, nil, regoErrors(files, err), nil
	}
	var out []TestResult
	for r := range results {
		t := TestResult{Name: strings.TrimPrefix(r.Package, "data.") + "." + r.Name, Passed: r.Pass(), Skipped: r.Skip}
		if r.Location != nil {
			t.File, t.Line = r.Location.File, r.Location.Row
		}
		if r.Error != nil {
			t.Failure = r.Error.Error()
		}
		out = append(out, t)
	}
	slices.SortFunc(out, func(a, b TestResult) int {
		return strings.Compare(fmt.Sprintf("%s %09d %s", a.File, a.Line, a.Name), fmt.Sprintf("%s %09d %s", b.File, b.Line, b.Name))
	})
	return out, covered(coverage.Report(modules)), nil, nil
}

func covered(report cover.Report) []Coverage {
	var out []Coverage
	for _, file := range slices.Sorted(maps.Keys(report.Files)) {
		if strings.HasSuffix(file, "_test.rego") {
			continue
		}
		r := report.Files[file]
		c := Coverage{File: file, Percent: r.Coverage}
		for _, span := range r.NotCovered {
			for line := span.Start.Row; line <= span.End.Row; line++ {
				c.Uncovered = append(c.Uncovered, line)
			}
		}
		out = append(out, c)
	}
	return out
}
