package policy

import (
	"regexp"
	"slices"
	"sync"

	"github.com/open-policy-agent/opa/v1/ast"
)

// A prover finds out, without OPA, which rules cannot fire on a view. Most subjects are
// clean, and most rules look for something in a list: walking the view along the references
// of a rule's body is many times cheaper than evaluating it.
//
// It follows what it understands (references into the view, comparisons, count, object.get,
// membership, helpers) and takes everything else for true, so that it may be wrong in one
// direction only. Judge.Exhaustive and the tests hold it against what OPA says.
type prover struct {
	definitions map[string]*definition // by name, as data.tidegate.lp.lp_001.deny

	// What is found out once, when it is first asked for: names are costly to make, and
	// most rules are about kinds that a company has few of.
	calls   sync.Map // what an *ast.Expr calls, as call
	targets sync.Map // what a reference into data leads to, as target, by where it begins
	kinds   sync.Map // the kind that an *ast.Rule asks for, as ast.Value, or nil
}

// call is what an expression calls.
func (p *prover) call(e *ast.Expr) call {
	if known, ok := p.calls.Load(e); ok {
		return known.(call)
	}
	name := e.Operator().String()
	c := call{name, p.definitions[name]}
	p.calls.Store(e, c)
	return c
}

// kind is the kind that a rule asks for, or nil.
func (p *prover) kind(r *ast.Rule) ast.Value {
	if known, ok := p.kinds.Load(r); ok {
		kind, _ := known.(ast.Value)
		return kind
	}
	kind := kindOf(r)
	p.kinds.Store(r, kind)
	return kind
}

// A definition is the rules of one name.
type definition struct {
	index   int
	rules   []*ast.Rule
	partial bool      // a set or an object that is made of parts
	value   ast.Value // of a constant; nil otherwise
}

// A call is an operator that is followed, or a function.
type call struct {
	name string
	of   *definition // of a function in Rego; nil for a built-in one
}

// A target is what a reference leads to.
type target struct {
	*definition
	parts int // of the reference
}

func newProver(compiler *ast.Compiler) *prover {
	p := &prover{definitions: map[string]*definition{}}
	for _, m := range compiler.Modules {
		for _, r := range m.Rules {
			name := r.Ref().GroundPrefix().String()
			d := p.definitions[name]
			if d == nil {
				d = &definition{index: len(p.definitions)}
				p.definitions[name] = d
			}
			d.rules = append(d.rules, r)
			d.partial = d.partial || partial(r)
		}
	}
	for _, d := range p.definitions {
		if r := d.rules[0]; len(d.rules) == 1 && !d.partial && constant(r) {
			d.value = r.Head.Value.Value
		}
	}
	return p
}

// target is what a reference into data leads to; one without a definition when that is no
// rule.
func (p *prover) target(ref ast.Ref) target {
	if known, ok := p.targets.Load(&ref[0]); ok {
		return known.(target)
	}
	t := p.find(ref)
	p.targets.Store(&ref[0], t)
	return t
}

func (p *prover) find(ref ast.Ref) target {
	prefix := ref.GroundPrefix()
	for n := len(prefix); n > 2; n-- {
		if d := p.definitions[prefix[:n].String()]; d != nil {
			return target{d, n}
		}
	}
	return target{}
}

// partial reports whether a rule makes one part of a set or an object.
func partial(r *ast.Rule) bool {
	return r.Head.RuleKind() == ast.MultiValue || len(r.Ref()) > len(r.Ref().GroundPrefix())
}

// constant reports whether a rule has one value, whatever is asked.
func constant(r *ast.Rule) bool {
	if r.Default || r.Else != nil || len(r.Head.Args) > 0 || r.Head.Value == nil || !r.Head.Value.IsGround() || len(r.Body) != 1 {
		return false
	}
	switch r.Head.Value.Value.(type) {
	case ast.Object, *ast.Array, ast.String, ast.Number:
		t, ok := r.Body[0].Terms.(*ast.Term)
		return ok && !r.Body[0].Negated && t.Value.Compare(ast.Boolean(true)) == 0
	}
	return false
}

// kindOf is the kind that a rule asks its subject to be by input.kind == "kind", or nil.
func kindOf(r *ast.Rule) ast.Value {
	if r.Default || r.Else != nil {
		return nil
	}
	for _, e := range r.Body {
		if e.Negated || len(e.With) > 0 || !e.IsCall() {
			continue
		}
		if name := e.Operator().String(); name != "eq" && name != "equal" {
			continue
		}
		ref, ok := e.Operand(0).Value.(ast.Ref)
		text, is := e.Operand(1).Value.(ast.String)
		if ok && is && len(ref) == 2 && ref[0].Equal(ast.InputRootDocument) && ref[1].Equal(keyKind) {
			return text
		}
	}
	return nil
}

// An applicability is what is known of whether a rule applies to a view.
type applicability int

const (
	unknown applicability = iota
	yes
	no
)

// ask begins questions about a view.
func (p *prover) ask(view ast.Value) *walk {
	w := &walk{prover: p, view: view, known: make([]int8, len(p.definitions))}
	if object, ok := view.(ast.Object); ok {
		if kind := object.Get(keyKind); kind != nil {
			w.kind = kind.Value
		}
	}
	return w
}

// may reports whether the deny of a package could have an element for the view.
func (w *walk) may(pkg string) bool {
	w.steps = mostSteps
	d := w.definitions[pkg+".deny"]
	return d != nil && w.rule(d)
}

// applies is what is known of the applies of a package.
func (w *walk) applies(pkg string) applicability {
	w.steps = mostSteps
	d := w.definitions[pkg+".applies"]
	switch {
	case d == nil:
		return unknown
	case w.surely(d):
		return yes
	case !w.rule(d):
		return no
	}
	return unknown
}

// mostSteps is how many expressions are followed for one rule and view; what takes more is
// left to OPA.
const mostSteps = 3000

// A walk is the questions of a prover about one view.
type walk struct {
	*prover
	view  ast.Value
	kind  ast.Value // of the view, if that is known
	steps int
	known []int8 // what was found out of definitions: 1 for what may be, 2 for what may not
}

// bindings are the variables of a body with values that are known.
type bindings struct {
	name  ast.Var
	value ast.Value
	next  *bindings
}

func (b *bindings) find(name ast.Var) ast.Value {
	for ; b != nil; b = b.next {
		if b.name == name {
			return b.value
		}
	}
	return nil
}

// rule reports whether a rule could be defined, or a set have an element.
func (w *walk) rule(d *definition) bool {
	if known := w.known[d.index]; known != 0 {
		return known == 1
	}
	w.known[d.index] = 1 // what comes back to itself may be
	for _, r := range d.rules {
		if w.clauses(r) {
			return true
		}
	}
	if w.steps >= 0 {
		w.known[d.index] = 2
	}
	return false
}

// clauses reports whether one of the bodies of a rule could hold.
func (w *walk) clauses(r *ast.Rule) bool {
	if r.Default || len(r.Head.Args) > 0 {
		return true
	}
	if kind := w.prover.kind(r); kind != nil && w.kind != nil && kind.Compare(w.kind) != 0 {
		return false
	}
	for ; r != nil; r = r.Else {
		if w.body(r.Body, nil) {
			return true
		}
	}
	return false
}

// body reports whether all expressions could hold.
func (w *walk) body(body ast.Body, env *bindings) bool {
	if w.steps--; len(body) == 0 || w.steps < 0 {
		return true
	}
	e, rest := body[0], body[1:]
	next := func(env *bindings) bool { return w.body(rest, env) }
	if len(e.With) > 0 {
		return next(env)
	}
	switch terms := e.Terms.(type) {
	case *ast.Term:
		ref, ok := terms.Value.(ast.Ref)
		if e.Negated {
			value := w.certain(terms.Value, env)
			if value != nil && !isFalse(value) || ok && w.isSure(ref) {
				return false
			}
			return next(env)
		}
		if !ok {
			if v, is := terms.Value.(ast.Var); is && isFalse(env.find(v)) {
				return false
			}
			return next(env)
		}
		return w.resolve(ref, env, func(value ast.Value, env *bindings) bool { return !isFalse(value) && next(env) })
	case []*ast.Term:
		if e.Negated {
			return next(env)
		}
		return w.follow(e, env, next)
	}
	return next(env)
}

func isFalse(v ast.Value) bool { return v != nil && v.Compare(ast.Boolean(false)) == 0 }

// ground is the value of a term, where it has one that is known; nil otherwise.
func (w *walk) ground(term ast.Value, env *bindings) ast.Value {
	switch v := term.(type) {
	case ast.Var:
		return env.find(v)
	case ast.Ref:
		var out ast.Value
		n := 0
		w.resolve(v, env, func(value ast.Value, _ *bindings) bool {
			out = value
			n++
			return false
		})
		if n != 1 || w.steps < 0 {
			return nil
		}
		return out
	case ast.String, ast.Number, ast.Boolean, ast.Null:
		return v
	case *ast.Array, ast.Object, ast.Set:
		if v.IsGround() {
			return v
		}
	}
	return nil
}

// certain is the value of a term beyond doubt: ground takes the only child there is for
// that of a name that is not known, which is right of what is to hold and of nothing else.
func (w *walk) certain(term ast.Value, env *bindings) ast.Value {
	if ref, ok := term.(ast.Ref); ok {
		for _, part := range ref[1:] {
			if name, is := part.Value.(ast.Var); is && env.find(name) == nil {
				return nil
			}
		}
	}
	return w.ground(term, env)
}

// follow follows an operator.
func (w *walk) follow(e *ast.Expr, env *bindings, next func(*bindings) bool) bool {
	operands := e.Operands()
	values := make([]ast.Value, len(operands))
	for i, o := range operands {
		values[i] = w.ground(o.Value, env)
	}
	bind := func(i int, value ast.Value) bool {
		if name, ok := operands[i].Value.(ast.Var); ok && values[i] == nil {
			env = &bindings{name, value, env}
		} else if values[i] != nil && values[i].Compare(value) != 0 {
			return false
		}
		return next(env)
	}
	called := w.call(e)
	switch name := called.name; name {
	case "eq":
		return w.unify(operands[0].Value, operands[1].Value, env, next)
	case "equal", "neq", "gt", "gte", "lt", "lte":
		if values[0] == nil || values[1] == nil {
			break
		}
		return ordered(name, values[0].Compare(values[1])) && next(env)
	case "count":
		if n, ok := sizeOf(values[0]); ok && len(operands) == 2 {
			return bind(1, n)
		}
	case "object.get":
		object, ok := values[0].(ast.Object)
		if !ok || values[1] == nil || len(operands) != 4 {
			break
		}
		if _, path := values[1].(*ast.Array); path {
			break
		}
		if found := object.Get(ast.NewTerm(values[1])); found != nil {
			return bind(3, found.Value)
		}
		if values[2] != nil {
			return bind(3, values[2])
		}
	case "regex.match":
		if is, ok := matches(values[0], values[1]); ok && len(operands) == 2 {
			return is && next(env)
		}
	case "internal.member_2":
		if values[0] == nil || values[1] == nil || len(operands) != 2 {
			break
		}
		if in, ok := member(values[0], values[1]); ok && !in {
			return false
		}
	default:
		if called.of != nil && !slices.ContainsFunc(called.of.rules, func(r *ast.Rule) bool { return w.function(r, values) }) {
			return false
		}
	}
	return next(env)
}

// ordered reports whether a comparison holds for values in some order.
func ordered(name string, order int) bool {
	switch name {
	case "equal":
		return order == 0
	case "neq":
		return order != 0
	case "gt":
		return order > 0
	case "gte":
		return order >= 0
	case "lt":
		return order < 0
	}
	return order <= 0
}

// function reports whether a function could have a value for some arguments, of which
// those that are not known are nil.
func (w *walk) function(r *ast.Rule, values []ast.Value) bool {
	if r.Default {
		return true
	}
	for ; r != nil; r = r.Else {
		var env *bindings
		fits := len(r.Head.Args) <= len(values)
		for i := range r.Head.Args {
			if !fits || values[i] == nil {
				continue
			}
			switch arg := r.Head.Args[i].Value.(type) {
			case ast.Var:
				env = &bindings{arg, values[i], env}
			case ast.String, ast.Number, ast.Boolean, ast.Null:
				fits = arg.Compare(values[i]) == 0
			}
		}
		if fits && w.body(r.Body, env) {
			return true
		}
	}
	return false
}

// patterns are compiled once.
var patterns sync.Map // text to *regexp.Regexp, nil for what is none

// matches is regex.match, whose patterns are those of the regexp package.
func matches(pattern, value ast.Value) (is, ok bool) {
	p, isText := pattern.(ast.String)
	v, alsoText := value.(ast.String)
	if !isText || !alsoText {
		return false, false
	}
	known, found := patterns.Load(string(p))
	if !found {
		compiled, err := regexp.Compile(string(p))
		if err != nil {
			compiled = nil
		}
		known, _ = patterns.LoadOrStore(string(p), compiled)
	}
	compiled := known.(*regexp.Regexp)
	if compiled == nil {
		return false, false
	}
	return compiled.MatchString(string(v)), true
}

// sizeOf is what count gives for a list, an object or a set.
func sizeOf(v ast.Value) (n ast.Value, ok bool) {
	switch v := v.(type) {
	case *ast.Array:
		return ast.IntNumberTerm(v.Len()).Value, true
	case ast.Object:
		return ast.IntNumberTerm(v.Len()).Value, true
	case ast.Set:
		return ast.IntNumberTerm(v.Len()).Value, true
	}
	return nil, false
}

// member reports whether a value is in a list or a set, or is a value of an object.
func member(x, in ast.Value) (is, ok bool) {
	switch in := in.(type) {
	case *ast.Array:
		return in.Until(func(t *ast.Term) bool { return t.Value.Compare(x) == 0 }), true
	case ast.Set:
		return in.Contains(ast.NewTerm(x)), true
	case ast.Object:
		return in.Until(func(_, t *ast.Term) bool { return t.Value.Compare(x) == 0 }), true
	}
	return false, false
}

// unify follows a = b.
func (w *walk) unify(a, b ast.Value, env *bindings, next func(*bindings) bool) bool {
	if ref, ok := b.(ast.Ref); ok {
		if _, both := a.(ast.Ref); !both {
			a, b = ref, a
		}
	}
	if ref, ok := a.(ast.Ref); ok {
		return w.resolve(ref, env, func(value ast.Value, env *bindings) bool {
			if value == nil {
				return next(env)
			}
			return w.equal(value, b, env, next)
		})
	}
	if known := w.ground(a, env); known != nil {
		return w.equal(known, b, env, next)
	}
	if known := w.ground(b, env); known != nil {
		return w.equal(known, a, env, next)
	}
	return next(env)
}

// equal follows that a term is a value that is known.
func (w *walk) equal(value, term ast.Value, env *bindings, next func(*bindings) bool) bool {
	switch term := term.(type) {
	case ast.Var:
		known := env.find(term)
		if known == nil {
			return next(&bindings{term, value, env})
		}
		return known.Compare(value) == 0 && next(env)
	case ast.Ref:
		return w.resolve(term, env, func(other ast.Value, env *bindings) bool {
			return (other == nil || other.Compare(value) == 0) && next(env)
		})
	}
	if known := w.ground(term, env); known != nil && known.Compare(value) != 0 {
		return false
	}
	return next(env)
}

// resolve hands every value that a reference could have to yield, nil for one that is not
// known, until yield is content.
func (w *walk) resolve(ref ast.Ref, env *bindings, yield func(ast.Value, *bindings) bool) bool {
	head, ok := ref[0].Value.(ast.Var)
	if !ok {
		return yield(nil, env)
	}
	switch head {
	case "input":
		return w.along(w.view, ref[1:], env, yield)
	case "data":
		may, value, rest := w.helper(ref)
		if value != nil {
			return w.along(value, rest, env, yield)
		}
		return may && yield(nil, env)
	}
	if value := env.find(head); value != nil {
		return w.along(value, ref[1:], env, yield)
	}
	return yield(nil, env)
}

// helper reports whether a reference to a rule could be defined, and its value with the rest
// of the reference where that is a constant.
func (w *walk) helper(ref ast.Ref) (may bool, value ast.Value, rest ast.Ref) {
	t := w.target(ref)
	switch {
	case t.definition == nil:
		return true, nil, nil
	case t.value != nil:
		return true, t.value, ref[t.parts:]
	case t.partial && len(ref) == t.parts:
		return true, nil, nil // it is there without any part
	}
	return w.rule(t.definition), nil, nil
}

// isSure reports whether a reference leads to a rule that is defined and not false beyond
// doubt.
func (w *walk) isSure(ref ast.Ref) bool {
	if head, ok := ref[0].Value.(ast.Var); !ok || head != "data" {
		return false
	}
	t := w.target(ref)
	return t.definition != nil && len(ref) == t.parts && w.surely(t.definition)
}

// surely reports whether a helper is defined and not false beyond doubt.
func (w *walk) surely(d *definition) bool {
	return slices.ContainsFunc(d.rules, func(r *ast.Rule) bool {
		if r.Default || r.Else != nil || len(r.Head.Args) > 0 || r.Head.Key != nil || r.Head.Value == nil || r.Head.Value.Value.Compare(ast.Boolean(true)) != 0 {
			return false
		}
		var env *bindings
		for _, e := range r.Body {
			var sure bool
			if env, sure = w.holds(e, env); !sure {
				return false
			}
		}
		return true
	})
}

// holds reports whether an expression holds beyond doubt, and the bindings with what it
// gives a name to.
func (w *walk) holds(e *ast.Expr, env *bindings) (*bindings, bool) {
	if len(e.With) > 0 || e.Negated {
		return env, false
	}
	if t, ok := e.Terms.(*ast.Term); ok {
		v := w.certain(t.Value, env)
		return env, v != nil && !isFalse(v)
	}
	if !e.IsCall() {
		return env, false
	}
	operands := e.Operands()
	known := func(i int) ast.Value { return w.certain(operands[i].Value, env) }
	// given gives a name to a value, if it is a name that nothing has.
	given := func(i int, v ast.Value) (*bindings, bool) {
		name, ok := operands[i].Value.(ast.Var)
		if !ok || v == nil || env.find(name) != nil {
			return env, false
		}
		return &bindings{name, v, env}, true
	}
	switch name := w.call(e).name; name {
	case "neq", "equal", "gt", "gte", "lt", "lte":
		a, b := known(0), known(1)
		return env, a != nil && b != nil && ordered(name, a.Compare(b))
	case "count":
		n, _ := sizeOf(known(0))
		return given(1, n)
	case "eq":
		return given(0, known(1))
	case "regex.match":
		is, ok := matches(known(0), known(1))
		return env, is && ok
	}
	return env, false
}

// along follows a reference from a value.
func (w *walk) along(value ast.Value, path ast.Ref, env *bindings, yield func(ast.Value, *bindings) bool) bool {
	if w.steps--; w.steps < 0 {
		return true
	}
	if len(path) == 0 {
		return yield(value, env)
	}
	name, isVar := path[0].Value.(ast.Var)
	key := path[0]
	if isVar {
		key = nil
		if known := env.find(name); known != nil {
			key = ast.NewTerm(known)
		}
	} else if !key.IsGround() {
		return yield(nil, env)
	}
	if key != nil {
		found := child(value, key)
		return found != nil && w.along(found, path[1:], env, yield)
	}
	each := func(k, v ast.Value) bool { return w.along(v, path[1:], &bindings{name, k, env}, yield) }
	switch v := value.(type) {
	case *ast.Array:
		for i := range v.Len() {
			if each(ast.IntNumberTerm(i).Value, v.Elem(i).Value) {
				return true
			}
		}
	case ast.Object:
		return v.Until(func(k, t *ast.Term) bool { return each(k.Value, t.Value) })
	case ast.Set:
		return v.Until(func(t *ast.Term) bool { return each(t.Value, t.Value) })
	}
	return false
}

func child(value ast.Value, key *ast.Term) ast.Value {
	var found *ast.Term
	switch v := value.(type) {
	case *ast.Array:
		found = v.Get(key)
	case ast.Object:
		found = v.Get(key)
	case ast.Set:
		if v.Contains(key) {
			found = key
		}
	}
	if found == nil {
		return nil
	}
	return found.Value
}
