package facts

import (
	"cmp"
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/tidegate/tidegate/internal/calendar"
	"github.com/tidegate/tidegate/internal/facts/access"
	"github.com/tidegate/tidegate/internal/model"
)

// An AccessDiff is what a change does to access: not what its text says, but who
// can do what before and after it.
type AccessDiff struct {
	Changes []AccessChange // the most dangerous first
	Paths   []PathChange   // to what people can do before and after
	Firsts  []First        // vendors and countries that reach a class of data for the first time
	Exposed []Exposed      // people who reach more data by what they could do before
	Risen   []Risen        // people who had nothing privileged before
	Terms   []TermChange   // of grants, systems, contracts, waivers and conflicts
	Edits   []Edit         // definitions that were touched, with the people whom each concerns
	Later   []Later        // what people will gain, by day
}

// Later is what people will gain on a day to come, and would not without the change.
type Later struct {
	From    calendar.Date
	Changes []AccessChange // gained or standing, the most dangerous first
}

// What becomes of an action that somebody can do before or after a change.
const (
	Gained   = "gained"
	Standing = "standing" // at any time now, where it had to be elevated before
	Elevated = "elevated" // the other way round
	Lost     = "lost"
)

// Staff is people of one team.
type Staff struct {
	Team    model.Address
	Vendor  model.Address
	Country string
	People  []model.Address
}

func staffOf(h *Holding) Staff {
	return Staff{Team: h.Team, Vendor: h.Vendor, Country: h.Country}
}

// add adds somebody; people come in order.
func (s *Staff) add(person model.Address) {
	if n := len(s.People); n == 0 || s.People[n-1] != person {
		s.People = append(s.People, person)
	}
}

// An AccessChange is one action that people of one team gain or lose by one path.
type AccessChange struct {
	Staff
	What       string // see the constants
	Action     string
	System     model.Address
	Privileged bool
	Export     bool
	Level      string
	Personal   bool
	Classes    []model.Address
	Via        access.Path
}

// A PathChange is a way to actions that people of one team have besides others, or
// have no longer.
type PathChange struct {
	Staff
	Gained  bool
	Via     access.Path
	Actions []string
}

// A First is data that somebody reaches who could not before.
type First struct {
	Who    string // a vendor, or a country
	Class  model.Address
	Action string // the first by which it does
	Person model.Address
}

// Exposed is people of one team who can do the same in a system that holds more.
type Exposed struct {
	Staff
	System model.Address
	Class  model.Address
}

// Risen is people of one team who can do something privileged now.
type Risen struct {
	Staff
	Action string // the first that each can
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
	for _, is := range []bool{c.What == Gained || c.What == Standing, c.Privileged, c.Export, c.Vendor != "", c.Personal, c.Level == "confidential" || c.Level == "restricted"} {
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
	reach := [2][]Holding{old.Holdings(), f.Holdings()}
	before, after := byKey(reach[0]), byKey(reach[1])
	out := accessChanges(before, after)
	out.Firsts = firsts(before, after)
	out.Exposed = exposed(before, after)
	out.Risen = risen(before, after)
	for _, t := range touched(old.org, f.org) {
		out.Edits = append(out.Edits, Edit{t, f.concerns(old, reach, model.Address(t.Address))})
		out.Terms = append(out.Terms, terms(old.org, f.org, t)...)
	}
	return out
}

// accessChanges is the changes and paths of a difference.
func accessChanges(before, after map[string]*Holding) AccessDiff {
	out := AccessDiff{}
	changes, paths := map[string]*AccessChange{}, map[string]*PathChange{}
	add := func(h *Holding, path access.Path, what string) {
		once(changes, strings.Join([]string{h.Action, string(h.Team), pathKey(path), what}, "\n"), func() *AccessChange {
			return &AccessChange{
				Staff: staffOf(h), What: what, Action: h.Action, System: h.System, Privileged: h.Privileged, Export: h.Export, Level: h.Level, Personal: h.Personal,
				Classes: h.Classes, Via: path,
			}
		}).add(h.Person)
	}
	addPath := func(h *Holding, path access.Path, gained bool) {
		c := once(paths, fmt.Sprint(h.Team, pathKey(path), gained), func() *PathChange {
			return &PathChange{Staff: staffOf(h), Gained: gained, Via: path}
		})
		if !slices.Contains(c.Actions, h.Action) {
			c.Actions = append(c.Actions, h.Action)
		}
		c.add(h.Person)
	}
	for _, key := range slices.Sorted(maps.Keys(after)) {
		was, is := before[key], after[key]
		if was == nil {
			add(is, is.Paths[0], Gained)
			continue
		}
		switch before, after := standing(was), standing(is); {
		case after != nil && before == nil:
			add(is, *after, Standing)
			continue
		case after == nil && before != nil:
			add(is, is.Paths[0], Elevated)
			continue
		}
		for _, path := range is.Paths {
			if !hasPath(was, path) {
				addPath(is, path, true)
			}
		}
		for _, path := range was.Paths {
			if !hasPath(is, path) {
				addPath(was, path, false)
			}
		}
	}
	for _, key := range slices.Sorted(maps.Keys(before)) {
		if after[key] == nil {
			add(before[key], before[key].Paths[0], Lost)
		}
	}
	out.Changes, out.Paths = inOrder(changes), inOrder(paths)
	slices.SortStableFunc(out.Changes, func(a, b AccessChange) int {
		return cmp.Or(cmp.Compare(b.danger(), a.danger()), cmp.Compare(len(b.People), len(a.People)), cmp.Compare(a.Action, b.Action), cmp.Compare(a.Team, b.Team))
	})
	return out
}

func pathKey(p access.Path) string { return p.Grant + " " + strings.Join(p.Through, " ") }

// hasPath reports whether a holding has a path by the same grant and roles.
func hasPath(h *Holding, path access.Path) bool {
	return slices.ContainsFunc(h.Paths, func(p access.Path) bool { return pathKey(p) == pathKey(path) })
}

// standing is the first path that needs no elevation, or nil.
func standing(h *Holding) *access.Path {
	for i := range h.Paths {
		if !h.Paths[i].JIT {
			return &h.Paths[i]
		}
	}
	return nil
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

func exposed(before, after map[string]*Holding) []Exposed {
	groups := map[string]*Exposed{}
	for _, key := range slices.Sorted(maps.Keys(after)) {
		was, is := before[key], after[key]
		if was == nil || !is.Live {
			continue
		}
		for _, class := range is.Classes {
			if slices.Contains(was.Classes, class) {
				continue
			}
			once(groups, strings.Join([]string{string(is.System), string(class), string(is.Team)}, " "), func() *Exposed {
				return &Exposed{Staff: staffOf(is), System: is.System, Class: class}
			}).add(is.Person)
		}
	}
	return inOrder(groups)
}

func risen(before, after map[string]*Holding) []Risen {
	had := map[model.Address]bool{}
	for _, h := range before {
		had[h.Person] = had[h.Person] || h.Privileged
	}
	groups := map[string]*Risen{}
	seen := map[model.Address]bool{}
	for _, key := range slices.Sorted(maps.Keys(after)) {
		h := after[key]
		if !h.Privileged || had[h.Person] || seen[h.Person] {
			continue
		}
		seen[h.Person] = true
		once(groups, string(h.Team)+" "+h.Action, func() *Risen { return &Risen{Staff: staffOf(h), Action: h.Action} }).add(h.Person)
	}
	return inOrder(groups)
}

// inOrder lists groups by their keys.
func inOrder[T any](groups map[string]*T) []T {
	var out []T
	for _, key := range slices.Sorted(maps.Keys(groups)) {
		out = append(out, *groups[key])
	}
	return out
}

// termAttributes are the attributes whose change a reviewer must see although it
// moves nobody's access today, by kind.
var termAttributes = map[string][]string{
	"grant":      {"valid", "jit", "break_glass", "approved", "reviewed", "within", "project_ends"},
	"system":     {"holds", "hosted", "environment", "privileged", "superuser", "controls"},
	"data_class": {"level", "personal"},
	"contract":   nil, "waiver": nil, "conflict": nil, "policy": nil, "device_standard": nil, // every attribute
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
	var out []TermChange
	for _, name := range differing(was, is) {
		out = append(out, leaves(t, path+"."+name, was.Get(name), is.Get(name))...)
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

// concerns counts the people whom a definition concerns, before or after: those who
// hold a grant, are behind a role, team or duty, reach a system or a class of data,
// or work for a vendor.
func (f *Facts) concerns(old *Facts, reach [2][]Holding, a model.Address) int {
	people := map[model.Address]bool{}
	add := func(list []model.Address) {
		for _, person := range list {
			people[person] = true
		}
	}
	for i, facts := range []*Facts{old, f} {
		d := facts.org.Lookup(a)
		if d == nil {
			continue
		}
		switch a.Kind() {
		case "grant":
			if g := facts.Grant(a); g != nil {
				add(facts.access.GrantHolders(g))
			}
		case "role", "team", "person":
			add(facts.access.Holders(a))
		case "duty":
			for _, r := range facts.org.Roles {
				if slices.Contains(r.Duties, a) {
					add(facts.access.Holders(r.Address()))
				}
			}
		case "system", "data_class":
			for j := range reach[i] {
				if h := &reach[i][j]; h.System == a || slices.Contains(h.Classes, a) {
					people[h.Person] = true
				}
			}
		case "vendor", "contract":
			vendor := a
			if v := d.Find("vendor"); v != nil {
				vendor = model.Address(v.Text)
			}
			for _, t := range facts.org.Teams {
				if t.Vendor == vendor {
					add(facts.access.Holders(t.Address()))
				}
			}
		}
	}
	return len(people)
}

// AccessLater compares who can do what on days to come, from an older organisation to
// this one, and tells for each person and action the first day on which it is there
// because of the change. What is gained today already is left out.
func (f *Facts) AccessLater(old *Facts, today *AccessDiff, days []calendar.Date) []Later {
	said := map[string]bool{}
	fresh := func(changes []AccessChange) []AccessChange {
		var out []AccessChange
		for _, c := range changes {
			if c.What != Gained && c.What != Standing {
				continue
			}
			c.People = slices.DeleteFunc(slices.Clone(c.People), func(p model.Address) bool {
				key := string(p) + " " + c.Action + " " + c.What
				defer func() { said[key] = true }()
				return said[key]
			})
			if len(c.People) > 0 {
				out = append(out, c)
			}
		}
		return out
	}
	fresh(today.Changes)
	var out []Later
	for _, day := range days {
		then := accessChanges(byKey(old.At(calendar.OnDay(day)).Holdings()), byKey(f.At(calendar.OnDay(day)).Holdings()))
		if gains := fresh(then.Changes); len(gains) > 0 {
			out = append(out, Later{From: day, Changes: gains})
		}
	}
	return out
}
