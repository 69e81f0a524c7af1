package load

import (
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/xeipuuv/gojsonschema"

	"github.com/tidegate/tidegate/internal/calendar"
	"github.com/tidegate/tidegate/internal/finding"
	"github.com/tidegate/tidegate/internal/model"
	"github.com/tidegate/tidegate/internal/source"
)

// A checker holds definitions against their schemas and against each other. It
// only reads what it shares, so several may work at once.
type checker struct {
	kinds    *Kinds
	known    map[model.Address]*model.Definition
	groups   map[model.Address]source.Range
	names    map[string][]string            // names by kind and groups by plural, for proposals
	actions  map[string]map[string]struct{} // verbs by system
	broken   map[string]bool                // words of files that did not parse and may define anything
	problems []finding.Finding
	fixes    map[fault]func() string // for those that are told
	faults   int                     // of the definition at hand

	kind       *Kind
	definition *model.Definition
}

// A fault is what tells one problem from another.
type fault struct {
	rule, message string
	at            source.Range
}

// mostFaults is how many problems of one definition are collected.
const mostFaults = 100

func (c *checker) report(rule string, at source.Range, message, fix string) {
	if c.faults++; c.faults <= mostFaults {
		c.problems = append(c.problems, problem(rule, at, message, fix))
	}
}

// propose is report for a fix that costs something to find: it is asked for when the
// problem is told.
func (c *checker) propose(rule string, at source.Range, message string, fix func() string) {
	c.report(rule, at, message, "")
	if c.faults <= mostFaults {
		c.fixes[fault{rule, message, at}] = fix
	}
}

// near proposes the nearest of some names.
func near(name string, candidates []string, fallback string) func() string {
	return func() string { return finding.DidYouMean(name, candidates, fallback) }
}

// oneOf lists names after some words, no more of them than people read.
func oneOf(words string, names []string) string {
	const most = 30
	if len(names) > most {
		return fmt.Sprintf("%s%s and %d more", words, strings.Join(names[:most], ", "), len(names)-most)
	}
	return words + strings.Join(names, ", ")
}

// missing reports a reference to nothing, unless a file that did not parse
// mentions the name: one forgotten bracket must not look like fifty errors.
func (c *checker) missing(name string, at source.Range, message string, fix func() string) {
	if !c.broken[name] {
		c.propose(ruleReference, at, message, fix)
	}
}

func (c *checker) check(d *model.Definition) {
	c.definition, c.kind, c.faults = d, c.kinds.byName[d.Kind], 0
	c.schema()
	c.walk(c.kind.Shape, &d.Value, nil, false)
}

// schema asks the JSON Schema, and says what it answers in our words. What it has nothing to
// say of follows from the file alone, and is not asked again while that file is kept.
func (c *checker) schema() {
	file := c.definition.Header.File
	key := fmt.Sprintf("schema %p %d %s", c.kind.schema, c.definition.Header.Start, c.definition.Address())
	if file.Marked(key) {
		return
	}
	result, err := c.kind.schema.Validate(gojsonschema.NewRawLoader(jsonOf(&c.definition.Value)))
	if err == nil && result.Valid() {
		file.Mark(key)
		return
	}
	if err != nil {
		c.report(ruleShape, c.definition.Header, "the schema cannot judge this: "+err.Error(), "check the schema")
		return
	}
	for _, e := range result.Errors() {
		if c.violation(e); c.faults > mostFaults {
			break
		}
	}
}

func (c *checker) violation(e gojsonschema.ResultError) {
	path := strings.Split(e.Context().String("\x00"), "\x00")[1:]
	name := strings.Join(path, ".")
	if name == "" {
		name = c.kind.Name
	}
	details := e.Details()
	switch e.Type() {
	case "additional_property_not_allowed":
		property := fmt.Sprint(details["property"])
		parent, shape := c.definition.Find(path...), c.shapeAt(path)
		f := fieldOf(parent, property)
		known := slices.Sorted(maps.Keys(shape.Properties))
		c.propose(ruleAttribute, f.NameRange, fmt.Sprintf("%s has no attribute %q", name, property), near(property, known, oneOf("it has ", known)))
	case "required":
		if fieldOf(c.definition.Find(path...), fmt.Sprint(details["property"])).Name != "" {
			return // it is there, and what is wrong with it has been said
		}
		at := c.definition.At(path...)
		if parent := c.definition.Find(path...); len(path) > 0 && parent != nil {
			at = parent.Range
		}
		c.report(ruleShape, at, fmt.Sprintf("%s lacks %q", name, details["property"]), fmt.Sprintf("add %s = …", details["property"]))
	case "invalid_type":
		v := c.definition.Find(path...)
		if v.Type == model.Null && v.Range.Text() != "null" || v.Type == model.Reference && len(c.shapeAt(path).Ref) == 0 {
			return // said where it was evaluated, or where references are judged
		}
		got := v.Type.String()
		if v.Type == model.Number {
			got = v.Text
		}
		c.report(ruleShape, v.Range, fmt.Sprintf("%s must be %s, not %s", name, expected(c.shapeAt(path)), got), "write it in the form that docs/reference shows")
	case "enum":
		v, shape := c.definition.Find(path...), c.shapeAt(path)
		if v.Type == model.Reference {
			return // said where references are judged
		}
		var allowed []string
		for _, item := range shape.Enum {
			allowed = append(allowed, fmt.Sprint(item))
		}
		c.propose(ruleShape, v.Range, fmt.Sprintf("%s may not be %q", name, v.Text), near(v.Text, allowed, oneOf("use one of ", allowed)))
	default:
		c.report(ruleShape, c.definition.At(path...), fmt.Sprintf("%s: %s", name, lowerFirst(e.Description())), "write it in the form that docs/reference shows")
	}
}

func fieldOf(v *model.Value, name string) model.Field {
	if v != nil {
		for _, f := range v.Items {
			if f.Name == name {
				return f
			}
		}
	}
	return model.Field{}
}

// expected says what a shape wants, in the language's words.
func expected(s *Shape) string {
	if s == nil {
		return "another type"
	}
	if len(s.Ref) > 0 {
		return "a reference to a " + strings.Join(s.Ref, " or ")
	}
	var names []string
	for _, t := range s.Types {
		switch t {
		case "array":
			t = "a list"
		case "integer":
			t = "a whole number"
		case "object":
			t = "an object"
		default:
			t = "a " + t
		}
		names = append(names, t)
	}
	return strings.Join(names, " or ")
}

func (c *checker) shapeAt(path []string) *Shape {
	shape := c.kind.Shape
	for _, step := range path {
		if shape == nil {
			break
		}
		if shape.Items != nil && len(shape.Properties) == 0 && shape.Additional == nil {
			shape = shape.Items
			continue
		}
		shape = shape.Attribute(step)
	}
	if shape == nil {
		return &Shape{}
	}
	return shape
}

// jsonOf is the value as the validator wants it. References are strings.
func jsonOf(v *model.Value) any {
	switch v.Type {
	case model.Bool:
		return v.Flag
	case model.Number:
		return json.Number(v.Text)
	case model.List:
		out := make([]any, len(v.Items))
		for i := range v.Items {
			out[i] = jsonOf(&v.Items[i].Value)
		}
		return out
	case model.Object:
		out := make(map[string]any, len(v.Items))
		for i := range v.Items {
			if v.Items[i].Value.Type != model.Null {
				out[v.Items[i].Name] = jsonOf(&v.Items[i].Value)
			}
		}
		return out
	case model.Null:
		return nil
	}
	return v.Text
}

// walk judges by our annotations what plain JSON Schema cannot say.
func (c *checker) walk(s *Shape, v *model.Value, path []string, open bool) {
	switch v.Type {
	case model.Object:
		c.object(s, v, path, open)
	case model.List:
		var item *Shape
		if s != nil {
			item = s.Items
		}
		for i := range v.Items {
			c.walk(item, &v.Items[i].Value, path, open || s == nil)
		}
	case model.Number:
		if s != nil && strings.HasPrefix(v.Text, "-") {
			c.report(ruleForm, v.Range, fmt.Sprintf("%s is negative, but this is a count", v.Text), "write a number of 0 or more")
		}
	case model.Reference:
		c.reference(s, v, open)
	case model.String:
		c.text(s, v)
	}
}

func (c *checker) object(s *Shape, v *model.Value, path []string, open bool) {
	for i := range v.Items {
		f := &v.Items[i]
		if s != nil && s.Keys != "" && s.Properties[f.Name] == nil {
			if err := types[s.Keys](f.Name); err != nil {
				c.report(ruleForm, f.NameRange, err.Error(), "correct the name")
			}
		}
		attribute := s.Attribute(f.Name)
		if attribute != nil && attribute.Other {
			c.other(f)
		}
		if attribute != nil && (attribute.After != "" || attribute.Within != "") {
			c.beside(attribute, f, v)
		}
		c.walk(attribute, &f.Value, append(path, f.Name), open || s == nil || s.Each() != nil && s.Each().Types == nil)
	}
}

// beside holds an attribute against another one of the same object: an end that lies
// before its beginning, a break that is as long as the shift.
func (c *checker) beside(s *Shape, f *model.Field, v *model.Value) {
	if other := v.Get(s.After); s.After != "" && other != nil && f.Value.Type == model.String {
		end, err := model.ParseMoment(f.Value.Text)
		start, wrong := calendar.ParseDate(other.Text)
		if err == nil && wrong == nil && end.LastDay(calendar.UTC) < start {
			c.report(ruleForm, f.Value.Range, fmt.Sprintf("%s %s lies before %s %s", f.Name, f.Value.Text, s.After, other.Text), "correct one of the two days")
		}
	}
	if other := v.Get(s.Within); s.Within != "" && other != nil && f.Value.Type == model.String {
		span, err := calendar.ParseDuration(f.Value.Text)
		hours, wrong := calendar.ParseClockRange(other.Text)
		if err == nil && wrong == nil && span.Minutes() >= hours.Minutes() {
			c.report(ruleForm, f.Value.Range, fmt.Sprintf("%s %s is as long as the whole shift, %s", f.Name, f.Value.Text, other.Text), "write the part of the shift that is a break")
		}
	}
}

// other reports references of a definition to itself, where another is wanted.
func (c *checker) other(f *model.Field) {
	for _, item := range f.Value.Each() {
		if item.Value.Type == model.Reference && model.Address(item.Value.Text) == c.definition.Address() {
			c.problems = append(c.problems, itself(c.definition, item.Value.Range, f.Name))
		}
	}
}

func (c *checker) text(s *Shape, v *model.Value) {
	switch {
	case s == nil:
	case len(s.Ref) > 0:
		c.report(ruleShape, v.Range, fmt.Sprintf("%q is text where a reference to a %s is wanted", v.Text, strings.Join(s.Ref, " or ")),
			"write references without quotes: "+referenceLike(s.Ref[0], v.Text))
	case s.Names != "":
		if _, ok := c.known[model.Join(s.Names, v.Text)]; !ok {
			c.missing(v.Text, v.Range, fmt.Sprintf("no %s is called %q", s.Names, v.Text),
				near(v.Text, c.names[s.Names], "define it, or correct the name"))
		}
	case s.Type == "action":
		c.action(v)
	case s.Type != "":
		if err := types[s.Type](v.Text); err != nil {
			c.propose(ruleForm, v.Range, err.Error(), func() string { return proposal(s.Type, v.Text) })
		}
	}
}

func referenceLike(kind, text string) string {
	if strings.Contains(text, ".") || kind == "*" {
		return text
	}
	return kind + "." + text
}

// action holds an action against what its system declares. One with a wildcard
// is left to LP-002, which judges it.
func (c *checker) action(v *model.Value) {
	system, verb := model.SplitAction(v.Text)
	switch verbs, ok := c.actions[system]; {
	case strings.Contains(v.Text, "*"):
	case system == "":
		c.report(ruleForm, v.Range, fmt.Sprintf("%q is not an action: write system:verb", v.Text), "as in helpdesk:ticket.read")
	case !ok:
		c.missing(system, v.Range, fmt.Sprintf("no system is called %q", system), near(system, c.names["system"], "define the system, or correct the name"))
	default:
		if _, ok := verbs[verb]; !ok {
			c.propose(ruleReference, v.Range, fmt.Sprintf("system.%s has no action %q", system, verb), func() string {
				declared := slices.Sorted(maps.Keys(verbs))
				return finding.DidYouMean(verb, declared, oneOf("add it to the system's actions, or use one of ", declared))
			})
		}
	}
}

func (c *checker) reference(s *Shape, v *model.Value, open bool) {
	address := model.Address(v.Text)
	kindName, name := address.Kind(), address.Name()
	kind := c.kinds.Named(kindName)
	switch {
	case !strings.Contains(v.Text, "."): // reported when parsed
		return
	case kind == nil:
		c.propose(ruleReference, v.Range, fmt.Sprintf("unknown kind %q in %s", kindName, address), near(kindName, c.kinds.blockTypes(), "quote it if it is text"))
		return
	case kindName == kind.Plural && kindName != kind.Name:
		if _, ok := c.groups[address]; !ok {
			c.missing(name, v.Range, fmt.Sprintf("no group %s is defined", address), near(name, c.names[kindName], "a single one is "+kind.Name+".name"))
			return
		}
	default:
		target := c.known[address.Definition()]
		if target == nil {
			c.unknown(v, kind, name)
			return
		}
		if part := address.Part(); part != "" {
			kindName = c.part(v, kind, target, part)
			if kindName == "" {
				return
			}
		}
	}
	switch {
	case s == nil && open:
	case s == nil || len(s.Ref) == 0:
		c.report(ruleWrongKind, v.Range, fmt.Sprintf("%s stands where %s is wanted", address, expected(s)), "quote it if it is text")
	case s.Ref[0] != "*" && !slices.Contains(s.Ref, kindName):
		c.report(ruleWrongKind, v.Range, fmt.Sprintf("%s is a %s; a %s is wanted here", address, kindName, strings.Join(s.Ref, " or ")), "refer to a "+strings.Join(s.Ref, " or "))
	}
}

func (c *checker) unknown(v *model.Value, kind *Kind, name string) {
	c.missing(name, v.Range, fmt.Sprintf("no %s is called %q", kind.Name, name), func() string {
		if found := finding.Near(name, c.names[kind.Name]); found != "" {
			return fmt.Sprintf("did you mean %s?", model.Join(kind.Name, found))
		}
		return "define it, or correct the name"
	})
}

// part is the kind of part that a reference leads to, or "" after a report.
func (c *checker) part(v *model.Value, kind *Kind, target *model.Definition, part string) string {
	var parts []string
	for partKind, attribute := range kind.parts {
		held := target.Find(attribute)
		if held.Get(part) != nil {
			return partKind
		}
		if held != nil {
			for _, f := range held.Items {
				parts = append(parts, f.Name)
			}
		}
	}
	c.propose(ruleReference, v.Range, fmt.Sprintf("%s has no part %q", target.Address(), part), func() string {
		if len(parts) == 0 {
			return "it has no parts"
		}
		slices.Sort(parts)
		return finding.DidYouMean(part, parts, oneOf("it has ", parts))
	})
	return ""
}

// itself is the problem of a definition that refers to itself where another is
// wanted.
func itself(d *model.Definition, at source.Range, attribute string) finding.Finding {
	return problem(ruleCycle, at, fmt.Sprintf("%s names itself as its own %s", d.Address(), attribute), "name another "+d.Kind)
}

// cycles finds references that come back along attributes that may not.
func (c *checker) cycles(definitions []*model.Definition) {
	for _, kind := range c.kinds.All() {
		for _, attribute := range slices.Sorted(maps.Keys(kind.Shape.Properties)) {
			shape := kind.Shape.Properties[attribute]
			if shape.Acyclic {
				c.cyclesAlong(definitions, kind.Name, attribute)
			}
			for _, inner := range slices.Sorted(maps.Keys(shape.Properties)) {
				if shape.Properties[inner].Acyclic {
					c.cyclesAlong(definitions, kind.Name, attribute, inner)
				}
			}
		}
	}
}

const (
	mostDeep = 100 // how long a chain of definitions may be along one attribute
	mostWays = 500 // on how many ways one may lead to others
)

func (c *checker) cyclesAlong(definitions []*model.Definition, kind string, path ...string) {
	attribute := strings.Join(path, ".")
	const underWay, finished = 1, 2
	state := map[model.Address]int{}
	depth := map[model.Address]int{} // the longest chain that begins there
	ways := map[model.Address]int{}  // chains that begin there
	var visit func(d *model.Definition)
	visit = func(d *model.Definition) {
		state[d.Address()] = underWay
		for _, item := range d.Find(path...).Each() {
			target := c.known[model.Address(item.Value.Text)]
			switch {
			case target == nil || target.Kind != kind:
			case target == d:
				c.problems = append(c.problems, itself(d, item.Value.Range, attribute))
			case state[target.Address()] == underWay:
				f := problem(ruleCycle, item.Value.Range, fmt.Sprintf("%s comes back to itself through %s", target.Address(), attribute), "remove one of the references of the cycle")
				f.Related = []finding.Place{{Address: string(target.Address()), Range: target.Header, Note: "the cycle begins here"}}
				c.problems = append(c.problems, f)
			case state[target.Address()] != finished:
				visit(target)
			}
			if target == nil || target.Kind != kind || state[target.Address()] != finished {
				continue
			}
			if before := ways[d.Address()]; before <= mostWays {
				if ways[d.Address()] += 1 + ways[target.Address()]; ways[d.Address()] > mostWays {
					c.problems = append(c.problems, problem(ruleCycle, item.Value.Range,
						fmt.Sprintf("%s leads to others on more than %d ways through %s", d.Address(), mostWays, attribute), "name each of them once"))
				}
			}
			if deeper := depth[target.Address()] + 1; deeper > depth[d.Address()] {
				if depth[d.Address()] = deeper; deeper == mostDeep {
					c.problems = append(c.problems, problem(ruleCycle, item.Value.Range,
						fmt.Sprintf("%s begins a chain of %d through %s", d.Address(), mostDeep, attribute), "name what is at the end of the chain"))
				}
			}
		}
		state[d.Address()] = finished
	}
	for _, d := range definitions {
		if d.Kind == kind && state[d.Address()] == 0 {
			visit(d)
		}
	}
}
