package facts

import (
	"fmt"
	"slices"

	"github.com/tidegate/tidegate/internal/facts/access"
	"github.com/tidegate/tidegate/internal/model"
)

// Unneeded is a definition that a change removes although what needs it stays.
type Unneeded struct {
	What    string `json:"what"`
	Because string `json:"because"`
}

// unneeded finds what a change removes and must not: definitions that ask for
// something, while those of whom it is asked are still there, and nothing else asks
// for the same. A new name, or two definitions out of one, remove nothing.
func (f *Facts) unneeded(old *Facts, touched []Touched) []Unneeded {
	out := []Unneeded{}
	for _, t := range touched {
		if t.What != "removed" {
			continue
		}
		if because := f.stillNeeded(old, model.Address(t.Address)); because != "" {
			out = append(out, Unneeded{t.Address, because})
		}
	}
	return out
}

// stillNeeded says why a definition of the older organisation is needed, or "".
func (f *Facts) stillNeeded(old *Facts, a model.Address) string {
	switch d := old.typed[old.org.Lookup(a)].(type) {
	case *model.Company:
		if f.org.Company == nil {
			return "rules about the company as a whole have nothing to check"
		}
	case *model.Handoff:
		for i, from := range d.Ring {
			to := d.Ring[(i+1)%len(d.Ring)]
			if from != to && f.hasShift(from) && f.hasShift(to) && !f.handsOver(from, to) {
				return fmt.Sprintf("%s and %s are still there, and nothing else has them hand over", from, to)
			}
		}
	case *model.Overlap:
		if len(d.Between) == 2 && f.teams[d.Between[0]] != nil && f.teams[d.Between[1]] != nil && !f.hasRow(f.teams[d.Between[0]], f.teams[d.Between[1]]) {
			return fmt.Sprintf("%s and %s are still there, and nothing else asks for shared hours", d.Between[0], d.Between[1])
		}
	case *model.Coverage:
		for channel, seats := range d.Min {
			if seats > 0 && f.owned(channel) && !slices.ContainsFunc(f.org.Coverage, func(c *model.Coverage) bool { return c.Min[channel] > 0 }) {
				return fmt.Sprintf("a queue still has the channel %s, and nothing else asks for seats on it", channel)
			}
		}
	case *model.Promise:
		if f.owned(d.Name) {
			return fmt.Sprintf("a queue still has the channel %s, and customers are promised nothing on it any more", d.Name)
		}
	case *model.OnCall:
		for _, people := range d.Legs {
			if !slices.ContainsFunc(people, func(p model.Address) bool { return f.access.Person(p) == nil || f.onCall(p) }) {
				return "its people are still there, and are on no other rota"
			}
		}
	case *model.Conflict:
		if sides := sidesOf(d); len(sides) == 2 && f.declares(sides[0]) && f.declares(sides[1]) && !f.keptApart(sides) {
			return "its actions are still there, and nothing else keeps them apart"
		}
	case *model.CheckPackage:
		if d.Default && len(d.Require) > 0 && !slices.ContainsFunc(f.org.CheckPackages, func(p *model.CheckPackage) bool { return p.Default && len(p.Require) > 0 }) {
			return "no other package is the default"
		}
	case *model.Playbook:
		if len(f.org.IncidentRoles) > 0 && !slices.ContainsFunc(f.org.Playbooks, func(p *model.Playbook) bool {
			return old.org.Lookup(p.Address()) == nil && p.Lead == d.Lead
		}) {
			return fmt.Sprintf("what %s does in this incident is written nowhere else", d.Lead)
		}
	case *model.IncidentRole:
		for _, right := range d.Find("may").Each() {
			held := func(r *model.IncidentRole) bool {
				return slices.ContainsFunc(r.Find("may").Each(), func(i model.Field) bool { return i.Value.Same(&right.Value) })
			}
			if !slices.ContainsFunc(f.org.IncidentRoles, held) {
				return fmt.Sprintf("nobody else may %s", right.Value.Text)
			}
		}
	case *model.DeviceStandard:
		for _, team := range d.Teams {
			if f.teams[team] != nil && !slices.ContainsFunc(f.org.DeviceStandards, func(s *model.DeviceStandard) bool { return slices.Contains(s.Teams, team) }) {
				return fmt.Sprintf("%s is still there, and under no other standard", team)
			}
		}
	}
	switch kind := a.Kind(); kind {
	case "indicators", "alerts", "qa", "retention":
		if !slices.ContainsFunc(f.org.Definitions, func(d *model.Definition) bool { return d.Kind == kind }) {
			return "the company has no other"
		}
	}
	return ""
}

func (f *Facts) hasShift(a model.Address) bool {
	t := f.teams[a.Definition()]
	if t == nil {
		return false
	}
	_, ok := t.Shifts[a.Part()]
	return ok
}

// handsOver reports whether some ring has two shifts one after the other.
func (f *Facts) handsOver(from, to model.Address) bool {
	return slices.ContainsFunc(f.org.Handoffs, func(h *model.Handoff) bool {
		for i := range h.Ring {
			if h.Ring[i] == from && h.Ring[(i+1)%len(h.Ring)] == to {
				return true
			}
		}
		return false
	})
}

func (f *Facts) onCall(person model.Address) bool {
	return slices.ContainsFunc(f.org.OnCall, func(o *model.OnCall) bool {
		for _, people := range o.Legs {
			if slices.Contains(people, person) {
				return true
			}
		}
		return false
	})
}

func sidesOf(c *model.Conflict) [][]string {
	var out [][]string
	for i := range c.Between {
		var side []string
		for _, item := range c.Between[i].Each() {
			side = append(side, item.Value.Text)
		}
		out = append(out, side)
	}
	return out
}

// declares reports whether a system declares any of some actions.
func (f *Facts) declares(actions []string) bool {
	return slices.ContainsFunc(actions, func(a string) bool {
		_, ok := f.access.Action(a)
		return ok
	})
}

// keptApart reports whether a conflict, declared or default, keeps two sets of
// actions apart.
func (f *Facts) keptApart(sides [][]string) bool {
	pairs := access.Pairs(f.org, f.settings.Table("LP-007", "pairs"), nil)
	covers := func(patterns, actions []string) bool {
		return !slices.ContainsFunc(actions, func(a string) bool {
			return !slices.ContainsFunc(patterns, func(p string) bool { return access.MatchAction(p, a) })
		})
	}
	return slices.ContainsFunc(pairs, func(p access.Pair) bool {
		return covers(p.Sides[0], sides[0]) && covers(p.Sides[1], sides[1]) || covers(p.Sides[0], sides[1]) && covers(p.Sides[1], sides[0])
	})
}

// Given is access to personal or confidential data that a change gives.
type Given struct {
	Count  int    `json:"count"` // people times actions
	People int    `json:"people"`
	Action string `json:"action,omitempty"` // the first
	Person string `json:"person,omitempty"`
}

// given counts the entitlements to guarded data that humans did not have before.
func (f *Facts) given(old *Facts) Given {
	had := map[[2]string]bool{}
	for _, h := range old.Holdings() {
		had[[2]string{string(old.org.Humans().Of(h.Person)), h.Action}] = true
		had[[2]string{string(f.org.Humans().Of(h.Person)), h.Action}] = true
	}
	var out Given
	people := map[model.Address]bool{}
	for _, h := range f.Holdings() {
		human := f.org.Humans().Of(h.Person)
		key := [2]string{string(human), h.Action}
		if !h.Live || !f.flows.Guarded(h.System) || had[key] {
			continue
		}
		had[key] = true
		if out.Count++; out.Count == 1 {
			out.Action, out.Person = h.Action, string(h.Person)
		}
		people[human] = true
	}
	out.People = len(people)
	return out
}
