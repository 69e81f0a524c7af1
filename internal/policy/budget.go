package policy

import (
	"context"
	"errors"
	"fmt"
	"sync/atomic"

	"github.com/open-policy-agent/opa/v1/ast"
	"github.com/open-policy-agent/opa/v1/rego"
	"github.com/open-policy-agent/opa/v1/topdown"

	"github.com/tidegate/tidegate/internal/model"
)

// Budget is how many steps the rules of a repository may take about one subject. A
// step is one expression that OPA evaluates, or one item that a built-in function
// makes, so the same rules take the same number of steps on every machine. Built-in
// rules take some thousands; the budget lasts for some seconds.
const Budget = 5_000_000

// meter counts steps, and stops the evaluation that takes too many.
type meter struct{ left atomic.Int64 }

func newMeter() *meter {
	m := &meter{}
	m.left.Store(Budget)
	return m
}

func (m *meter) Cancel() { m.left.Store(0) }

// Cancelled is what OPA asks before each step.
func (m *meter) Cancelled() bool { return m.left.Add(-1) < 0 }

// pastBudget says that a rule took too many steps.
type pastBudget struct {
	view    int
	rule    string
	subject model.Address
}

func (e *pastBudget) Error() string {
	return fmt.Sprintf("%s took more than %d steps about %s; make the rule cheaper, or remove it", e.rule, Budget, e.subject)
}

// ask puts the question of a part of the rules about some views. The rules of a
// repository have a budget for each view, so that what one view costs does not
// depend on which others are asked with it: where a batch takes more than one of
// them may, each view is asked by itself.
func (q query) ask(ctx context.Context, views []*ast.Term) ([]map[string]any, error) {
	if !q.part.custom {
		return q.evaluate(ctx, views)
	}
	said, err := q.evaluate(ctx, views, rego.EvalExternalCancel(newMeter()))
	if !isCancelled(err) {
		return said, err
	}
	if len(views) == 1 {
		return nil, &pastBudget{rule: q.culprit(ctx, views[0])}
	}
	said = nil
	for i := range views {
		one, err := q.evaluate(ctx, views[i:i+1], rego.EvalExternalCancel(newMeter()))
		if isCancelled(err) {
			return nil, &pastBudget{view: i, rule: q.culprit(ctx, views[i])}
		}
		if err != nil {
			return nil, err
		}
		said = append(said, one...)
	}
	return said, nil
}

// culprit is the first rule that alone takes too many steps about a view, or all of
// them together.
func (q query) culprit(ctx context.Context, view *ast.Term) string {
	object, _ := view.Value.(ast.Object)
	var asked []string
	for _, r := range q.part.rules {
		if selected := object.Get(keyRules); selected != nil && selected.Get(ast.StringTerm(r.ID)) != nil {
			asked = append(asked, r.ID)
		}
	}
	if len(asked) == 1 {
		return asked[0]
	}
	for _, id := range asked {
		only := withRules(object, ast.ObjectTerm([2]*ast.Term{ast.StringTerm(id), ast.InternedTerm(true)}), ast.ObjectTerm())
		if _, err := q.evaluate(ctx, []*ast.Term{only}, rego.EvalExternalCancel(newMeter())); isCancelled(err) {
			return id
		}
	}
	return "the rules of the repository together"
}

func isCancelled(err error) bool {
	var failed *topdown.Error
	return errors.As(err, &failed) && failed.Code == topdown.CancelErr
}

func (q query) evaluate(ctx context.Context, views []*ast.Term, options ...rego.EvalOption) ([]map[string]any, error) {
	input := ast.ObjectTerm([2]*ast.Term{ast.StringTerm("views"), ast.ArrayTerm(views...)})
	results, err := q.Eval(ctx, append(options, rego.EvalParsedInput(input.Value))...)
	if err != nil {
		return nil, err
	}
	if len(results) != 1 {
		return nil, errors.New("the rules gave no answer")
	}
	answers, _ := results[0].Bindings["x"].([]any)
	if len(answers) != len(views) {
		return nil, fmt.Errorf("%d answers for %d views", len(answers), len(views))
	}
	said := make([]map[string]any, len(answers))
	for i, answer := range answers {
		said[i], _ = answer.(map[string]any)
	}
	return said, nil
}
