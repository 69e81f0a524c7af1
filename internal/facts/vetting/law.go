package vetting

import (
	"maps"
	"slices"
	"strings"

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
// done and, when it is another country, where the employer is, which for the people
// of a vendor is the vendor's country unless a person says otherwise. A country that
// a person states and that no location is in has no profile, which is a nil; of a
// vendor's country that no location is in nothing is known: see Unprofiled.
func (v *Index) jurisdictions(p *model.Person) []*model.Location {
	work := v.locations[p.Team]
	out := []*model.Location{work}
	country, stated := v.employer(p)
	if country == "" || work != nil && work.Country == country {
		return out
	}
	if known := v.byCountry[country]; len(known) > 0 {
		return append(out, known[0])
	}
	if stated {
		return append(out, nil)
	}
	return out
}

// employer is the country of the employer, and whether the person states it.
func (v *Index) employer(p *model.Person) (country string, stated bool) {
	if p.EmployerCountry != "" {
		return p.EmployerCountry, true
	}
	if team := v.teams[p.Team]; team != nil {
		if vendor := v.vendors[team.Vendor]; vendor != nil {
			return vendor.Country, false
		}
	}
	return "", false
}

// Unprofiled is the country of a vendor that employs a person, when no location
// is in it and so nobody wrote down which checks its law allows; empty otherwise.
func (v *Index) Unprofiled(p *model.Person) string {
	country, stated := v.employer(p)
	work := v.locations[p.Team]
	if stated || country == "" || work == nil || work.Country == country || len(v.byCountry[country]) > 0 {
		return ""
	}
	return country
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
	if v.supervisionOver(p, days, cleared) {
		return true
	}
	supervisor := v.supervisor(p)
	return supervisor != nil && v.sameShifts(p, supervisor)
}

// supervisor is who supervises a person, when that is somebody else who works here
// and whose own checks are clear without anybody's supervision; nil otherwise.
func (v *Index) supervisor(p *model.Person) *model.Person {
	s := v.access.Person(p.Supervisor)
	if s == nil || v.humans.Same(s.Address(), p.Address()) || !v.access.Active(s) || !v.clear(s) {
		return nil
	}
	return s
}

// clear reports whether everything that is asked of a person was found good: dates
// that hold today, and periods of supervision that are over.
func (v *Index) clear(p *model.Person) bool {
	r := v.Of(p)
	for _, name := range slices.Sorted(maps.Keys(r.needs)) {
		need := r.needs[name]
		need.since = 0 // whether a check is in grace does not matter here
		if r.lawful(p, name) {
			if c := r.check(name, need); c.Status != "cleared" || c.State == "expired" {
				return false
			}
			continue
		}
		for _, other := range need.substitute {
			c := r.check(other, requirement{text: "forever"})
			if days, ok := strings.CutPrefix(other, "supervised_"); ok {
				if !v.supervisionOver(p, days, c.Cleared) {
					return false
				}
			} else if c.Status != "cleared" {
				return false
			}
		}
	}
	return true
}

func (v *Index) supervisionOver(p *model.Person, days, cleared string) bool {
	span, err := calendar.ParseDuration(days)
	day, wrong := calendar.ParseDate(cleared)
	over := p.Start.Add(span)
	return err == nil && wrong == nil && day >= over && v.access.Today(p) >= over
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
	Late            int    `json:"late"`          // days since then
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
		out.Reaffirmed, out.Due, out.Late = r.access.Now.Today() <= due, due.String(), max(0, int(r.access.Now.Today()-due))
	}
	return out
}

// Bars says which background check keeps a person from a seat today, and "" when
// none does: one that is missing, pending out of grace, expired, unlawful, or without
// what stands in for it. One that came late and is there now keeps nobody away.
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

// Lapses is the first day after today on which a check that is clear now ends, and
// which; 0 when none does.
func (r *Record) Lapses() (calendar.Date, string) {
	var first calendar.Date
	var which string
	for _, c := range r.Checks() {
		day, err := calendar.ParseDate(c.Expires)
		if err == nil && c.State != "expired" && (first == 0 || day < first) {
			first, which = day, "the "+c.Name+" check ends on "+c.Expires
		}
	}
	return first, which
}
