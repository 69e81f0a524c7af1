// Package policy judges views by rules in Rego. It alone knows OPA.
package policy

import (
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

// A Set is the rules that a repository is judged by: those that tidegate brings,
// and its own. The two are compiled apart, so that no module of a repository can
// join, extend or shadow a built-in rule. It is safe for concurrent use.
type Set struct {
	Rules []finding.Rule // by ID

	parts []*part
}

// A part is rules that are compiled together.
type part struct {
	rules    []finding.Rule
	packages map[string]string // rule ID to its package
	applies  map[string]bool   // rules that say which subjects they have anything to ask of
	custom   bool              // of the repository that is judged
	compiler *ast.Compiler

	prepared sync.Map // kind to *rego.PreparedEvalQuery
	prover   *prover  // nil for those of a repository, which are always asked: they may fail
}

// A Source is a folder of Rego files.
type Source struct {
	FS  fs.FS
	Dir string
}

// module is one file, parsed.
type module struct {
	file   *source.File
	parsed *ast.Module
}

// A Library is the rules that tidegate brings, compiled. It is safe for concurrent
// use.
type Library struct {
	rules  *part
	shared []module // of packages below tidegate.lib, which other rules may call
}

// ReadLibrary compiles the built-in rules. Kinds are those that they may judge.
func ReadLibrary(s Source, kinds []string) (*Library, error) {
	modules, problems, err := parseModules(s, false)
	if err != nil {
		return nil, err
	}
	l := &Library{rules: &part{}}
	problems = append(problems, l.rules.catalogue(modules, kinds, nil)...)
	for _, m := range modules {
		if shared(m) {
			l.shared = append(l.shared, module{m.file, m.parsed.Copy()}) // compiling rewrites a module
		}
	}
	if len(problems) == 0 {
		problems = l.rules.compile(modules)
	}
	if len(problems) > 0 {
		p := problems[0]
		return nil, fmt.Errorf("built-in rules: %s: %s", p.Place.Range.Path(), p.Message)
	}
	return l, nil
}

// With adds the rules of a repository. What is wrong with them comes back as
// findings; then there is no set. Files ending in _test.rego are left out: compiling
// tests into every run costs and gains nothing.
func (l *Library) With(custom []Source, kinds []string) (*Set, []finding.Finding, error) {
	var modules []module
	var problems []finding.Finding
	for _, s := range custom {
		read, wrong, err := parseModules(s, false)
		if err != nil {
			return nil, nil, err
		}
		modules = append(modules, read...)
		problems = append(problems, wrong...)
	}
	set := &Set{Rules: slices.Clone(l.rules.rules), parts: []*part{l.rules}}
	if len(modules) > 0 {
		own := &part{custom: true}
		problems = append(problems, own.catalogue(modules, kinds, l.rules.rules)...)
		if len(problems) == 0 {
			for _, m := range l.shared {
				modules = append(modules, module{m.file, m.parsed.Copy()})
			}
			problems = own.compile(modules)
		}
		set.parts = append(set.parts, own)
		set.Rules = append(set.Rules, own.rules...)
		slices.SortFunc(set.Rules, func(a, b finding.Rule) int { return strings.Compare(a.ID, b.ID) })
	}
	if len(problems) > 0 {
		finding.Sort(problems)
		return nil, problems, nil
	}
	return set, nil, nil
}

// maxRegoSize bounds a rule's file; the parser's work grows with it.
const maxRegoSize = 1 << 20

// maxRules is how many Rego rules and functions may be compiled together: the compiler
// compares them with each other. The built-in ones are some two thousand.
const maxRules = 10_000

func parseModules(s Source, tests bool) ([]module, []finding.Finding, error) {
	var modules []module
	var problems []finding.Finding
	rules := 0
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
		text, err := source.Read(s.FS, name, maxRegoSize)
		file := &source.File{Path: name, Text: text}
		if err != nil && !errors.Is(err, source.ErrTooLarge) {
			return fmt.Errorf("reading rules: %w", err)
		}
		if err != nil {
			problems = append(problems, problem(ruleCompile, source.Range{File: file}, name+" is larger than 1 MiB", "split the file"))
			return nil
		}
		parsed, err := ast.ParseModuleWithOpts(name, string(text), ast.ParserOptions{ProcessAnnotation: true, RegoVersion: ast.RegoV1, Capabilities: capabilities()})
		if err != nil {
			problems = append(problems, regoErrors(map[string]*source.File{name: file}, err)...)
			return nil
		}
		if parsed != nil { // an empty file has none
			if rules += len(parsed.Rules); rules > maxRules {
				problems = append(problems, problem(ruleCompile, source.Range{File: file}, fmt.Sprintf("the rules have more than %d definitions by this file", maxRules), "leave out what no deny asks for"))
				return fs.SkipAll
			}
			modules = append(modules, module{file, parsed})
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

// catalogue reads the metadata of every rule: every package with a deny. Taken are
// the rules whose IDs are in use already.
func (p *part) catalogue(modules []module, kinds []string, taken []finding.Rule) []finding.Finding {
	var problems []finding.Finding
	p.packages, p.applies = map[string]string{}, map[string]bool{}
	first := map[string]source.Range{}
	for _, r := range taken {
		first[r.ID] = source.Range{File: &source.File{Path: r.File}}
	}
	for _, m := range modules {
		at := packageRange(m)
		annotations := packageAnnotations(m.parsed)
		if p.custom && reserved(m.parsed.Package.Path) {
			problems = append(problems, reservedPackage(m))
			continue
		}
		hasDeny := slices.ContainsFunc(m.parsed.Rules, named("deny"))
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
		for _, rule := range m.parsed.Rules {
			if named("deny")(rule) && rule.Head.RuleKind() != ast.MultiValue {
				wrong = append(wrong, "deny has to be a set of objects: write it as deny contains {…} if {…}")
				break
			}
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
		r.File, r.Custom = m.file.Path, p.custom
		p.rules = append(p.rules, r)
		p.packages[r.ID] = m.parsed.Package.Path.String()
		p.applies[r.ID] = slices.ContainsFunc(m.parsed.Rules, named("applies"))
	}
	slices.SortFunc(p.rules, func(a, b finding.Rule) int { return strings.Compare(a.ID, b.ID) })
	return problems
}

// named matches the rules of a package by the first part of their names, as in deny
// and deny.x.
func named(name string) func(*ast.Rule) bool {
	return func(r *ast.Rule) bool {
		ref := r.Head.Ref()
		return len(ref) > 0 && ref[0].Equal(ast.VarTerm(name))
	}
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

func reservedPackage(m module) finding.Finding {
	return problem(ruleMetadata, packageRange(m), "the package "+strings.TrimPrefix(m.parsed.Package.Path.String(), "data.")+" is reserved for the rules that tidegate brings",
		"put the rule into a package of your own, as in package acme.reviews")
}

// shared reports whether the rules of a repository may call what a built-in module
// has: it lies below tidegate.lib.
func shared(m module) bool {
	path := m.parsed.Package.Path
	return len(path) > 2 && path[1].Equal(ast.StringTerm("tidegate")) && path[2].Equal(ast.StringTerm("lib"))
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
//
// The stages that only look for mistakes are left out for built-in rules, which the
// tests compile with all of them: they are half of the work.
func (p *part) compile(modules []module) []finding.Finding {
	files := map[string]*source.File{}
	parsed := map[string]*ast.Module{}
	for _, m := range modules {
		files[m.file.Path], parsed[m.file.Path] = m.file, m.parsed
	}
	for _, kind := range subjects(p.rules) {
		name := "entry/" + kind + ".rego"
		parsed[name] = ast.MustParseModuleWithOpts(p.entry(kind), ast.ParserOptions{RegoVersion: ast.RegoV1})
	}
	p.compiler = newCompiler()
	if !p.custom {
		p.compiler = p.compiler.WithSkipStages(slices.Concat(checks, unused)...)
	}
	p.compiler.Compile(parsed)
	if p.compiler.Failed() {
		return regoErrors(files, p.compiler.Errors)
	}
	if !p.custom {
		p.prover = newProver(p.compiler)
	}
	return nil
}

// newCompiler is a compiler with every check.
func newCompiler() *ast.Compiler {
	return ast.NewCompiler().WithCapabilities(capabilities()).WithStrict(true)
}

// checks are the stages that change nothing. Those of safety are not among them:
// they put expressions into an order in which they can be evaluated.
var checks = []ast.StageID{
	ast.StageCheckUnusedImports, ast.StageCheckKeywordOverrides, ast.StageCheckDuplicateImports, ast.StageCheckVoidCalls,
	ast.StageCheckRuleConflicts, ast.StageCheckUndefinedFuncs, ast.StageCheckRecursion, ast.StageCheckTypes,
	ast.StageCheckUnsafeBuiltins, ast.StageCheckDeprecatedBuiltins, ast.StageBuildRequiredCapabilities, ast.StageCheckSafetyRuleHeads,
	ast.StageSetGraph, // which only the checks of recursion and of types read
}

// unused are the stages for what no built-in rule has: print, template strings,
// rego.metadata, tests, and comprehensions that an index would serve.
var unused = []ast.StageID{
	ast.StageRewritePrintCalls, ast.StageRewriteTemplateStrings, ast.StageParseMetadataBlocks, ast.StageSetAnnotationSet,
	ast.StageRewriteRegoMetadataCalls, ast.StageRewriteTestRulesForTracing, ast.StageBuildComprehensionIndices,
}

// Subjects lists the kinds that any rule judges, sorted.
func (s *Set) Subjects() []string { return subjects(s.Rules) }

func subjects(rules []finding.Rule) []string {
	var kinds []string
	for _, r := range rules {
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

func (p *part) entry(kind string) string {
	var b strings.Builder
	fmt.Fprintf(&b, "package tidegate_entry[%q]\n\n", kind)
	b.WriteString("batch := [said | some view in input.views; said := answer with input as view]\n\n")
	b.WriteString("answer := {\"found\": verdicts, \"skips\": skips}\n\n")
	b.WriteString("skips contains id if {\n\tsome id in []\n}\n\n")
	for _, r := range p.rules {
		if !slices.Contains(r.Subjects, kind) {
			continue
		}
		fmt.Fprintf(&b, "verdicts[%q] := found if {\n\tinput.rules[%q]\n\tfound := %s.deny\n\tcount(found) > 0\n}\n\n", r.ID, r.ID, p.packages[r.ID])
		if p.applies[r.ID] {
			fmt.Fprintf(&b, "skips contains %q if {\n\tinput.asked[%q]\n\tnot %s.applies\n}\n\n", r.ID, r.ID, p.packages[r.ID])
		}
	}
	return b.String()
}

// Capabilities are OPA's built-ins without those that look outside, tell the
// time or roll dice: a verdict is a function of the view.
var capabilities = sync.OnceValue(func() *ast.Capabilities {
	all := ast.CapabilitiesForThisVersion()
	all.AllowNet = []string{}
	all.Builtins = slices.DeleteFunc(all.Builtins, func(b *ast.Builtin) bool {
		return b.IsNondeterministic() || slices.ContainsFunc(impure, func(prefix string) bool { return strings.HasPrefix(b.Name, prefix) })
	})
	return all
})

// impure lists built-ins by prefix. time.* reads the host's zones; months
// overflow there too, so dates are the facts' business.
var impure = []string{
	"http.", "net.", "opa.runtime", "rand.", "uuid.", "time.", "rego.parse_module", "io.jwt.", "providers.", "crypto.x509", "trace",
}
