package policy

import (
	"encoding/json"
	"fmt"
	"reflect"
	"slices"
	"strconv"
	"strings"
	"sync"

	"github.com/open-policy-agent/opa/v1/ast"

	"github.com/tidegate/tidegate/internal/facts"
	"github.com/tidegate/tidegate/internal/model"
)

// viewTerm builds a view as OPA has it, without a detour through JSON, which
// would cost many times as much. Selected is the rules to ask, as an object that
// all views of a kind share; params likewise.
func viewTerm(v facts.View, params, selected *ast.Term) *ast.Term {
	d := v.Definition
	factsTerm := emptyObject
	if v.Facts != nil {
		factsTerm = goTerm(reflect.ValueOf(v.Facts))
	}
	items := [][2]*ast.Term{
		{keyAddress, ast.StringTerm(string(d.Address()))},
		{keyDefinition, valueTerm(&d.Value)},
		{keyFacts, factsTerm},
		{keyKind, ast.InternedTerm(d.Kind)},
		{keyName, ast.StringTerm(d.Name)},
		{keyParams, params},
	}
	if selected != nil {
		items = append(items, [2]*ast.Term{keyAsked, selected}, [2]*ast.Term{keyRules, selected})
	}
	return ast.ObjectTerm(items...)
}

var (
	emptyObject   = ast.ObjectTerm()
	keyAsked      = ast.StringTerm("asked")
	keyAddress    = ast.StringTerm("address")
	keyDefinition = ast.StringTerm("definition")
	keyFacts      = ast.StringTerm("facts")
	keyKind       = ast.StringTerm("kind")
	keyName       = ast.StringTerm("name")
	keyParams     = ast.StringTerm("params")
	keyRules      = ast.StringTerm("rules")
)

func valueTerm(v *model.Value) *ast.Term {
	switch v.Type {
	case model.Bool:
		return ast.InternedTerm(v.Flag)
	case model.Number:
		return ast.NumberTerm(json.Number(v.Text))
	case model.List:
		items := make([]*ast.Term, len(v.Items))
		for i := range v.Items {
			items[i] = valueTerm(&v.Items[i].Value)
		}
		return ast.ArrayTerm(items...)
	case model.Object:
		pairs := make([][2]*ast.Term, 0, len(v.Items))
		for i := range v.Items {
			if v.Items[i].Value.Type != model.Null {
				pairs = append(pairs, [2]*ast.Term{keyTerm(v.Items[i].Name), valueTerm(&v.Items[i].Value)})
			}
		}
		return ast.ObjectTerm(pairs...)
	case model.Null:
		return ast.NullTerm()
	}
	return ast.StringTerm(v.Text)
}

// keyTerms keeps the terms of attribute names, of which there are few. Names
// are data, so the number that is kept is bounded.
var (
	keyTerms     sync.Map
	keyTermsFull = make(chan struct{}, 4096)
)

func keyTerm(name string) *ast.Term {
	if t, ok := keyTerms.Load(name); ok {
		return t.(*ast.Term)
	}
	t := ast.StringTerm(name)
	select {
	case keyTermsFull <- struct{}{}:
		keyTerms.Store(name, t)
	default:
	}
	return t
}

// goTerm is a Go value as encoding/json would write it.
func goTerm(v reflect.Value) *ast.Term {
	switch v.Kind() {
	case reflect.Pointer, reflect.Interface:
		if v.IsNil() {
			return ast.NullTerm()
		}
		return goTerm(v.Elem())
	case reflect.String:
		return ast.StringTerm(v.String())
	case reflect.Bool:
		return ast.InternedTerm(v.Bool())
	case reflect.Int, reflect.Int64:
		return ast.NumberTerm(json.Number(strconv.FormatInt(v.Int(), 10)))
	case reflect.Slice, reflect.Array:
		items := make([]*ast.Term, v.Len())
		for i := range items {
			items[i] = goTerm(v.Index(i))
		}
		return ast.ArrayTerm(items...)
	case reflect.Map:
		pairs := make([][2]*ast.Term, 0, v.Len())
		for it := v.MapRange(); it.Next(); {
			pairs = append(pairs, [2]*ast.Term{ast.StringTerm(it.Key().String()), goTerm(it.Value())})
		}
		return ast.ObjectTerm(pairs...)
	case reflect.Struct:
		return ast.ObjectTerm(structPairs(v, nil)...)
	}
	panic(fmt.Sprintf("facts hold a %s, which no view can", v.Type()))
}

type structField struct {
	index     int
	key       *ast.Term
	omitEmpty bool
	embedded  bool
}

var structFields sync.Map // reflect.Type to []structField

func fieldsOf(t reflect.Type) []structField {
	if known, ok := structFields.Load(t); ok {
		return known.([]structField)
	}
	var fields []structField
	for i := range t.NumField() {
		f := t.Field(i)
		name, options, _ := strings.Cut(f.Tag.Get("json"), ",")
		switch {
		case f.Anonymous:
			fields = append(fields, structField{index: i, embedded: true})
		case f.IsExported() && name != "-":
			fields = append(fields, structField{index: i, key: ast.StringTerm(name), omitEmpty: slices.Contains(strings.Split(options, ","), "omitempty")})
		}
	}
	structFields.Store(t, fields)
	return fields
}

func structPairs(v reflect.Value, pairs [][2]*ast.Term) [][2]*ast.Term {
	for _, f := range fieldsOf(v.Type()) {
		field := v.Field(f.index)
		switch {
		case f.embedded:
			pairs = structPairs(field, pairs)
		case f.omitEmpty && (field.IsZero() || field.Kind() == reflect.Slice && field.Len() == 0):
		default:
			pairs = append(pairs, [2]*ast.Term{f.key, goTerm(field)})
		}
	}
	return pairs
}

// anyTerm is a value that JSON could hold.
func anyTerm(v any) *ast.Term {
	switch v := v.(type) {
	case nil:
		return ast.NullTerm()
	case json.Number:
		return ast.NumberTerm(v)
	case []any:
		items := make([]*ast.Term, len(v))
		for i := range v {
			items[i] = anyTerm(v[i])
		}
		return ast.ArrayTerm(items...)
	case map[string]any:
		var pairs [][2]*ast.Term
		for name, item := range v {
			pairs = append(pairs, [2]*ast.Term{ast.StringTerm(name), anyTerm(item)})
		}
		return ast.ObjectTerm(pairs...)
	}
	return goTerm(reflect.ValueOf(v))
}
