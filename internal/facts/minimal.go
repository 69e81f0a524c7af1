package facts

import (
	"slices"
	"strconv"

	"github.com/tidegate/tidegate/internal/calendar"
	"github.com/tidegate/tidegate/internal/facts/access"
	"github.com/tidegate/tidegate/internal/facts/contract"
	"github.com/tidegate/tidegate/internal/facts/roster"
	"github.com/tidegate/tidegate/internal/facts/vetting"
	"github.com/tidegate/tidegate/internal/model"
)

// Channels is what rules know of something that names channels.
type Channels struct {
	Unowned []string `json:"unowned"` // that no queue has
}

// A Duty is what rules know of a duty beyond the definition.
type Duty struct {
	Allowed
	Critical *CriticalDuty `json:"critical,omitempty"` // when a queue or a playbook depends on it
}

func (f *Facts) duty(d *model.Duty) Duty {
	out := Duty{Allowed: f.allowed(d.Needs)}
	if by, depends := f.depends[d.Address()]; depends {
		holders := f.holders(d.Address())
		out.Critical = &CriticalDuty{For: string(by), Eligible: len(holders), Holders: holders[:min(len(holders), f.settings.Int("OW-007", "min_people"))]}
		if out.Critical.Holders == nil {
			out.Critical.Holders = []string{}
		}
	}
	return out
}

// endingChecks lists the checks that are valid and end within the lead.
func (f *Facts) endingChecks(checks []vetting.Check) []Ending {
	var out []Ending
	soon := f.access.Now.Today().Add(f.settings.Duration("OW-004", "lead"))
	for _, c := range checks {
		day, err := calendar.ParseDate(c.Expires)
		if err == nil && (c.State == "expiring" || c.State == "valid") && day <= soon {
			out = append(out, Ending{What: "the " + c.Name + " check", At: model.Path{"checks", c.Name}, Day: c.Expires, Cause: "check expires"})
		}
	}
	return out
}

// force is the contract under which a vendor's team works today.
func (f *Facts) force(t *model.Team) contract.Force {
	return contract.ForceOf(f.org, t, f.access.Now.Today(), f.settings.Duration("SL-012", "warn"))
}

// underContract says under which contract a vendor's team works, and by what one
// sees that it works: people, shifts, access, data.
func (f *Facts) underContract(t *model.Team, out *Team) {
	if t.Vendor == "" {
		return
	}
	today := f.access.Now.Today()
	force := f.force(t)
	out.Force = &force
	add := func(is bool, what string) {
		if is {
			out.Evidence = append(out.Evidence, what)
		}
	}
	members := f.access.Holders(t.Address())
	add(len(members) > 0, strconv.Itoa(len(members))+" people")
	add(slices.ContainsFunc(f.rosters.Rows, func(r *roster.Row) bool { return r.Team == t }), "shifts")
	add(slices.ContainsFunc(f.org.Flows, func(flow *model.Flow) bool { return slices.Contains(flow.To, t.Address()) }), "a flow of data")
	add(slices.ContainsFunc(f.org.Grants, func(g *model.Grant) bool {
		return slices.Contains(g.To, t.Address()) && g.InForce(today)
	}), "a grant")
	end, err := calendar.ParseDate(force.End)
	if err == nil && len(out.Evidence) > 0 && (force.State == "in_force" || force.State == "ending") && end < today.Add(f.settings.Duration("OW-004", "lead")) {
		out.Ending = append(out.Ending, Ending{What: force.Contract, At: model.Path{"vendor"}, Day: (end + 1).String(), Cause: "contract ends"})
	}
}

// holidayHandling says what depends on the team, and the first public holiday for
// which nobody wrote down whether the team works.
func (f *Facts) holidayHandling(t *model.Team, out *Team) {
	what, _ := f.servesWhat(t)
	out.Serves = string(what)
	l := f.locations[t.Location]
	if what == "" || l == nil || t.Holidays != "" {
		return
	}
	var first calendar.Date
	for _, d := range l.Holidays {
		if d >= f.access.Now.Today() && calendar.UTC.At(d, 0) < f.rosters.Window.End && (first == 0 || d < first) {
			first = d
		}
	}
	if first != 0 {
		out.Holidays = first.String()
	}
}

// unusedClasses lists by index the classes that a flow carries to teams and that
// no duty of anybody there touches: neither a system that holds it, nor, for what
// a transform makes, the system that it comes from.
func (f *Facts) unusedClasses(flow *model.Flow) []string {
	out := []string{}
	used := map[model.Address]bool{}
	people := false
	for _, to := range flow.To {
		if to.Kind() != "team" {
			return out
		}
		for _, member := range f.access.Holders(to) {
			people = true
			p := f.access.Person(member)
			for _, action := range f.access.Needs(p, calendar.Duration{}) {
				system, _ := model.SplitAction(action)
				used[model.Join("system", system)] = true
			}
		}
	}
	if !people {
		return out
	}
	for i, class := range flow.Carries {
		touched := false
		for _, from := range flow.From {
			s := f.flows.Systems[from]
			made := flow.Transform != nil && flow.Transform.EnforcedIn != ""
			touched = touched || s == nil || used[from] && (made || slices.Contains(s.Holds, class))
		}
		if !touched {
			out = append(out, strconv.Itoa(i))
		}
	}
	return out
}

// standingExports finds members of the recipient teams who can take data out of
// the flow's sources in bulk at any time. Vendors' people are the business of
// LP-006, which forbids it altogether.
func (f *Facts) standingExports(flow *model.Flow) []Export {
	out := []Export{}
	seen := map[string]bool{}
	patterns := f.settings.List("LP-006", "export_patterns")
	for _, to := range flow.To {
		if t := f.teams[to]; t == nil || t.Vendor != "" {
			continue
		}
		for _, member := range f.access.Holders(to) {
			for _, e := range f.access.Entitlements(f.access.Person(member)) {
				system, _ := model.SplitAction(e.Action)
				if seen[e.Action] || !slices.Contains(flow.From, model.Join("system", system)) ||
					!slices.ContainsFunc(patterns, func(pattern string) bool { return access.MatchAction(pattern, e.Action) }) {
					continue
				}
				for _, path := range e.Paths {
					if !path.JIT && !seen[e.Action] {
						seen[e.Action] = true
						out = append(out, Export{string(member), e.Action, path.Grant, path.At})
					}
				}
			}
		}
	}
	return out
}
