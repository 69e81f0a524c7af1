package schemas_test

import (
	"fmt"
	"maps"
	"slices"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/tidegate/tidegate/internal/golden"
	"github.com/tidegate/tidegate/internal/load"
	"github.com/tidegate/tidegate/internal/source"
	"github.com/tidegate/tidegate/schemas"
)

func kinds(t *testing.T) *load.Kinds {
	t.Helper()
	k, problems, err := load.ReadKinds(schemas.FS, source.Tree{}, nil)
	if err != nil || len(problems) > 0 {
		t.Fatal(err, problems)
	}
	return k
}

// Every kind and attribute says what it is, every annotation is one that is
// read, and every reference leads to a kind that exists.
func TestSchemasAreWhole(t *testing.T) {
	k := kinds(t)
	for _, kind := range k.All() {
		if kind.Title == "" || kind.Description == "" || len(kind.Examples) == 0 {
			t.Errorf("%s lacks a title, a description or an example", kind.Name)
		}
		walk(t, k, kind.Name, kind.Shape)
	}
}

func walk(t *testing.T, k *load.Kinds, path string, s *load.Shape) {
	t.Helper()
	for name, attribute := range s.Properties {
		if attribute.Description == "" {
			t.Errorf("%s.%s has no description", path, name)
		}
		walk(t, k, path+"."+name, attribute)
	}
	if each := s.Each(); each != nil {
		walk(t, k, path+".*", each)
	}
	if s.Items != nil {
		walk(t, k, path+"[]", s.Items)
	}
	for _, typ := range []string{s.Type, s.Keys} {
		if typ != "" && !slices.Contains(load.Types(), typ) {
			t.Errorf("%s: no type is called %q", path, typ)
		}
	}
	for _, ref := range slices.Concat(s.Ref, []string{s.Names}) {
		if ref != "" && ref != "*" && k.Named(ref) == nil && !k.IsPart(ref) {
			t.Errorf("%s refers to a %q, which is no kind", path, ref)
		}
	}
}

// The example of each kind must be one that its own schema takes: nothing but
// references may be missing from it.
func TestExamples(t *testing.T) {
	k := kinds(t)
	for _, kind := range k.All() {
		for _, example := range kind.Examples {
			tree := source.Tree{FS: fstest.MapFS{"a.hcl": {Data: []byte(example)}}}
			_, problems, err := (&load.Loader{Kinds: k}).Load(tree)
			if err != nil {
				t.Errorf("%s: %v", kind.Name, err)
			}
			for _, p := range problems {
				if p.Rule != "DEF-008" {
					t.Errorf("%s: %s", kind.Name, p.Message)
				}
			}
		}
	}
}

func TestPages(t *testing.T) {
	names := map[string]bool{"README.md": true, "functions.md": true}
	var index strings.Builder
	index.WriteString("# Kinds\n\nOne page a kind, made from `schemas/` by `go test ./schemas -update`. [Functions](functions.md) may be used in any value.\n\n")
	index.WriteString("Each kind may be written as a labelled block (`team \"x\" { … }`), as a table named by the plural (`teams { x = { … } }`), or as a\n")
	index.WriteString("labelled group whose attributes hold for every member (`teams \"g\" { …, members = { x = { … } } }`). References are bare: `team.x`.\n\n| Kind | Table | |\n| --- | --- | --- |\n")
	for _, kind := range kinds(t).All() {
		names[kind.Name+".md"] = true
		golden.Compare(t, "../docs/reference/"+kind.Name+".md", page(kind))
		fmt.Fprintf(&index, "| [%s](%s.md) | %s | %s |\n", kind.Name, kind.Name, kind.Plural, kind.Description)
	}
	golden.Compare(t, "../docs/reference/README.md", index.String())
	golden.Compare(t, "../docs/reference/functions.md", functions())
	golden.Only(t, "../docs/reference", ".md", names)
}

func page(k *load.Kind) string {
	var b strings.Builder
	fmt.Fprintf(&b, "# %s\n\n%s\n\n", k.Title, k.Description)
	for _, example := range k.Examples {
		fmt.Fprintf(&b, "```hcl\n%s\n```\n\n", example)
	}
	b.WriteString("| Attribute | What it takes | |\n| --- | --- | --- |\n")
	attributes(&b, "", k.Shape)
	return b.String()
}

func attributes(b *strings.Builder, prefix string, s *load.Shape) {
	for _, name := range slices.Sorted(maps.Keys(s.Properties)) {
		attribute := s.Properties[name]
		needed := ""
		if slices.Contains(s.Required, name) {
			needed = " **Required.**"
		}
		fmt.Fprintf(b, "| `%s%s` | %s | %s%s |\n", prefix, name, takes(attribute), attribute.Description, needed)
		attributes(b, prefix+name+".", attribute)
		if attribute.Items != nil {
			attributes(b, prefix+name+"[].", attribute.Items)
		}
	}
	if each := s.Each(); each != nil {
		name := "*"
		if s.Keys != "" {
			name = "*" + s.Keys + "*"
		}
		fmt.Fprintf(b, "| `%s%s` | %s | %s |\n", prefix, name, takes(each), each.Description)
		attributes(b, prefix+name+".", each)
	}
}

// takes says in a few words what a value may be.
func takes(s *load.Shape) string {
	var what string
	switch {
	case len(s.Ref) > 0 && s.Ref[0] == "*":
		what = "reference to anything"
	case len(s.Ref) > 0:
		what = "reference to " + strings.Join(s.Ref, " or ")
	case len(s.Enum) > 0:
		var values []string
		for _, v := range s.Enum {
			values = append(values, fmt.Sprintf("`%v`", v))
		}
		what = strings.Join(values, ", ")
	case s.Type != "":
		what = strings.ReplaceAll(s.Type, "_", " ")
	case s.Names != "":
		what = "name of a " + s.Names
	case s.Items != nil && slices.Contains(s.Types, "array"):
		return "list of " + takes(s.Items)
	default:
		what = strings.Join(s.Types, " or ")
	}
	if len(s.Types) > 1 && slices.Contains(s.Types, "array") {
		what += ", or a list"
	}
	for _, example := range s.Examples {
		if text, ok := example.(string); ok {
			what += fmt.Sprintf(", as `%s`", text)
		}
	}
	return what
}

func functions() string {
	var b strings.Builder
	b.WriteString("# Functions\n\nPure functions may be used in any value, with `local.name` and references as arguments. There are no loops and no\nconditions: definitions are read by people who audit them.\n\n| Function | |\n| --- | --- |\n")
	all := load.Functions()
	for _, name := range slices.Sorted(maps.Keys(all)) {
		f := all[name]
		var parameters []string
		for _, p := range f.Params() {
			parameters = append(parameters, p.Name)
		}
		if v := f.VarParam(); v != nil {
			parameters = append(parameters, v.Name+"…")
		}
		fmt.Fprintf(&b, "| `%s(%s)` | %s |\n", name, strings.Join(parameters, ", "), strings.ReplaceAll(f.Description(), "\n", " "))
	}
	b.WriteString("\n`date_add` and `date_sub` take days, weeks, months or years; months are clamped to the last day of the month: `date_add(\"2026-01-31\", \"1mo\")` is `2026-02-28`.\n")
	return b.String()
}
