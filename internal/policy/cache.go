package policy

import (
	"crypto/sha256"
	"encoding/binary"
	"fmt"
	"reflect"
	"slices"
	"strings"
	"sync"

	"github.com/open-policy-agent/opa/v1/ast"

	"github.com/tidegate/tidegate/internal/facts"
	"github.com/tidegate/tidegate/internal/finding"
	"github.com/tidegate/tidegate/internal/model"
	"github.com/tidegate/tidegate/internal/parallel"
)

// A Cache keeps verdicts by the content of what was judged: the view, the
// parameters and the rules. A verdict is a function of those and of nothing else,
// so it holds for any commit and any day. It is safe for concurrent use.
type Cache struct {
	mu       sync.Mutex
	verdicts map[[sha256.Size]byte]answer
	Hits     int
	Misses   int
}

// remembered is what a cache knows of some subjects, and the keys of the others.
type remembered struct {
	found []finding.Finding
	keys  map[*model.Definition][sha256.Size]byte
	views map[*model.Definition]facts.View

	mu      sync.Mutex
	skipped map[string]int // subjects to which a rule does not apply, by rule ID
}

// skip notes the rules that have nothing to ask of some subjects.
func (r *remembered) skip(answers ...answer) {
	r.mu.Lock()
	defer r.mu.Unlock()
	for _, said := range answers {
		for _, id := range said.skips {
			if r.skipped == nil {
				r.skipped = map[string]int{}
			}
			r.skipped[id]++
		}
	}
}

// known finds the subjects whose views were judged before, and returns their
// findings and the other subjects.
func (j *Judge) known(org *model.Organisation, rules []*finding.Rule, params *ast.Term, subjects []*model.Definition, view func(*model.Definition) facts.View) (*remembered, []*model.Definition) {
	r := &remembered{}
	if j.Cache == nil {
		return r, subjects
	}
	r.keys = make(map[*model.Definition][sha256.Size]byte, len(subjects))
	r.views = map[*model.Definition]facts.View{}
	asked := sha256.New()
	fmt.Fprintf(asked, "%p %s\n", j.Set, params)
	for _, rule := range rules {
		fmt.Fprintln(asked, rule.ID)
	}
	prefix := asked.Sum(nil)
	keys := make([][sha256.Size]byte, len(subjects))
	views := make([]facts.View, len(subjects))
	workers := parallel.Workers(len(subjects))
	parallel.Each(workers, func(w int) {
		e := encoder{}
		for i := w; i < len(subjects); i += workers {
			views[i] = view(subjects[i])
			e.bytes = append(e.bytes[:0], prefix...)
			e.view(&views[i])
			keys[i] = sha256.Sum256(e.bytes)
		}
	})
	var others []*model.Definition
	for i, d := range subjects {
		j.Cache.mu.Lock()
		verdicts, hit := j.Cache.verdicts[keys[i]]
		if hit {
			j.Cache.Hits++
		} else {
			j.Cache.Misses++
		}
		j.Cache.mu.Unlock()
		if !hit {
			r.keys[d], r.views[d] = keys[i], views[i]
			others = append(others, d)
			continue
		}
		r.skip(verdicts)
		r.found = append(r.found, j.findings(org, views[i].Definition, verdicts)...)
	}
	return r, others
}

// view is the function with the views that were derived already.
func (r *remembered) view(view func(*model.Definition) facts.View) func(*model.Definition) facts.View {
	if r.views == nil {
		return view
	}
	return func(d *model.Definition) facts.View { return r.views[d] }
}

// keep remembers the verdicts on a subject.
func (r *remembered) keep(c *Cache, d *model.Definition, said answer) {
	if c == nil {
		return
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.verdicts == nil {
		c.verdicts = map[[sha256.Size]byte]answer{}
	}
	c.verdicts[r.keys[d]] = said
}

// encoder writes views so that two of them have the same bytes only when they are
// the same.
type encoder struct{ bytes []byte }

func (e *encoder) view(v *facts.View) {
	e.text(string(v.Definition.Address()))
	e.value(&v.Definition.Value)
	if v.Facts != nil {
		e.reflected(reflect.ValueOf(v.Facts))
	}
}

func (e *encoder) number(n int) { e.bytes = binary.AppendVarint(e.bytes, int64(n)) }

func (e *encoder) text(s string) {
	e.number(len(s))
	e.bytes = append(e.bytes, s...)
}

func (e *encoder) value(v *model.Value) {
	e.bytes = append(e.bytes, byte(v.Type))
	switch v.Type {
	case model.Bool:
		e.flag(v.Flag)
	case model.List, model.Object:
		e.number(len(v.Items))
		for i := range v.Items {
			e.text(v.Items[i].Name)
			e.value(&v.Items[i].Value)
		}
	default:
		e.text(v.Text)
	}
}

func (e *encoder) flag(b bool) {
	if b {
		e.bytes = append(e.bytes, 1)
	} else {
		e.bytes = append(e.bytes, 0)
	}
}

func (e *encoder) reflected(v reflect.Value) {
	switch v.Kind() {
	case reflect.Pointer, reflect.Interface:
		e.flag(!v.IsNil())
		if !v.IsNil() {
			e.reflected(v.Elem())
		}
	case reflect.String:
		e.text(v.String())
	case reflect.Bool:
		e.flag(v.Bool())
	case reflect.Int, reflect.Int64:
		e.number(int(v.Int()))
	case reflect.Slice, reflect.Array:
		e.number(v.Len())
		for i := range v.Len() {
			e.reflected(v.Index(i))
		}
	case reflect.Map:
		e.number(v.Len())
		keys := v.MapKeys()
		slices.SortFunc(keys, func(a, b reflect.Value) int { return strings.Compare(a.String(), b.String()) })
		for _, key := range keys {
			e.text(key.String())
			e.reflected(v.MapIndex(key))
		}
	case reflect.Struct:
		for _, f := range fieldsOf(v.Type()) {
			e.reflected(v.Field(f.index))
		}
	default:
		panic(fmt.Sprintf("facts hold a %s, which no view can", v.Type()))
	}
}
