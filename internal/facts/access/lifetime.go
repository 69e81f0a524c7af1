package access

import (
	"cmp"
	"maps"
	"slices"

	"github.com/tidegate/tidegate/internal/calendar"
	"github.com/tidegate/tidegate/internal/model"
)

// Holdings is what a person is named in, besides grants to roles and teams,
// which end with the person by themselves.
type Holdings struct {
	Address    string     `json:"address"`
	At         model.Path `json:"at"`
	What       string     `json:"what"`  // grant, roster, oncall, lead, approver, mentor or account
	Until      string     `json:"until"` // of a grant; empty when it has no end
	Privileged bool       `json:"privileged"`
}

// Left says what remains of a person who leaves.
type Left struct {
	End         string     `json:"end"`   // the last day, or the exact moment
	Ended       bool       `json:"ended"` // it is past
	Involuntary bool       `json:"involuntary"`
	Overdue     []Holdings `json:"overdue"`    // still there although the end is past
	Outlasting  []Holdings `json:"outlasting"` // grants that end after an end to come
}

// Leaving is what remains of a person with an end, and nil for one without.
// Revocation of access that is not privileged may take as long as revokeWithin,
// unless the end was not the person's choice.
func (ix *Index) Leaving(p *model.Person, named map[model.Address][]Holdings, observed *model.Observations, revokeWithin calendar.Duration) *Left {
	if p.Until.IsZero() {
		return nil
	}
	end := p.Until.EndIn(ix.zone(p))
	out := &Left{End: p.Until.String(), Ended: ix.Now.Past(end, ix.zone(p)), Involuntary: p.Involuntary, Overdue: []Holdings{}, Outlasting: []Holdings{}}
	allowed := end
	if !p.Involuntary {
		millis, _ := revokeWithin.Exactly()
		allowed += calendar.Instant(millis / 1000)
	}
	today, last := ix.Today(p), p.Until.LastDay(ix.zone(p))
	for _, g := range ix.grants[p.Address()] {
		h := ix.holding(g, p.Address())
		open := g.InForce(today)
		switch {
		case out.Ended && open && (ix.Now.Past(allowed, ix.zone(p)) || h.Privileged):
			out.Overdue = append(out.Overdue, h)
		case !out.Ended && (g.Valid == (calendar.Period{}) || g.Valid.Until > last):
			out.Outlasting = append(out.Outlasting, h)
		}
	}
	if !out.Ended {
		return out
	}
	out.Overdue = append(out.Overdue, named[p.Address()]...)
	if observed != nil {
		for _, account := range observed.Of(p.Name) {
			if account.Enabled && observed.At >= allowed {
				out.Overdue = append(out.Overdue, Holdings{Address: account.Name, What: "account"})
			}
		}
	}
	return out
}

func (ix *Index) holding(g *model.Grant, to model.Address) Holdings {
	h := Holdings{Address: string(g.Address()), At: model.Path{"valid"}, What: "grant"}
	if g.Valid == (calendar.Period{}) {
		h.At = model.Path{"to"}
	} else if g.Valid.Until != calendar.Forever {
		h.Until = g.Valid.Until.String()
	}
	for _, item := range g.Allow {
		for _, action := range ix.Expand(item) {
			h.Privileged = h.Privileged || ix.actions[action].Privileged
		}
	}
	return h
}

// Named lists, for each person, the rosters, rotas, teams, grants and people
// that name the person in a duty that only somebody present can do.
func Named(org *model.Organisation) map[model.Address][]Holdings {
	out := map[model.Address][]Holdings{}
	add := func(person model.Address, d *model.Definition, what string, at ...string) {
		if person != "" {
			out[person] = append(out[person], Holdings{Address: string(d.Address()), At: at, What: what})
		}
	}
	for _, t := range org.Teams {
		add(t.Lead, t.Definition, "lead", "lead")
		for _, shift := range slices.Sorted(maps.Keys(t.Shifts)) {
			for _, days := range slices.Sorted(maps.Keys(t.Shifts[shift].Roster)) {
				for _, person := range t.Shifts[shift].Roster[days] {
					add(person, t.Definition, "roster", "shifts", shift, "roster", days)
				}
			}
		}
	}
	for _, rota := range org.OnCall {
		for _, hours := range slices.Sorted(maps.Keys(rota.Legs)) {
			for _, person := range rota.Legs[hours] {
				add(person, rota.Definition, "oncall", "legs", hours)
			}
		}
	}
	for _, g := range org.Grants {
		if g.JIT != nil {
			for _, approver := range g.JIT.Approver {
				if approver.Kind() == "person" {
					add(approver, g.Definition, "approver", "jit", "approver")
				}
			}
		}
	}
	for _, p := range org.People {
		add(p.Shadowed.Mentor, p.Definition, "mentor", "shadowed", "mentor")
	}
	return out
}

// A Limit is a day after which there is no reason for access any more.
type Limit struct {
	Last    string `json:"last"`
	Why     string `json:"why"`     // contract, person or project
	Address string `json:"address"` // of what ends
	Person  string `json:"person"`  // the first of those that it concerns
	People  int    `json:"people"`
	Days    int    `json:"days"` // that access outlasts it
}

// forDays is the days that access without an end outlasts its reason by, for who
// compares.
const forDays = 36_500

// A Lifetime is how a grant's end stands against the reasons for it.
type Lifetime struct {
	Until    string  `json:"until"`    // empty when it has no end
	External bool    `json:"external"` // a vendor's people or a reserve hold it
	TooLong  bool    `json:"too_long"` // longer than external access may last
	Ending   bool    `json:"ending"`   // within the warning time
	Outlives []Limit `json:"outlives"`
}

// Terms is what limits the access of external people.
type Terms struct {
	Cover       func(team model.Address) (*model.Contract, calendar.Date) // the contract, of several that join, with which a vendor's team ends, and when
	Vendors     map[model.Address]bool                                    // teams of vendors
	Reserve     map[model.Address]bool                                    // people of reserve cohorts
	MaxExternal calendar.Duration
	Warn        calendar.Duration
}

// Lifetime holds a grant's end against the end of the contract of each holder's
// vendor, of each holder, and of the project that it is for.
func (ix *Index) Lifetime(g *model.Grant, terms Terms) Lifetime {
	return ix.lifetime(g.Valid, g.ProjectEnds, g.Address(), ix.GrantHolders(g), func(holder model.Address) bool { return slices.Contains(g.To, holder) }, terms)
}

// AccountLifetime is the same for a service account, which stands and falls with its
// owner.
func (ix *Index) AccountLifetime(a *model.ServiceAccount, terms Terms) Lifetime {
	var holders []model.Address
	if owner := ix.people[a.Owner]; owner != nil {
		holders = append(holders, a.Owner)
	}
	return ix.lifetime(a.Valid, 0, a.Address(), holders, func(model.Address) bool { return true }, terms)
}

func (ix *Index) lifetime(valid calendar.Period, projectEnds calendar.Date, of model.Address, holders []model.Address, named func(model.Address) bool, terms Terms) Lifetime {
	out := Lifetime{Outlives: []Limit{}}
	until := calendar.Forever
	if valid != (calendar.Period{}) {
		until = valid.Until
	}
	if until != calendar.Forever {
		out.Until = until.String()
	}
	limits := map[[2]string]*Limit{}
	note := func(last calendar.Date, why string, address model.Address, person model.Address) {
		if until <= last {
			return
		}
		key := [2]string{why, string(address)}
		if limits[key] == nil {
			limits[key] = &Limit{Last: last.String(), Why: why, Address: string(address), Person: string(person), Days: int(min(until, last+forDays) - last)}
		}
		limits[key].People++
	}
	for _, holder := range holders {
		p := ix.people[holder]
		if terms.Vendors[p.Team] || terms.Reserve[holder] {
			out.External = true
		}
		if terms.Vendors[p.Team] {
			if c, end := terms.Cover(p.Team); c != nil {
				note(end, "contract", c.Address(), holder)
			}
		}
		if !p.Until.IsZero() && named(holder) {
			note(p.Until.LastDay(ix.zone(p)), "person", holder, holder)
		}
	}
	if projectEnds != 0 {
		note(projectEnds, "project", of, "")
	}
	for _, limit := range limits {
		out.Outlives = append(out.Outlives, *limit)
	}
	slices.SortFunc(out.Outlives, func(a, b Limit) int {
		return cmp.Or(cmp.Compare(a.Last, b.Last), cmp.Compare(a.Address, b.Address))
	})
	today := ix.Now.Today()
	out.TooLong = out.External && until != calendar.Forever && until > valid.From.Add(terms.MaxExternal)
	out.Ending = out.External && until != calendar.Forever && today <= until && until <= today.Add(terms.Warn)
	return out
}
