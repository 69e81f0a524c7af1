// Package vetting derives the state of background checks: which ones a person
// needs, whether they were clear before the first access, and when they end.
package vetting

import (
	"maps"
	"slices"

	"github.com/tidegate/tidegate/internal/calendar"
	"github.com/tidegate/tidegate/internal/facts/access"
	"github.com/tidegate/tidegate/internal/facts/dataflow"
	"github.com/tidegate/tidegate/internal/model"
)

// A Check is one check that a person needs, in one state.
type Check struct {
	Name       string `json:"name"`
	Substitute string `json:"substitute_for,omitempty"` // the prohibited check that it stands in for
	Supervised bool   `json:"supervised,omitempty"`     // ends after work has begun, under supervision
	Status     string `json:"status"`                   // cleared, pending or missing
	Cleared    string `json:"cleared,omitempty"`
	Validity   string `json:"validity"`          // as the package says
	Expires    string `json:"expires,omitempty"` // first day on which it no longer holds
	State      string `json:"state"`             // valid, expiring, expired, or none when it is not cleared
	Order      string `json:"order"`             // against first access: before, same_day, after, or none
	InGrace    bool   `json:"in_grace"`
}

// An Access is when a person's live access begins.
type Access struct {
	Date    string `json:"date"`
	Started bool   `json:"started"`
	Grant   string `json:"grant"`
}

// Rules are the parameters that dates depend on.
type Rules struct {
	Warn          calendar.Duration // before a check expires
	Grace         calendar.Duration // for a pending check after access began
	GraceMaxLevel int               // rank of the highest level that may be reached in grace
}

// An Index answers questions about checks at one instant.
type Index struct {
	access    *access.Index
	flows     *dataflow.Graph
	packages  map[model.Address]*model.CheckPackage
	standard  []*model.CheckPackage // those for roles that name none
	roles     map[model.Address]*model.Role
	locations map[model.Address]*model.Location // by team
	rules     Rules
}

// New indexes the organisation.
func New(org *model.Organisation, ix *access.Index, flows *dataflow.Graph, rules Rules) *Index {
	v := &Index{
		access: ix, flows: flows, rules: rules,
		packages:  map[model.Address]*model.CheckPackage{},
		roles:     map[model.Address]*model.Role{},
		locations: map[model.Address]*model.Location{},
	}
	for _, p := range org.CheckPackages {
		v.packages[p.Address()] = p
		if p.Default {
			v.standard = append(v.standard, p)
		}
	}
	for _, r := range org.Roles {
		v.roles[r.Address()] = r
	}
	locations := map[model.Address]*model.Location{}
	for _, l := range org.Locations {
		locations[l.Address()] = l
	}
	for _, t := range org.Teams {
		v.locations[t.Address()] = locations[t.Location]
	}
	return v
}

// FirstAccess is when the person's live access begins, or nil when no grant
// ever gives any.
func (v *Index) FirstAccess(p *model.Person) *Access {
	first, ok := v.access.FirstLive(p)
	if !ok {
		return nil
	}
	return &Access{Date: first.Date.String(), Started: first.Date <= v.access.Today(p), Grant: string(first.Grant.Address())}
}

// requirement is one check with the strictest validity of the packages.
type requirement struct {
	validity   calendar.Duration
	text       string
	substitute []string
}

// required is the union of the packages of the roles that the person holds now
// or is to hold, with the strictest validity.
func (v *Index) required(p *model.Person) map[string]requirement {
	packages := map[model.Address]*model.CheckPackage{}
	roles := p.Roles
	for _, held := range v.access.RolesHeld(p, v.access.Today(p)) {
		if !slices.Contains(roles, held) {
			roles = append(slices.Clone(roles), held)
		}
	}
	standard := len(roles) == 0
	for _, role := range roles {
		r := v.roles[role]
		if r == nil || r.CheckPackage == "" {
			standard = true
			continue
		}
		if pkg := v.packages[r.CheckPackage]; pkg != nil {
			packages[r.CheckPackage] = pkg
		}
	}
	if standard {
		for _, pkg := range v.standard {
			packages[pkg.Address()] = pkg
		}
	}
	out := map[string]requirement{}
	for _, address := range slices.Sorted(maps.Keys(packages)) {
		pkg := packages[address]
		for check, text := range pkg.Require {
			validity, _ := calendar.ParseDuration(text) // zero for "forever"
			known, ok := out[check]
			if !ok || stricter(validity, known.validity) {
				known.validity, known.text = validity, text
			}
			for _, name := range pkg.Substitute[check] {
				if !slices.Contains(known.substitute, name) {
					known.substitute = append(slices.Clone(known.substitute), name)
				}
			}
			out[check] = known
		}
	}
	return out
}

// stricter orders validities from one day, so that months and days compare;
// zero is forever.
func stricter(a, b calendar.Duration) bool {
	const someDay calendar.Date = 20000
	return !a.IsZero() && (b.IsZero() || someDay.Add(a) < someDay.Add(b))
}

// Checks lists the checks that the person needs, sorted. Where the place of work
// does not allow one, what stands in for it is listed instead.
func (v *Index) Checks(p *model.Person) []Check {
	first, hasAccess := v.access.FirstLive(p)
	required := v.required(p)
	location := v.locations[p.Team]
	out := make([]Check, 0, len(required))
	for _, name := range slices.Sorted(maps.Keys(required)) {
		r := required[name]
		if Lawful(location, name) {
			out = append(out, v.check(p, name, r, first, hasAccess))
			continue
		}
		for _, other := range r.substitute {
			c := v.check(p, other, requirement{text: "forever"}, first, hasAccess)
			c.Substitute = name
			c.Supervised = len(other) > 11 && other[:11] == "supervised_"
			out = append(out, c)
		}
	}
	return out
}

// Lawful reports whether a check may be made at a place: it is allowed, and not
// prohibited. A place without a profile allows none.
func Lawful(l *model.Location, check string) bool {
	return l != nil && slices.Contains(l.Checks.Allowed, check) && !slices.Contains(l.Checks.Prohibited, check)
}

func (v *Index) check(p *model.Person, name string, r requirement, first access.First, hasAccess bool) Check {
	c := Check{Name: name, Status: "missing", Validity: r.text, State: "none", Order: "none"}
	text, recorded := p.Checks[name]
	cleared, err := calendar.ParseDate(text)
	today := calendar.UTC.Date(v.access.At)          // validity is judged on the date of the run, wherever the person is
	if recorded && (err != nil || cleared > today) { // "pending", or a day still to come
		c.Status = "pending"
		c.InGrace = v.inGrace(p, name, first, hasAccess)
	}
	if !recorded || err != nil {
		return c
	}
	c.Cleared = text
	if hasAccess {
		switch {
		case cleared < first.Date:
			c.Order = "before"
		case cleared == first.Date:
			c.Order = "same_day"
		default:
			c.Order = "after"
		}
	}
	if c.Status == "pending" {
		return c
	}
	c.Status, c.State = "cleared", "valid"
	if r.validity.IsZero() {
		return c
	}
	expires := cleared.Add(r.validity)
	c.Expires = expires.String()
	switch {
	case today >= expires:
		c.State = "expired"
	case today >= expires.Subtract(v.rules.Warn):
		c.State = "expiring"
	}
	return c
}

// inGrace reports whether a pending check is excused for now: it was asked for,
// the person is supervised, nothing above the level is reached, and the grace
// since access began is not over.
func (v *Index) inGrace(p *model.Person, check string, first access.First, hasAccess bool) bool {
	_, requested := p.Requested[check]
	supervisor := v.access.Person(p.Supervisor)
	if v.rules.Grace.IsZero() || !hasAccess || !requested || supervisor == nil || !v.access.Active(supervisor) {
		return false
	}
	for _, system := range first.Systems {
		if v.flows.Store(model.Join("system", system)).Level > v.rules.GraceMaxLevel {
			return false
		}
	}
	return v.access.Today(p) < first.Date.Add(v.rules.Grace)
}
