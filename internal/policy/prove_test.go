package policy

import (
	"fmt"
	"strings"
	"testing"

	"github.com/open-policy-agent/opa/v1/ast"
	"github.com/open-policy-agent/opa/v1/rego"
	"pgregory.net/rapid"
)

// bodies are conditions of every form that the prover follows, and of some that it does not.
// Variables are marked, for each condition has its own.
var bodies = []string{
	`input.a`, `not input.a`, `input.a == "x"`, `input.a != "x"`, `input.a.b > 1`, `count(input.a) > 0`, `count(input.a) == 0`, `some §x in input.a; §x`, `some §x in input.a; §x == "x"`, `some §x in input.a; §x.b == 1`,
	`some §i, §x in input.a; input.b[§i] == §x`, `some §k in ["a", "b"]; input[§k] == "y"`, `input.a[_].b != input.b`, `object.get(input, "a", "z") == "z"`, `object.get(input.a, "b", 1) > 0`, `"x" in input.a`, `not "x" in input.a`,
	`_helper`, `not _helper`, `some §x in _set; §x == "x"`, `_function(input.a)`, `_function(input.b) == 2`, `not _function(input.a)`, `_words[input.a]`, `_words[input.a] == "two"`, `regex.match("^[xy]$", input.a)`, `not _matching`, `every §x in input.a { §x == "x" }`,
	`§x := {§y | some §y in input.a; §y == "x"}; count(§x) > 0`, `§x := [§y | some §y in input.b]; §x[0] == "y"`, `input.a = [§x, §y]; §x == §y`, `{"b": §x} = input.a; §x == 1`, `§x := input.a; §y := §x.b; §y == 1`, `input.a <= input.b`, `_else == "first"`, `_else == "third"`, `_default`, `not _default`,
	`count(_few) == 0`, `not "x" in _few`, `not input.a in _few`, `some §x in _few; §x == "y"`, `_few["y"]`, `_object == {}`, `_object.x == 1`, `not _object.x`, `some §k, §x in _object; §x == 1`, `_few == set()`, `count(_object) > 0`,
	`§k := lower("B"); not input.a[§k]`, `§k := lower("A"); not input[§k]`, `§k := lower("A"); input[§k].b == 1`, `§k := trim("c", "x"); not input.a[§k].b`, `_indexed`, `not _indexed`,
	`walk(input.a, [§path, §value]); §value == "x"`, `is_string(input.a)`, `sprintf("%v", [input.a]) == "x"`, `input.a with input as {"a": true}`, `_helper with input as {"a": "x"}`, `data.unknown.x == 1`, `input.a[input.b]`, `some §x in input.a; not §x == "x"`, `input.b[0] == "x"`,
}

const helpers = `
_helper if input.a == "x"
_helper if {
	some x in input.b
	x == "y"
}
_set contains x if some x in input.a
_set contains input.b
_few contains x if {
	some x in input.a
	x == "y"
}
_object[x] := 1 if {
	some x in input.b
	x != "z"
}
_function(x) := 1 if x == "x"
_function(x) := 2 if {
	not x == "x"
	x.b
}
_function(2) := 3
_words := {"x": "one", "y": "two"}
_indexed if {
	k := lower("B")
	input.a[k]
}
_matching if regex.match("^x+$", input.a)
_else := "first" if {
	input.a == "x"
} else := "second" if {
	input.b == "y"
} else := "third"
default _default := false
_default if input.a == "y"
`

// What the prover says that cannot be, OPA does not find; and what it says is sure, OPA
// finds: for conditions of every form, alone and together, and random views.
func TestProverIsNeverWrong(t *testing.T) {
	value := rapid.Deferred(func() *rapid.Generator[any] {
		leaf := rapid.OneOf(rapid.Map(rapid.SampledFrom([]string{"x", "y", "z", ""}), func(s string) any { return s }), rapid.Map(rapid.IntRange(0, 2), func(n int) any { return n }), rapid.Map(rapid.Bool(), func(b bool) any { return b }), rapid.Just[any](nil))
		list := rapid.Map(rapid.SliceOfN(leaf, 0, 3), func(l []any) any { return l })
		object := rapid.Map(rapid.MapOfN(rapid.SampledFrom([]string{"a", "b"}), leaf, 0, 2), func(m map[string]any) any { return m })
		objects := rapid.Map(rapid.SliceOfN(object, 0, 3), func(l []any) any { return l })
		return rapid.OneOf(leaf, leaf, list, object, objects)
	})
	asked, refuted := 0, 0
	rapid.Check(t, func(t *rapid.T) {
		var b strings.Builder
		b.WriteString("package rule\n" + helpers)
		for range rapid.IntRange(1, 2).Draw(t, "clauses") {
			conditions := rapid.SliceOfN(rapid.SampledFrom(bodies), 1, 2).Draw(t, "conditions")
			for i, c := range conditions { // each with variables of its own
				conditions[i] = strings.ReplaceAll(c, "§", fmt.Sprintf("v%d_", i))
			}
			fmt.Fprintf(&b, "deny contains 1 if {\n\t%s\n}\napplies if {\n\t%s\n}\n", strings.Join(conditions, "\n\t"), strings.Join(conditions, "\n\t"))
		}
		module, err := ast.ParseModuleWithOpts("rule.rego", b.String(), ast.ParserOptions{RegoVersion: ast.RegoV1})
		if err != nil {
			t.Fatal(err)
		}
		compiler := ast.NewCompiler().WithCapabilities(capabilities()).WithSkipStages(ast.StageCheckTypes)
		compiler.Compile(map[string]*ast.Module{"rule.rego": module})
		if compiler.Failed() {
			t.Fatal(compiler.Errors)
		}
		view := map[string]any{}
		for _, name := range []string{"a", "b"} {
			if rapid.Bool().Draw(t, name+" is there") {
				view[name] = value.Draw(t, name)
			}
		}
		input := ast.MustInterfaceToValue(view)
		results, err := rego.New(rego.Query("x := data.rule"), rego.Compiler(compiler), rego.ParsedInput(input)).Eval(t.Context())
		if err != nil || len(results) != 1 {
			t.Fatal(err, len(results))
		}
		said := results[0].Bindings["x"].(map[string]any)
		denied, _ := said["deny"].([]any)
		fires, applies := len(denied) > 0, said["applies"] == true
		p := newProver(compiler)
		asked++
		if !p.ask(input).may("data.rule") {
			refuted++
			if fires {
				t.Fatalf("it fires on %v:\n%s", input, b.String())
			}
		}
		if known := p.ask(input).applies("data.rule"); known == yes && !applies || known == no && applies {
			t.Fatalf("applies is %v on %v, and was thought %v:\n%s", applies, input, known, b.String())
		}
	})
	if refuted*5 < asked {
		t.Errorf("only %d of %d are refuted", refuted, asked)
	}
	t.Logf("%d of %d are refuted", refuted, asked)
}
