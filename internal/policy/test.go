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

// Test runs the Rego tests of the library and of the rules of a repository, each
// compiled apart as they are when they judge, and says which lines of rules they
// leave out. Custom rules may call the packages below tidegate.lib.
func Test(ctx context.Context, library Source, custom []Source, run string) ([]TestResult, []Coverage, []finding.Finding, error) {
	own, problems, err := parseModules(library, true)
	if err != nil {
		return nil, nil, nil, err
	}
	var theirs []module
	for _, s := range custom {
		read, wrong, err := parseModules(s, true)
		if err != nil {
			return nil, nil, nil, err
		}
		theirs = append(theirs, read...)
		problems = append(problems, wrong...)
	}
	for _, m := range theirs {
		if reserved(m.parsed.Package.Path) {
			problems = append(problems, reservedPackage(m))
		}
	}
	if len(problems) > 0 {
		return nil, nil, problems, nil
	}
	if len(theirs) > 0 {
		for _, m := range own {
			if shared(m) && !strings.HasSuffix(m.file.Path, "_test.rego") {
				theirs = append(theirs, module{m.file, m.parsed.Copy()})
			}
		}
	}
	var out []TestResult
	var coverage []Coverage
	for _, modules := range [][]module{own, theirs} {
		if len(modules) == 0 {
			continue
		}
		results, reached, problems, err := test(ctx, modules, run)
		if err != nil || len(problems) > 0 {
			return nil, nil, problems, err
		}
		out = append(out, results...)
		for _, c := range reached {
			if !slices.ContainsFunc(coverage, func(known Coverage) bool { return known.File == c.File }) { // shared, and covered by its own tests
				coverage = append(coverage, c)
			}
		}
	}
	slices.SortFunc(out, func(a, b TestResult) int {
		return strings.Compare(fmt.Sprintf("%s %09d %s", a.File, a.Line, a.Name), fmt.Sprintf("%s %09d %s", b.File, b.Line, b.Name))
	})
	return out, coverage, nil, nil
}

func test(ctx context.Context, read []module, run string) ([]TestResult, []Coverage, []finding.Finding, error) {
	modules, files := map[string]*ast.Module{}, map[string]*source.File{}
	for _, m := range read {
		modules[m.file.Path], files[m.file.Path] = m.parsed, m.file
	}
	coverage := cover.New()
	runner := tester.NewRunner().
		SetCompiler(newCompiler()).
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
