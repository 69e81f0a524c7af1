package access

import (
	"slices"

	"github.com/tidegate/tidegate/internal/calendar"
	"github.com/tidegate/tidegate/internal/model"
)

// A Usage is an entitlement of which no recent use was seen, or of which nothing
// is known.
type Usage struct {
	Action string     `json:"action"`
	State  string     `json:"state"` // unused or unobserved
	Since  string     `json:"since"` // the last use, or the first day of access without any
	Used   bool       `json:"used"`  // since is a use
	Limit  string     `json:"limit"`
	Days   int        `json:"days"` // idle, up to the day of the observations
	Grant  string     `json:"grant"`
	At     model.Path `json:"at"`
}

// Idle are the limits on access that nobody uses.
type Idle struct {
	Standard, Privileged, MinObservation calendar.Duration
}

// Unused finds the entitlements that are idle for longer than the limit: counted
// from the last use, or from the first day of access when there was none. What
// nobody observed is unobserved, which is not a pass. Emergency access, on-call
// duties and what a surge opens are not expected to be used. Access that somebody had not
// been given yet when the limit began is not idle: held says so of a day, as far as it is
// known.
func (ix *Index) Unused(p *model.Person, granted []Entitlement, observed *model.Observations, idle Idle, held func(day calendar.Date, person model.Address, action string) bool) []Usage {
	out := []Usage{}
	if observed == nil {
		return out
	}
	seen := calendar.UTC.Date(observed.At)
	if observed.From != 0 && seen < observed.From.Add(idle.MinObservation) {
		return out
	}
	today := min(ix.Now.Today(), seen) // nobody looked later
	oncall := map[string]bool{}
	ix.eachTaken(ix.oncall[p.Address()], func(action string, _ model.Address) { oncall[action] = true })
	starts, systems := ix.starts(p), observed.Systems()
	used, known := usedBy(observed.Of(p.Name))
	for _, e := range granted {
		start, expected := starts[e.Action]
		if !expected || oncall[e.Action] {
			continue
		}
		u := Usage{Action: e.Action, Grant: e.Paths[0].Grant, At: e.Paths[0].At, Limit: idle.Standard.String()}
		limit := idle.Standard
		if e.Privileged {
			limit, u.Limit = idle.Privileged, idle.Privileged.String()
		}
		system, _ := model.SplitAction(e.Action)
		if !known || !systems[system] {
			u.State = "unobserved"
			out = append(out, u)
			continue
		}
		since := start
		if last := used[e.Action]; last > since {
			since, u.Used = last, true
		}
		if today > since.Add(limit) && held(today.Subtract(limit), p.Address(), e.Action) {
			u.State, u.Since, u.Days = "unused", since.String(), int(today-since)
			out = append(out, u)
		}
	}
	return out
}

// starts is the first day of each action that is open today and expected to be
// used.
func (ix *Index) starts(p *model.Person) map[string]calendar.Date {
	today := ix.Today(p)
	out := map[string]calendar.Date{}
	for _, c := range ix.candidates(p) {
		if !c.valid.Contains(today) || c.grant.BreakGlass != nil || len(c.through) > 0 && model.Address(c.through[0]).Kind() == "peak" {
			continue
		}
		start := max(c.valid.From, p.Start)
		if len(c.through) > 0 && model.Address(c.through[0]).Kind() == "role" {
			start = max(start, ix.HeldFrom(p, model.Address(c.through[0])))
		}
		for _, item := range c.grant.Allow {
			for _, action := range ix.Expand(item) {
				if known, ok := out[action]; !ok || start < known {
					out[action] = start
				}
			}
		}
	}
	return out
}

// usedBy is the last use of each action by any of a person's accounts, and
// whether there is one.
func usedBy(accounts []model.Account) (used map[string]calendar.Date, known bool) {
	used = map[string]calendar.Date{}
	for _, account := range accounts {
		for action, day := range account.LastUsed {
			used[action] = max(used[action], day)
		}
	}
	return used, len(accounts) > 0
}

// A Dormant is an enabled account that nobody logs into.
type Dormant struct {
	Account string `json:"account"`
	Since   string `json:"since"` // the last login, or the creation
	Logged  bool   `json:"logged"`
	State   string `json:"state"` // dormant, or drowsy within the warning
	Days    int    `json:"days"`  // without a login, up to the day of the observations
	Leave   bool   `json:"leave"` // the person is on leave: suspend it, do not exempt it
}

// Dormant finds the person's enabled accounts without a login for longer than
// the limit, in whole days of UTC.
func (ix *Index) Dormant(p *model.Person, observed *model.Observations, limit, warn calendar.Duration) []Dormant {
	out := []Dormant{}
	if observed == nil {
		return out
	}
	today := min(ix.Now.Today(), calendar.UTC.Date(observed.At)) // nobody looked later
	onLeave := slices.ContainsFunc(p.Leave, func(l calendar.Period) bool { return l.Contains(today) })
	for _, account := range observed.Of(p.Name) {
		if !account.Enabled {
			continue
		}
		since := max(account.LastLogin, account.Created)
		if since == 0 {
			since = p.Start
		}
		d := Dormant{Account: account.Name, Since: since.String(), Logged: account.LastLogin != 0, Leave: onLeave, Days: int(today - since)}
		switch {
		case onLeave || today > since.Add(limit):
			d.State = "dormant"
		case today > since.Add(warn):
			d.State = "drowsy"
		default:
			continue
		}
		out = append(out, d)
	}
	return out
}
