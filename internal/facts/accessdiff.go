package facts

import (
	"cmp"
	"maps"
	"slices"
	"strings"

	"github.com/tidegate/tidegate/internal/facts/access"
	"github.com/tidegate/tidegate/internal/model"
)

// An AccessDiff is what a change does to access: not what its text says, but who
// can do what before and after it.
type AccessDiff struct {
	Changes []AccessChange // the most dangerous first
	Firsts  []First        // vendors and countries that reach a class of data for the first time
	Risen   []Risen        // people who had nothing privileged before
	Terms   []TermChange   // of grants, contracts, waivers and conflicts
	Edits   []Edit         // definitions that were touched, with the people whom each concerns
}

// An AccessChange is one action that people of one team gain or lose by one path.
type AccessChange struct {
	Gained     bool
	Action     string
	System     model.Address
	Privileged bool
	Export     bool
	Level      string
	Personal   bool
	Classes    []model.Address
	Team       model.Address
	Vendor     model.Address
	Country    string
	Via        access.Path
	People     []model.Address
}

// A First is data that somebody reaches who could not before.
type First struct {
	Who    string // a vendor, or a country
	Class  model.Address
	Action string // the first by which it does
	Person model.Address
}

// Risen is somebody who can do something privileged now.
type Risen struct {
	Person model.Address
	Action string
}

// A TermChange is an attribute of a definition that limits access.
type TermChange struct {
	Address   model.Address
	Kind      string
	What      string // added, changed or removed
	Attribute string // of a changed one
	Was, Is   string // as written, when it is one value
}

// An Edit is a definition that was touched.
type Edit struct {
	Touched
	People int // whom it concerns, before or after
}

// danger orders changes: what is privileged, then what takes data out, then what
// vendors gain, then personal data, then by how many people; losses last.
func (c *AccessChange) danger() int {
	n := 0
	for _, is := range []bool{c.Gained, c.Privileged, c.Export, c.Vendor != "", c.Personal, c.Level == "confidential" || c.Level == "restricted"} {
		n *= 2
		if is {
			n++
		}
	}
	return n
}

// AccessDiff compares who can do what, from an older organisation to this one, on
// the same day.
func (f *Facts) AccessDiff(old *Facts) AccessDiff {
	before, after := byKey(old.Holdings()), byKey(f.Holdings())
	out := AccessDiff{}
	changes := map[string]*AccessChange{}
	add := func(h *Holding, gained bool) {
		path := h.Paths[0]
		key := strings.Join([]string{h.Action, string(h.Team), path.Grant, strings.Join(path.Through, " ")}, "\n")
		if gained {
			key += "\n+"
		}
		c := changes[key]
		if c == nil {
			c = &AccessChange{
				Gained: gained, Action: h.Action, System: h.System, Privileged: h.Privileged, Export: h.Export, Level: h.Level, Personal: h.Personal,
				Classes: h.Classes, Team: h.Team, Vendor: h.Vendor, Country: h.Country, Via: path,
			}
			changes[key] = c
		}
		c.People = append(c.People, h.Person)
	}
	for _, key := range slices.Sorted(maps.Keys(after)) {
		if before[key] == nil {
			add(after[key], true)
		}
	}
	for _, key := range slices.Sorted(maps.Keys(before)) {
		if after[key] == nil {
			add(before[key], false)
		}
	}
	for _, key := range slices.Sorted(maps.Keys(changes)) {
		out.Changes = append(out.Changes, *changes[key])
	}
	slices.SortStableFunc(out.Changes, func(a, b AccessChange) int {
		return cmp.Or(cmp.Compare(b.danger(), a.danger()), cmp.Compare(len(b.People), len(a.People)), cmp.Compare(a.Action, b.Action), cmp.Compare(a.Team, b.Team))
	})
	out.Firsts = firsts(before, after)
	out.Risen = risen(before, after)
	for _, t := range touched(old.org, f.org) {
		out.Edits = append(out.Edits, Edit{t, f.concerns(old, model.Address(t.Address))})
		out.Terms = append(out.Terms, terms(old.org, f.org, t)...)
	}
	return out
}

func byKey(holdings []Holding) map[string]*Holding {
	out := make(map[string]*Holding, len(holdings))
	for i := range holdings {
		out[string(holdings[i].Person)+" "+holdings[i].Action] = &holdings[i]
	}
	return out
}

// firsts lists the classes of data that a vendor, or people in a country, reach
// now and did not before.
func firsts(before, after map[string]*Holding) []First {
	reaches := func(holdings map[string]*Holding) map[[2]string]*Holding {
		out := map[[2]string]*Holding{}
		for _, key := range slices.Sorted(maps.Keys(holdings)) {
			h := holdings[key]
			for _, class := range h.Classes {
				for _, who := range []string{string(h.Vendor), h.Country} {
					if k := [2]string{who, string(class)}; who != "" && out[k] == nil && h.Live {
						out[k] = h
					}
				}
			}
		}
		return out
	}
	had, has := reaches(before), reaches(after)
	var out []First
	for k, h := range has {
		if had[k] == nil {
			out = append(out, First{Who: k[0], Class: model.Address(k[1]), Action: h.Action, Person: h.Person})
		}
	}
	slices.SortFunc(out, func(a, b First) int { return cmp.Or(cmp.Compare(a.Who, b.Who), cmp.Compare(a.Class, b.Class)) })
	return out
}

func risen(before, after map[string]*Holding) []Risen {
	had := map[model.Address]bool{}
	for _, h := range before {
		had[h.Person] = had[h.Person] || h.Privileged
	}
	var out []Risen
	seen := map[model.Address]bool{}
	for _, key := range slices.Sorted(maps.Keys(after)) {
		if h := after[key]; h.Privileged && !had[h.Person] && !seen[h.Person] {
			seen[h.Person] = true
			out = append(out, Risen{h.Person, h.Action})
		}
	}
	return out
}

// termAttributes are the attributes whose change a reviewer must see although it
// moves nobody's access today, by kind.
var termAttributes = map[string][]string{
	"grant":    {"valid", "jit", "break_glass", "approved", "reviewed", "within", "project_ends"},
	"contract": nil, "waiver": nil, "conflict": nil, "policy": nil, "device_standard": nil, // every attribute
}

func terms(old, now *model.Organisation, t Touched) []TermChange {
	limited, watched := termAttributes[t.Kind]
	if !watched {
		return nil
	}
	if t.What != "changed" {
		if t.Kind == "grant" {
			return nil // what it gives or takes is told as access
		}
		return []TermChange{{Address: model.Address(t.Address), Kind: t.Kind, What: t.What}}
	}
	var out []TermChange
	before, after := old.Lookup(model.Address(t.Address)), now.Lookup(model.Address(t.Address))
	for _, attribute := range t.Attributes {
		if limited != nil && !slices.Contains(limited, attribute) {
			continue
		}
		out = append(out, leaves(t, attribute, before.Find(attribute), after.Find(attribute))...)
	}
	return out
}

// leaves tells a change of an object by the attributes in it that differ.
func leaves(t Touched, path string, was, is *model.Value) []TermChange {
	if was == nil || is == nil || was.Type != model.Object || is.Type != model.Object {
		return []TermChange{{Address: model.Address(t.Address), Kind: t.Kind, What: t.What, Attribute: path, Was: written(was), Is: written(is)}}
	}
	names := map[string]bool{}
	for _, f := range slices.Concat(was.Items, is.Items) {
		names[f.Name] = true
	}
	var out []TermChange
	for _, name := range slices.Sorted(maps.Keys(names)) {
		before, after := was.Get(name), is.Get(name)
		if before == nil || after == nil || !before.Same(after) {
			out = append(out, leaves(t, path+"."+name, before, after)...)
		}
	}
	return out
}

// written is a value as one would write it, in short.
func written(v *model.Value) string {
	switch {
	case v == nil:
		return ""
	case v.Type == model.Bool && v.Flag:
		return "true"
	case v.Type == model.Bool:
		return "false"
	case v.Type == model.List:
		var items []string
		for i := range v.Items {
			items = append(items, written(&v.Items[i].Value))
		}
		return "[" + strings.Join(items, ", ") + "]"
	case v.Type == model.Object:
		var items []string
		for i := range v.Items {
			items = append(items, v.Items[i].Name+" = "+written(&v.Items[i].Value))
		}
		slices.Sort(items)
		return "{ " + strings.Join(items, ", ") + " }"
	}
	return v.Text
}

// concerns counts the people whom a definition concerns: those who hold a grant or
// a role, are in a team, or are meant.
func (f *Facts) concerns(old *Facts, a model.Address) int {
	people := map[model.Address]bool{}
	for _, facts := range []*Facts{old, f} {
		switch a.Kind() {
		case "grant":
			if g := facts.Grant(a); g != nil {
				for _, person := range facts.access.GrantHolders(g) {
					people[person] = true
				}
			}
		case "role", "team", "person":
			for _, person := range facts.access.Holders(a) {
				people[person] = true
			}
		case "duty":
			for _, r := range facts.org.Roles {
				if slices.Contains(r.Duties, a) {
					for _, person := range facts.access.Holders(r.Address()) {
						people[person] = true
					}
				}
			}
		}
	}
	return len(people)
}
