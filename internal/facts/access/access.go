// Package access derives who can do what at an instant: every action that a
// person reaches through any grant, and what the person's duties need.
package access

import (
	"maps"
	"slices"
	"strconv"
	"strings"
	"sync"

	"github.com/tidegate/tidegate/internal/calendar"
	"github.com/tidegate/tidegate/internal/model"
)

// An Index answers questions about access at one time. It is safe for
// concurrent use.
type Index struct {
	Now calendar.Now

	org      *model.Organisation
	humans   *model.Humans
	live     func(*model.System) bool
	zones    map[model.Address]*calendar.Zone // by team
	people   map[model.Address]*model.Person
	teams    map[model.Address]*model.Team
	roles    map[model.Address]*model.Role
	duties   map[model.Address]*model.Duty
	grants   map[model.Address][]*model.Grant // by whom they are given to
	surges   map[model.Address][]surge        // by person
	oncall   map[model.Address][]model.Address
	actions  map[string]Action
	bySystem map[string][]string // declared actions, sorted
	declared []string            // all of them, sorted
	closure  map[model.Address][]heldRole

	holders func() map[model.Address][]model.Address
	expand  sync.Map // wildcard to its actions
}

// An Action is one declared action and what its system says of it.
type Action struct {
	System     *model.System
	Live       bool // the system is not just a place to practise
	Privileged bool
	Superuser  bool
}

type surge struct {
	peak  model.Address
	roles []model.Address
	valid calendar.Period
}

// heldRole is a role with the roles that lead to it: itself, or those that
// include it.
type heldRole struct {
	role    model.Address
	through []string
}

// New indexes the organisation. Zones are those of the teams' locations. Live says
// whether a system holds anything that matters: see dataflow.Graph.Live.
func New(org *model.Organisation, now calendar.Now, zones map[model.Address]*calendar.Zone, live func(*model.System) bool) *Index {
	ix := &Index{
		Now: now, org: org, zones: zones, humans: org.Humans(), live: live,
		people:   make(map[model.Address]*model.Person, len(org.People)),
		teams:    map[model.Address]*model.Team{},
		roles:    map[model.Address]*model.Role{},
		duties:   map[model.Address]*model.Duty{},
		grants:   map[model.Address][]*model.Grant{},
		surges:   map[model.Address][]surge{},
		oncall:   map[model.Address][]model.Address{},
		actions:  map[string]Action{},
		bySystem: map[string][]string{},
		closure:  map[model.Address][]heldRole{},
	}
	for _, p := range org.People {
		ix.people[p.Address()] = p
	}
	for _, t := range org.Teams {
		ix.teams[t.Address()] = t
	}
	for _, r := range org.Roles {
		ix.roles[r.Address()] = r
	}
	for _, d := range org.Duties {
		ix.duties[d.Address()] = d
	}
	for _, g := range org.Grants {
		for _, to := range g.To {
			ix.grants[to] = append(ix.grants[to], g)
		}
	}
	ix.indexPeaks()
	ix.indexOnCall()
	ix.indexActions()
	for address := range ix.roles {
		ix.closure[address] = ix.include(address, nil)
	}
	ix.holders = sync.OnceValue(ix.roleHolders)
	return ix
}

func (ix *Index) indexPeaks() {
	for _, p := range ix.org.Peaks {
		if p.Surge == nil {
			continue
		}
		s := surge{peak: p.Address(), roles: p.Surge.Role, valid: p.Surge.Valid}
		added := map[model.Address]bool{}
		for _, people := range p.Surge.Adds {
			for _, person := range people {
				if !added[person] {
					ix.surges[person] = append(ix.surges[person], s)
				}
				added[person] = true
			}
		}
	}
}

func (ix *Index) indexOnCall() {
	for _, rota := range ix.org.OnCall {
		for _, people := range rota.Legs {
			for _, person := range people {
				ix.oncall[person] = append(ix.oncall[person], rota.Duties...)
			}
		}
	}
}

func (ix *Index) indexActions() {
	for _, s := range ix.org.Systems {
		add := func(verbs []string, privileged, superuser bool) {
			for _, verb := range verbs {
				ix.actions[s.Name+":"+verb] = Action{s, ix.live(s), privileged, superuser}
			}
		}
		add(s.Actions, false, false)
		add(s.Privileged, true, false)
		add(s.Superuser, true, true)
	}
	ix.declared = slices.Sorted(maps.Keys(ix.actions))
	for _, action := range ix.declared {
		system, _ := model.SplitAction(action)
		ix.bySystem[system] = append(ix.bySystem[system], action)
	}
}

// include is the role and every role that it includes, however deep. The loader
// has refused cycles.
func (ix *Index) include(role model.Address, through []string) []heldRole {
	through = append(slices.Clone(through), string(role))
	out := []heldRole{{role, through}}
	if r := ix.roles[role]; r != nil {
		for _, next := range r.Includes {
			if !slices.Contains(through, string(next)) {
				out = append(out, ix.include(next, through)...)
			}
		}
	}
	return out
}

// Action is what a system declares of an action.
func (ix *Index) Action(name string) (Action, bool) {
	a, ok := ix.actions[name]
	return a, ok
}

// Expand is the declared actions that an allow item gives: itself, or all that
// match its wildcards. A wildcard matches within the system or within the verb.
func (ix *Index) Expand(item string) []string {
	if !strings.Contains(item, "*") {
		return []string{item}
	}
	if known, ok := ix.expand.Load(item); ok {
		return known.([]string)
	}
	var out []string
	for _, action := range ix.declared {
		if MatchAction(item, action) {
			out = append(out, action)
		}
	}
	ix.expand.Store(item, out)
	return out
}

// MatchAction reports whether a pattern such as "helpdesk:*" or "*.export"
// covers an action. A pattern without a colon is matched with the whole action,
// its verb included; "*" is everything.
func MatchAction(pattern, action string) bool {
	system, verb, split := strings.Cut(pattern, ":")
	if !split {
		return glob(pattern, action)
	}
	actionSystem, actionVerb := model.SplitAction(action)
	return glob(system, actionSystem) && glob(verb, actionVerb)
}

// glob matches * with any text, without backtracking over more than one star
// at a time, so that no pattern is slow.
func glob(pattern, s string) bool {
	parts := strings.Split(pattern, "*")
	if len(parts) == 1 {
		return pattern == s
	}
	s, ok := strings.CutPrefix(s, parts[0])
	if !ok {
		return false
	}
	for _, part := range parts[1 : len(parts)-1] {
		i := strings.Index(s, part)
		if i < 0 {
			return false
		}
		s = s[i+len(part):]
	}
	return strings.HasSuffix(s, parts[len(parts)-1])
}

// Today is the local date at the instant where the person works.
func (ix *Index) Today(p *model.Person) calendar.Date {
	return ix.Now.Date(ix.zone(p))
}

func (ix *Index) zone(p *model.Person) *calendar.Zone {
	if zone := ix.zones[p.Team]; zone != nil {
		return zone
	}
	return calendar.UTC
}

// Active reports whether the person works for the company at the instant: from
// the first day's midnight to the end of the last day, both local.
func (ix *Index) Active(p *model.Person) bool {
	if ix.Today(p) < p.Start {
		return false
	}
	return p.Until.IsZero() || !ix.Now.Past(p.Until.EndIn(ix.zone(p)), ix.zone(p))
}

// A Path is one way in which an action reaches a person.
type Path struct {
	Grant   string     `json:"grant"`
	At      model.Path `json:"at"`                // the allow item in the grant
	Through []string   `json:"through,omitempty"` // roles, teams and peaks on the way
	JIT     bool       `json:"jit"`
}

// An Entitlement is an action that a person reaches, and every way to it.
type Entitlement struct {
	Action     string `json:"action"`
	Privileged bool   `json:"privileged"`
	Live       bool   `json:"live"`             // its system is no sandbox
	Needed     bool   `json:"needed"`           // a duty takes it; see Mark
	Export     bool   `json:"export,omitempty"` // it takes data out in bulk; see MarkExports
	Paths      []Path `json:"paths"`
}

// candidate is a grant that reaches a person at some time.
type candidate struct {
	grant   *model.Grant
	through []string
	valid   calendar.Period // when this way is open: grant and surge window
}

var always = calendar.Period{Until: calendar.Forever}

// candidates lists every grant that reaches the person, whenever that is.
func (ix *Index) candidates(p *model.Person) []candidate {
	var out []candidate
	add := func(to model.Address, through []string, window calendar.Period) {
		for _, g := range ix.grants[to] {
			if len(g.Within) > 0 && !slices.Contains(g.Within, p.Team) {
				continue
			}
			valid := window
			if g.Valid != (calendar.Period{}) {
				valid = calendar.Period{From: max(valid.From, g.Valid.From), Until: min(valid.Until, g.Valid.Until)}
			}
			out = append(out, candidate{g, through, valid})
		}
	}
	add(p.Address(), nil, always)
	add(p.Team, []string{string(p.Team)}, always)
	for _, role := range p.Roles {
		for _, held := range ix.closure[role] {
			add(held.role, held.through, always)
		}
	}
	for _, s := range ix.surges[p.Address()] {
		for _, role := range s.roles {
			for _, held := range ix.closure[role] {
				add(held.role, append([]string{string(s.peak)}, held.through...), s.valid)
			}
		}
	}
	return out
}

// Entitlements is what the person can do at the instant, sorted by action.
// Nobody can do anything before the first day or after the last.
func (ix *Index) Entitlements(p *model.Person) []Entitlement {
	if !ix.Active(p) {
		return nil
	}
	today := ix.Today(p)
	byAction := map[string]*Entitlement{}
	for _, c := range ix.candidates(p) {
		if !c.valid.Contains(today) {
			continue
		}
		for i, item := range c.grant.Allow {
			for _, action := range ix.Expand(item) {
				ix.entitle(byAction, action, Path{
					Grant: string(c.grant.Address()), At: model.Path{"allow", strconv.Itoa(i)},
					Through: c.through, JIT: c.grant.JIT != nil,
				})
			}
		}
	}
	return inOrder(byAction)
}

// entitle adds a path to an action to those that were found so far.
func (ix *Index) entitle(byAction map[string]*Entitlement, action string, path Path) {
	e := byAction[action]
	if e == nil {
		declared := ix.actions[action]
		e = &Entitlement{Action: action, Privileged: declared.Privileged, Live: declared.System == nil || declared.Live}
		byAction[action] = e
	}
	e.Paths = append(e.Paths, path)
}

// inOrder lists entitlements by action.
func inOrder(byAction map[string]*Entitlement) []Entitlement {
	out := make([]Entitlement, 0, len(byAction))
	for _, action := range slices.Sorted(maps.Keys(byAction)) {
		out = append(out, *byAction[action])
	}
	return out
}

// Mark says of each entitlement whether it is among the needs, both sorted.
func Mark(entitlements []Entitlement, needs []string) {
	for i := range entitlements {
		_, entitlements[i].Needed = slices.BinarySearch(needs, entitlements[i].Action)
	}
}

// MarkExports says of each entitlement whether a pattern of exports covers it.
func MarkExports(entitlements []Entitlement, patterns []string) {
	for i := range entitlements {
		entitlements[i].Export = slices.ContainsFunc(patterns, func(pattern string) bool { return MatchAction(pattern, entitlements[i].Action) })
	}
}

// HeldFrom is the first day on which the person held a role that is held now or to
// come: the first of a surge, that of the last move for a role that was not the
// person's before it, and else the first day of work.
func (ix *Index) HeldFrom(p *model.Person, role model.Address) calendar.Date {
	from := calendar.Forever
	for _, own := range p.Roles {
		if !ix.includes(own, role) {
			continue
		}
		since := p.Start
		if p.Moved != nil && !slices.ContainsFunc(p.Moved.From, func(before model.Address) bool { return ix.includes(before, role) }) {
			since = max(since, p.Moved.On)
		}
		from = min(from, since)
	}
	for _, s := range ix.surges[p.Address()] {
		for _, surged := range s.roles {
			if ix.includes(surged, role) {
				from = min(from, max(s.valid.From, p.Start))
			}
		}
	}
	if from == calendar.Forever {
		return p.Start
	}
	return from
}

// includes reports whether a role is another or includes it, however deep.
func (ix *Index) includes(role, other model.Address) bool {
	return slices.ContainsFunc(ix.closure[role], func(h heldRole) bool { return h.role == other })
}

// tenure is a role that a person has, or has for a while.
type tenure struct {
	role   model.Address
	peak   model.Address // of a surge
	valid  calendar.Period
	moving bool // it was the person's before a move
}

// tenures lists the roles of a person: those held, those of all surges, and those
// before a move while its grace lasts.
func (ix *Index) tenures(p *model.Person, moverGrace calendar.Duration) []tenure {
	out := make([]tenure, 0, len(p.Roles))
	for _, role := range p.Roles {
		out = append(out, tenure{role: role, valid: always})
	}
	for _, s := range ix.surges[p.Address()] {
		for _, role := range s.roles {
			out = append(out, tenure{role: role, peak: s.peak, valid: s.valid})
		}
	}
	if p.Moved != nil && p.Moved.On <= ix.Today(p) && ix.Today(p) < p.Moved.On.Add(moverGrace) {
		for _, role := range p.Moved.From {
			out = append(out, tenure{role: role, valid: always, moving: true})
		}
	}
	return out
}

// eachTaken calls do for each action that some duties take, with the duty.
func (ix *Index) eachTaken(duties []model.Address, do func(action string, duty model.Address)) {
	for _, d := range duties {
		duty := ix.duties[d]
		if duty == nil {
			continue
		}
		for _, item := range duty.Needs {
			for _, action := range ix.Expand(item) {
				do(action, d)
			}
		}
	}
}

// Needs is the actions that the person's duties take at the instant, sorted:
// those of all roles held, of on-call duties, of open surge windows, and of the
// roles before a move while its grace lasts.
func (ix *Index) Needs(p *model.Person, moverGrace calendar.Duration) []string {
	today := ix.Today(p)
	needs := map[string]bool{}
	add := func(action string, _ model.Address) { needs[action] = true }
	for _, t := range ix.tenures(p, moverGrace) {
		if t.valid.Contains(today) {
			for _, held := range ix.closure[t.role] {
				ix.eachTaken(ix.roles[held.role].Duties, add)
			}
		}
	}
	ix.eachTaken(ix.oncall[p.Address()], add)
	return slices.Sorted(maps.Keys(needs))
}

// RoleNeeds is the actions that a role's duties take, with the duty that takes
// each, included roles counted.
func (ix *Index) RoleNeeds(r *model.Role) map[string]model.Address {
	out := map[string]model.Address{}
	for _, held := range ix.closure[r.Address()] {
		ix.eachTaken(ix.roles[held.role].Duties, func(action string, duty model.Address) {
			if _, known := out[action]; !known {
				out[action] = duty
			}
		})
	}
	return out
}

// RolesHeld lists the roles that the person holds on a date, included ones and
// those of open surge windows counted.
func (ix *Index) RolesHeld(p *model.Person, on calendar.Date) []model.Address {
	held := map[model.Address]bool{}
	for _, role := range p.Roles {
		for _, h := range ix.closure[role] {
			held[h.role] = true
		}
	}
	for _, s := range ix.surges[p.Address()] {
		if s.valid.Contains(on) {
			for _, role := range s.roles {
				for _, h := range ix.closure[role] {
					held[h.role] = true
				}
			}
		}
	}
	return slices.Sorted(maps.Keys(held))
}

func (ix *Index) roleHolders() map[model.Address][]model.Address {
	out := map[model.Address][]model.Address{}
	for _, p := range ix.org.People {
		if !ix.Active(p) {
			continue
		}
		for _, role := range ix.RolesHeld(p, ix.Today(p)) {
			out[role] = append(out[role], p.Address())
		}
		out[p.Team] = append(out[p.Team], p.Address())
	}
	return out
}

// Holders lists the active people behind an address: a person, the holders of a
// role, or the members of a team.
func (ix *Index) Holders(a model.Address) []model.Address {
	if a.Kind() == "person" {
		if p := ix.people[a]; p != nil && ix.Active(p) {
			return []model.Address{a}
		}
		return nil
	}
	return ix.holders()[a]
}

// GrantHolders lists the active people that a grant reaches, sorted.
func (ix *Index) GrantHolders(g *model.Grant) []model.Address {
	set := map[model.Address]bool{}
	for _, to := range g.To {
		for _, person := range ix.Holders(to) {
			if len(g.Within) == 0 || slices.Contains(g.Within, ix.people[person].Team) {
				set[person] = true
			}
		}
	}
	return slices.Sorted(maps.Keys(set))
}

// Reach is the live systems that the person can do anything in on a date, by
// name.
func (ix *Index) Reach(p *model.Person, on calendar.Date) map[string]bool {
	out := map[string]bool{}
	for _, c := range ix.candidates(p) {
		if !c.valid.Contains(on) {
			continue
		}
		for _, item := range c.grant.Allow {
			for _, action := range ix.Expand(item) {
				if a := ix.actions[action]; a.Live {
					out[a.System.Name] = true
				}
			}
		}
	}
	return out
}

// Person is the person at an address, or nil.
func (ix *Index) Person(a model.Address) *model.Person { return ix.people[a] }

// First is the first day on which a person can reach something that is no
// sandbox, and how.
type First struct {
	Date    calendar.Date
	Grant   *model.Grant
	Systems []string // of every live action ever granted, sorted
}

// FirstLive is when live access begins, and false when no grant ever gives any.
func (ix *Index) FirstLive(p *model.Person) (First, bool) {
	return ix.firstLive(p, ix.candidates(p), p.Start)
}

// FirstLiveBy is when live access begins for somebody who holds a role from a day
// on: by a grant that reaches the person through the role, or directly, or through
// the team; and where none does, by any.
func (ix *Index) FirstLiveBy(p *model.Person, role model.Address, from calendar.Date) (First, bool) {
	all := ix.candidates(p)
	by := slices.DeleteFunc(slices.Clone(all), func(c candidate) bool {
		return len(c.through) > 0 && !slices.Contains(c.through, string(role)) && model.Address(c.through[0]).Kind() != "team"
	})
	if first, ok := ix.firstLive(p, by, max(from, p.Start)); ok {
		return first, true
	}
	return ix.firstLive(p, all, max(from, p.Start))
}

func (ix *Index) firstLive(p *model.Person, candidates []candidate, notBefore calendar.Date) (First, bool) {
	first := First{Date: calendar.Forever}
	last := calendar.Forever
	if !p.Until.IsZero() {
		last = p.Until.LastDay(ix.zone(p))
	}
	systems := map[string]bool{}
	for _, c := range candidates {
		from := max(c.valid.From, notBefore)
		if from > min(c.valid.Until, last) {
			continue
		}
		live := false
		for _, item := range c.grant.Allow {
			for _, action := range ix.Expand(item) {
				if a := ix.actions[action]; a.Live {
					live = true
					systems[a.System.Name] = true
				}
			}
		}
		if live && (from < first.Date || from == first.Date && c.grant.Name < first.Grant.Name) {
			first.Date, first.Grant = from, c.grant
		}
	}
	first.Systems = slices.Sorted(maps.Keys(systems))
	return first, first.Grant != nil
}

// reading is the verbs that change nothing.
var reading = []string{"read", "view", "list", "get", "search"}

// ReadOnly reports whether an action, by the last word of its verb, changes
// nothing. Verbs are free text, so anything that is not known to read may write.
func ReadOnly(action string) bool {
	_, verb := model.SplitAction(action)
	word := verb[strings.LastIndexByte(verb, '.')+1:]
	return slices.Contains(reading, word)
}
