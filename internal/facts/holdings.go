package facts

import (
	"slices"
	"strings"

	"github.com/tidegate/tidegate/internal/calendar"
	"github.com/tidegate/tidegate/internal/facts/access"
	"github.com/tidegate/tidegate/internal/model"
)

// A Holding is one action that one person can do, with every path to it and what
// it reaches: what rules see as facts of the person, with the names around it.
type Holding struct {
	Person     model.Address
	Team       model.Address
	Vendor     model.Address // of a vendor's people
	Location   model.Address
	Country    string
	Action     string
	System     model.Address
	Owner      model.Address // of the system
	Privileged bool
	Live       bool
	Export     bool // it takes data out in bulk
	Wildcard   bool // a path to it is a wildcard
	Needed     bool // a duty takes it
	Level      string
	Personal   bool
	Classes    []model.Address // that the system holds
	Paths      []access.Path
	Used       string // the day on which it was last seen in use
	Observed   bool   // somebody looks at the system
}

// Holdings lists what everybody can do, by person and action. It is derived once;
// the list is not to be changed.
func (f *Facts) Holdings() []Holding { return f.holdings() }

func (f *Facts) everybodysHoldings() []Holding {
	var out []Holding
	for _, p := range f.org.People {
		out = append(out, f.HoldingsOf(p)...)
	}
	return out
}

// HoldingsOf lists what a person can do, by action.
func (f *Facts) HoldingsOf(p *model.Person) []Holding {
	granted := f.access.Entitlements(p)
	if len(granted) == 0 {
		return nil
	}
	access.Mark(granted, f.access.Needs(p, f.settings.Duration("LP-001", "mover_grace")))
	access.MarkExports(granted, f.settings.List("LP-006", "export_patterns"))
	used := f.lastUse(p)
	base := Holding{Person: p.Address(), Team: p.Team}
	if t := f.teams[p.Team]; t != nil {
		base.Vendor, base.Location = t.Vendor, t.Location
		if l := f.locations[t.Location]; l != nil {
			base.Country = l.Country
		}
	}
	out := make([]Holding, len(granted))
	for i, e := range granted {
		h := base
		system, _ := model.SplitAction(e.Action)
		h.Action, h.System = e.Action, model.Join("system", system)
		h.Privileged, h.Live, h.Export, h.Needed, h.Paths = e.Privileged, e.Live, e.Export, e.Needed, e.Paths
		class := f.flows.Store(h.System)
		h.Level, h.Personal = f.flows.LevelOf(h.System), class.Personal
		if s := f.flows.Systems[h.System]; s != nil {
			h.Classes, h.Owner = s.Holds, s.Owner
		}
		for _, path := range e.Paths {
			if g := f.Grant(model.Address(path.Grant)); g != nil {
				if item := g.Find(path.At...); item != nil && strings.Contains(item.Text, "*") {
					h.Wildcard = true
				}
			}
		}
		if day, ok := used[e.Action]; ok {
			h.Used = day.String()
		}
		h.Observed = f.observed != nil && f.observed.Systems()[system]
		out[i] = h
	}
	return out
}

// lastUse is when a person was last seen to do each action.
func (f *Facts) lastUse(p *model.Person) map[string]calendar.Date {
	out := map[string]calendar.Date{}
	if f.observed == nil {
		return out
	}
	for _, account := range f.observed.Of(p.Name) {
		for action, day := range account.LastUsed {
			out[action] = max(out[action], day)
		}
	}
	return out
}

// Grant is the grant at an address, or nil.
func (f *Facts) Grant(a model.Address) *model.Grant { return typed[model.Grant](f, a) }

// System is the system at an address, or nil.
func (f *Facts) System(a model.Address) *model.System { return typed[model.System](f, a) }

// DataClass is the class of data at an address, or nil.
func (f *Facts) DataClass(a model.Address) *model.DataClass { return typed[model.DataClass](f, a) }

// typed is the definition at an address as the structure of its kind, or nil.
func typed[T any](f *Facts, a model.Address) *T {
	t, _ := f.typed[f.org.Lookup(a)].(*T)
	return t
}

// Action is what a system declares of an action.
func (f *Facts) Action(name string) (access.Action, bool) { return f.access.Action(name) }

// Expand is the declared actions that an item of a grant gives.
func (f *Facts) Expand(item string) []string { return f.access.Expand(item) }

// Person is the person at an address, or nil.
func (f *Facts) Person(a model.Address) *model.Person { return f.access.Person(a) }

// Org is the organisation that the facts are of.
func (f *Facts) Org() *model.Organisation { return f.org }

// Today is the date of the facts, UTC.
func (f *Facts) Today() calendar.Date { return f.access.Now.Today() }

// NeededBy lists the duties of a person that take an action, with the role that
// each comes by.
func (f *Facts) NeededBy(p *model.Person, action string) []string {
	var out []string
	for _, role := range f.access.RolesHeld(p, f.access.Today(p)) {
		r := typed[model.Role](f, role)
		if r == nil {
			continue
		}
		if duty := f.access.RoleNeeds(r)[action]; duty != "" {
			out = append(out, string(duty)+" of "+string(role))
		}
	}
	return slices.Compact(out)
}
