// Package vetting derives the state of background checks: which ones a person
// needs, whether they were clear before the first access, and when they end.
package vetting

import (
	"maps"
	"slices"
	"strings"
	"sync"

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
	Met        bool   `json:"met,omitempty"`            // a substitute that stands in now
	Status     string `json:"status"`                   // cleared, pending or missing
	Cleared    string `json:"cleared,omitempty"`        // the last time
	First      string `json:"first,omitempty"`          // the first time
	Validity   string `json:"validity"`                 // as the package says
	Expires    string `json:"expires,omitempty"`        // first day on which it no longer holds
	State      string `json:"state"`                    // valid, expiring, expired, or none when it is not cleared
	Order      string `json:"order"`                    // against the first access that asks for it: before, same_day, after, none, or unasked when late with what was not asked then
	Access     string `json:"access,omitempty"`         // the first day of that access
	Started    bool   `json:"started,omitempty"`        // that access has begun
	Grant      string `json:"grant,omitempty"`          // that gives it
	Late       int    `json:"late"`                     // days that it ended ago, or came after the access
	InGrace    bool   `json:"in_grace"`
	Stale      string `json:"stale,omitempty"` // the earliest day that would have been recent enough at the start
	Redo       bool   `json:"redo,omitempty"`  // done before an earlier engagement that ended too long ago
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
	MaxAge        calendar.Duration // of a check that ends, at the start
	RehireGap     calendar.Duration // after which a returning person is new
	Reaffirm      calendar.Duration // of acceptable use
	ReaffirmBy    string            // the module whose pass says it again
}

// An Index answers questions about checks at one instant.
type Index struct {
	access    *access.Index
	flows     *dataflow.Graph
	packages  map[model.Address]*model.CheckPackage
	standard  []*model.CheckPackage // those for roles that name none
	roles     map[model.Address]*model.Role
	locations map[model.Address]*model.Location // by team
	byCountry map[string][]*model.Location
	teams     map[model.Address]*model.Team
	vendors   map[model.Address]*model.Vendor
	humans    *model.Humans
	standIns  map[string]bool // every check that some package names as a substitute
	rules     Rules
	org       *model.Organisation
	practice  func() map[practised][]person
}

// practised is a check that a package asks for.
type practised struct {
	by    model.Address
	check string
}

// person is somebody of whom a check is asked, and the day on which it was cleared
// when that was before the access that asks for it; 0 otherwise.
type person struct {
	who     model.Address
	cleared calendar.Date
}

// New indexes the organisation.
func New(org *model.Organisation, ix *access.Index, flows *dataflow.Graph, rules Rules) *Index {
	v := &Index{
		access: ix, flows: flows, rules: rules, org: org,
		packages:  map[model.Address]*model.CheckPackage{},
		roles:     map[model.Address]*model.Role{},
		locations: map[model.Address]*model.Location{},
		byCountry: map[string][]*model.Location{},
		teams:     map[model.Address]*model.Team{},
		vendors:   map[model.Address]*model.Vendor{},
		humans:    org.Humans(),
		standIns:  map[string]bool{},
	}
	for _, vendor := range org.Vendors {
		v.vendors[vendor.Address()] = vendor
	}
	v.practice = sync.OnceValue(v.practised)
	for _, p := range org.CheckPackages {
		for _, names := range p.Substitute {
			for _, name := range names {
				v.standIns[name] = true
			}
		}
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
		v.byCountry[l.Country] = append(v.byCountry[l.Country], l)
	}
	for _, t := range org.Teams {
		v.locations[t.Address()] = locations[t.Location]
		v.teams[t.Address()] = t
	}
	return v
}

// A Record is one person, with what several questions about the person share.
type Record struct {
	*Index
	person    *model.Person
	first     access.First
	hasAccess bool
	needs     map[string]requirement
}

// Of is the record of a person.
func (v *Index) Of(p *model.Person) *Record {
	r := &Record{Index: v, person: p, needs: v.required(p)}
	r.first, r.hasAccess = v.access.FirstLive(p)
	return r
}

// FirstAccess is when the person's live access begins, or nil when no grant
// ever gives any.
func (r *Record) FirstAccess() *Access {
	if !r.hasAccess {
		return nil
	}
	return &Access{Date: r.first.Date.String(), Started: r.first.Date <= r.access.Today(r.person), Grant: string(r.first.Grant.Address())}
}

// requirement is one check with the strictest validity of the packages.
type requirement struct {
	validity   calendar.Duration
	text       string
	substitute []string
	maxAge     calendar.Duration
	by         model.Address // the package that requires it, the first by address

	since calendar.Date // the first day on which a role that asks for it gave live access; 0 for never
	grant *model.Grant
}

// required is the union of the packages of the roles that the person holds now
// or is to hold, with the strictest validity. A requirement counts from the day on
// which a role that asks for it first gave live access: what somebody is asked for
// today is not read back to the day of the first login.
func (v *Index) required(p *model.Person) map[string]requirement {
	roles := slices.Clone(p.Roles)
	for _, held := range v.access.RolesHeld(p, v.access.Today(p)) {
		if !slices.Contains(roles, held) {
			roles = append(roles, held)
		}
	}
	type asked struct {
		pkg   *model.CheckPackage
		since calendar.Date
		grant *model.Grant
	}
	packages := map[model.Address]asked{}
	note := func(pkg *model.CheckPackage, first access.First, ok bool) {
		a, known := packages[pkg.Address()]
		if !known {
			a.pkg = pkg
		}
		if begins := max(first.Date, pkg.Since); ok && (a.since == 0 || begins < a.since) {
			a.since, a.grant = begins, first.Grant
		}
		packages[pkg.Address()] = a
	}
	for _, role := range roles {
		first, ok := v.access.FirstLiveBy(p, role, v.access.HeldFrom(p, role))
		if r := v.roles[role]; r != nil && r.CheckPackage != "" {
			if pkg := v.packages[r.CheckPackage]; pkg != nil {
				note(pkg, first, ok)
			}
			continue
		}
		for _, pkg := range v.standard {
			note(pkg, first, ok)
		}
	}
	if len(roles) == 0 {
		first, ok := v.access.FirstLive(p)
		for _, pkg := range v.standard {
			note(pkg, first, ok)
		}
	}
	out := map[string]requirement{}
	for _, address := range slices.Sorted(maps.Keys(packages)) {
		from := packages[address]
		for check, text := range from.pkg.Require {
			validity, _ := calendar.ParseDuration(text) // zero for "forever"
			known, ok := out[check]
			if !ok {
				known.by, known.maxAge = address, v.rules.MaxAge
			}
			if !ok || stricter(validity, known.validity) {
				known.validity, known.text = validity, text
			}
			if !from.pkg.MaxAgeAtStart.IsZero() && stricter(from.pkg.MaxAgeAtStart, known.maxAge) {
				known.maxAge = from.pkg.MaxAgeAtStart
			}
			if from.since != 0 && (known.since == 0 || from.since < known.since) {
				known.since, known.grant = from.since, from.grant
			}
			for _, name := range from.pkg.Substitute[check] {
				if !slices.Contains(known.substitute, name) {
					known.substitute = append(slices.Clone(known.substitute), name)
				}
			}
			out[check] = known
		}
	}
	return out
}

// asked reports whether a check was asked for on the day on which a person's access
// began. A package may say since when. Where it does not, the records of others
// tell: somebody had it by then and before their own access, or nobody else is asked
// at all.
func (r *Record) asked(check string, need requirement) bool {
	if pkg := r.packages[need.by]; pkg == nil || pkg.Since != 0 {
		return true
	}
	others := r.practice()[practised{need.by, check}]
	alone := true
	for _, other := range others {
		if r.humans.Same(other.who, r.person.Address()) {
			continue
		}
		alone = false
		if other.cleared != 0 && other.cleared <= need.since {
			return true
		}
	}
	return alone
}

// practised lists, for each check that a package asks for, of whom, and when it was
// cleared before access.
func (v *Index) practised() map[practised][]person {
	out := map[practised][]person{}
	for _, p := range v.org.People {
		for check, need := range v.required(p) {
			key := practised{need.by, check}
			var first calendar.Date
			for _, text := range p.Checks[check] {
				if day, err := calendar.ParseDate(text); err == nil && (first == 0 || day < first) {
					first = day
				}
			}
			if need.since != 0 && first >= need.since {
				first = 0
			}
			out[key] = append(out[key], person{p.Address(), first})
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

// Checks lists the checks that the person needs, sorted. Where the law at work
// does not allow one, what stands in for it is listed instead.
func (r *Record) Checks() []Check {
	out := make([]Check, 0, len(r.needs))
	for _, name := range slices.Sorted(maps.Keys(r.needs)) {
		need := r.needs[name]
		if r.lawful(r.person, name) {
			out = append(out, r.check(name, need))
			continue
		}
		for _, other := range need.substitute {
			c := r.check(other, requirement{text: "forever", since: need.since, grant: need.grant})
			c.Substitute = name
			c.Met = c.Status == "cleared"
			if days, ok := strings.CutPrefix(other, "supervised_"); ok {
				c.Supervised = true
				c.Met = r.supervision(r.person, days, c.Cleared)
			}
			out = append(out, c)
		}
	}
	return out
}

// check is the state of one check. A list of dates is a first clearance and the
// renewals after it: access is held against the first, validity against the last.
func (r *Record) check(name string, need requirement) Check {
	p := r.person
	c := Check{Name: name, Status: "missing", Validity: need.text, State: "none", Order: "none"}
	if need.since != 0 {
		c.Access, c.Started, c.Grant = need.since.String(), need.since <= r.access.Today(p), string(need.grant.Address())
	}
	today := r.access.Now.Today() // validity is judged on the date of the run, wherever the person is
	var earliest, latest, done calendar.Date
	for _, text := range p.Checks[name] {
		c.Status = "pending"
		day, err := calendar.ParseDate(text)
		if err != nil {
			continue
		}
		if earliest == 0 || day < earliest {
			earliest = day
		}
		latest = max(latest, day)
		if day <= today {
			done = max(done, day)
		}
	}
	if c.Status == "pending" && done == 0 { // "pending", or a day still to come
		c.InGrace = r.inGrace(name, need)
	}
	if earliest == 0 {
		return c
	}
	c.First, c.Cleared = earliest.String(), latest.String()
	if need.since != 0 {
		switch {
		case earliest < need.since:
			c.Order = "before"
		case earliest == need.since:
			c.Order = "same_day"
		default:
			c.Order, c.Late = "after", int(earliest-need.since)
		}
		if c.Order != "before" && done != 0 && !r.asked(name, need) {
			c.Order, c.Late = "unasked", 0
		}
	}
	if done == 0 {
		return c
	}
	c.Status, c.State, c.Cleared = "cleared", "valid", done.String()
	c.Redo = p.PreviousUntil != 0 && done <= p.PreviousUntil && p.Start > p.PreviousUntil.Add(r.rules.RehireGap)
	if need.validity.IsZero() {
		return c
	}
	if limit := p.Start.Subtract(need.maxAge); done < limit && !need.maxAge.IsZero() {
		c.Stale = limit.String()
	}
	expires := done.Add(need.validity)
	c.Expires = expires.String()
	switch {
	case today >= expires:
		c.State, c.Late = "expired", int(today-expires)+1
	case today >= expires.Subtract(r.rules.Warn):
		c.State = "expiring"
	}
	return c
}

// inGrace reports whether a pending check is excused for now: it was asked for,
// the person is supervised, nothing above the level is reached, and the grace
// since access began is not over.
func (r *Record) inGrace(check string, need requirement) bool {
	p := r.person
	_, requested := p.Requested[check]
	if r.rules.Grace.IsZero() || need.since == 0 || !requested || r.supervisor(p) == nil {
		return false
	}
	for _, system := range r.first.Systems {
		if r.flows.Store(model.Join("system", system)).Level > r.rules.GraceMaxLevel {
			return false
		}
	}
	return r.access.Today(p) < need.since.Add(r.rules.Grace)
}
