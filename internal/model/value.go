// Package model is the organisation as it is written: definitions with the place
// of every value in them, and the built-in kinds as typed structures beside
// them. What follows from it at a date is the business of package facts.
package model

import (
	"slices"
	"strconv"
	"strings"
	"sync"

	"github.com/tidegate/tidegate/internal/calendar"
	"github.com/tidegate/tidegate/internal/source"
)

// Type is what a value is.
type Type uint8

// The types of values. The zero Type is null, which no definition holds: a
// null is read as an attribute that is not there.
const (
	Null Type = iota
	Bool
	Number
	String
	Reference
	List
	Object
)

var typeNames = [...]string{"null", "a boolean", "a number", "a string", "a reference", "a list", "an object"}

// String is the type with its article: "a list".
func (t Type) String() string { return typeNames[t] }

// A Value is one value of a definition and where it stands. Values are never
// changed after loading.
type Value struct {
	Range source.Range
	Type  Type
	Flag  bool    // a Bool
	Text  string  // a String, a Number in decimal, or a Reference's address
	Items []Field // of a List (without names) or an Object (as written)
}

// A Field is one item of a list or one attribute of an object.
type Field struct {
	Name      string
	NameRange source.Range
	Value     Value
}

// Get is the attribute of an object, or nil.
func (v *Value) Get(name string) *Value {
	if f := v.field(name); f != nil {
		return &f.Value
	}
	return nil
}

// Same reports whether two values say the same, wherever they stand. The order of
// attributes means nothing, that of items does.
func (v *Value) Same(w *Value) bool {
	if v.Type != w.Type || v.Flag != w.Flag || v.Text != w.Text || len(v.Items) != len(w.Items) {
		return false
	}
	for i := range v.Items {
		other := &w.Items[i].Value
		if v.Type == Object {
			if other = w.Get(v.Items[i].Name); other == nil {
				return false
			}
		}
		if !v.Items[i].Value.Same(other) {
			return false
		}
	}
	return true
}

func (v *Value) field(name string) *Field {
	if v == nil || v.Type != Object {
		return nil
	}
	for i := range v.Items {
		if v.Items[i].Name == name {
			return &v.Items[i]
		}
	}
	return nil
}

// Each is the items of a list, or the value itself as a list of one: an
// attribute that may name one thing or several is read the same way.
func (v *Value) Each() []Field {
	switch {
	case v == nil:
		return nil
	case v.Type == List:
		return v.Items
	}
	return []Field{{Value: *v}}
}

// An Address names a definition or a part of one: "team.bogota_cx",
// "team.bogota_cx.day".
type Address string

// Join is the address of a definition.
func Join(kind, name string) Address { return Address(kind + "." + name) }

// Kind is the part before the first dot.
func (a Address) Kind() string {
	kind, _, _ := strings.Cut(string(a), ".")
	return kind
}

// Name is the definition's own name.
func (a Address) Name() string {
	_, rest, _ := strings.Cut(string(a), ".")
	name, _, _ := strings.Cut(rest, ".")
	return name
}

// Part is the name of the part inside the definition, empty for the whole.
func (a Address) Part() string {
	parts := strings.SplitN(string(a), ".", 3)
	if len(parts) < 3 {
		return ""
	}
	return parts[2]
}

// Definition is the address without its part.
func (a Address) Definition() Address {
	if part := a.Part(); part != "" {
		return a[:len(a)-len(part)-1]
	}
	return a
}

// A Path leads from a definition into its value: attribute names and list
// indices in decimal.
type Path []string

// String is the path as one would write it in HCL: allow[3], sla.chat.t1.
func (p Path) String() string {
	var b strings.Builder
	for _, step := range p {
		switch _, err := strconv.Atoi(step); {
		case err == nil:
			b.WriteString("[" + step + "]")
		case b.Len() > 0:
			b.WriteString("." + step)
		default:
			b.WriteString(step)
		}
	}
	return b.String()
}

// A Definition is one thing that the repository defines.
type Definition struct {
	Kind, Name string
	Group      string       // the group that it is a member of, or empty
	Header     source.Range // what introduces it: the block's header or the row's name
	Value      Value        // an Object
}

// Address is the definition's address. A singleton's is its kind alone.
func (d *Definition) Address() Address {
	if d.Name == "" {
		return Address(d.Kind)
	}
	return Join(d.Kind, d.Name)
}

// Find is the value at the path, or nil.
func (d *Definition) Find(path ...string) *Value {
	v := &d.Value
	for _, step := range path {
		if v = v.step(step); v == nil {
			return nil
		}
	}
	return v
}

func (v *Value) step(step string) *Value {
	if v.Type != List {
		return v.Get(step)
	}
	i, err := strconv.Atoi(step)
	if err != nil || i < 0 || i >= len(v.Items) {
		return nil
	}
	return &v.Items[i].Value
}

// At is where the path was written, or the nearest enclosing place when it was
// not, which is what a finding about absence points at. A value that runs over
// several lines is shown by its name.
func (d *Definition) At(path ...string) source.Range {
	best, v := d.Header, &d.Value
	for _, step := range path {
		f := v.field(step)
		if v = v.step(step); v == nil {
			break
		}
		best = v.Range
		if f != nil && best.StartPosition().Line != best.EndPosition().Line {
			best = f.NameRange
		}
	}
	return best
}

// An Organisation is everything that the repository defines, without errors.
type Organisation struct {
	Definitions []*Definition             // by address
	Files       []*source.File            // by path
	Kinds       map[string][]*Definition  // by kind, each by address
	Groups      map[Address][]*Definition // members by the group's address, as people.bogota_agents

	byAddress map[Address]*Definition
	schema    Schema

	claimedOnce sync.Once
	claimed     []calendar.Date // the latest date that each definition claims

	humansOnce sync.Once
	humans     *Humans
	typed
}

// A Schema is what the kinds of an organisation say of their attributes, by kind.
type Schema struct {
	Plurals    map[string]string
	Claims     map[string]*Claims
	Strictness map[string]*Strictness
}

// New makes an organisation of definitions with distinct addresses.
func New(definitions []*Definition, files []*source.File, schema Schema) *Organisation {
	o := &Organisation{
		schema:      schema,
		Definitions: definitions,
		Files:       files,
		Kinds:       map[string][]*Definition{},
		Groups:      map[Address][]*Definition{},
		byAddress:   make(map[Address]*Definition, len(definitions)),
	}
	slices.SortFunc(o.Definitions, func(a, b *Definition) int {
		if a.Kind != b.Kind {
			return strings.Compare(a.Kind, b.Kind)
		}
		return strings.Compare(a.Name, b.Name)
	})
	slices.SortFunc(o.Files, func(a, b *source.File) int { return strings.Compare(a.Path, b.Path) })
	for _, d := range o.Definitions {
		o.byAddress[d.Address()] = d
		o.Kinds[d.Kind] = append(o.Kinds[d.Kind], d)
		if d.Group != "" {
			group := Join(schema.Plurals[d.Kind], d.Group)
			o.Groups[group] = append(o.Groups[group], d)
		}
	}
	for _, file := range o.Files {
		o.AddFile(file)
	}
	o.read(o)
	return o
}

// FileKind is the kind under which every file can be judged as a whole. No
// definition is of it.
const FileKind = "file"

// ChangeKind is the kind of the one subject that stands for what a change does,
// where two trees are compared. No definition is of it.
const ChangeKind = "change"

// ChangeAddress is the address of that subject.
const ChangeAddress Address = "change.this"

// AddFile makes a file a subject of the rules that judge files, at the address
// file.PATH.
func (o *Organisation) AddFile(file *source.File) {
	o.Kinds[FileKind] = append(o.Kinds[FileKind], &Definition{Kind: FileKind, Name: file.Path, Header: source.Range{File: file}, Value: Value{Type: Object}})
}

// Lookup is the definition at the address, parts ignored, or nil.
func (o *Organisation) Lookup(a Address) *Definition {
	if a.Kind() == FileKind {
		i := slices.IndexFunc(o.Kinds[FileKind], func(d *Definition) bool { return d.Address() == a })
		if i < 0 {
			return nil
		}
		return o.Kinds[FileKind][i]
	}
	return o.byAddress[a.Definition()]
}

// Self is the definition. Structs of a kind embed their definition and so have
// it too.
func (d *Definition) Self() *Definition { return d }
