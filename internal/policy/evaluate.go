package policy

import (
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/open-policy-agent/opa/v1/ast"
	"github.com/open-policy-agent/opa/v1/rego"

	"github.com/tidegate/tidegate/internal/facts"
	"github.com/tidegate/tidegate/internal/finding"
	"github.com/tidegate/tidegate/internal/model"
	"github.com/tidegate/tidegate/internal/parallel"
	"github.com/tidegate/tidegate/internal/source"
)

// batchSize is how many views share one evaluation. The fixed cost of an
// evaluation is spread thin at some hundreds; more only holds memory longer.
const batchSize = 256

// A Judge is a set of rules with the parameters in force.
type Judge struct {
	Set      *Set
	Settings finding.Settings
	Selected func(rule string) bool       // every rule when nil
	Batch    int                          // views in one evaluation; 256 when zero
	Cache    *Cache                       // verdicts on views that were judged before; nil keeps nothing
	OnFile   func(*model.Definition) bool // what is kept for the record only, and is asked nothing; nil for nothing
	// Exhaustive evaluates what cannot fire as well, and fails where it does: it is for tests.
	Exhaustive bool
	Tally      *Tally // counts what each rule had to check, when there is one
}

// A Tally is what each rule had to check, by rule ID.
type Tally map[string]*Count

// A Count is the subjects of one rule. A subject to which the rule does not apply is
// not checked.
type Count struct {
	Checked, NotApplicable int
}

// count notes that a rule met some subjects.
func (t *Tally) count(rule string, checked, notApplicable int) {
	if t == nil {
		return
	}
	if *t == nil {
		*t = Tally{}
	}
	c := (*t)[rule]
	if c == nil {
		c = &Count{}
		(*t)[rule] = c
	}
	c.Checked += checked
	c.NotApplicable += notApplicable
}

// Kinds lists the kinds that selected rules check, sorted.
func (j *Judge) Kinds() []string {
	return slices.DeleteFunc(j.Set.Subjects(), func(kind string) bool { return len(j.rules(kind)) == 0 })
}

// Verdicts judges every subject by every selected rule for its kind. View is
// asked for one subject at a time, from several goroutines.
func (j *Judge) Verdicts(ctx context.Context, org *model.Organisation, view func(*model.Definition) facts.View) ([]finding.Finding, error) {
	return j.Of(ctx, org, org.Kinds, view)
}

// Of judges some subjects, given by kind.
func (j *Judge) Of(ctx context.Context, org *model.Organisation, subjectsByKind map[string][]*model.Definition, view func(*model.Definition) facts.View) ([]finding.Finding, error) {
	var out []finding.Finding
	for _, kind := range j.Set.Subjects() {
		rules := j.rules(kind)
		all := subjectsByKind[kind]
		subjects := all
		if j.OnFile != nil && slices.ContainsFunc(all, j.OnFile) {
			subjects = slices.DeleteFunc(slices.Clone(all), j.OnFile)
		}
		for _, r := range rules {
			j.Tally.count(r.ID, len(subjects), len(all)-len(subjects))
		}
		if len(rules) == 0 || len(subjects) == 0 {
			continue
		}
		found, err := j.kind(ctx, org, kind, rules, subjects, view)
		if err != nil {
			return nil, err
		}
		out = append(out, found...)
	}
	return out, nil
}

// rules lists the selected rules for a kind.
func (j *Judge) rules(kind string) []*finding.Rule {
	var out []*finding.Rule
	for i := range j.Set.Rules {
		if r := &j.Set.Rules[i]; slices.Contains(r.Subjects, kind) && (j.Selected == nil || j.Selected(r.ID)) {
			out = append(out, r)
		}
	}
	return out
}

func (j *Judge) kind(ctx context.Context, org *model.Organisation, kind string, rules []*finding.Rule, subjects []*model.Definition, view func(*model.Definition) facts.View) ([]finding.Finding, error) {
	queries, err := j.Set.queries(ctx, kind)
	if err != nil {
		return nil, err
	}
	params, selected := j.params(rules), selectedTerm(rules)
	known, subjects := j.known(org, rules, params, subjects, view)
	view = known.view(view)
	batches := slices.Collect(slices.Chunk(subjects, cmp.Or(j.Batch, batchSize)))
	found := make([][]finding.Finding, len(batches))
	errs := make([]error, len(batches))
	parallel.Each(len(batches), func(b int) {
		found[b], errs[b] = j.batch(ctx, org, queries, batches[b], view, params, selected, known)
	})
	for _, err := range errs {
		if err != nil {
			return nil, err
		}
	}
	for id, n := range known.skipped {
		j.Tally.count(id, -n, n)
	}
	return append(slices.Concat(found...), known.found...), nil
}

// A query is the prepared question of one part of the rules for a kind.
type query struct {
	*rego.PreparedEvalQuery
	part *part
}

// queries are the prepared questions for a kind, of each part that asks any.
func (s *Set) queries(ctx context.Context, kind string) ([]query, error) {
	var out []query
	for _, p := range s.parts {
		if !slices.ContainsFunc(p.rules, func(r finding.Rule) bool { return slices.Contains(r.Subjects, kind) }) {
			continue
		}
		if known, ok := p.prepared.Load(kind); ok {
			out = append(out, query{known.(*rego.PreparedEvalQuery), p})
			continue
		}
		prepared, err := rego.New(
			rego.Query(fmt.Sprintf("x := data.tidegate_entry[%q].batch", kind)),
			rego.Compiler(p.compiler),
			rego.StrictBuiltinErrors(true),
		).PrepareForEval(ctx)
		if err != nil {
			return nil, fmt.Errorf("preparing the rules for %s: %w", kind, err)
		}
		p.prepared.Store(kind, &prepared)
		out = append(out, query{&prepared, p})
	}
	return out, nil
}

// params are the parameters of the rules, as input.params has them.
func (j *Judge) params(rules []*finding.Rule) *ast.Term {
	var pairs [][2]*ast.Term
	for _, r := range rules {
		if len(r.Parameters) == 0 {
			continue
		}
		var values [][2]*ast.Term
		for _, p := range r.Parameters {
			values = append(values, [2]*ast.Term{ast.StringTerm(p.Name), anyTerm(j.Settings[r.ID][p.Name])})
		}
		pairs = append(pairs, [2]*ast.Term{ast.StringTerm(r.ID), ast.ObjectTerm(values...)})
	}
	return ast.ObjectTerm(pairs...)
}

func selectedTerm(rules []*finding.Rule) *ast.Term {
	var pairs [][2]*ast.Term
	for _, r := range rules {
		pairs = append(pairs, [2]*ast.Term{ast.StringTerm(r.ID), ast.InternedTerm(true)})
	}
	return ast.ObjectTerm(pairs...)
}

func (j *Judge) batch(ctx context.Context, org *model.Organisation, queries []query, subjects []*model.Definition, view func(*model.Definition) facts.View, params, selected *ast.Term, known *remembered) ([]finding.Finding, error) {
	views := make([]*ast.Term, len(subjects))
	seen := make([]*model.Definition, len(subjects)) // with the places that only the view has
	for i, d := range subjects {
		v := view(d)
		seen[i], views[i] = v.Definition, viewTerm(v, params, selected)
	}
	answers := make([]answer, len(subjects))
	for _, q := range queries {
		asked, which := views, []int(nil)
		if !j.Exhaustive {
			asked, which = q.worth(views, subjects[0].Kind, answers)
		}
		if len(asked) == 0 {
			continue
		}
		said, err := q.ask(ctx, asked)
		var past *pastBudget
		if errors.As(err, &past) {
			past.subject = subjects[place(which, past.view)].Address()
		}
		if err != nil {
			return nil, fmt.Errorf("judging %s to %s: %w", subjects[0].Address(), subjects[len(subjects)-1].Address(), err)
		}
		for i := range said {
			at := place(which, i)
			answers[at].add(said[i])
			if j.Exhaustive {
				if err := q.contradicted(views[at], answers[at]); err != nil {
					return nil, fmt.Errorf("%s: %w", subjects[at].Address(), err)
				}
			}
		}
	}
	var out []finding.Finding
	for i := range answers {
		known.keep(j.Cache, subjects[i], answers[i])
		out = append(out, j.findings(org, seen[i], answers[i])...)
	}
	known.skip(answers...)
	return out, nil
}

// place is where the i-th of some views is among all; nil for all of them.
func place(which []int, i int) int {
	if which == nil {
		return i
	}
	return which[i]
}

// worth is the views of which some rule could say something, each with those rules only,
// and where they are among all. What is known of to whom rules apply goes into the answers.
func (q query) worth(views []*ast.Term, kind string, answers []answer) (asked []*ast.Term, which []int) {
	if q.part.prover == nil {
		return views, nil
	}
	rules, applies := q.part.about(kind)
	for i, view := range views {
		object := view.Value.(ast.Object)
		selected := object.Get(keyRules).Value.(ast.Object)
		walk := q.part.prover.ask(object)
		var may, ask [][2]*ast.Term
		for _, r := range rules {
			pkg := q.part.packages[r.ID]
			if selected.Get(r.term) == nil {
				continue
			}
			if walk.may(pkg) {
				may = append(may, [2]*ast.Term{r.term, ast.InternedTerm(true)})
			}
			if !applies[r.ID] {
				continue
			}
			switch walk.applies(pkg) {
			case no:
				answers[i].skips = append(answers[i].skips, r.ID)
			case unknown:
				ask = append(ask, [2]*ast.Term{r.term, ast.InternedTerm(true)})
			}
		}
		if len(may)+len(ask) > 0 {
			asked, which = append(asked, withRules(object, ast.ObjectTerm(may...), ast.ObjectTerm(ask...))), append(which, i)
		}
	}
	return asked, which
}

// withRules is a view with other rules to run, and others to ask whether they apply.
func withRules(view ast.Object, rules, asked *ast.Term) *ast.Term {
	var items [][2]*ast.Term
	view.Foreach(func(k, v *ast.Term) {
		switch {
		case k.Equal(keyRules):
			v = rules
		case k.Equal(keyAsked):
			v = asked
		}
		items = append(items, [2]*ast.Term{k, v})
	})
	return ast.ObjectTerm(items...)
}

// A termed is a rule with its ID as OPA has it.
type termed struct {
	*finding.Rule
	term *ast.Term
}

// about lists the rules of a part for a kind, and which of them say to whom they apply.
func (p *part) about(kind string) ([]termed, map[string]bool) {
	var out []termed
	for i := range p.rules {
		if r := &p.rules[i]; slices.Contains(r.Subjects, kind) {
			out = append(out, termed{r, ast.StringTerm(r.ID)})
		}
	}
	return out, p.applies
}

// contradicted is an error where a rule says something of a view of which it could not.
func (q query) contradicted(view *ast.Term, said answer) error {
	if q.part.prover == nil {
		return nil
	}
	for id := range said.found {
		if pkg, own := q.part.packages[id]; own && !q.part.prover.ask(view.Value).may(pkg) {
			return fmt.Errorf("%s fires, and was thought not to", id)
		}
	}
	selected := view.Value.(ast.Object).Get(keyAsked).Value.(ast.Object)
	for id, does := range q.part.applies {
		if !does || selected.Get(ast.StringTerm(id)) == nil {
			continue
		}
		skipped := slices.Contains(said.skips, id)
		if known := q.part.prover.ask(view.Value).applies(q.part.packages[id]); known == yes && skipped || known == no && !skipped {
			return fmt.Errorf("%s applies: it is %v that it does not, and was thought otherwise", id, skipped)
		}
	}
	return nil
}

// An answer is what the rules for a kind say of one subject: verdicts by rule, and
// the rules that have nothing to ask of it.
type answer struct {
	found map[string][]any
	skips []string
}

// add takes over what one part of the rules says, in the form of its entry.
func (a *answer) add(said map[string]any) {
	byRule, _ := said["found"].(map[string]any)
	for id, verdicts := range byRule {
		if a.found == nil {
			a.found = map[string][]any{}
		}
		a.found[id], _ = verdicts.([]any) // deny is a set, which the catalogue sees to
	}
	skips, _ := said["skips"].([]any)
	for _, id := range skips {
		a.skips = append(a.skips, id.(string)) // of the entry, which has none but literals
	}
}

// findings is what the rules say of a subject.
func (j *Judge) findings(org *model.Organisation, d *model.Definition, said answer) []finding.Finding {
	var out []finding.Finding
	for id, verdicts := range said.found {
		for _, v := range verdicts {
			out = append(out, j.finding(org, j.Set.Rule(id), d, v))
		}
	}
	return out
}

// verdict is what a rule says.
type verdict struct {
	Message  source.Text     `json:"message"`
	At       json.RawMessage `json:"at"`
	Key      any             `json:"key"`
	Severity string          `json:"severity"`
	Related  []struct {
		Address string      `json:"address"`
		At      pathSteps   `json:"at"`
		Note    source.Text `json:"note"`
	} `json:"related"`
	Because []source.Text `json:"because"`
	Fix     source.Text   `json:"fix"`
	First   string        `json:"first"`
	Extent  int           `json:"extent"`
	Unit    string        `json:"unit"`
}

// pathSteps is a path in a verdict: indices may be numbers.
type pathSteps []string

func (p *pathSteps) UnmarshalJSON(data []byte) error {
	var steps []any
	decoder := json.NewDecoder(strings.NewReader(string(data)))
	decoder.UseNumber()
	if err := decoder.Decode(&steps); err != nil {
		return err
	}
	for _, step := range steps {
		switch step := step.(type) {
		case string:
			*p = append(*p, step)
		case json.Number:
			*p = append(*p, step.String())
		default:
			return fmt.Errorf("a path has names and indices, not %v", step)
		}
	}
	return nil
}

// finding is a verdict with places. A rule names paths, never lines.
func (j *Judge) finding(org *model.Organisation, r *finding.Rule, d *model.Definition, raw any) finding.Finding {
	v, err := readVerdict(raw)
	if err != nil {
		f := problem(ruleVerdict, d.Header, fmt.Sprintf("%s gave something that is no verdict about %s: %v", r.ID, d.Address(), err), "give deny objects with a message and a path")
		f.Subject = string(d.Address())
		return f
	}
	f := finding.Finding{
		Rule: r.ID, Severity: r.Severity, Subject: string(d.Address()),
		Message: v.Message, Because: v.Because, Fix: v.Fix, First: v.First, Extent: v.Extent, Unit: v.Unit,
		Secret: d.Kind == model.FileKind,
	}
	if f.Fix == "" {
		f.Fix = source.Text(r.Remediation)
	}
	if v.Severity != "" {
		f.Severity, _ = finding.ParseSeverity(v.Severity)
	}
	place, steps := readAt(v.At, d)
	f.Place = locate(org, d, place, steps, "")
	for _, related := range v.Related {
		address := model.Address(related.Address)
		if related.Address == "" {
			address = d.Address()
		}
		f.Related = append(f.Related, locate(org, d, address, model.Path(related.At), related.Note))
	}
	switch key := v.Key.(type) {
	case string:
		f.Key = source.Text(key)
	case nil:
		f.Key = source.Text(model.Path(steps).String())
	default:
		encoded, _ := json.Marshal(key)
		f.Key = source.Text(encoded)
	}
	return f
}

func readVerdict(raw any) (verdict, error) {
	var v verdict
	if _, ok := raw.(map[string]any); !ok {
		return v, fmt.Errorf("it is no object")
	}
	encoded, err := json.Marshal(raw)
	if err != nil {
		return v, err
	}
	decoder := json.NewDecoder(strings.NewReader(string(encoded)))
	decoder.DisallowUnknownFields()
	if err := decoder.Decode(&v); err != nil {
		return v, err
	}
	if v.Message == "" {
		return v, fmt.Errorf("it has no message")
	}
	if v.Severity != "" {
		if _, err := finding.ParseSeverity(v.Severity); err != nil {
			return v, err
		}
	}
	var elsewhere struct {
		Address string    `json:"address"`
		Path    pathSteps `json:"path"`
	}
	var steps pathSteps
	if len(v.At) > 0 && json.Unmarshal(v.At, &steps) != nil {
		if err := json.Unmarshal(v.At, &elsewhere); err != nil || elsewhere.Address == "" {
			return v, fmt.Errorf("at is neither a path into the subject nor an address with a path")
		}
	}
	return v, nil
}

// readAt is where a verdict points: a path into the subject, or a path into the
// definition that is the cause, which is what the author of a change has edited.
func readAt(raw json.RawMessage, d *model.Definition) (model.Address, []string) {
	var steps pathSteps
	if len(raw) == 0 || json.Unmarshal(raw, &steps) == nil {
		return d.Address(), steps
	}
	var elsewhere struct {
		Address string    `json:"address"`
		Path    pathSteps `json:"path"`
	}
	_ = json.Unmarshal(raw, &elsewhere) // readVerdict has checked it
	return model.Address(elsewhere.Address), elsewhere.Path
}

func locate(org *model.Organisation, subject *model.Definition, address model.Address, steps model.Path, note source.Text) finding.Place {
	place := finding.Place{Address: string(address), Path: steps.String(), Note: note}
	d := subject
	if address != subject.Address() {
		d = org.Lookup(address)
	}
	if d != nil {
		place.Range = d.At(steps...)
	}
	return place
}

// Export is the view of a subject as JSON, for people and for the stock opa.
func (j *Judge) Export(v facts.View) ([]byte, error) {
	term := viewTerm(v, j.params(j.rules(v.Definition.Kind)), nil)
	plain, err := ast.JSON(term.Value)
	if err != nil {
		return nil, fmt.Errorf("view of %s: %w", v.Definition.Address(), err)
	}
	encoded, err := json.MarshalIndent(plain, "", "  ")
	if err != nil {
		return nil, fmt.Errorf("view of %s: %w", v.Definition.Address(), err)
	}
	return append(encoded, '\n'), nil
}
