package load

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io/fs"
	"maps"
	"path"
	"slices"
	"strings"

	"github.com/xeipuuv/gojsonschema"

	"github.com/tidegate/tidegate/internal/finding"
	"github.com/tidegate/tidegate/internal/model"
	"github.com/tidegate/tidegate/internal/source"
)

// Kinds are the kinds of definitions that a repository may use: the built-in
// ones and its own.
type Kinds struct {
	byName   map[string]*Kind
	byPlural map[string]*Kind
}

// A Kind is one kind of definition, as its JSON Schema describes it.
type Kind struct {
	Name        string // also the block type
	Plural      string // block type of tables and groups
	Singleton   bool   // one unlabelled block, whose address is the kind
	One         bool   // there is one definition at most, whatever its label
	Title       string
	Description string
	Examples    []string
	Custom      bool // from the repository that is judged
	Shape       *Shape

	schema *gojsonschema.Schema
	parts  map[string]string // kind of part to the attribute that holds it
}

// A Shape is what a schema says about one value, with our annotations:
//
//	x-ref      the kinds that a reference may lead to, "*" for any
//	x-name     the kind whose definition a string names
//	x-type     how a string is read; see Types
//	x-keys     how the names of an object's attributes are read
//	x-part     the kind of part that an object's attributes are
//	x-acyclic  references along this attribute may not come back
//	x-other    references along this attribute may not lead to their own definition
//	x-after    the attribute beside this one that holds an earlier day
//	x-within   the attribute beside this one that holds a longer time: hours
//	x-stricter which way the attribute is stricter: lower, higher, true, false, more, fewer, given (that it is there), or same (as it was)
//	x-order    the values of an enumeration, the least strict first
//	x-label    the attribute says what the definition is, and so which rules apply
//	x-claims   the date, or the attribute's name, claims that something has happened
type Shape struct {
	Description string            `json:"description"`
	Types       typeList          `json:"type"`
	Enum        []any             `json:"enum"`
	Examples    []any             `json:"examples"`
	Required    []string          `json:"required"`
	Properties  map[string]*Shape `json:"properties"`
	Additional  *additional       `json:"additionalProperties"`
	Items       *Shape            `json:"items"`
	Ref         []string          `json:"x-ref"`
	Names       string            `json:"x-name"`
	Type        string            `json:"x-type"`
	Keys        string            `json:"x-keys"`
	Part        string            `json:"x-part"`
	Acyclic     bool              `json:"x-acyclic"`
	Other       bool              `json:"x-other"`
	Claims      bool              `json:"x-claims"`
	Stricter    string            `json:"x-stricter"`
	Order       []string          `json:"x-order"`
	Label       bool              `json:"x-label"`
	After       string            `json:"x-after"`
	Within      string            `json:"x-within"`
}

// typeList is JSON Schema's type, which is a string or a list of them.
type typeList []string

func (t *typeList) UnmarshalJSON(data []byte) error {
	if bytes.HasPrefix(data, []byte(`"`)) {
		*t = []string{""}
		return json.Unmarshal(data, &(*t)[0])
	}
	return json.Unmarshal(data, (*[]string)(t))
}

// additional is JSON Schema's additionalProperties, a schema or false.
type additional struct{ shape *Shape }

func (a *additional) UnmarshalJSON(data []byte) error {
	if data[0] != '{' {
		return nil
	}
	a.shape = &Shape{}
	return json.Unmarshal(data, a.shape)
}

// Attribute is the shape of an object's attribute, or nil when the schema says
// nothing of it.
func (s *Shape) Attribute(name string) *Shape {
	switch {
	case s == nil:
		return nil
	case s.Properties[name] != nil:
		return s.Properties[name]
	case s.Additional != nil:
		return s.Additional.shape
	}
	return nil
}

// Each is the shape of any other attribute of an object, or nil.
func (s *Shape) Each() *Shape {
	if s == nil || s.Additional == nil {
		return nil
	}
	return s.Additional.shape
}

// inner is the shape of the items of a list, or of what an object has by any name.
func (s *Shape) inner() *Shape {
	if s.Items != nil {
		return s.Items
	}
	return s.Each()
}

// ReadKinds reads the built-in schemas and those of the repository, which may
// add kinds but not replace any.
func ReadKinds(builtin fs.FS, tree source.Tree, dirs []string) (*Kinds, []finding.Finding, error) {
	k := &Kinds{byName: map[string]*Kind{}, byPlural: map[string]*Kind{}}
	if err := k.readBuiltin(builtin); err != nil {
		return nil, nil, err
	}
	var problems []finding.Finding
	for _, dir := range dirs {
		found, err := k.readCustom(tree, dir)
		if err != nil {
			return nil, nil, err
		}
		problems = append(problems, found...)
	}
	return k, problems, nil
}

func (k *Kinds) readBuiltin(builtin fs.FS) error {
	files, err := fs.Glob(builtin, "*.json")
	if err != nil {
		return err
	}
	for _, name := range files {
		data, err := fs.ReadFile(builtin, name)
		if err != nil {
			return err
		}
		kind, err := readKind(strings.TrimSuffix(name, ".json"), data)
		if err != nil {
			return fmt.Errorf("schema %s: %w", name, err)
		}
		k.add(kind)
	}
	return nil
}

func (k *Kinds) readCustom(tree source.Tree, dir string) ([]finding.Finding, error) {
	files, err := fs.Glob(tree.FS, path.Join(dir, "*.json"))
	if err != nil {
		return nil, err
	}
	var problems []finding.Finding
	for _, name := range files {
		data, refusal, err := readFile(tree, name)
		if err != nil {
			return nil, err
		}
		if refusal != nil {
			problems = append(problems, *refusal)
			continue
		}
		file := &source.File{Path: name, Text: data}
		kind, err := readKind(strings.TrimSuffix(path.Base(name), ".json"), data)
		if err == nil {
			kind.Custom = true
			if kind.Name == model.FileKind || kind.Name == model.ChangeKind {
				err = fmt.Errorf("%s is what rules call something that no definition is; give the kind another name", kind.Name)
			} else if old := k.Named(kind.Name); old != nil {
				err = fmt.Errorf("there is a kind %q already; give the new one another name", kind.Name)
			} else if old := k.Named(kind.Plural); old != nil {
				err = fmt.Errorf("x-plural: %q is taken by the kind %q", kind.Plural, old.Name)
			}
		}
		if err != nil {
			problems = append(problems, problem(ruleSchema, jsonErrorRange(file, err), "the schema cannot be used: "+err.Error(),
				"see docs/reference for how kinds are described"))
			continue
		}
		k.add(kind)
	}
	return problems, nil
}

// jsonErrorRange is where a JSON decoder gave up, or the start of the file.
func jsonErrorRange(file *source.File, err error) source.Range {
	offset := 0
	if syntax, ok := asType[*json.SyntaxError](err); ok {
		offset = max(int(syntax.Offset)-1, 0)
	}
	if wrong, ok := asType[*json.UnmarshalTypeError](err); ok {
		offset = max(int(wrong.Offset)-1, 0)
	}
	return source.Range{File: file, Start: uint32(offset), End: uint32(offset + 1)}
}

func readKind(name string, data []byte) (*Kind, error) {
	if !identifier.MatchString(name) {
		return nil, fmt.Errorf("the file's name %q is no block type: use lower case letters, digits and underscores", name)
	}
	var head struct {
		Title       string   `json:"title"`
		Description string   `json:"description"`
		Plural      string   `json:"x-plural"`
		Form        string   `json:"x-form"`
		One         bool     `json:"x-one"`
		Examples    []string `json:"examples"`
	}
	shape := &Shape{}
	if err := json.Unmarshal(data, &head); err != nil {
		return nil, err
	}
	if err := json.Unmarshal(data, shape); err != nil {
		return nil, err
	}
	if err := shape.annotations(); err != nil {
		return nil, err
	}
	var document map[string]any
	if err := json.Unmarshal(data, &document); err != nil {
		return nil, err
	}
	if where := remoteReference(document); where != "" {
		return nil, fmt.Errorf("$ref %q leads out of the schema; only references that begin with # are followed", where)
	}
	if where := applied(document); where != "" {
		return nil, fmt.Errorf("%s is asked about one value without end, or more than %d times; let references lead to a part of the value", where, mostInPlace)
	}
	schema, err := gojsonschema.NewSchema(gojsonschema.NewBytesLoader(data))
	if err != nil {
		return nil, err
	}
	kind := &Kind{
		Name: name, Plural: head.Plural, Singleton: head.Form == "singleton", One: head.One,
		Title: head.Title, Description: head.Description, Examples: head.Examples,
		Shape: shape, schema: schema, parts: map[string]string{},
	}
	if kind.Plural == "" {
		kind.Plural = name + "s"
	}
	for attribute, s := range shape.Properties {
		if s.Part != "" {
			kind.parts[s.Part] = attribute
		}
	}
	return kind, nil
}

// ways are the values of x-stricter.
var ways = []string{"lower", "higher", "true", "false", "more", "fewer", "given", "same"}

// annotations is an error where one of ours has a value that means nothing.
func (s *Shape) annotations() error {
	if s == nil {
		return nil
	}
	forms := slices.Sorted(maps.Keys(types))
	for _, a := range []struct {
		name, value string
		known       []string
	}{{"x-type", s.Type, Types()}, {"x-keys", s.Keys, forms}, {"x-stricter", s.Stricter, ways}} {
		if a.value != "" && !slices.Contains(a.known, a.value) {
			return finding.Unknown(a.name, a.value, a.known)
		}
	}
	for _, name := range slices.Sorted(maps.Keys(s.Properties)) {
		if err := s.Properties[name].annotations(); err != nil {
			return fmt.Errorf("%s: %w", name, err)
		}
	}
	if err := s.Items.annotations(); err != nil {
		return err
	}
	return s.Each().annotations()
}

// remoteReference finds a $ref that would make the validator open a file or a
// connection.
func remoteReference(v any) string {
	switch v := v.(type) {
	case map[string]any:
		for key, item := range v {
			if ref, ok := item.(string); ok && (key == "$ref" || key == "$id" || key == "id") && !strings.HasPrefix(ref, "#") {
				return ref
			}
			if found := remoteReference(item); found != "" {
				return found
			}
		}
	case []any:
		for _, item := range v {
			if found := remoteReference(item); found != "" {
				return found
			}
		}
	}
	return ""
}

func (k *Kinds) add(kind *Kind) {
	k.byName[kind.Name] = kind
	k.byPlural[kind.Plural] = kind
}

// Named is the kind with this name or plural, or nil.
func (k *Kinds) Named(name string) *Kind {
	if kind := k.byName[name]; kind != nil {
		return kind
	}
	return k.byPlural[name]
}

// All lists the kinds by name.
func (k *Kinds) All() []*Kind {
	var out []*Kind
	for _, name := range slices.Sorted(maps.Keys(k.byName)) {
		out = append(out, k.byName[name])
	}
	return out
}

// blockTypes lists every block type that a file may use.
func (k *Kinds) blockTypes() []string {
	names := slices.Concat(slices.Collect(maps.Keys(k.byName)), slices.Collect(maps.Keys(k.byPlural)), []string{"locals"})
	slices.Sort(names)
	return slices.Compact(names)
}

// schema is what the kinds say of their attributes.
func (k *Kinds) schema() model.Schema {
	out := model.Schema{Plurals: k.plurals(), Claims: k.claims(), Strictness: map[string]*model.Strictness{}}
	for name, kind := range k.byName {
		if s := strictnessOf(kind.Shape); s != nil {
			out.Strictness[name] = s
		}
	}
	return out
}

// strictnessOf is nil for a shape in which nothing is stricter than anything.
func strictnessOf(s *Shape) *model.Strictness {
	if s == nil {
		return nil
	}
	out := &model.Strictness{Way: s.Stricter, Type: s.Type, Order: s.Order}
	if s.Label {
		out.Way = "label"
	}
	found := out.Way != ""
	for name, property := range s.Properties {
		if inner := strictnessOf(property); inner != nil {
			if out.Fields == nil {
				out.Fields = map[string]*model.Strictness{}
			}
			out.Fields[name] = inner
			found = true
		}
	}
	if out.Each = strictnessOf(s.inner()); out.Each == nil && !found {
		return nil
	}
	return out
}

// claims is where the definitions of each kind claim that something has happened.
func (k *Kinds) claims() map[string]*model.Claims {
	out := map[string]*model.Claims{}
	for name, kind := range k.byName {
		if c := claimsOf(kind.Shape); c != nil {
			out[name] = c
		}
	}
	return out
}

// claimsOf is nil for a shape in which nothing claims anything.
func claimsOf(s *Shape) *model.Claims {
	if s == nil {
		return nil
	}
	out := &model.Claims{Self: s.Claims && s.Keys == "", Keys: s.Claims && s.Keys != "", Asked: s.Type == "date_or_pending"}
	found := s.Claims
	for name, property := range s.Properties {
		if c := claimsOf(property); c != nil {
			if out.Fields == nil {
				out.Fields = map[string]*model.Claims{}
			}
			out.Fields[name] = c
			found = true
		}
	}
	if out.Each = claimsOf(s.inner()); out.Each == nil && !found {
		return nil
	}
	return out
}

// plurals maps each kind to its plural.
func (k *Kinds) plurals() map[string]string {
	out := map[string]string{}
	for name, kind := range k.byName {
		out[name] = kind.Plural
	}
	return out
}

// partHolder is the kind and attribute that hold parts of this kind.
func (k *Kinds) partHolder(part string) (kind *Kind, attribute string) {
	for _, kind := range k.byName {
		if attribute, ok := kind.parts[part]; ok {
			return kind, attribute
		}
	}
	return nil, ""
}

// IsPart reports whether definitions of some kind have parts of this kind.
func (k *Kinds) IsPart(part string) bool {
	kind, _ := k.partHolder(part)
	return kind != nil
}
