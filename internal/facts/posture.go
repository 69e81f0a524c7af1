package facts

import (
	"maps"
	"slices"
	"strconv"
	"strings"

	"github.com/tidegate/tidegate/internal/calendar"
	"github.com/tidegate/tidegate/internal/facts/access"
	"github.com/tidegate/tidegate/internal/facts/contract"
	"github.com/tidegate/tidegate/internal/facts/dataflow"
	"github.com/tidegate/tidegate/internal/model"
)

// accessTerms is what limits the access of external people.
func (f *Facts) accessTerms() access.Terms {
	terms := access.Terms{
		Vendors:     map[model.Address]bool{},
		Reserve:     map[model.Address]bool{},
		MaxExternal: f.settings.Duration("LP-004", "max_external"),
		Warn:        f.settings.Duration("LP-004", "warn_before_end"),
	}
	for _, t := range f.org.Teams {
		terms.Vendors[t.Address()] = t.Vendor != ""
	}
	covers := map[model.Address]cover{}
	for _, t := range f.org.Teams {
		if t.Vendor != "" {
			covers[t.Address()] = f.coverOf(t)
		}
	}
	terms.Cover = func(team model.Address) (*model.Contract, calendar.Date) {
		return covers[team].contract, covers[team].end
	}
	for _, p := range f.org.Peaks {
		for _, group := range p.Reserve {
			for _, d := range f.org.Groups[group] {
				terms.Reserve[d.Address()] = true
			}
		}
	}
	return terms
}

// cover is when the contracts of a vendor's team end that are in force or to come,
// renewals joined, and with which.
type cover struct {
	contract *model.Contract
	end      calendar.Date
}

func (f *Facts) coverOf(t *model.Team) cover {
	today := f.access.Now.Today()
	contracts := contract.Cover(f.org, t.Vendor, t.Address())
	if c, end := contract.CoveredUntil(contracts, today); c != nil {
		return cover{c, end}
	}
	var last cover // none is in force: SL-012 says so; access is held against the latest
	for _, c := range contracts {
		if last.contract == nil || c.End() > last.end {
			last = cover{c, c.End()}
		}
	}
	return last
}

// A ServiceAccount is what rules know of an integration's identity.
type ServiceAccount struct {
	Allowed
	OwnerActive bool   `json:"owner_active"`
	Term        string `json:"term"`     // fine, missing, over or too_long
	Rotation    string `json:"rotation"` // fine, missing or overdue
	Late        int    `json:"late"`     // days since the secret was to be changed

	Granted  []access.Entitlement `json:"granted"`          // now
	Vendor   string               `json:"vendor,omitempty"` // of the owner's team
	Lifetime access.Lifetime      `json:"lifetime"`
}

func (f *Facts) serviceAccount(a *model.ServiceAccount) ServiceAccount {
	out := ServiceAccount{Allowed: f.allowed(a.Allow), Term: "fine", Rotation: "fine"}
	out.Granted = f.access.AccountEntitlements(a)
	if owner := f.access.Person(a.Owner); owner != nil {
		out.OwnerActive = f.access.Active(owner)
		if team := f.teams[owner.Team]; team != nil {
			out.Vendor = string(team.Vendor)
		}
	}
	if out.Vendor != "" {
		access.MarkExports(out.Granted, f.settings.List("LP-006", "export_patterns"))
	}
	if out.Granted == nil {
		out.Granted = []access.Entitlement{}
	}
	out.Lifetime = f.access.AccountLifetime(a, f.terms)
	today := f.access.Now.Today()
	switch {
	case a.Valid == (calendar.Period{}) || a.Valid.Until == calendar.Forever:
		out.Term = "missing"
	case a.Valid.Until < today:
		out.Term = "over"
	case a.Valid.Until > a.Valid.From.Add(f.settings.Duration("LP-012", "max_term")):
		out.Term = "too_long"
	}
	switch {
	case a.Rotated == 0:
		out.Rotation = "missing"
	case today > a.Rotated.Add(f.settings.Duration("LP-012", "rotate_within")):
		out.Rotation, out.Late = "overdue", int(today-a.Rotated.Add(f.settings.Duration("LP-012", "rotate_within")))
	}
	return out
}

// A System is what rules know of a system beyond the definition.
type System struct {
	Level        string   `json:"level"` // inherited classes counted
	Personal     bool     `json:"personal"`
	Confidential bool     `json:"confidential"`        // or higher
	Privileged   bool     `json:"privileged"`          // it declares privileged actions
	External     []string `json:"external"`            // teams of vendors that reach it
	LogShort     bool     `json:"log_short"`           // its audit log is kept for less than the minimum, or not at all
	Short        int      `json:"short"`               // days that the log is short of the minimum
	SlowLogs     []Slow   `json:"slow_logs"`           // contracts of its operator that hand over logs too late, or never
	Operator     string   `json:"operator,omitempty"`  // the vendor that operates it, when no contract of it is in force
	Card         bool     `json:"card"`                // it holds full card numbers
	Classified   bool     `json:"classified"`          // somebody said what it holds
	Used         bool     `json:"used"`                // somebody can do something in it
	TooLong      *Kept    `json:"too_long,omitempty"`  // personal data is kept beyond the limit
	Misplaced    string   `json:"misplaced,omitempty"` // what it holds, though it is called a sandbox
}

// Slow is a contract that hands over logs too late.
type Slow struct {
	Contract string `json:"contract"`
	Over     int    `json:"over"` // seconds beyond the limit
}

func (f *Facts) system(s *model.System) System {
	class := f.flows.Store(s.Address())
	out := System{
		Level: f.flows.LevelOf(s.Address()), Personal: class.Personal, Confidential: class.Card || class.Level >= dataflow.Level("confidential"),
		Privileged: len(s.Privileged)+len(s.Superuser) > 0, External: []string{}, SlowLogs: []Slow{},
		LogShort: shorter(s.Controls.AuditLog, f.settings.Duration("LP-015", "retention_min")),
		Card:     class.Card, Classified: f.flows.Classified(s), Used: f.used[s.Address()], Misplaced: f.flows.Misplaced(s),
	}
	out.Short = max(0, days(f.settings.Duration("LP-015", "retention_min"))-days(s.Controls.AuditLog))
	for _, team := range f.external[s.Address()] {
		out.External = append(out.External, string(team))
	}
	if class.Personal {
		out.TooLong = f.kept(s.Controls.Retention, "controls", "retention")
	}
	if s.OperatedBy == "" {
		return out
	}
	limit, _ := f.settings.Duration("LP-015", "logs_within").Exactly()
	out.Operator = string(s.OperatedBy)
	for _, c := range contract.Cover(f.org, s.OperatedBy, "") {
		if c.Over(f.access.Now.Today()) {
			continue
		}
		if c.In(f.access.Now.Today()) {
			out.Operator = ""
		}
		millis, ok := c.Audit.LogsWithin.Exactly()
		switch {
		case !ok || millis == 0:
			out.SlowLogs = append(out.SlowLogs, Slow{string(c.Address()), neverEnds})
		case millis > limit:
			out.SlowLogs = append(out.SlowLogs, Slow{string(c.Address()), int((millis - limit) / 1000)})
		}
	}
	return out
}

// days is a duration in days, counted from some day.
func days(d calendar.Duration) int {
	const someDay calendar.Date = 20000
	return int(someDay.Add(d) - someDay)
}

// shorter compares durations of any kind, from one day.
func shorter(a, b calendar.Duration) bool {
	const someDay calendar.Date = 20000
	return someDay.Add(a) < someDay.Add(b)
}

// Devices is how the devices of a team are kept.
type Devices struct {
	Standard string   `json:"standard"` // empty for none
	Missing  []string `json:"missing"`  // what the standard does not require
	Attested string   `json:"attested"` // fine, missing or overdue
	Late     int      `json:"late"`     // days since it was to be attested
	Personal bool     `json:"personal"` // devices of people's own, without a managed desktop
	System   string   `json:"system"`   // what the team reaches
}

// devices holds the standard that a team is under against what confidential data
// needs. The best of several counts: a team under two is under both.
func (f *Facts) devices(t *model.Team, reach []Reach) *Devices {
	index := slices.IndexFunc(reach, func(r Reach) bool { return dataflow.Level(r.Level) >= dataflow.Level("confidential") })
	if index < 0 {
		return nil
	}
	out := &Devices{System: reach[index].System, Missing: []string{}, Attested: "missing"}
	have := map[string]bool{}
	today := f.access.Now.Today()
	for _, s := range f.org.DeviceStandards {
		if !slices.Contains(s.Teams, t.Address()) {
			continue
		}
		out.Standard = string(s.Address())
		for _, item := range s.Require {
			have[f.deviceNeed(item)] = true
		}
		switch {
		case s.Attested == 0:
		case today > s.Attested.Add(f.settings.Duration("LP-014", "attest_every")):
			if late := int(today - s.Attested.Add(f.settings.Duration("LP-014", "attest_every"))); out.Attested == "missing" || out.Attested == "overdue" && late < out.Late {
				out.Attested, out.Late = "overdue", late
			}
		default:
			out.Attested, out.Late = "fine", 0
		}
		out.Personal = out.Personal || s.BYOD == "allowed"
	}
	for _, need := range deviceNeeds {
		if !have[need] {
			out.Missing = append(out.Missing, need)
		}
	}
	return out
}

var deviceNeeds = []string{"disk_encryption", "edr", "screen_lock", "usb_blocked", "monitored_network"}

// deviceNeed is the need that an entry of a standard meets, or "": a screen lock
// counts when it is quick enough, and monitored_ztna is a monitored network.
func (f *Facts) deviceNeed(item string) string {
	if minutes, ok := strings.CutPrefix(item, "screen_lock_"); ok {
		d, err := calendar.ParseDuration(minutes)
		limit, _ := f.settings.Duration("LP-014", "screen_lock_max").Exactly()
		if millis, exact := d.Exactly(); err == nil && exact && millis > 0 && millis <= limit {
			return "screen_lock"
		}
		return ""
	}
	if strings.HasPrefix(item, "monitored") {
		return "monitored_network"
	}
	return item
}

// A Peak is what rules know of a peak beyond the definition.
type Peak struct {
	SurgeTail *Tail     `json:"surge_tail,omitempty"` // when surge access outlasts the peak for too long
	Uncovered []Holiday `json:"uncovered"`            // public holidays in it without a cover entry
}

// A Tail is how far access outlasts its reason.
type Tail struct {
	Last  string `json:"last"`
	Limit string `json:"limit"`
	Days  int    `json:"days"` // beyond the limit
}

func (f *Facts) peak(p *model.Peak) Peak {
	out := Peak{Uncovered: f.openHolidays(p)}
	if p.Surge == nil {
		return out
	}
	limit := p.Dates.Until.Add(f.settings.Duration("LP-004", "surge_tail"))
	if p.Surge.Valid.Until <= limit {
		return out
	}
	last := "never"
	if p.Surge.Valid.Until != calendar.Forever {
		last = p.Surge.Valid.Until.String()
	}
	out.SurgeTail = &Tail{Last: last, Limit: limit.String(), Days: int(min(p.Surge.Valid.Until, limit+neverEnds/86400) - limit)}
	return out
}

// A Company is what rules know of the company beyond the definition.
type Company struct {
	Accounts  []Account `json:"accounts"` // that are of nobody, or of several people
	Reference Reference `json:"reference"`
	Observed  *Observed `json:"observed,omitempty"` // nil when nobody looked
	Live      Live      `json:"live"`
}

// Observed is how far observations can be relied on.
type Observed struct {
	At      string `json:"at"`
	Age     int    `json:"age"`     // days
	Ahead   bool   `json:"ahead"`   // they claim to be of a day that has not come
	Window  int    `json:"window"`  // days that were looked at; 0 when nobody says
	Missing int    `json:"missing"` // people with live access of whom no account was seen
	People  int    `json:"people"`  // with live access
	First   string `json:"first,omitempty"`
}

// Live is what the company does that asks for something.
type Live struct {
	People       int      `json:"people"`       // humans with live access
	Guarded      int      `json:"guarded"`      // of them, to personal or confidential data
	Entitlements int      `json:"entitlements"` // of all of them
	Money        []string `json:"money"`        // actions that move money, and that somebody holds
	Realtime     []string `json:"realtime"`     // queues in which customers wait
	Packages     bool     `json:"packages"`     // a default package of checks requires something
	Conflicts    bool     `json:"conflicts"`    // conflicts are declared
	Coverage     bool     `json:"coverage"`     // some coverage row asks for a seat
	Promises     bool     `json:"promises"`
	Vendors      int      `json:"vendors"`
}

// Reference is the state of the data behind rules.
type Reference struct {
	TZ          string `json:"tz"` // fine, required (older than that) or old
	Release     string `json:"release"`
	Wants       string `json:"wants,omitempty"`
	Adequacy    string `json:"adequacy"` // fine, missing or overdue
	Late        int    `json:"late"`     // days since the list was to be checked
	AdequacyDue string `json:"adequacy_due,omitempty"`
}

// reference holds the carried data against what the company requires of it. A
// release of the tz database is as old as its year is: its name says no more.
func (f *Facts) reference() Reference {
	out := Reference{TZ: "fine", Release: calendar.Carried().Release, Adequacy: "fine"}
	today := f.access.Now.Today()
	if c := f.org.Company; c != nil {
		out.Wants = c.Reference.TZData
		if c.Reference.AdequacyList == 0 && f.reliesOnAdequacy() {
			out.Adequacy = "missing"
		}
		if list := c.Reference.AdequacyList; list != 0 {
			due := list.Add(f.settings.Duration("GV-002", "adequacy_age"))
			if out.AdequacyDue = due.String(); today > due {
				out.Adequacy, out.Late = "overdue", int(today-due)
			}
		}
	}
	end, err := calendar.ParseDate(out.Release[:4] + "-12-31")
	switch {
	case out.Release < out.Wants:
		out.TZ = "required"
	case err == nil && today > end.Add(f.settings.Duration("GV-002", "tz_age")):
		out.TZ = "old"
	}
	return out
}

// reliesOnAdequacy reports whether any flow rests on a decision of adequacy.
func (f *Facts) reliesOnAdequacy() bool {
	return slices.ContainsFunc(f.org.Flows, func(flow *model.Flow) bool { return flow.Transfer != nil && flow.Transfer.Mechanism == "adequacy" })
}

// An Account is a login that does not trace to one person.
type Account struct {
	Name    string   `json:"name"`
	People  []string `json:"people"` // of those who are defined
	Enabled bool     `json:"enabled"`
	Line    string   `json:"line"` // where the observations say so, as file:line
}

func (f *Facts) company() Company {
	out := Company{Accounts: []Account{}, Reference: f.reference(), Live: f.liveFacts(), Observed: f.observedFacts()}
	if f.observed == nil {
		return out
	}
	services := map[string]bool{}
	for _, s := range f.org.ServiceAccounts {
		services[s.Name] = true
	}
	for _, name := range slices.Sorted(maps.Keys(f.observed.Accounts)) {
		account := f.observed.Accounts[name]
		var people []string
		for _, person := range account.People {
			if f.access.Person(model.Join("person", person)) != nil {
				people = append(people, person)
			}
		}
		var humans []model.Address
		for _, person := range people {
			humans = append(humans, f.org.Humans().Of(model.Join("person", person)))
		}
		slices.Sort(humans)
		if len(slices.Compact(humans)) == 1 && len(people) == len(account.People) || services[name] {
			continue // of one human, whatever the pseudonyms
		}
		out.Accounts = append(out.Accounts, Account{
			Name: name, People: append([]string{}, people...), Enabled: account.Enabled,
			Line: account.Range.Path() + ":" + strconv.Itoa(account.Range.StartPosition().Line),
		})
	}
	return out
}
