package load

import (
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"

	"github.com/hashicorp/hcl/v2"
	"github.com/hashicorp/hcl/v2/hclsyntax"
	"github.com/zclconf/go-cty/cty"
	"golang.org/x/text/unicode/norm"

	"github.com/tidegate/tidegate/internal/finding"
	"github.com/tidegate/tidegate/internal/model"
	"github.com/tidegate/tidegate/internal/source"
)

// referenceType is how a reference travels through functions.
var referenceType = cty.Capsule("reference", typeOf[model.Address]())

// An evaluator gives values to the expressions that had to wait. Locals are
// evaluated when first needed, whatever file they are in.
type evaluator struct {
	locals   map[string]*local
	budget   budget // of what is built: bytes of text, and items
	work     budget // of functions: items that they are given and give
	depth    int    // how many locals are under way
	problems []finding.Finding
}

// mostBits is the largest exponent of two that a value may have, some 10^1233.
const mostBits = 4096

// mostLocals is how many locals may each be made of the next.
const mostLocals = 500

type local struct {
	in        *parsed
	value     model.Value
	nameRange source.Range
	state     localState
}

type localState uint8

const (
	untouched localState = iota
	underWay
	done
)

// A budget bounds what a run does for the definitions that it reads: it is what a hostile
// definition runs into, and no limit that people meet. It grows with what is written, so
// that a large company may do more than a small one.
type budget int

const (
	localBudget  = 1 << 20 // of one local
	valuesBudget = 2 << 20 // and 4 for each byte of the definitions
	workBudget   = 1 << 19 // and 1 for each byte of the definitions
)

// overBudget says what to do about more than is allowed.
const (
	overBudget = "the definitions build much more than they say"
	lessBudget = "write values out instead of multiplying them"
)

func (b *budget) spend(n int) bool {
	*b -= budget(n)
	return *b >= 0
}

func (e *evaluator) report(rule string, at source.Range, message, fix string) {
	e.problems = append(e.problems, problem(rule, at, message, fix))
}

// resolve replaces every value that waits, in place.
func (e *evaluator) resolve(in *parsed, v *model.Value) {
	if v.Type == deferred {
		index, _ := strconv.Atoi(v.Text)
		*v = e.evaluate(in, in.pending[index], v.Range)
		return
	}
	for i := range v.Items {
		e.resolve(in, &v.Items[i].Value)
	}
}

func (e *evaluator) evaluate(in *parsed, expr hcl.Expression, at source.Range) model.Value {
	null := model.Value{Range: at}
	if e.budget < 0 || e.work < 0 { // which has been said
		return null
	}
	if traversal, ok := wholeTraversal(expr); ok && traversal.RootName() == "local" {
		return e.local(in, traversal, at)
	}
	if native, ok := expr.(hclsyntax.Expression); ok {
		if found, what := loop(native); found != nil {
			e.report(ruleExpression, in.at(found.Range()), what+" are not part of the language", "write the values out: definitions are read by people who audit them")
			return null
		}
	}
	ctx, ok := e.context(in, expr, at)
	if !ok {
		return null
	}
	if native, ok := expr.(hclsyntax.Expression); ok && !e.work.spend(unifying(native, ctx)) {
		e.report(ruleExpression, at, overWork, lessBudget)
		return null
	}
	val, diags := expr.Value(ctx)
	if diags.HasErrors() {
		for _, d := range diags {
			where := at
			if d.Subject != nil {
				where = in.at(*d.Subject)
			}
			message, fix := describe(d)
			e.report(ruleExpression, where, message, fix)
		}
		return null
	}
	v, ok := plain(val, at)
	if !ok {
		e.report(ruleExpression, at, "the expression has no plain value", "use text, numbers, lists, objects and references")
	}
	if !e.budget.spend(size(&v)) {
		e.report(ruleExpression, at, overBudget, lessBudget)
		return null
	}
	return v
}

// wholeTraversal is the traversal that an expression consists of, also when it
// is wrapped in a template of its own, as JSON syntax has it.
func wholeTraversal(expr hcl.Expression) (hcl.Traversal, bool) {
	switch e := expr.(type) {
	case *hclsyntax.ScopeTraversalExpr:
		return e.Traversal, true
	case *hclsyntax.TemplateWrapExpr:
		return wholeTraversal(e.Wrapped)
	}
	return nil, false
}

// loop finds an expression that repeats or chooses.
func loop(expr hclsyntax.Expression) (found hclsyntax.Node, what string) {
	_ = hclsyntax.VisitAll(expr, func(node hclsyntax.Node) hcl.Diagnostics {
		switch node.(type) {
		case *hclsyntax.ForExpr, *hclsyntax.SplatExpr, *hclsyntax.TemplateJoinExpr:
			found, what = node, "loops"
		case *hclsyntax.ConditionalExpr:
			found, what = node, "conditions"
		}
		return nil
	})
	return found, what
}

// unifying is what the calls of an expression cost before a function is asked: cty makes
// lists of what it is given, and compares each item with each other one for that.
func unifying(expr hclsyntax.Expression, ctx *hcl.EvalContext) int {
	calls, nodes := false, 0
	_ = hclsyntax.VisitAll(expr, func(node hclsyntax.Node) hcl.Diagnostics {
		nodes++
		switch node := node.(type) {
		case *hclsyntax.FunctionCallExpr:
			calls = true
		case *hclsyntax.ScopeTraversalExpr:
			if name, ok := localName(node.Traversal); ok && node.Traversal.RootName() == "local" {
				if locals := ctx.Variables["local"]; locals.Type().HasAttribute(name) {
					nodes += ctyItems(locals.GetAttr(name))
				}
			}
		}
		return nil
	})
	if !calls {
		return nodes
	}
	return nodes + nodes*nodes/64
}

// context holds what the expression mentions and nothing else.
func (e *evaluator) context(in *parsed, expr hcl.Expression, at source.Range) (*hcl.EvalContext, bool) {
	locals := map[string]cty.Value{}
	references := referenceTree{}
	for _, traversal := range expr.Variables() {
		where := in.at(traversal.SourceRange())
		if traversal.RootName() != "local" {
			address, ok := traversalText(traversal)
			if !ok || len(traversal) < 2 {
				e.report(ruleReference, where, fmt.Sprintf("unknown name %s", address), "quote it if it is text; a reference has a kind and a name: kind.name")
				return nil, false
			}
			references.add(strings.Split(address, "."), model.Address(address))
			continue
		}
		name, ok := localName(traversal)
		if !ok {
			e.report(ruleExpression, where, "local needs a name", "write local.name")
			return nil, false
		}
		value, ok := e.localValue(in, name, where)
		if !ok || !e.budget.spend(size(&value)) {
			if ok {
				e.report(ruleExpression, at, overBudget, lessBudget)
			}
			return nil, false
		}
		if _, known := locals[name]; !known {
			if !e.work.spend(items(&value)) {
				e.report(ruleExpression, at, overWork, lessBudget)
				return nil, false
			}
			locals[name] = toCty(&value)
		}
	}
	ctx := &hcl.EvalContext{Variables: references.values(), Functions: functions(&e.budget, &e.work)}
	ctx.Variables["local"] = cty.ObjectVal(locals)
	return ctx, true
}

func localName(t hcl.Traversal) (string, bool) {
	if len(t) < 2 {
		return "", false
	}
	switch step := t[1].(type) {
	case hcl.TraverseAttr:
		return norm.NFC.String(step.Name), true
	case hcl.TraverseIndex:
		if step.Key.Type() == cty.String {
			return step.Key.AsString(), true
		}
	}
	return "", false
}

// local is the value that a traversal of locals leads to, with the places where
// its parts were written.
func (e *evaluator) local(in *parsed, t hcl.Traversal, at source.Range) model.Value {
	name, ok := localName(t)
	if !ok {
		e.report(ruleExpression, at, "local needs a name", "write local.name")
		return model.Value{Range: at}
	}
	value, ok := e.localValue(in, name, at)
	if !ok {
		return model.Value{Range: at}
	}
	for _, step := range t[2:] {
		key := ""
		switch step := step.(type) {
		case hcl.TraverseAttr:
			key = norm.NFC.String(step.Name)
		case hcl.TraverseIndex:
			if step.Key.Type() == cty.String {
				key = step.Key.AsString()
			} else {
				key = step.Key.AsBigFloat().Text('f', 0)
			}
		}
		next := (&model.Definition{Value: value}).Find(key)
		if next == nil {
			e.report(ruleReference, at, fmt.Sprintf("local.%s has no %q", name, key), "correct the name, or add it to the local")
			return model.Value{Range: at}
		}
		value = *next
	}
	if !e.budget.spend(size(&value)) {
		e.report(ruleExpression, at, overBudget, lessBudget)
		return model.Value{Range: at}
	}
	value.Range = at
	return value
}

func (e *evaluator) localValue(in *parsed, name string, at source.Range) (model.Value, bool) {
	l := e.locals[name]
	switch {
	case l == nil:
		fix := "define it in locals { … }"
		if len(e.problems) < mostProposed {
			fix = finding.DidYouMean(name, slices.Collect(maps.Keys(e.locals)), fix)
		}
		e.report(ruleReference, at, fmt.Sprintf("no local is called %q", name), fix)
		return model.Value{}, false
	case l.state == underWay:
		f := problem(ruleCycle, at, fmt.Sprintf("local.%s is made of itself", name), "break the cycle at one of the places shown")
		f.Related = []finding.Place{{Range: l.nameRange, Note: "defined here"}}
		e.problems = append(e.problems, f)
		return model.Value{}, false
	case l.state == untouched:
		if e.depth >= mostLocals {
			e.report(ruleExpression, at, fmt.Sprintf("local.%s ends a chain of more than %d locals", name, mostLocals), "write the value where it is needed")
			return model.Value{}, false
		}
		l.state = underWay
		e.depth++
		e.resolve(l.in, &l.value)
		e.depth--
		l.state = done
		if size(&l.value) > localBudget {
			e.report(ruleExpression, l.nameRange, fmt.Sprintf("local.%s is larger than 1 MiB", name), "write values out instead of multiplying them")
			l.value = model.Value{Range: l.value.Range}
		}
	}
	return l.value, l.value.Type != model.Null
}

// referenceTree nests references by the steps of their addresses.
type referenceTree map[string]any

func (t referenceTree) add(steps []string, address model.Address) {
	if len(steps) == 1 {
		if _, taken := t[steps[0]]; !taken {
			t[steps[0]] = address
		}
		return
	}
	next, ok := t[steps[0]].(referenceTree)
	if !ok {
		next = referenceTree{}
		t[steps[0]] = next
	}
	next.add(steps[1:], address)
}

func (t referenceTree) values() map[string]cty.Value {
	out := map[string]cty.Value{}
	for name, v := range t {
		switch v := v.(type) {
		case model.Address:
			out[name] = cty.CapsuleVal(referenceType, &v)
		case referenceTree:
			out[name] = cty.ObjectVal(v.values())
		}
	}
	return out
}

func toCty(v *model.Value) cty.Value {
	switch v.Type {
	case model.Bool:
		return cty.BoolVal(v.Flag)
	case model.Number:
		n, err := cty.ParseNumberVal(v.Text)
		if err != nil {
			return cty.NullVal(cty.Number)
		}
		return n
	case model.String:
		return cty.StringVal(v.Text)
	case model.Reference:
		address := model.Address(v.Text)
		return cty.CapsuleVal(referenceType, &address)
	case model.List:
		items := make([]cty.Value, len(v.Items))
		for i := range v.Items {
			items[i] = toCty(&v.Items[i].Value)
		}
		return cty.TupleVal(items)
	case model.Object:
		fields := make(map[string]cty.Value, len(v.Items))
		for i := range v.Items {
			fields[v.Items[i].Name] = toCty(&v.Items[i].Value)
		}
		return cty.ObjectVal(fields)
	}
	return cty.NullVal(cty.DynamicPseudoType)
}

// plain is a cty value as a value of ours, every part of it standing at one
// place. It is false for what no definition can hold.
func plain(val cty.Value, at source.Range) (model.Value, bool) {
	v := model.Value{Range: at}
	switch t := val.Type(); {
	case !val.IsWhollyKnown():
		return v, false
	case val.IsNull():
		return v, true
	case t == cty.String:
		v.Type, v.Text = model.String, val.AsString()
	case t == cty.Bool:
		v.Type, v.Flag = model.Bool, val.True()
	case t == cty.Number:
		// What locals multiply grows from one to the next.
		if bits := val.AsBigFloat().MantExp(nil); bits > mostBits || bits < -mostBits {
			return v, false
		}
		v.Type, v.Text = model.Number, numberText(val)
	case t == referenceType:
		v.Type, v.Text = model.Reference, string(*val.EncapsulatedValue().(*model.Address))
	case t.IsTupleType() || t.IsListType() || t.IsSetType():
		v.Type = model.List
		for _, item := range val.AsValueSlice() {
			converted, ok := plain(item, at)
			if !ok {
				return v, false
			}
			v.Items = append(v.Items, model.Field{Value: converted})
		}
	case t.IsObjectType() || t.IsMapType():
		v.Type = model.Object
		for it := val.ElementIterator(); it.Next(); {
			key, item := it.Element()
			converted, ok := plain(item, at)
			if !ok {
				return v, false
			}
			v.Items = append(v.Items, model.Field{Name: key.AsString(), NameRange: at, Value: converted})
		}
	default:
		return v, false
	}
	return v, true
}

func numberText(val cty.Value) string {
	f := val.AsBigFloat()
	if f.IsInt() && f.MantExp(nil) < 128 {
		return f.Text('f', 0)
	}
	return f.Text('g', 20)
}

// size is roughly the bytes that a value takes.
func size(v *model.Value) int {
	n := len(v.Text) + 4
	for i := range v.Items {
		n += len(v.Items[i].Name) + size(&v.Items[i].Value)
	}
	return n
}

// items is how many values a value consists of.
func items(v *model.Value) int {
	n := 1
	for i := range v.Items {
		n += items(&v.Items[i].Value)
	}
	return n
}
