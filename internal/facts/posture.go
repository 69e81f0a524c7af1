package facts

import (
	"maps"
	"slices"
	"strconv"
	"strings"

	"github.com/tidegate/tidegate/internal/calendar"
	"github.com/tidegate/tidegate/internal/facts/access"
	"github.com/tidegate/tidegate/internal/facts/dataflow"
	"github.com/tidegate/tidegate/internal/model"
)

// accessTerms is what limits the access of external people.
func (f *Facts) accessTerms() access.Terms {
	terms := access.Terms{
		Contracts:   map[model.Address]*model.Contract{},
		Vendors:     map[model.Address]bool{},
		Reserve:     map[model.Address]bool{},
		MaxExternal: f.settings.Duration("LP-004", "max_external"),
		Warn:        f.settings.Duration("LP-004", "warn_before_end"),
	}
	for _, t := range f.org.Teams {
		terms.Vendors[t.Address()] = t.Vendor != ""
	}
	for _, c := range f.org.Contracts {
		for _, team := range c.Teams {
			if longest := terms.Contracts[team]; longest == nil || c.End() > longest.End() {
				terms.Contracts[team] = c
			}
		}
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

// A ServiceAccount is what rules know of an integration's identity.
type ServiceAccount struct {
	Allowed
	OwnerActive bool   `json:"owner_active"`
	Term        string `json:"term"`     // fine, missing, over or too_long
	Rotation    string `json:"rotation"` // fine, missing or overdue
}

func (f *Facts) serviceAccount(a *model.ServiceAccount) ServiceAccount {
	out := ServiceAccount{Allowed: f.allowed(a.Allow), Term: "fine", Rotation: "fine"}
	if owner := f.access.Person(a.Owner); owner != nil {
		out.OwnerActive = f.access.Active(owner)
	}
	today := calendar.UTC.Date(f.access.At)
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
		out.Rotation = "overdue"
	}
	return out
}

// A System is what rules know of a system beyond the definition.
type System struct {
	Level        string   `json:"level"` // inherited classes counted
	Personal     bool     `json:"personal"`
	Confidential bool     `json:"confidential"` // or higher
	Privileged   bool     `json:"privileged"`   // it declares privileged actions
	External     []string `json:"external"`     // teams of vendors that reach it
	LogShort     bool     `json:"log_short"`    // its audit log is kept for less than the minimum, or not at all
	SlowLogs     []string `json:"slow_logs"`    // contracts of its operator that hand over logs too late, or never
}

func (f *Facts) system(s *model.System) System {
	class := f.flows.Store(s.Address())
	out := System{
		Level: dataflow.LevelName(class.Level), Personal: class.Personal, Confidential: class.Level >= dataflow.Level("confidential"),
		Privileged: len(s.Privileged)+len(s.Superuser) > 0, External: []string{}, SlowLogs: []string{},
		LogShort: shorter(s.Controls.AuditLog, f.settings.Duration("LP-015", "retention_min")),
	}
	for _, team := range f.external[s.Address()] {
		out.External = append(out.External, string(team))
	}
	limit, _ := f.settings.Duration("LP-015", "logs_within").Exactly()
	for _, c := range f.org.Contracts {
		if s.OperatedBy == "" || c.Vendor != s.OperatedBy {
			continue
		}
		if millis, ok := c.Audit.LogsWithin.Exactly(); !ok || millis == 0 || millis > limit {
			out.SlowLogs = append(out.SlowLogs, string(c.Address()))
		}
	}
	return out
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
	today := calendar.UTC.Date(f.access.At)
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
			if out.Attested == "missing" {
				out.Attested = "overdue"
			}
		default:
			out.Attested = "fine"
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
	out.SurgeTail = &Tail{Last: last, Limit: limit.String()}
	return out
}

// A Company is what rules know of the company beyond the definition.
type Company struct {
	Accounts  []Account `json:"accounts"` // that are of nobody, or of several people
	Reference Reference `json:"reference"`
}

// Reference is the state of the data behind rules.
type Reference struct {
	TZ          string `json:"tz"` // fine, required (older than that) or old
	Release     string `json:"release"`
	Wants       string `json:"wants,omitempty"`
	Adequacy    string `json:"adequacy"` // fine, or overdue
	AdequacyDue string `json:"adequacy_due,omitempty"`
}

// reference holds the carried data against what the company requires of it. A
// release of the tz database is as old as its year is: its name says no more.
func (f *Facts) reference() Reference {
	out := Reference{TZ: "fine", Release: calendar.Carried().Release, Adequacy: "fine"}
	today := calendar.UTC.Date(f.access.At)
	if c := f.org.Company; c != nil {
		out.Wants = c.Reference.TZData
		if list := c.Reference.AdequacyList; list != 0 {
			due := list.Add(f.settings.Duration("GV-002", "adequacy_age"))
			if out.AdequacyDue = due.String(); today > due {
				out.Adequacy = "overdue"
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

// An Account is a login that does not trace to one person.
type Account struct {
	Name    string   `json:"name"`
	People  []string `json:"people"` // of those who are defined
	Enabled bool     `json:"enabled"`
	Line    string   `json:"line"` // where the observations say so, as file:line
}

func (f *Facts) company() Company {
	out := Company{Accounts: []Account{}, Reference: f.reference()}
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
		if len(people) == 1 && len(account.People) == 1 || services[name] {
			continue
		}
		out.Accounts = append(out.Accounts, Account{
			Name: name, People: append([]string{}, people...), Enabled: account.Enabled,
			Line: account.Range.Path() + ":" + strconv.Itoa(account.Range.StartPosition().Line),
		})
	}
	return out
}
