package load

import (
	"fmt"
	"regexp"

	"github.com/tidegate/tidegate/internal/finding"
	"github.com/tidegate/tidegate/internal/model"
	"github.com/tidegate/tidegate/internal/source"
)

// identifier is a name that can be referred to: Latin letters with their accents, as
// composed characters. Other scripts have letters that look like these.
var identifier = regexp.MustCompile(`^[A-Za-z_À-ÖØ-öø-ɏḀ-ỿ][A-Za-z0-9_À-ÖØ-öø-ɏḀ-ỿ-]*$`)

// A definer turns blocks into definitions.
type definer struct {
	kinds       *Kinds
	definitions []*model.Definition
	groups      map[model.Address]source.Range
	first       map[model.Address]source.Range
	only        map[string]source.Range // of kinds of which there is one
	problems    []finding.Finding
}

func (d *definer) report(rule string, at source.Range, message, fix string) {
	d.problems = append(d.problems, problem(rule, at, message, fix))
}

// define reads a block in the form that it has: a thing, a table of things, or
// a group that shares attributes.
func (d *definer) define(b block) {
	kind := d.kinds.Named(b.kind)
	json := isJSON(b)
	switch {
	case kind == nil:
		d.report(ruleKind, b.kindRange, fmt.Sprintf("unknown kind %q", b.kind),
			finding.DidYouMean(b.kind, d.kinds.blockTypes(), "docs/reference lists the kinds; a schema in schemas/ adds one"))
	case kind.Singleton && b.labelled:
		d.report(ruleKind, b.header, fmt.Sprintf("%s has no label: there is one at most", b.kind), fmt.Sprintf("write %s { … }", b.kind))
	case kind.Singleton:
		d.add(kind, "", "", b.header, b.body)
	case json && b.kind == kind.Plural && !holdsGroups(b.body):
		d.table(kind, b)
	case json && b.kind == kind.Plural:
		d.each(b, func(label string, at source.Range, body model.Value) { d.group(kind, label, at, body) })
	case json:
		d.each(b, func(label string, at source.Range, body model.Value) { d.add(kind, label, "", at, body) })
	case !b.labelled && b.kind == kind.Plural:
		d.table(kind, b)
	case !b.labelled:
		d.report(ruleKind, b.header, fmt.Sprintf("%s needs a name", b.kind),
			fmt.Sprintf("write %s \"name\" { … }, or %s { name = { … } } for a table", b.kind, kind.Plural))
	case b.kind == kind.Plural && b.kind != kind.Name:
		d.group(kind, b.label, b.header, b.body)
	default:
		d.add(kind, b.label, "", b.header, b.body)
	}
}

func isJSON(b block) bool { return b.body.Range.File != nil && hasSuffixJSON(b.body.Range.File.Path) }

func hasSuffixJSON(path string) bool { return len(path) > 5 && path[len(path)-5:] == ".json" }

// holdsGroups tells groups from rows in JSON syntax, which has no labels.
func holdsGroups(body model.Value) bool {
	for i := range body.Items {
		if body.Items[i].Value.Get("members") != nil {
			return true
		}
	}
	return false
}

func (d *definer) each(b block, define func(label string, at source.Range, body model.Value)) {
	for _, f := range b.body.Items {
		for _, body := range f.Value.Each() {
			define(f.Name, f.NameRange, body.Value)
		}
	}
}

func (d *definer) table(kind *Kind, b block) {
	for _, row := range b.body.Items {
		if row.Value.Type != model.Object {
			d.report(ruleShape, row.Value.Range, fmt.Sprintf("a row of %s must be an object, not %s", b.kind, row.Value.Type),
				fmt.Sprintf("write %s = { … }", row.Name))
			continue
		}
		d.add(kind, row.Name, "", row.NameRange, row.Value)
	}
}

func (d *definer) group(kind *Kind, label string, header source.Range, body model.Value) {
	members := body.Get("members")
	if members == nil || members.Type != model.Object {
		d.report(ruleKind, header, fmt.Sprintf("%s %q is a group without members", kind.Plural, label),
			fmt.Sprintf("add members = { name = { … } }, or write %s %q for a single one", kind.Name, label))
		return
	}
	if !d.named(header, label) {
		return
	}
	address := model.Join(kind.Plural, label)
	if first, taken := d.groups[address]; taken {
		d.twice(address, header, first)
	}
	d.groups[address] = header
	var common []model.Field
	for _, f := range body.Items {
		if f.Name != "members" {
			common = append(common, f)
		}
	}
	for _, row := range members.Items {
		if row.Value.Type != model.Object {
			d.report(ruleShape, row.Value.Range, fmt.Sprintf("a member must be an object, not %s", row.Value.Type), fmt.Sprintf("write %s = { … }, with {} for one that overrides nothing", row.Name))
			continue
		}
		d.add(kind, row.Name, label, row.NameRange, override(common, row.Value))
	}
}

// override is the row with what the group says of every row.
func override(common []model.Field, row model.Value) model.Value {
	merged := row
	merged.Items = make([]model.Field, 0, len(common)+len(row.Items))
	merged.Items = append(merged.Items, row.Items...)
	for _, f := range common {
		if row.Get(f.Name) == nil {
			merged.Items = append(merged.Items, f)
		}
	}
	return merged
}

func (d *definer) named(at source.Range, name string) bool {
	if identifier.MatchString(name) {
		return true
	}
	d.report(ruleKind, at, fmt.Sprintf("%q is no name that can be referred to", name), "use letters, digits, _ and -, beginning with a letter")
	return false
}

func (d *definer) add(kind *Kind, name, group string, header source.Range, body model.Value) {
	if !kind.Singleton && !d.named(header, name) {
		return
	}
	if body.Type != model.Object {
		d.report(ruleShape, body.Range, fmt.Sprintf("%s %q must be an object, not %s", kind.Name, name, body.Type), "write its attributes between braces")
		return
	}
	definition := &model.Definition{Kind: kind.Name, Name: name, Group: group, Header: header, Value: body}
	address := definition.Address()
	if first, taken := d.first[address]; taken {
		d.twice(address, header, first)
		return
	}
	if kind.One {
		if first, taken := d.only[kind.Name]; taken {
			f := problem(ruleDuplicate, header, fmt.Sprintf("%s is a second %s, but there is only one", address, kind.Name), "merge the two, or remove one")
			f.Related = []finding.Place{{Range: first, Note: "the first is defined here"}}
			d.problems = append(d.problems, f)
			return
		}
		d.only[kind.Name] = header
	}
	d.first[address] = header
	d.definitions = append(d.definitions, definition)
}

func (d *definer) twice(address model.Address, at, first source.Range) {
	f := problem(ruleDuplicate, at, fmt.Sprintf("%s is defined twice", address), "rename one, or merge the two")
	f.Related = []finding.Place{{Range: first, Note: "first defined here"}}
	d.problems = append(d.problems, f)
}
