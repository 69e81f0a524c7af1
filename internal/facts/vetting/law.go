package vetting

import (
	"maps"
	"slices"

	"github.com/tidegate/tidegate/internal/calendar"
	"github.com/tidegate/tidegate/internal/facts/dataflow"
	"github.com/tidegate/tidegate/internal/model"
)

// HasProfile reports whether a location says which checks its law allows.
func HasProfile(l *model.Location) bool {
	return len(l.Checks.Allowed) > 0 || len(l.Checks.Prohibited) > 0
}

// Lawful reports whether a check may be made at a place: it is allowed, and not
// prohibited. A place without a profile allows none.
func Lawful(l *model.Location, check string) bool {
	return l != nil && slices.Contains(l.Checks.Allowed, check) && !slices.Contains(l.Checks.Prohibited, check)
}

// jurisdictions are the places whose law counts for a person: where the work is
// done and, when it is another country, where the employer is. A country without
// a location has no profile, which is a nil.
func (v *Index) jurisdictions(p *model.Person) []*model.Location {
	work := v.locations[p.Team]
	out := []*model.Location{work}
	if p.EmployerCountry == "" || work != nil && work.Country == p.EmployerCountry {
		return out
	}
	if known := v.byCountry[p.EmployerCountry]; len(known) > 0 {
		return append(out, known[0])
	}
	return append(out, nil)
}

func (v *Index) lawful(p *model.Person, check string) bool {
	for _, place := range v.jurisdictions(p) {
		if !Lawful(place, check) {
			return false
		}
	}
	return true
}

// An Unlawful check is one that is recorded, or required without a substitute,
// against the law of a place.
type Unlawful struct {
	Name     string `json:"name"`
	Recorded bool   `json:"recorded"`             // else it is required
	Package  string `json:"package,omitempty"`    // that requires it
	Location string `json:"location,omitempty"`   // whose law forbids it; empty when nobody wrote down the law
	Country  string `json:"country"`              // of that law
	Outright bool   `json:"prohibited,omitempty"` // it is prohibited, and not just not allowed
}

// Unlawful lists the person's unlawful checks. What a package names as a
// substitute is not a check of records, and is lawful unless it is prohibited. A
// place of work without a profile is said of the place and not of each person.
func (r *Record) Unlawful() []Unlawful {
	p := r.person
	names := slices.Collect(maps.Keys(p.Checks))
	for name, need := range r.needs {
		if len(need.substitute) == 0 {
			names = append(names, name)
		}
	}
	slices.Sort(names)
	out := []Unlawful{}
	for _, name := range slices.Compact(names) {
		_, recorded := p.Checks[name]
		for _, place := range r.jurisdictions(p) {
			switch {
			case place == nil:
				out = append(out, Unlawful{Name: name, Recorded: recorded, Package: r.requiredBy(name, recorded), Country: p.EmployerCountry})
			case !HasProfile(place), Lawful(place, name), r.standIns[name] && !slices.Contains(place.Checks.Prohibited, name):
				continue
			default:
				out = append(out, Unlawful{
					Name: name, Recorded: recorded, Package: r.requiredBy(name, recorded),
					Location: string(place.Address()), Country: place.Country, Outright: slices.Contains(place.Checks.Prohibited, name),
				})
			}
			break // one reason is enough
		}
	}
	return out
}

func (r *Record) requiredBy(name string, recorded bool) string {
	if recorded {
		return ""
	}
	return string(r.needs[name].by)
}

// Unassessed lists the checks that the law forbids and for which nothing stands
// in, while the person reaches data above internal.
func (r *Record) Unassessed() []string {
	out := []string{}
	if !r.hasAccess {
		return out
	}
	level := 0
	for _, system := range r.first.Systems {
		level = max(level, r.flows.Store(model.Join("system", system)).Level)
	}
	if level <= dataflow.Level("internal") {
		return out
	}
	for name, need := range r.needs {
		if len(need.substitute) == 0 && !r.lawful(r.person, name) {
			out = append(out, name)
		}
	}
	slices.Sort(out)
	return out
}

// supervision reports whether a period of supervision, as "30d", stands in: it
// is over and was found good, or a named supervisor who works here is rostered on
// every shift of the person's.
func (v *Index) supervision(p *model.Person, days, cleared string) bool {
	span, err := calendar.ParseDuration(days)
	if day, wrong := calendar.ParseDate(cleared); err == nil && wrong == nil {
		over := p.Start.Add(span)
		if day >= over && v.access.Today(p) >= over {
			return true
		}
	}
	supervisor := v.access.Person(p.Supervisor)
	return supervisor != nil && v.access.Active(supervisor) && v.sameShifts(p, supervisor)
}

// sameShifts reports whether the other person is on at least the weekdays of
// every shift that the person is on. Somebody on no shift is beside nobody.
func (v *Index) sameShifts(p, other *model.Person) bool {
	team := v.teams[p.Team]
	if team == nil {
		return false
	}
	rostered := false
	for _, shift := range team.Shifts {
		var theirs, ours calendar.Weekdays
		for text, people := range shift.Roster {
			days, _ := calendar.ParseWeekdays(text)
			if slices.Contains(people, p.Address()) {
				ours |= days
			}
			if slices.Contains(people, other.Address()) {
				theirs |= days
			}
		}
		rostered = rostered || ours != 0
		if ours&^theirs != 0 {
			return false
		}
	}
	return rostered
}

// Undertakings is what a person signed, against the first live access.
type Undertakings struct {
	Confidentiality string `json:"confidentiality"` // in_time, late or missing
	AcceptableUse   string `json:"acceptable_use"`
	Reaffirmed      bool   `json:"reaffirmed"`    // recently enough; true before access begins
	Due             string `json:"due,omitempty"` // when it was to be said again
}

// Undertakings is nil for a person who never gets live access.
func (r *Record) Undertakings() *Undertakings {
	p := r.person
	if !r.hasAccess {
		return nil
	}
	state := func(name string) string {
		switch day := p.Signed[name]; {
		case day == 0:
			return "missing"
		case day > r.first.Date:
			return "late"
		}
		return "in_time"
	}
	out := &Undertakings{Confidentiality: state("confidentiality"), AcceptableUse: state("acceptable_use"), Reaffirmed: true}
	last := p.Signed["acceptable_use"]
	for text, modules := range p.Passed {
		if day, err := calendar.ParseDate(text); err == nil && day <= r.access.Today(p) && slices.Contains(modules, r.rules.ReaffirmBy) {
			last = max(last, day)
		}
	}
	if last != 0 && r.first.Date <= r.access.Today(p) {
		due := last.Add(r.rules.Reaffirm)
		out.Reaffirmed, out.Due = calendar.UTC.Date(r.access.At) <= due, due.String()
	}
	return out
}

// Bars says which background check keeps a person from a seat today, and "" when
// none does: one that is missing, pending out of grace, expired, later than the
// access, unlawful, or without what stands in for it.
func (r *Record) Bars() string {
	for _, c := range r.Checks() {
		switch {
		case c.Substitute != "" && !c.Met:
			return "nothing stands in for the " + c.Substitute + " check"
		case c.Substitute != "":
		case c.Status != "cleared" && !c.InGrace:
			return "the " + c.Name + " check is " + c.Status
		case c.State == "expired":
			return "the " + c.Name + " check has expired"
		case c.Order == "same_day" || c.Order == "after":
			return "the " + c.Name + " check came after the access"
		}
	}
	if unlawful := r.Unlawful(); len(unlawful) > 0 {
		return "the " + unlawful[0].Name + " check is not lawful there"
	}
	if unassessed := r.Unassessed(); len(unassessed) > 0 {
		return "nothing stands in for the " + unassessed[0] + " check"
	}
	return ""
}

// PackageLacks is what a contract's own package of checks lacks of ours for a
// place, sorted.
func (v *Index) PackageLacks(theirs model.Address, place *model.Location) []string {
	out := []string{}
	pkg := v.packages[theirs]
	if pkg == nil {
		return out
	}
	for _, standard := range v.standard {
		for name := range standard.Require {
			if _, has := pkg.Require[name]; !has && (place == nil || !slices.Contains(place.Checks.Prohibited, name)) {
				out = append(out, name)
			}
		}
	}
	slices.Sort(out)
	return slices.Compact(out)
}
