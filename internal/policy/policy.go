// Package policy judges views by rules in Rego. It alone knows OPA.
package policy

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"path"
	"regexp"
	"slices"
	"strings"
	"sync"

	"github.com/open-policy-agent/opa/v1/ast"

	"github.com/tidegate/tidegate/internal/finding"
	"github.com/tidegate/tidegate/internal/source"
)

var rulePattern = regexp.MustCompile(`^[A-Z]{2,6}-[0-9]{3}$`)

// A Set is a compiled collection of rules. It is safe for concurrent use.
type Set struct {
	Rules []finding.Rule // by ID

	packages map[string]string // rule ID to its package
	applies  map[string]bool   // rules that say which subjects they have anything to ask of
	compiler *ast.Compiler

	prepared sync.Map // kind to *rego.PreparedEvalQuery
}

// A Source is a folder of Rego files.
type Source struct {
	FS     fs.FS
	Dir    string
	Custom bool // of the repository that is judged
}

// module is one file, parsed.
type module struct {
	file   *source.File
	parsed *ast.Module
	custom bool
}

// Read compiles the rules of the sources. What is wrong with rules comes back as
// findings; then there is no set. Files ending in _test.rego are left out:
// compiling tests into every run costs and gains nothing.
func Read(ctx context.Context, sources []Source, kinds []string) (*Set, []finding.Finding, error) {
	var modules []module
	var problems []finding.Finding
	for _, s := range sources {
		read, wrong, err := parseModules(s, false)
		if err != nil {
			return nil, nil, err
		}
		modules = append(modules, read...)
		problems = append(problems, wrong...)
	}
	set := &Set{packages: map[string]string{}, applies: map[string]bool{}}
	problems = append(problems, set.catalogue(modules, kinds)...)
	if len(problems) > 0 {
		finding.Sort(problems)
		return nil, problems, nil
	}
	if problems := set.compile(modules); len(problems) > 0 {
		finding.Sort(problems)
		return nil, problems, nil
	}
	return set, nil, nil
}

// maxRegoSize bounds a rule's file; the parser's work grows with it.
const maxRegoSize = 1 << 20

func parseModules(s Source, tests bool) ([]module, []finding.Finding, error) {
	var modules []module
	var problems []finding.Finding
	err := fs.WalkDir(s.FS, s.Dir, func(name string, d fs.DirEntry, err error) error {
		isTest := strings.HasSuffix(name, "_test.rego")
		switch {
		case err != nil:
			return fmt.Errorf("reading rules: %w", err)
		case d.IsDir() || path.Ext(name) != ".rego" || isTest && !tests:
			return nil
		case !d.Type().IsRegular():
			problems = append(problems, problem(ruleCompile, source.Range{File: &source.File{Path: name}}, name+" is not a regular file", "replace the link by a file"))
			return nil
		}
		text, err := fs.ReadFile(s.FS, name)
		if err != nil {
			return fmt.Errorf("reading rules: %w", err)
		}
		file := &source.File{Path: name, Text: text}
		if len(text) > maxRegoSize {
			problems = append(problems, problem(ruleCompile, source.Range{File: file}, name+" is larger than 1 MiB", "split the file"))
			return nil
		}
		parsed, err := ast.ParseModuleWithOpts(name, string(text), ast.ParserOptions{ProcessAnnotation: true, RegoVersion: ast.RegoV1, Capabilities: capabilities()})
		if err != nil {
			problems = append(problems, regoErrors(map[string]*source.File{name: file}, err)...)
			return nil
		}
		if parsed != nil { // an empty file
			modules = append(modules, module{file, parsed, s.Custom})
		}
		return nil
	})
	return modules, problems, err
}

// regoErrors says OPA's errors with places in our files.
func regoErrors(files map[string]*source.File, err error) []finding.Finding {
	var list ast.Errors
	if !errors.As(err, &list) {
		return []finding.Finding{problem(ruleCompile, source.Range{}, err.Error(), "correct the rule")}
	}
	var out []finding.Finding
	for _, e := range list {
		at := source.Range{}
		if e.Location != nil {
			if file := files[e.Location.File]; file != nil {
				n := uint32(len(file.Text))
				start := min(uint32(e.Location.Offset), n)
				at = source.Range{File: file, Start: start, End: min(start+uint32(max(len(e.Location.Text), 1)), n)}
			}
		}
		fix := "correct the Rego"
		if strings.Contains(e.Message, "undefined function") {
			fix = "rules may use pure built-ins only: no network, no clock, no environment"
		}
		out = append(out, problem(ruleCompile, at, e.Message, fix))
	}
	return out
}

// catalogue reads the metadata of every rule: every package with a deny.
func (s *Set) catalogue(modules []module, kinds []string) []finding.Finding {
	var problems []finding.Finding
	first := map[string]source.Range{}
	for _, m := range modules {
		at := packageRange(m)
		annotations := packageAnnotations(m.parsed)
		if m.custom && reserved(m.parsed.Package.Path) {
			problems = append(problems, problem(ruleMetadata, at, "the package "+strings.TrimPrefix(m.parsed.Package.Path.String(), "data.")+" is reserved for the rules that tidegate brings",
				"put the rule into a package of your own, as in package acme.reviews"))
			continue
		}
		hasDeny := slices.ContainsFunc(m.parsed.Rules, func(r *ast.Rule) bool { return r.Head.Name == "deny" || r.Head.Ref().String() == "deny" })
		if !hasDeny && (annotations == nil || annotations.Custom["id"] == nil) {
			continue // shared vocabulary
		}
		if annotations == nil {
			problems = append(problems, problem(ruleMetadata, at, "the rule has no METADATA block of package scope", "put one directly above the package line"))
			continue
		}
		r, wrong := readMetadata(annotations, kinds)
		if !hasDeny {
			wrong = append(wrong, "the package has no deny")
		}
		for _, w := range wrong {
			problems = append(problems, problem(ruleMetadata, at, w, "complete the METADATA block above the package line"))
		}
		if len(wrong) > 0 {
			continue
		}
		if before, taken := first[r.ID]; taken {
			f := problem(ruleMetadata, at, fmt.Sprintf("the ID %s is taken", r.ID), "give the rule an ID of its own")
			f.Related = []finding.Place{{Range: before, Note: "first used here"}}
			problems = append(problems, f)
			continue
		}
		first[r.ID] = at
		r.File, r.Custom = m.file.Path, m.custom
		s.Rules = append(s.Rules, r)
		s.packages[r.ID] = m.parsed.Package.Path.String()
		s.applies[r.ID] = slices.ContainsFunc(m.parsed.Rules, func(r *ast.Rule) bool { return r.Head.Name == "applies" })
	}
	slices.SortFunc(s.Rules, func(a, b finding.Rule) int { return strings.Compare(a.ID, b.ID) })
	return problems
}

// reserved reports whether a package is that of the built-in rules, or lies below it:
// a module of a repository there would join them, and could switch them off.
func reserved(path ast.Ref) bool {
	if len(path) < 2 {
		return false
	}
	name, _ := path[1].Value.(ast.String)
	return name == "tidegate" || name == "tidegate_entry"
}

func packageRange(m module) source.Range {
	l := m.parsed.Package.Location
	return source.Range{File: m.file, Start: uint32(l.Offset), End: uint32(l.Offset + len(l.Text))}
}

func packageAnnotations(m *ast.Module) *ast.Annotations {
	for _, a := range m.Annotations {
		if a.Scope == "package" {
			return a
		}
	}
	return nil
}

// compile makes one prepared query a subject kind: it takes a list of views and
// gives, for each, what the kind's rules found. One evaluation of many views is
// several times cheaper than an evaluation each.
func (s *Set) compile(modules []module) []finding.Finding {
	files := map[string]*source.File{}
	parsed := map[string]*ast.Module{}
	for _, m := range modules {
		files[m.file.Path], parsed[m.file.Path] = m.file, m.parsed
	}
	for _, kind := range s.Subjects() {
		name := "entry/" + kind + ".rego"
		parsed[name] = ast.MustParseModuleWithOpts(s.entry(kind), ast.ParserOptions{RegoVersion: ast.RegoV1})
	}
	s.compiler = ast.NewCompiler().WithCapabilities(capabilities()).WithStrict(true)
	s.compiler.Compile(parsed)
	if s.compiler.Failed() {
		return regoErrors(files, s.compiler.Errors)
	}
	return nil
}

// Subjects lists the kinds that any rule judges, sorted.
func (s *Set) Subjects() []string {
	var kinds []string
	for _, r := range s.Rules {
		kinds = append(kinds, r.Subjects...)
	}
	slices.Sort(kinds)
	return slices.Compact(kinds)
}

// Rule is the rule with an ID whose parameters can be set, or nil: one of Rego,
// or one that is judged over all findings.
func (s *Set) Rule(id string) *finding.Rule {
	for i := range s.Rules {
		if s.Rules[i].ID == id {
			return &s.Rules[i]
		}
	}
	others := finding.Rules()
	for i := range others {
		if others[i].ID == id {
			return &others[i]
		}
	}
	return nil
}

func (s *Set) entry(kind string) string {
	var b strings.Builder
	fmt.Fprintf(&b, "package tidegate_entry[%q]\n\n", kind)
	b.WriteString("batch := [said | some view in input.views; said := answer with input as view]\n\n")
	b.WriteString("answer := {\"found\": verdicts, \"skips\": skips}\n\n")
	b.WriteString("skips contains id if {\n\tsome id in []\n}\n\n")
	for _, r := range s.Rules {
		if !slices.Contains(r.Subjects, kind) {
			continue
		}
		fmt.Fprintf(&b, "verdicts[%q] := found if {\n\tinput.rules[%q]\n\tfound := %s.deny\n\tcount(found) > 0\n}\n\n", r.ID, r.ID, s.packages[r.ID])
		if s.applies[r.ID] {
			fmt.Fprintf(&b, "skips contains %q if {\n\tinput.rules[%q]\n\tnot %s.applies\n}\n\n", r.ID, r.ID, s.packages[r.ID])
		}
	}
	return b.String()
}

// Capabilities are OPA's built-ins without those that look outside, tell the
// time or roll dice: a verdict is a function of the view.
func capabilities() *ast.Capabilities {
	all := ast.CapabilitiesForThisVersion()
	all.AllowNet = []string{}
	all.Builtins = slices.DeleteFunc(all.Builtins, func(b *ast.Builtin) bool {
		return b.IsNondeterministic() || slices.ContainsFunc(impure, func(prefix string) bool { return strings.HasPrefix(b.Name, prefix) })
	})
	return all
}

// impure lists built-ins by prefix. time.* reads the host's zones; months
// overflow there too, so dates are the facts' business.
var impure = []string{
	"http.", "net.", "opa.runtime", "rand.", "uuid.", "time.", "rego.parse_module", "io.jwt.", "providers.", "crypto.x509", "trace",
}
