// Package facts derives what follows from an organisation at a date, one view a
// subject. A view is all that a rule sees: dates have become states, so that the
// same view means the same on any day.
package facts

import (
	"maps"
	"slices"
	"sync"

	"github.com/tidegate/tidegate/internal/calendar"
	"github.com/tidegate/tidegate/internal/facts/access"
	"github.com/tidegate/tidegate/internal/facts/contract"
	"github.com/tidegate/tidegate/internal/facts/dataflow"
	"github.com/tidegate/tidegate/internal/facts/roster"
	"github.com/tidegate/tidegate/internal/facts/training"
	"github.com/tidegate/tidegate/internal/facts/vetting"
	"github.com/tidegate/tidegate/internal/finding"
	"github.com/tidegate/tidegate/internal/model"
	"github.com/tidegate/tidegate/internal/privacy"
	"github.com/tidegate/tidegate/internal/source"
)

// A View is one subject as a rule sees it.
type View struct {
	Definition *model.Definition
	Facts      any // a struct of this package, or nil for kinds without facts
}

// Facts is everything that views are made of. It is safe for concurrent use
// after Derive.
type Facts struct {
	written   *model.Organisation // as it stands in the files
	org       *model.Organisation // as far as it can be known on the day: see model.Organisation.Known
	observed  *model.Observations // nil when nobody looked
	settings  finding.Settings
	zones     map[model.Address]*calendar.Zone
	access    *access.Index
	flows     *dataflow.Graph
	vetting   *vetting.Index
	rosters   *roster.Simulation
	pairs     *access.PairIndex
	accounts  map[model.Address][]*model.ServiceAccount // by owner
	reach     map[model.Address][]Reach                 // by team
	external  map[model.Address][]model.Address         // teams of vendors that reach a system
	used      map[model.Address]bool                    // systems in which somebody can do something
	hq        []*model.Team
	teams     map[model.Address]*model.Team
	named     map[model.Address][]access.Holdings // what names each person
	terms     access.Terms
	typed     map[*model.Definition]any
	locations map[model.Address]*model.Location
	barred    map[model.Address]string          // people who are rostered and cannot work today, and why
	lapses    map[model.Address]roster.Lapse    // of those who can, from when they cannot
	depends   map[model.Address]model.Address   // what depends on a duty
	doubles   map[*roster.Row][]roster.Double   // people who are on two shifts at once
	serving   map[model.Address][]model.Address // systems in which the work of a queue is done, where it does not say
	workers   map[model.Address]int             // active people by location
	payment   map[model.Address]string          // kind of card data, by data class

	past        Past
	learned     *training.Index
	styles      map[model.Address][]string // style guides of the queues of a team
	holdings    func() []Holding           // of everybody
	own         sync.Once
	ownPatterns []privacy.Pattern
	made        sync.Once
	madeOf      map[*source.File][]*model.Value // strings that expressions make
}

// leastHorizon sees both clock changes of every zone, so that no verdict rests on
// the season in which it was made. A company may look farther ahead, and no less.
const leastHorizon = 400

// mostHorizon bounds what is simulated.
const mostHorizon = 3 * 366

// Derive computes the facts that several views share.
func Derive(org *model.Organisation, observed *model.Observations, now calendar.Now, settings finding.Settings) *Facts {
	return derive(org, org.Known(now.Today()), observed, now, settings, nil)
}

// A Past says what people could do on an earlier day, by the history; known is false where
// that does not go back so far.
type Past func(day calendar.Date) (holds func(person model.Address, action string) bool, known bool)

// Since lets facts that ask about the time before today ask the history.
func (f *Facts) Since(past Past) { f.past = past }

// held reports whether a person had been given an action by a day, as far as it is known.
func (f *Facts) held(day calendar.Date, person model.Address, action string) bool {
	if f.past == nil {
		return true
	}
	holds, known := f.past(day)
	return !known || holds(person, action)
}

// Holders says what the people of an organisation can do on a day.
func Holders(org *model.Organisation, day calendar.Date) func(person model.Address, action string) bool {
	f := &Facts{
		org: org.Known(day), zones: map[model.Address]*calendar.Zone{},
		locations: map[model.Address]*model.Location{}, teams: map[model.Address]*model.Team{},
	}
	f.indexPlaces()
	ix := access.New(f.org, calendar.OnDay(day), f.zones, dataflow.New(f.org).Live)
	var known sync.Map // entitlements by person
	return func(person model.Address, action string) bool {
		p := ix.Person(person)
		if p == nil {
			return false
		}
		granted, ok := known.Load(person)
		if !ok {
			granted, _ = known.LoadOrStore(person, ix.Entitlements(p))
		}
		return slices.ContainsFunc(granted.([]access.Entitlement), func(e access.Entitlement) bool { return e.Action == action })
	}
}

// At is the facts of the same organisation at a later time, as far as they are
// known today: rosters are those that were simulated from the first time on, and
// observations are those of today.
func (f *Facts) At(later calendar.Now) *Facts {
	return f.again(f.written.Known(later.Today()), later, f.rosters)
}

// On is the facts of the same organisation on a later day. Rosters are simulated
// again from there where somebody on them cannot work, so that nothing differs from
// what the facts of that day alone would be.
func (f *Facts) On(later calendar.Now) *Facts {
	next := f.At(later)
	if len(next.barred) == 0 && len(f.barred) == 0 {
		return next
	}
	return f.again(f.written.Known(later.Today()), later, nil)
}

// Unbegun is the facts at the same time as if whatever begins on that day had not
// begun yet.
func (f *Facts) Unbegun() *Facts {
	return f.again(f.org.Postponed(f.access.Now.Today()), f.access.Now, f.rosters)
}

// again is the facts of another state of the same organisation, or at another time.
func (f *Facts) again(org *model.Organisation, now calendar.Now, rosters *roster.Simulation) *Facts {
	next := derive(f.written, org, f.observed, now, f.settings, rosters)
	next.past = f.past
	return next
}

func derive(written, org *model.Organisation, observed *model.Observations, now calendar.Now, settings finding.Settings, rosters *roster.Simulation) *Facts {
	f := &Facts{
		written: written, org: org, observed: observed.Known(now.Today()), settings: settings,
		zones:     map[model.Address]*calendar.Zone{},
		accounts:  map[model.Address][]*model.ServiceAccount{},
		typed:     map[*model.Definition]any{},
		locations: map[model.Address]*model.Location{},
		teams:     map[model.Address]*model.Team{},
		external:  map[model.Address][]model.Address{},
		serving:   map[model.Address][]model.Address{},
		used:      map[model.Address]bool{},
	}
	f.holdings = sync.OnceValue(f.everybodysHoldings)
	f.indexPlaces()
	f.flows = dataflow.New(org)
	f.access = access.New(org, now, f.zones, f.flows.Live)
	f.vetting = vetting.New(org, f.access, f.flows, vetting.Rules{
		Warn:          settings.Duration("BC-003", "warn"),
		Grace:         settings.Duration("BC-001", "grace"),
		GraceMaxLevel: dataflow.Level(settings.String("BC-001", "grace_max_level")),
		MaxAge:        settings.Duration("BC-006", "max_age"),
		RehireGap:     settings.Duration("BC-006", "rehire_gap"),
		Reaffirm:      settings.Duration("BC-007", "reaffirm"),
		ReaffirmBy:    settings.String("BC-007", "module"),
	})
	f.rosters = rosters
	if rosters == nil {
		today := now.Today()
		until := today + leastHorizon
		if org.Company != nil {
			until = min(max(until, today.Add(org.Company.Horizon)), today+mostHorizon)
		}
		f.rosters = roster.Simulate(org, calendar.Interval{Start: now.At, End: calendar.UTC.At(until, 0)}, f.zones)
	}
	f.pairs = access.NewPairIndex(access.Pairs(org, settings.Table("LP-007", "pairs"), settings.List("LP-007", "dynamic_pairs")))
	for _, account := range org.ServiceAccounts {
		f.accounts[account.Owner] = append(f.accounts[account.Owner], account)
	}
	f.reach = f.teamReach()
	f.named = access.Named(org)
	f.terms = f.accessTerms()
	f.indexTyped()
	f.bar()
	if rosters == nil {
		f.rosters.Judge(f.barred, f.lapses, settings.Duration("OW-004", "lead"), settings.Duration("OW-004", "renewal"))
	}
	f.doubles = f.rosters.Doubles()
	f.findServing()
	f.depends = f.dependsOn()
	f.countWorkers()
	return f
}

func (f *Facts) countWorkers() {
	f.workers, f.payment, f.styles = map[model.Address]int{}, map[model.Address]string{}, map[model.Address][]string{}
	for _, q := range f.org.Queues {
		if q.Uses.Style != "" && !slices.Contains(f.styles[q.Owner], q.Uses.Style) {
			f.styles[q.Owner] = append(f.styles[q.Owner], q.Uses.Style)
		}
	}
	for _, p := range f.org.People {
		if team := f.teams[p.Team]; team != nil && f.access.Active(p) {
			f.workers[team.Location]++
		}
	}
	for _, c := range f.org.DataClasses {
		f.payment[c.Address()] = c.Payment
	}
}

func (f *Facts) indexPlaces() {
	zones := map[model.Address]*calendar.Zone{}
	for _, l := range f.org.Locations {
		f.locations[l.Address()] = l
		if zone, err := calendar.Carried().Zone(l.TZ); err == nil {
			zones[l.Address()] = zone
		}
	}
	for _, t := range f.org.Teams {
		f.teams[t.Address()] = t
		f.zones[t.Address()] = zones[t.Location]
		if l := f.locations[t.Location]; l != nil && l.Class == "hq" {
			f.hq = append(f.hq, t)
		}
	}
}

func (f *Facts) indexTyped() {
	index(f.typed, f.org.People)
	index(f.typed, f.org.Grants)
	index(f.typed, f.org.ServiceAccounts)
	index(f.typed, f.org.Duties)
	index(f.typed, f.org.Roles)
	index(f.typed, f.org.Coverage)
	index(f.typed, f.org.Overlaps)
	index(f.typed, f.org.Teams)
	index(f.typed, f.org.Contracts)
	index(f.typed, f.org.Flows)
	index(f.typed, f.org.Systems)
	index(f.typed, f.org.DataClasses)
	index(f.typed, f.org.Peaks)
	index(f.typed, f.org.DeviceStandards)
	index(f.typed, f.org.CheckPackages)
	index(f.typed, f.org.Conflicts)
	index(f.typed, f.org.Locations)
	index(f.typed, f.org.Vendors)
	index(f.typed, f.org.OnCall)
	index(f.typed, f.org.Handoffs)
	index(f.typed, f.org.Huddles)
	index(f.typed, f.org.Queues)
	index(f.typed, f.org.Tiers)
	index(f.typed, f.org.Promises)
	index(f.typed, f.org.Playbooks)
	index(f.typed, f.org.IncidentRoles)
	if f.org.Company != nil {
		index(f.typed, []*model.Company{f.org.Company})
	}
}

type defined interface{ Self() *model.Definition }

func index[T defined](into map[*model.Definition]any, items []T) {
	for _, item := range items {
		into[item.Self()] = item
	}
}

// View is the subject with its facts. It may be called from several goroutines.
func (f *Facts) View(d *model.Definition) View {
	if d.Kind == model.FileKind {
		return f.file(d)
	}
	d = f.known(d)
	v := View{Definition: d}
	switch subject := f.typed[d].(type) {
	case *model.Person:
		v.Facts = f.person(subject)
	case *model.Grant:
		v.Facts = f.grant(subject)
	case *model.ServiceAccount:
		v.Facts = f.serviceAccount(subject)
	case *model.Duty:
		v.Facts = f.duty(subject)
	case *model.Role:
		v.Facts = Role{Conflicts: f.access.DesignClashes(subject, f.pairs)}
	case *model.DataClass:
		v.Facts = f.dataClass(subject)
	case *model.Coverage:
		v.Facts = f.coverage(subject)
	case *model.Overlap:
		v.Facts = f.overlap(subject)
	case *model.Team:
		v.Facts = f.team(subject)
	case *model.Contract:
		v.Facts = f.contract(subject)
	case *model.Vendor:
		v.Facts = f.vendor(subject)
	case *model.Location:
		v.Facts = f.location(subject)
	case *model.OnCall:
		v.Facts = OnCall{f.rosters.Rota(subject, f.settings.Int("OW-007", "min_people"), f.settings.Duration("OW-007", "max_primary"))}
	case *model.Handoff:
		v.Facts = Handoff{f.rosters.Passes(subject, f.settings.Duration("OW-003", "min").Minutes(), f.queuesOf)}
	case *model.Huddle:
		v.Facts = f.huddle(subject)
	case *model.Queue:
		v.Facts = f.queue(subject)
	case *model.Tier:
		v.Facts = f.tier(subject)
	case *model.Promise:
		v.Facts = Channels{f.unowned([]string{subject.Name})}
	case *model.System:
		v.Facts = f.system(subject)
	case *model.Peak:
		v.Facts = f.peak(subject)
	case *model.Company:
		v.Facts = f.company()
	case *model.Flow:
		v.Facts = f.flow(subject)
	}
	return v
}

// A Person is what rules know of a person beyond the definition.
type Person struct {
	Active      bool                 `json:"active"`
	Granted     []access.Entitlement `json:"granted"`
	Needed      []string             `json:"needed"`
	Conflicts   []access.Clash       `json:"conflicts"`
	FirstAccess *vetting.Access      `json:"first_access,omitempty"`
	Checks      []vetting.Check      `json:"checks"`
	Vendor      string               `json:"vendor,omitempty"`
	Reaches     bool                 `json:"reaches"` // live data, now
	Leaving     *access.Left         `json:"leaving,omitempty"`
	Unused      []access.Usage       `json:"unused,omitempty"`
	Dormant     []access.Dormant     `json:"dormant,omitempty"`

	Unlawful     []vetting.Unlawful    `json:"unlawful,omitempty"`
	Unassessed   []string              `json:"unassessed,omitempty"`
	Undertakings *vetting.Undertakings `json:"undertakings,omitempty"`
	Ending       []Ending              `json:"ending,omitempty"` // what ends within the lead of OW-004
	Tone         *training.Tone        `json:"tone,omitempty"`   // of somebody whose roles ask for a language
}

// An Ending is something that holds today and will not within the lead.
type Ending struct {
	What  string     `json:"what"`
	At    model.Path `json:"at"`
	Day   string     `json:"day"` // the first on which it does not
	Cause string     `json:"cause"`
}

func (f *Facts) person(p *model.Person) Person {
	granted := f.access.Entitlements(p)
	needed := f.access.Needs(p, f.settings.Duration("LP-001", "mover_grace"))
	access.Mark(granted, needed)
	record := f.vetting.Of(p)
	out := Person{
		Active:      f.access.Active(p),
		Granted:     granted,
		Needed:      needed,
		Conflicts:   f.access.Clashes(p, granted, f.pairs, f.accounts[p.Address()]),
		FirstAccess: record.FirstAccess(),
		Checks:      record.Checks(),
		Leaving:     f.access.Leaving(p, f.named, f.observed, f.settings.Duration("LP-003", "revoke_within")),
	}
	if team := f.teams[p.Team]; team != nil {
		out.Vendor = string(team.Vendor)
	}
	out.Reaches = slices.ContainsFunc(granted, func(e access.Entitlement) bool { return e.Live })
	out.Unlawful, out.Unassessed = record.Unlawful(), record.Unassessed()
	out.Undertakings = record.Undertakings()
	out.Ending = f.endingChecks(out.Checks)
	out.Tone = f.learned.ToneOf(p, f.settings.Duration("TR-005", "every"), f.settings.Duration("TR-005", "grace"), f.styles[p.Team])
	if out.Vendor != "" {
		access.MarkExports(granted, f.settings.List("LP-006", "export_patterns"))
	}
	if out.Active && f.observed != nil {
		out.Unused = f.access.Unused(p, granted, f.observed, access.Idle{
			Standard:       f.settings.Duration("LP-010", "unused_after"),
			Privileged:     f.settings.Duration("LP-010", "privileged"),
			MinObservation: f.settings.Duration("LP-010", "min_observation"),
		}, f.held)
		out.Dormant = f.access.Dormant(p, f.observed, f.settings.Duration("LP-011", "dormant_after"), f.settings.Duration("LP-011", "warn"))
	}
	return out
}

// Allowed is what a list of actions comes to.
type Allowed struct {
	Actions    []Item      `json:"actions"`
	Privileged []Privilege `json:"privileged"`
}

// An Item is one entry of a list of actions.
type Item struct {
	Action    string `json:"action"`
	Wildcard  bool   `json:"wildcard"`
	ReadOnly  bool   `json:"read_only"`           // every action that it gives only reads
	Superuser bool   `json:"superuser"`           // it gives an action that its system declares as superuser
	Forbidden string `json:"forbidden,omitempty"` // the pattern of LP-002 that it matches, wildcards aside
	Gives     int    `json:"gives"`               // declared actions
}

// A Privilege is a privileged action, and the entry that gives it.
type Privilege struct {
	Item   int    `json:"item"`
	Action string `json:"action"`
}

func (f *Facts) allowed(actions []string) Allowed {
	out := Allowed{Actions: make([]Item, len(actions)), Privileged: []Privilege{}}
	forbidden := f.settings.List("LP-002", "forbidden")
	for i, action := range actions {
		given := f.access.Expand(action)
		item := Item{Action: action, Wildcard: slices.Contains([]byte(action), '*'), Gives: len(given), ReadOnly: len(given) > 0}
		if !item.Wildcard {
			item.Forbidden = matching(forbidden, action)
		}
		for _, name := range given {
			declared, _ := f.access.Action(name)
			item.Superuser = item.Superuser || declared.Superuser
			item.ReadOnly = item.ReadOnly && access.ReadOnly(name)
			if declared.Privileged {
				out.Privileged = append(out.Privileged, Privilege{i, name})
			}
		}
		out.Actions[i] = item
	}
	return out
}

// matching is the first pattern that an action without a wildcard matches. A
// pattern that stands for whole systems is about wildcards, and matches none.
func matching(patterns []string, action string) string {
	for _, pattern := range patterns {
		if _, verb := model.SplitAction(pattern); verb != "*" && access.MatchAction(pattern, action) {
			return pattern
		}
	}
	return ""
}

// A Grant is what rules know of a grant beyond the definition.
type Grant struct {
	Allowed
	JIT        *JIT        `json:"jit,omitempty"`
	BreakGlass *BreakGlass `json:"break_glass,omitempty"`

	Lifetime access.Lifetime `json:"lifetime"`
	Approval access.Signing  `json:"approval"`
	Review   *access.Signing `json:"review,omitempty"`
	Due      access.Due      `json:"due"`
}

// JIT is how elevation works out.
type JIT struct {
	TooLong   bool   `json:"too_long"`        // or without a limit
	Over      int    `json:"over"`            // seconds beyond the limit
	Approvers int    `json:"approvers"`       // humans
	Alone     string `json:"alone,omitempty"` // the one approver, who holds the grant as well, under whatever pseudonym
}

// BreakGlass is the state of emergency access.
type BreakGlass struct {
	Holders int  `json:"holders"`
	Alerts  bool `json:"alerts"`
	Tested  bool `json:"tested"` // recently enough
}

func (f *Facts) grant(g *model.Grant) Grant {
	out := Grant{Allowed: f.allowed(g.Allow)}
	if g.JIT != nil {
		limit := f.settings.Duration("LP-005", "jit_max")
		longest, measured := g.JIT.Max.Exactly()
		most, _ := limit.Exactly()
		out.JIT = &JIT{TooLong: !measured || longest == 0 || longest > most, Over: int(max(longest-most, 0) / 1000)}
		if !measured || longest == 0 {
			out.JIT.Over = neverEnds
		}
		var approvers []model.Address
		for _, a := range g.JIT.Approver {
			approvers = append(approvers, f.access.Holders(a)...)
		}
		humans := f.org.Humans()
		approvers = humans.Distinct(approvers)
		out.JIT.Approvers = len(approvers)
		if len(approvers) == 1 && humans.Among(f.access.GrantHolders(g), approvers[0]) {
			out.JIT.Alone = string(approvers[0])
		}
	}
	if g.BreakGlass != nil {
		due := g.BreakGlass.Tested.Add(f.settings.Duration("LP-005", "break_glass_test"))
		out.BreakGlass = &BreakGlass{
			Holders: len(f.org.Humans().Distinct(f.access.GrantHolders(g))),
			Alerts:  g.BreakGlass.Alerts,
			Tested:  g.BreakGlass.Tested != 0 && f.access.Now.Today() <= due,
		}
	}
	privileged := len(out.Privileged) > 0
	out.Lifetime = f.access.Lifetime(g, f.terms)
	out.Approval = f.access.Approval(g, privileged, f.settings.List("LP-008", "approver_roles"), f.settings.Duration("LP-008", "retro_approval"))
	out.Review = f.access.Review(g)
	out.Due = f.access.ReviewDue(g, privileged, out.Lifetime.External, access.Intervals{
		Standard:   f.settings.Duration("LP-009", "standard"),
		Privileged: f.settings.Duration("LP-009", "privileged"),
		External:   f.settings.Duration("LP-009", "external"),
		Warn:       f.settings.Duration("LP-009", "warn"),
	})
	return out
}

// neverEnds is seconds that something without an end is beyond its limit.
const neverEnds = 1_000_000_000

// A Role is what rules know of a role beyond the definition.
type Role struct {
	Conflicts []access.Clash `json:"conflicts"`
}

// Coverage is what rules know of a coverage row beyond the definition.
type Coverage struct {
	Gaps    []Gap          `json:"gaps"`
	Lapsing *roster.Ending `json:"lapsing,omitempty"` // seats that stay empty once something ends for people
	Unowned []string       `json:"unowned"`           // channels that no queue has
}

// A Gap is unstaffed seats, and whether somebody waits at the other end.
type Gap struct {
	roster.Gap
	Realtime bool `json:"realtime"`
}

func (f *Facts) coverage(c *model.Coverage) Coverage {
	zone, err := calendar.Carried().Zone(c.TZ)
	if err != nil {
		return Coverage{}
	}
	out := Coverage{Gaps: []Gap{}, Unowned: f.unowned(slices.Sorted(maps.Keys(c.Min)))}
	for _, gap := range f.rosters.Gaps(c, zone, max(f.settings.Duration("OW-001", "min_gap").Minutes(), 1)) {
		g := Gap{Gap: gap}
		for _, short := range gap.Short {
			g.Realtime = g.Realtime || f.realtime(short.Channel)
		}
		out.Gaps = append(out.Gaps, g)
	}
	out.Lapsing = f.rosters.Lapsing(c, zone)
	return out
}

// realtime reports whether a channel is answered while the customer waits. A
// channel of no queue is taken to be: nobody said otherwise.
func (f *Facts) realtime(channel string) bool {
	owned := false
	for _, q := range f.org.Queues {
		if slices.Contains(q.Channels, channel) {
			owned = true
			if q.Kind == "realtime" {
				return true
			}
		}
	}
	return !owned
}

// An Overlap is how a required overlap works out.
type Overlap struct {
	Between   []string          `json:"between"`
	Least     int               `json:"least"`
	Basis     string            `json:"basis"` // where the minimum comes from
	Shortfall *roster.Shortfall `json:"shortfall,omitempty"`
}

func (f *Facts) overlap(o *model.Overlap) Overlap {
	r, basis, ok := f.requirement(o)
	if !ok {
		return Overlap{Basis: "between must name two teams", Between: []string{}, Shortfall: &roster.Shortfall{Causes: []roster.Cause{}}}
	}
	return f.shared(r, basis)
}

func (f *Facts) shared(r roster.Requirement, basis string) Overlap {
	shortfall, least := f.rosters.Shared(r)
	return Overlap{Between: []string{string(r.A.Address()), string(r.B.Address())}, Least: least, Basis: basis, Shortfall: shortfall}
}

// requirement is what an overlap row asks for, and where its minimum comes from.
func (f *Facts) requirement(o *model.Overlap) (r roster.Requirement, basis string, ok bool) {
	teams := make([]*model.Team, 0, 2)
	for _, address := range o.Between {
		if team := f.teams[address]; team != nil {
			teams = append(teams, team)
		}
	}
	if len(teams) != 2 {
		return r, "", false
	}
	r = roster.Requirement{A: teams[0], B: teams[1], Days: o.Days, MinPeople: max(o.MinPeople, f.settings.Int("OW-002", "min_people"))}
	r.Contiguous = f.settings.Bool("OW-002", "contiguous")
	if o.Contiguous != nil {
		r.Contiguous = *o.Contiguous
	}
	if o.Days == 0 {
		r.Days, _ = calendar.ParseWeekdays(f.settings.String("OW-002", "days"))
	}
	basis = "min"
	if r.Minutes = o.Min.Minutes(); o.Min.IsZero() {
		r.Minutes, basis = f.classMinimum(teams[0], teams[1])
	}
	return r, basis, true
}

// implied is a requirement that no overlap row states: of each team at
// headquarters with each other team.
type implied struct {
	roster.Requirement
	basis string
}

func (f *Facts) implied(t *model.Team) []implied {
	if slices.Contains(f.hq, t) {
		return nil
	}
	var out []implied
	for _, hq := range f.hq {
		if f.hasRow(hq, t) {
			continue
		}
		r := implied{Requirement: roster.Requirement{A: hq, B: t, MinPeople: f.settings.Int("OW-002", "min_people"), Contiguous: f.settings.Bool("OW-002", "contiguous")}}
		r.Days, _ = calendar.ParseWeekdays(f.settings.String("OW-002", "days"))
		r.Minutes, r.basis = f.classMinimum(hq, t)
		out = append(out, r)
	}
	return out
}

// classMinimum is the minimum for the class of the farther of two locations.
func (f *Facts) classMinimum(a, b *model.Team) (minutes int, basis string) {
	order := []string{"hq", "onshore", "nearshore", "offshore"}
	rank := 0
	for _, t := range []*model.Team{a, b} {
		if l := f.locations[t.Location]; l != nil {
			rank = max(rank, slices.Index(order, l.Class))
		}
	}
	if rank == 0 {
		return 0, "both at headquarters"
	}
	name := order[rank] + "_min"
	return f.settings.Duration("OW-002", name).Minutes(), name
}

// A Team is what rules know of a team beyond the definition.
type Team struct {
	Reach    []Reach   `json:"reach"`
	Overlaps []Overlap `json:"overlaps"`           // with headquarters, where no overlap row says more
	Devices  *Devices  `json:"devices,omitempty"`  // of a team that reaches confidential data
	Seats    []Seat    `json:"seats"`              // people on rosters who cannot work there
	Crowded  []Crowd   `json:"crowded"`            // shifts that serve too many live channels
	NoHuddle []string  `json:"no_huddle"`          // weekdays on which it works and does not meet
	Serves   string    `json:"serves,omitempty"`   // a coverage row or rota that depends on it
	Holidays string    `json:"holidays,omitempty"` // the first public holiday to come, when it does not say what it does then

	Unhanded []Follow `json:"unhanded"` // shifts that follow each other in no ring

	Force    *contract.Force `json:"force,omitempty"`    // of a vendor's team: the contract that it works under
	Evidence []string        `json:"evidence,omitempty"` // that it works
	Ending   []Ending        `json:"ending,omitempty"`
}

// Reach is guarded data that members of a team can get at.
type Reach struct {
	System   string           `json:"system"`
	Level    string           `json:"level"`
	Personal bool             `json:"personal"`
	Person   string           `json:"person"` // the first member by address
	Action   string           `json:"action"`
	Via      access.Path      `json:"via"`
	Carried  dataflow.Carried `json:"carried"`
}

func (f *Facts) team(t *model.Team) Team {
	out := Team{Reach: f.reach[t.Address()], Overlaps: []Overlap{}}
	if out.Reach == nil {
		out.Reach = []Reach{}
	}
	out.Devices = f.devices(t, out.Reach)
	out.Seats, out.Crowded, out.NoHuddle = f.seats(t), f.crowds(t, f.settings.Int("OW-005", "max_channels")), f.noHuddle(t)
	out.Unhanded = f.unhanded(t)
	f.underContract(t, &out)
	f.holidayHandling(t, &out)
	for _, r := range f.implied(t) {
		out.Overlaps = append(out.Overlaps, f.shared(r.Requirement, r.basis))
	}
	return out
}

func (f *Facts) hasRow(a, b *model.Team) bool {
	for _, o := range f.org.Overlaps {
		if slices.Contains(o.Between, a.Address()) && slices.Contains(o.Between, b.Address()) {
			return true
		}
	}
	return false
}

// teamReach finds, for each team, the guarded systems that its active people
// reach, with the first way to each.
func (f *Facts) teamReach() map[model.Address][]Reach {
	type key struct{ team, system model.Address }
	seen := map[key]bool{}
	out := map[model.Address][]Reach{}
	for _, p := range f.org.People {
		entitlements := f.access.Entitlements(p)
		team := f.teams[p.Team]
		if f.access.Active(p) && team != nil && team.Vendor != "" {
			for _, account := range f.accounts[p.Address()] { // what a vendor's integration reads, the vendor gets
				entitlements = append(entitlements, f.access.AccountEntitlements(account)...)
			}
		}
		for _, e := range entitlements {
			name, _ := model.SplitAction(e.Action)
			system := model.Join("system", name)
			f.used[system] = true
			k := key{p.Team, system}
			if seen[k] {
				continue
			}
			seen[k] = true
			if team != nil && team.Vendor != "" {
				f.external[system] = append(f.external[system], p.Team)
			}
			if f.flows.Systems[system] == nil || !f.flows.Guarded(system) {
				continue
			}
			class := f.flows.Store(system)
			out[p.Team] = append(out[p.Team], Reach{
				System: string(system), Level: dataflow.LevelName(class.Level), Personal: class.Personal,
				Person: string(p.Address()), Action: e.Action, Via: e.Paths[0],
				Carried: f.flows.Carries(system, p.Team),
			})
		}
	}
	return out
}
