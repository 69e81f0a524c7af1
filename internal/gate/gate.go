// Package gate is the whole pipeline as one call. Order, concurrency and caching
// are decided here and nowhere else.
package gate

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/tidegate/tidegate/internal/calendar"
	"github.com/tidegate/tidegate/internal/facts"
	"github.com/tidegate/tidegate/internal/facts/access"
	"github.com/tidegate/tidegate/internal/finding"
	"github.com/tidegate/tidegate/internal/load"
	"github.com/tidegate/tidegate/internal/model"
	"github.com/tidegate/tidegate/internal/policy"
	"github.com/tidegate/tidegate/internal/signing"
	"github.com/tidegate/tidegate/internal/source"
	"github.com/tidegate/tidegate/policies"
	"github.com/tidegate/tidegate/schemas"
)

// Options say how to judge a tree. The zero Options judge by every rule, at the
// tree's own time.
type Options struct {
	AsOf      calendar.Now           // the tree's own time when zero
	Only      []string               // rule IDs or families; all when empty
	Skip      []string               // rule IDs or families
	FailLevel finding.Severity       // what the configuration says when zero
	Cache     *Cache                 // of what earlier runs read and judged; nil keeps nothing
	Skipped   func(name, why string) // is told which files and folders of the tree are left out; nil for nobody
	Clock     time.Time              // what time it is, for the dates of commits; zero where that is not to matter
	Unrelated bool                   // what is compared does not come from the base: every finding is new

	Exhaustive bool // evaluate rules that cannot fire as well, and fail where one does

	floor  *floor          // what the base of a comparison asks for at least
	begins []calendar.Date // days on which something begins on the other side of a comparison
}

// AsOfNow judges as of the clock of the machine where nobody asked for another time: a
// gate does not believe the dates of commits.
func (o *Options) AsOfNow() {
	if o.AsOf.IsZero() {
		o.Clock = time.Now()
		o.AsOf = calendar.NowOf(o.Clock)
	}
}

// A Result is what a tree came to.
type Result struct {
	Findings    []finding.Finding // sorted; those of severity Invalid mean that nothing was judged
	Rules       []finding.Rule    // that were asked, by ID, and those of the loader
	AsOf        time.Time
	Now         calendar.Now // the same, and whether it is a whole day
	Dated       bool         // the time is that of the commit, as nobody asked for another
	Prefix      string       // from the root of the repository to the files of the findings: see source.Tree
	Revision    string
	TZRelease   string
	FailLevel   finding.Severity
	Outputs     []string // that the configuration asks for
	Definitions int
	Files       int

	Unmet         map[string]string // why a rule could not be assessed, by ID: what it requires is not there
	Tally         policy.Tally      // what each rule had to check
	LongestWaiver calendar.Duration // in force; zero when the tree could not be judged
	Against       *Comparison       // nil when nothing was compared
}

// Invalid reports whether the tree could not be judged.
func (r *Result) Invalid() bool {
	return slices.ContainsFunc(r.Findings, func(f finding.Finding) bool { return f.Severity == finding.Invalid })
}

// Fails reports whether a finding counts.
func (r *Result) Fails() bool {
	return slices.ContainsFunc(r.Findings, func(f finding.Finding) bool { return r.Counts(&f) })
}

// Counts reports whether a finding decides the exit status: it is at or above the
// fail level, not waived, and, where trees are compared, new or worse.
func (r *Result) Counts(f *finding.Finding) bool {
	return f.Waiver == nil && f.Severity >= r.FailLevel && (r.Against == nil || r.Against.All || f.Change.Counts())
}

// Rule is the rule with an ID, or nil.
func (r *Result) Rule(id string) *finding.Rule {
	for i := range r.Rules {
		if r.Rules[i].ID == id {
			return &r.Rules[i]
		}
	}
	return nil
}

// ErrInvalid says that a tree cannot be judged; the findings say why.
var ErrInvalid = errors.New("the definitions have errors")

// A Session is a tree that was read without errors: everything that a command
// may ask of it.
type Session struct {
	Config   *load.Config
	Kinds    *load.Kinds
	Set      *policy.Set
	Org      *model.Organisation
	Facts    *facts.Facts
	Judge    *policy.Judge
	AsOf     time.Time
	Now      calendar.Now // the same, and whether it is a whole day
	Tree     source.Tree
	Observed *model.Observations // nil when the configuration names none
	Signers  []signing.Key       // whose signatures approve

	declared   finding.Settings            // parameters as they are written, however much stricter the base is
	severities map[string]finding.Severity // by rule, of the configuration and of the base

	dated   bool // the time is that of the commit
	skipped func(name, why string)
	early   []finding.Finding // said while parameters were read
	cache   *Cache
}

// Open reads a tree and derives its facts. When the definitions or the rules
// have errors, all of them come back with ErrInvalid.
func Open(ctx context.Context, tree source.Tree, opts Options) (*Session, []finding.Finding, error) {
	s := &Session{Tree: tree, Now: opts.AsOf, cache: opts.Cache, skipped: opts.Skipped}
	if s.Now.IsZero() {
		s.Now, s.dated = calendar.NowOf(tree.Time), tree.Revision != ""
	}
	s.AsOf = s.Now.Time()
	if err := sensible(s.AsOf); err != nil {
		return nil, nil, err
	}
	problems, err := s.read(ctx)
	if err != nil || len(problems) > 0 {
		return s, problems, cmpErr(err, ErrInvalid)
	}
	settings, found := s.Set.Settings(s.Org)
	s.early = append(found, s.Set.UnknownWaived(s.Org)...)
	if invalid := onlyInvalid(s.early); len(invalid) > 0 {
		return s, invalid, ErrInvalid
	}
	s.declared, s.severities = settings, s.Config.Severities
	if opts.floor != nil {
		settings = opts.floor.under(s.Set, settings)
		s.severities = opts.floor.raised(s.severities)
	}
	s.Judge = &policy.Judge{Set: s.Set, Settings: settings, Selected: func(rule string) bool { return finding.Select(rule, opts.Only, opts.Skip) }, Cache: opts.Cache.verdictsOf(), Exhaustive: opts.Exhaustive}
	if n, most := access.Weight(s.Org, s.mostWays()), s.mostWays(); n > most {
		return s, []finding.Finding{s.Config.Problem(fmt.Sprintf("grants give people actions on more than %d ways, which is more than is followed for so few definitions", most),
			"name actions instead of wildcards, and give each to a person once")}, ErrInvalid
	}
	s.Facts = facts.Derive(s.Org, s.Observed, s.Now, settings)
	s.Facts.Since(s.past(ctx))
	s.Judge.OnFile = s.Facts.OnFile
	return s, nil, nil
}

// past answers questions about what people could do earlier out of the trees that were in
// force then. Each day is read once, and only when it is asked for.
func (s *Session) past(ctx context.Context) facts.Past {
	if s.Tree.Past == nil {
		return nil
	}
	var mu sync.Mutex
	known := map[calendar.Date]func(person model.Address, action string) bool{}
	return func(day calendar.Date) (func(model.Address, string) bool, bool) {
		mu.Lock()
		defer mu.Unlock()
		holds, asked := known[day]
		if !asked {
			if tree, ok, err := s.Tree.Past(calendar.UTC.Day(day).End.Time()); ok && err == nil {
				then := &Session{Tree: tree, cache: s.cache}
				if problems, err := then.read(ctx); err == nil && len(problems) == 0 {
					holds = facts.Holders(then.Org, day)
				}
			}
			known[day] = holds
		}
		return holds, holds != nil
	}
}

// mostWays is on how many ways all grants may give actions to people: a million, and six
// more for each byte of the definitions, which no company needs.
func (s *Session) mostWays() int {
	written := 0
	for _, f := range s.Org.Files {
		written += len(f.Text)
	}
	return 1_000_000 + 6*written
}

func cmpErr(err, otherwise error) error {
	if err != nil {
		return err
	}
	return otherwise
}

// sensible bounds the date: rosters are simulated from it, and the tz database
// says little of other centuries.
func sensible(asOf time.Time) error {
	if y := asOf.Year(); y < 1990 || y > 2100 {
		return fmt.Errorf("as-of date %s: want one between 1990 and 2100", asOf.Format(time.DateOnly))
	}
	return nil
}

func (s *Session) read(ctx context.Context) ([]finding.Finding, error) {
	config, problems, err := load.ReadConfig(s.Tree)
	if err != nil || len(problems) > 0 {
		return problems, err
	}
	s.Config = config
	known, err := s.cache.rules(ctx, s.Tree, config)
	if err != nil {
		return nil, err
	}
	s.Kinds, s.Set = known.kinds, known.set
	problems = slices.Clone(known.problems)
	loader := config.Loader(known.kinds)
	loader.Cache = s.cache.filesOf()
	loader.Skipped = s.skipped
	org, wrong, err := loader.Load(s.Tree)
	if err != nil {
		return nil, err
	}
	s.Org = org
	problems = append(problems, wrong...)
	if config.Observations != "" {
		if s.Observed, wrong, err = load.Observations(s.Tree, config.Observations); err != nil {
			return nil, err
		}
		problems = append(problems, wrong...)
		if s.Org != nil && s.Observed != nil && s.Observed.Range.File != nil {
			s.Org.AddFile(s.Observed.Range.File)
		}
	}
	if s.Signers, wrong, err = config.ReadSigners(s.Tree); err != nil {
		return nil, err
	}
	problems = append(problems, wrong...)
	problems = append(problems, s.lowered()...)
	finding.Redact(problems)
	finding.Sort(problems)
	return problems, nil
}

// BuiltInRules are the rules that tidegate brings, as files.
var BuiltInRules = policy.Source{FS: policies.FS, Dir: "."}

// library is the built-in rules, compiled when they are first asked for.
var library = sync.OnceValues(func() (*policy.Library, error) {
	files, err := fs.Glob(schemas.FS, "*.json")
	if err != nil {
		return nil, err
	}
	names := []string{model.ChangeKind, model.FileKind}
	for _, name := range files { // a schema is named for its kind; reading them all is for the tree
		names = append(names, strings.TrimSuffix(name, ".json"))
	}
	return policy.ReadLibrary(BuiltInRules, names)
})

// ReadRules compiles the built-in rules and those of the repository.
func ReadRules(tree source.Tree, config *load.Config, kinds *load.Kinds) (*policy.Set, []finding.Finding, error) {
	l, err := library()
	if err != nil {
		return nil, nil, err
	}
	return l.With(RuleSources(tree, config), KindNames(kinds))
}

// RuleSources are the folders of the repository's own rules.
func RuleSources(tree source.Tree, config *load.Config) []policy.Source {
	var sources []policy.Source
	for _, dir := range config.Policies {
		sources = append(sources, policy.Source{FS: tree.FS, Dir: dir})
	}
	return sources
}

// KindNames lists the kinds that rules may judge.
func KindNames(kinds *load.Kinds) []string {
	names := []string{model.ChangeKind, model.FileKind}
	for _, k := range kinds.All() {
		names = append(names, k.Name)
	}
	return names
}

// lowered holds the severities of the configuration against the rules: a repository may
// only raise.
func (s *Session) lowered() []finding.Finding {
	if s.Set == nil {
		return nil
	}
	var problems []finding.Finding
	for _, id := range slices.Sorted(maps.Keys(s.Config.Severities)) {
		rule := s.Set.Rule(id)
		switch {
		case rule == nil:
			problems = append(problems, s.Config.Problem(fmt.Sprintf("severity: no rule is called %s", id), "tidegate rules list shows every rule"))
		case s.Config.Severities[id] < rule.Severity:
			problems = append(problems, s.Config.Problem(fmt.Sprintf("severity: %s is %s, and a repository may only raise it", id, rule.Severity), "remove the line, or waive what should not count"))
		}
	}
	return problems
}

func onlyInvalid(findings []finding.Finding) []finding.Finding {
	return slices.DeleteFunc(slices.Clone(findings), func(f finding.Finding) bool { return f.Severity != finding.Invalid })
}

// Check judges a tree. What is wrong with it is in the result; an error means
// that there is none.
func Check(ctx context.Context, tree source.Tree, opts Options) (*Result, error) {
	s, problems, err := Open(ctx, tree, opts)
	if err != nil && !errors.Is(err, ErrInvalid) {
		return nil, err
	}
	return s.check(ctx, problems, opts)
}

// check checks a tree that was opened, problems being what is wrong with it.
func (s *Session) check(ctx context.Context, problems []finding.Finding, opts Options) (*Result, error) {
	result := s.result(opts)
	if len(problems) > 0 {
		result.Findings = problems
		return result, nil
	}
	s.Judge.Tally = &result.Tally
	found, err := s.Judge.Verdicts(ctx, s.Org, s.Facts.View)
	if err != nil {
		return nil, err
	}
	s.Judge.Tally = nil
	if found, err = s.beginning(ctx, opts, found); err != nil {
		return nil, err
	}
	found = append(found, s.claims(opts)...)
	for _, f := range s.early {
		if finding.Select(f.Rule, opts.Only, opts.Skip) {
			found = append(found, f)
		}
	}
	if invalid := onlyInvalid(found); len(invalid) > 0 {
		found = invalid
	}
	s.raise(found)
	if about := s.waivers(result).Apply(found); finding.Select("GV-001", opts.Only, opts.Skip) {
		found = append(found, about...)
	}
	asked := func(rule string) bool { return result.Rule(rule) != nil && finding.Select(rule, opts.Only, opts.Skip) }
	if about := finding.Annotate(found, s.notes(), s.Now.Today(), asked); asked(finding.RulePlan) {
		found = append(found, about...)
	}
	finding.Redact(found)
	finding.Sort(found)
	result.Findings = found
	result.Unmet = s.unmet("nothing is compared; use --against")
	return result, nil
}

// raise gives findings the severities that the configuration asks for.
func (s *Session) raise(found []finding.Finding) {
	for i := range found {
		if raised := s.severities[found[i].Rule]; raised > found[i].Severity && found[i].Severity != finding.Invalid {
			found[i].Severity = raised
		}
	}
}

func (s *Session) result(opts Options) *Result {
	r := &Result{
		AsOf: s.AsOf, Now: s.Now, Dated: s.dated, Prefix: s.Tree.Prefix, Revision: s.Tree.Revision, TZRelease: calendar.Carried().Release, FailLevel: opts.FailLevel,
		Rules: BuiltIn(),
	}
	if s.Config != nil {
		r.Outputs = s.Config.Outputs
		if r.FailLevel == 0 {
			r.FailLevel = s.Config.FailLevel
		}
	}
	if r.FailLevel == 0 {
		r.FailLevel = finding.Medium
	}
	if s.Set != nil {
		for _, rule := range s.Set.Rules {
			if finding.Select(rule.ID, opts.Only, opts.Skip) {
				r.Rules = append(r.Rules, rule)
			}
		}
	}
	if s.Judge != nil {
		r.LongestWaiver = s.Judge.Settings.Duration("GV-001", "max")
	}
	if s.Org != nil {
		r.Definitions, r.Files = len(s.Org.Definitions), len(s.Org.Files)
	}
	return r
}

// waivers are the exceptions that the repository makes, and by what they are
// judged.
func (s *Session) waivers(result *Result) *finding.Waivers {
	out := &finding.Waivers{
		Rule:  result.Rule,
		Today: s.Now.Today(), Longest: s.Judge.Settings.Duration("GV-001", "max"),
	}
	for _, w := range s.Org.Waivers {
		p := s.Facts.Person(w.Approved.By)
		worked := p != nil && p.Start <= w.Approved.On && (p.Until.IsZero() || w.Approved.On <= p.Until.LastDay(calendar.UTC))
		out.All = append(out.All, finding.Waiver{
			Address: string(w.Address()), Rule: w.Rule, Subject: string(w.Subject), Key: source.Text(w.Key), Reason: source.Text(w.Reason),
			By: string(w.Approved.By), Ref: w.Approved.Ref, Approver: worked, Own: s.Facts.Gains(w.Approved.By, w.Subject),
			On: w.Approved.On, Expires: w.Expires, Accepted: w.Accepted, At: w.At,
		})
	}
	return out
}

// notes are the plans and disputes of the repository, by address.
func (s *Session) notes() []finding.Note {
	var out []finding.Note
	for _, p := range s.Org.Plans {
		out = append(out, finding.Note{
			Address: string(p.Address()), Rule: p.Rule, Subject: string(p.Subject), Key: source.Text(p.Key), Who: string(p.Owner), Text: source.Text(p.Action), Until: p.Due, At: p.At,
		})
	}
	for _, d := range s.Org.Disputes {
		out = append(out, finding.Note{
			Address: string(d.Address()), Dispute: true, Rule: d.Rule, Subject: string(d.Subject), Key: source.Text(d.Key), Who: string(d.By), Text: source.Text(d.Reason), Until: d.DecideBy, At: d.At,
		})
	}
	return out
}

// BuiltIn lists the rules that are judged in Go.
func BuiltIn() []finding.Rule {
	return slices.Concat(finding.Rules(), load.Rules(), policy.Rules())
}
