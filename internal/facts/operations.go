package facts

import (
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"

	"github.com/tidegate/tidegate/internal/calendar"
	"github.com/tidegate/tidegate/internal/facts/contract"
	"github.com/tidegate/tidegate/internal/facts/roster"
	"github.com/tidegate/tidegate/internal/facts/training"
	"github.com/tidegate/tidegate/internal/model"
)

// bar finds everybody who is on a roster or a rota and cannot work today, and why,
// and of the others what ends for them first. Somebody who does not work here today
// is the business of the simulation, which knows the dates.
func (f *Facts) bar() {
	f.barred, f.lapses = map[model.Address]string{}, map[model.Address]roster.Lapse{}
	f.learned = training.New(f.org, f.access, f.settings.Duration("OW-005", "training_grace"), f.settings.String("BC-007", "module"), f.flows.Live)
	judge := func(person model.Address, surge []model.Address) {
		p := f.access.Person(person)
		if p == nil || f.barred[person] != "" {
			return
		}
		roles := surge
		if roles == nil {
			roles = f.access.RolesHeld(p, f.access.Today(p))
		}
		record := f.vetting.Of(p)
		why := record.Bars()
		if why == "" {
			why = f.learned.Bars(p, roles)
		}
		if why != "" {
			f.barred[person] = why
			delete(f.lapses, person)
			return
		}
		note := func(from calendar.Date, why string) {
			if known, ok := f.lapses[person]; from != 0 && (!ok || from < known.From) {
				f.lapses[person] = roster.Lapse{From: from, Why: why}
			}
		}
		note(record.Lapses())
		note(f.learned.Lapses(p, roles))
	}
	judged := map[model.Address]bool{}
	once := func(person model.Address) {
		if !judged[person] {
			judged[person] = true
			judge(person, nil)
		}
	}
	for _, r := range f.rosters.Rows {
		if r.Surge() {
			continue
		}
		for _, person := range r.People {
			once(person)
		}
	}
	for _, o := range f.org.OnCall {
		for _, people := range o.Legs {
			for _, person := range people {
				once(person)
			}
		}
	}
	for _, peak := range f.org.Peaks {
		if peak.Surge == nil || peak.Surge.Valid.Until < f.access.Now.Today() {
			continue
		}
		for _, people := range peak.Surge.Adds {
			for _, person := range people {
				judge(person, peak.Surge.Role)
			}
		}
	}
}

// A Seat is somebody on a roster who cannot work there.
type Seat struct {
	Shift   string     `json:"shift"`
	Person  string     `json:"person"`
	Address string     `json:"address"` // of what puts them there: the team, or a peak
	At      model.Path `json:"at"`
	Why     string     `json:"why"`
	First   string     `json:"first,omitempty"` // the day on which it begins, when that lies ahead
}

// A Crowd is a shift that serves more live channels than one person can.
type Crowd struct {
	Shift    string   `json:"shift"`
	Channels []string `json:"channels"`
}

// seats judges everybody on the team's rosters, and those whom a peak adds.
func (f *Facts) seats(t *model.Team) []Seat {
	out := []Seat{}
	today := f.access.Now.Date(f.zone(t.Address()))
	for _, shift := range slices.Sorted(maps.Keys(t.Shifts)) {
		for _, key := range slices.Sorted(maps.Keys(t.Shifts[shift].Roster)) {
			for i, person := range t.Shifts[shift].Roster[key] {
				s := Seat{Shift: shift, Person: string(person), Address: string(t.Address()), At: model.Path{"shifts", shift, "roster", key, strconv.Itoa(i)}}
				p := f.access.Person(person)
				if p == nil {
					continue
				}
				if s.Why = f.twice(t, shift, key, person); s.Why == "" {
					s.Why, s.First = f.unable(p, today, t.Shifts[shift].Serves)
				}
				if s.Why != "" {
					out = append(out, s)
				}
			}
		}
	}
	return append(out, f.surgeSeats(t)...)
}

// twice says on which other shift a human is at the same time, under any pseudonym,
// or "". Of two shifts of one team, the later by name says it.
func (f *Facts) twice(t *model.Team, shift, key string, person model.Address) string {
	for row, doubles := range f.doubles {
		if row.Team.Address() != t.Address() || row.Shift != shift || row.Key != key {
			continue
		}
		var on []string
		for _, d := range doubles {
			switch other := d.Other; {
			case d.Person != person:
			case other.Team.Address() != t.Address():
				on = append(on, string(other.Team.Address())+"."+other.Shift)
			case other.Shift < shift || other.Surge():
				on = append(on, other.Shift)
			}
		}
		if slices.Sort(on); len(on) > 0 {
			return "is on " + on[0] + " at the same time"
		}
	}
	return ""
}

func (f *Facts) surgeSeats(t *model.Team) []Seat {
	var out []Seat
	for _, peak := range f.org.Peaks {
		if peak.Surge == nil || peak.Surge.Valid.Until < f.access.Now.Date(f.zone(t.Address())) {
			continue
		}
		for _, shift := range slices.Sorted(maps.Keys(peak.Surge.Adds)) {
			for i, person := range peak.Surge.Adds[shift] {
				p := f.access.Person(person)
				if p == nil || p.Team != t.Address() {
					continue
				}
				from := max(peak.Surge.Valid.From, f.access.Now.Date(f.zone(t.Address())))
				if why, _ := f.unable(p, from, t.Shifts[shift].Serves); why != "" {
					out = append(out, Seat{Shift: shift, Person: string(person), Address: string(peak.Address()), At: model.Path{"surge", "adds", shift, strconv.Itoa(i)}, Why: why, First: from.String()})
				}
			}
		}
	}
	return out
}

// unable says why somebody cannot work a shift that serves some channels, on a
// date or, with the day from which it is so, later.
func (f *Facts) unable(p *model.Person, on calendar.Date, serves []string) (why, first string) {
	zone := f.zone(p.Team)
	switch {
	case on < p.Start:
		return "starts only on " + p.Start.String(), ""
	case !p.Until.IsZero() && on > p.Until.LastDay(zone):
		return "ended on " + p.Until.String(), ""
	}
	for _, away := range p.Leave {
		if away.Contains(on) {
			return "is on leave " + away.String(), ""
		}
	}
	if barred := f.barred[p.Address()]; barred != "" {
		return barred, ""
	}
	if system := f.lacksGrant(p, on, serves); system != "" {
		return "has no access to " + system, ""
	}
	if !p.Until.IsZero() {
		return "ends on " + p.Until.String(), (p.Until.LastDay(zone) + 1).String()
	}
	for _, away := range p.Leave {
		if away.From > on {
			return "is on leave " + away.String(), away.From.String()
		}
	}
	return "", ""
}

// lacksGrant is the first system of the queues behind the channels that the
// person cannot reach on the date, or "any live system" where nobody can say which
// they are.
func (f *Facts) lacksGrant(p *model.Person, on calendar.Date, serves []string) string {
	var reach map[string]bool
	for _, q := range f.org.Queues {
		if !slices.ContainsFunc(q.Channels, func(channel string) bool { return slices.Contains(serves, channel) }) {
			continue
		}
		if reach == nil {
			reach = f.access.Reach(p, on)
		}
		systems := f.systemsOf(q)
		for _, system := range systems {
			if !reach[system.Name()] {
				return string(system)
			}
		}
		if len(systems) == 0 && len(reach) == 0 {
			return "any live system"
		}
	}
	return ""
}

// systemsOf lists the systems in which the work of a queue is done: those that it
// names, or else the live ones that the duties of everybody have in common who is
// on a shift that serves it and belongs to the team of the shift.
func (f *Facts) systemsOf(q *model.Queue) []model.Address {
	if len(q.Systems) > 0 {
		return q.Systems
	}
	return f.serving[q.Address()]
}

// findServing derives the systems of queues that name none.
func (f *Facts) findServing() {
	for _, q := range f.org.Queues {
		if len(q.Systems) > 0 {
			continue
		}
		var common map[model.Address]bool
		seen := map[model.Address]bool{}
		for _, r := range f.rosters.Rows {
			if r.Surge() || !slices.ContainsFunc(r.Serves, func(c string) bool { return slices.Contains(q.Channels, c) }) {
				continue
			}
			for _, person := range r.People {
				p := f.access.Person(person)
				if p == nil || p.Team != r.Team.Address() || seen[person] {
					continue
				}
				seen[person] = true
				mine := f.dutySystems(p)
				if common == nil {
					common = mine
					continue
				}
				maps.DeleteFunc(common, func(s model.Address, _ bool) bool { return !mine[s] })
			}
		}
		if common == nil { // outsiders alone serve it: what the owner's people use counts
			for _, member := range f.access.Holders(q.Owner) {
				mine := f.dutySystems(f.access.Person(member))
				if common == nil {
					common = mine
					continue
				}
				maps.DeleteFunc(common, func(s model.Address, _ bool) bool { return !mine[s] })
			}
		}
		f.serving[q.Address()] = slices.Sorted(maps.Keys(common))
	}
}

// dutySystems is the live systems that the duties of a person's roles take.
func (f *Facts) dutySystems(p *model.Person) map[model.Address]bool {
	out := map[model.Address]bool{}
	for _, role := range f.access.RolesHeld(p, f.access.Today(p)) {
		r := typed[model.Role](f, role)
		if r == nil {
			continue
		}
		for action := range f.access.RoleNeeds(r) {
			if declared, ok := f.access.Action(action); ok && declared.Live {
				out[declared.System.Address()] = true
			}
		}
	}
	return out
}

func (f *Facts) crowds(t *model.Team, most int) []Crowd {
	out := []Crowd{}
	for _, shift := range slices.Sorted(maps.Keys(t.Shifts)) {
		var live []string
		for _, channel := range t.Shifts[shift].Serves {
			if f.realtime(channel) && f.owned(channel) {
				live = append(live, channel)
			}
		}
		if len(live) > most {
			out = append(out, Crowd{shift, live})
		}
	}
	return out
}

func (f *Facts) owned(channel string) bool {
	return slices.ContainsFunc(f.org.Queues, func(q *model.Queue) bool { return slices.Contains(q.Channels, channel) })
}

func (f *Facts) zone(team model.Address) *calendar.Zone {
	if zone := f.zones[team]; zone != nil {
		return zone
	}
	return calendar.UTC
}

// queuesOf lists the queues that own any of the channels, sorted.
func (f *Facts) queuesOf(channels []string) []string {
	var out []string
	for _, q := range f.org.Queues {
		if slices.ContainsFunc(q.Channels, func(c string) bool { return slices.Contains(channels, c) }) {
			out = append(out, string(q.Address()))
		}
	}
	return out
}

// A Follow is two shifts of a team of which the second takes over a queue from the
// first, and that no handoff has in its ring.
type Follow struct {
	From  string   `json:"from"`
	To    string   `json:"to"`
	Queue string   `json:"queue"`
	Ring  []string `json:"ring"` // all shifts of the team that serve the queue, in the order of the day
}

// unhanded finds the shifts of a team that follow each other on a queue which the
// team serves on every day of the week, without a ring that has both.
func (f *Facts) unhanded(t *model.Team) []Follow {
	out := []Follow{}
	for _, q := range f.org.Queues {
		var shifts []string
		serves := func(shift string) bool {
			return slices.ContainsFunc(t.Shifts[shift].Serves, func(c string) bool { return slices.Contains(q.Channels, c) })
		}
		for _, shift := range slices.Sorted(maps.Keys(t.Shifts)) {
			if serves(shift) && len(t.Shifts[shift].Roster) > 0 {
				shifts = append(shifts, shift)
			}
		}
		if len(shifts) < 2 || roster.Weekdays(t, serves) != 0x7f {
			continue
		}
		slices.SortStableFunc(shifts, func(a, b string) int { return t.Shifts[a].Hours.Start - t.Shifts[b].Hours.Start })
		for i, shift := range shifts {
			next := shifts[(i+1)%len(shifts)]
			hours, after := t.Shifts[shift].Hours, t.Shifts[next].Hours
			begins := after.Start
			if i == len(shifts)-1 {
				begins += 24 * 60
			}
			if begins < hours.Start || begins > hours.End+takeOver || f.ringed(t, shift, next) {
				continue // they run side by side, or the queue rests between them
			}
			out = append(out, Follow{shift, next, string(q.Address()), shifts})
		}
	}
	return out
}

// takeOver is minutes after a shift within which the next one takes over from it.
const takeOver = 120

// ringed reports whether some handoff has both shifts of a team in its ring.
func (f *Facts) ringed(t *model.Team, a, b string) bool {
	return slices.ContainsFunc(f.org.Handoffs, func(h *model.Handoff) bool {
		in := func(shift string) bool {
			return slices.ContainsFunc(h.Ring, func(x model.Address) bool { return x.Definition() == t.Address() && x.Part() == shift })
		}
		return in(a) && in(b)
	})
}

// A Handoff is how a ring of shifts works out.
type Handoff struct {
	Passes []roster.Pass `json:"passes"`
}

// An OnCall is how a rota works out.
type OnCall struct {
	roster.Rota
}

// A Huddle is how a daily meeting works out.
type Huddle struct {
	roster.Meeting
}

func (f *Facts) huddle(h *model.Huddle) Huddle {
	offset, _ := strings.CutPrefix(h.At, "start+")
	minutes, _ := calendar.ParseDuration(offset)
	return Huddle{f.rosters.Meeting(h, minutes.Minutes())}
}

// noHuddle lists the weekdays on which a team that answers customers at once
// works and does not meet.
func (f *Facts) noHuddle(t *model.Team) []string {
	out := []string{}
	if !slices.ContainsFunc(f.org.Queues, func(q *model.Queue) bool { return q.Kind == "realtime" && q.Owner == t.Address() }) {
		return out
	}
	meets := map[string]bool{}
	for _, h := range f.org.Huddles {
		for _, shift := range h.Shifts {
			if shift.Definition() == t.Address() {
				meets[shift.Part()] = true
			}
		}
	}
	works := roster.Weekdays(t, func(string) bool { return true })
	met := roster.Weekdays(t, func(shift string) bool { return meets[shift] })
	for i, name := range []string{"sun", "mon", "tue", "wed", "thu", "fri", "sat"} {
		if works&^met&(1<<i) != 0 {
			out = append(out, name)
		}
	}
	return out
}

// A Queue is what rules know of a queue beyond the definition.
type Queue struct {
	Open      bool          `json:"open"` // at any time of the horizon
	Realtime  bool          `json:"realtime"`
	Steps     []Step        `json:"steps"`
	Last      LastStep      `json:"last"`
	Uncovered *roster.Alone `json:"uncovered,omitempty"` // nobody of the steps that are soon enough
	Within    string        `json:"within"`              // how soon a first step must have somebody
	Target    *Target       `json:"target,omitempty"`    // that the last step comes too late for
	Shared    []Shared      `json:"shared"`              // channels that another queue has too
	Tiers     []string      `json:"tiers_missing"`       // said of the first queue only
	ServedBy  []string      `json:"served_by"`           // teams whose shifts serve it, when those of the owner do not
	MustStaff bool          `json:"must_staff"`          // customers wait in it, or were promised something
	Unstaffed string        `json:"unstaffed,omitempty"` // why it must be staffed, when no coverage row asks for a seat
}

// A Step is one step of an escalation.
type Step struct {
	To    string `json:"to"`
	After string `json:"after"`
	Early bool   `json:"early"`          // not later than the step before it
	Loop  string `json:"loop,omitempty"` // why it goes round in a circle
}

// LastStep is where an escalation ends.
type LastStep struct {
	Rota      bool          `json:"rota"`             // it is an on-call rota
	Outsider  string        `json:"outsider"`         // somebody of a vendor on it
	Uncovered *roster.Alone `json:"absent,omitempty"` // the queue is open and nobody is on it
}

// Target is a promised time to resolve.
type Target struct {
	Promise string     `json:"promise"`
	At      model.Path `json:"at"`
	Text    string     `json:"text"`
	Limit   string     `json:"limit"` // the share of it that escalation may take
}

// Shared is a channel with two owners.
type Shared struct {
	Channel string `json:"channel"`
	Index   string `json:"index"` // of the channel in the queue
	Other   string `json:"other"`
}

func (f *Facts) queue(q *model.Queue) Queue {
	out := Queue{Realtime: q.Kind == "realtime", Steps: []Step{}, Shared: f.sharedChannels(q), Tiers: []string{}}
	f.staffing(q, &out)
	if q == f.org.Queues[0] {
		for _, tier := range []string{"t0", "t1", "t2"} {
			if f.org.Lookup(model.Join("tier", tier)) == nil {
				out.Tiers = append(out.Tiers, tier)
			}
		}
	}
	limit := f.settings.Duration("OW-008", "first_covered_async")
	if out.Realtime {
		limit = f.settings.Duration("OW-008", "first_covered_realtime")
	}
	most, _ := limit.Exactly()
	out.Within = limit.Text
	open := f.rosters.OpenTime(f.org, q)
	out.Open = len(open) > 0
	var reached []calendar.Interval
	before := int64(-1)
	seen := map[model.Address]bool{}
	for _, step := range q.Escalate {
		after, _ := step.After.Exactly()
		s := Step{To: string(step.To), After: step.After.Text, Early: after <= before}
		switch {
		case step.To == q.Owner:
			s.Loop = "the owner of the queue escalates to itself"
		case seen[step.To]:
			s.Loop = "an earlier step went there already"
		}
		seen[step.To], before = true, after
		if after <= most {
			reached = append(reached, f.reachable(step.To)...)
		}
		out.Steps = append(out.Steps, s)
	}
	if n := len(q.Escalate); n > 0 {
		out.Uncovered = f.rosters.Alone(open, calendar.Union(reached), q.Owner)
		out.Last = f.lastStep(q, q.Escalate[n-1].To, open)
		out.Target = f.tooLate(q, q.Escalate[n-1].After)
	}
	return out
}

// staffing says by whom a queue is served, and whether coverage must ask for seats.
func (f *Facts) staffing(q *model.Queue, out *Queue) {
	out.ServedBy = []string{}
	for _, team := range contract.Servers(f.org, q) {
		if team != q.Owner {
			out.ServedBy = append(out.ServedBy, string(team))
		}
	}
	why := ""
	switch {
	case len(q.Channels) == 0:
		return
	case out.Realtime:
		why = "answers customers who wait"
	case slices.ContainsFunc(f.org.Promises, func(p *model.Promise) bool { return slices.Contains(q.Channels, p.Name) }):
		why = "has a promise to customers"
	default:
		return
	}
	out.MustStaff = true
	for _, c := range f.org.Coverage {
		for channel, seats := range c.Min {
			if seats > 0 && slices.Contains(q.Channels, channel) {
				return
			}
		}
	}
	out.Unstaffed = why
}

// reachable is the time in which somebody behind the target of an escalation is
// on duty or on call.
func (f *Facts) reachable(to model.Address) []calendar.Interval {
	switch to.Kind() {
	case "oncall":
		if o := f.rota(to); o != nil {
			return f.rosters.OnDuty(o)
		}
	case "team":
		return f.rosters.On(to, 1)
	case "role":
		return f.rosters.Holding(func(person model.Address, r *roster.Row) bool {
			p := f.access.Person(person)
			return p != nil && slices.Contains(f.access.RolesHeld(p, r.Spans[0].Date), to)
		})
	}
	return nil
}

func (f *Facts) rota(a model.Address) *model.OnCall { return typed[model.OnCall](f, a) }

func (f *Facts) lastStep(q *model.Queue, to model.Address, open []calendar.Interval) LastStep {
	o := f.rota(to)
	if o == nil {
		return LastStep{}
	}
	out := LastStep{Rota: true, Uncovered: f.rosters.Alone(open, f.rosters.OnDuty(o), q.Owner)}
	for _, hours := range slices.Sorted(maps.Keys(o.Legs)) {
		for _, person := range o.Legs[hours] {
			if p := f.access.Person(person); p != nil && out.Outsider == "" {
				if team := f.teams[p.Team]; team != nil && team.Vendor != "" {
					out.Outsider = string(person)
				}
			}
		}
	}
	return out
}

// tooLate is the shortest promised time to resolve for the queue's channels, when
// the last step takes more than its share.
func (f *Facts) tooLate(q *model.Queue, after calendar.Duration) *Target {
	share, _ := model.ParsePercent(f.settings.String("OW-008", "share"))
	taken, _ := after.Exactly()
	var best *Target
	least := int64(-1)
	for _, p := range f.org.Promises {
		if !slices.Contains(q.Channels, p.Name) {
			continue
		}
		for _, tier := range p.Value.Items {
			resolution := tier.Value.Get("resolution")
			if resolution == nil {
				continue
			}
			for _, bound := range resolution.Items {
				d, _ := calendar.ParseDuration(bound.Value.Text)
				millis, exact := d.Exactly()
				if _, percentile := model.Percentile(bound.Name); percentile && exact && (least < 0 || millis < least) {
					least = millis
					best = &Target{Promise: string(p.Address()), At: model.Path{tier.Name, "resolution", bound.Name}, Text: d.Text}
				}
			}
		}
	}
	const whole = 100_000_000 // millionths of a percent in a hundred percent
	limit := least / 1000 * int64(share) / whole * 1000
	if best == nil || taken <= limit {
		return nil
	}
	best.Limit = calendar.FormatMillis(limit)
	return best
}

func (f *Facts) sharedChannels(q *model.Queue) []Shared {
	out := []Shared{}
	for i, channel := range q.Channels {
		for _, other := range f.org.Queues {
			if other == q || !slices.Contains(other.Channels, channel) {
				continue
			}
			if len(q.Tiers) > 0 && len(other.Tiers) > 0 && !slices.ContainsFunc(q.Tiers, func(t string) bool { return slices.Contains(other.Tiers, t) }) {
				continue
			}
			out = append(out, Shared{channel, strconv.Itoa(i), string(other.Address())})
		}
	}
	return out
}

// unowned lists the channels that no queue has.
func (f *Facts) unowned(channels []string) []string {
	out := []string{}
	for _, channel := range channels {
		if !f.owned(channel) {
			out = append(out, channel)
		}
	}
	return out
}

// A Tier is what rules know of a support tier beyond the definition.
type Tier struct {
	Unknown bool     `json:"unknown"`  // the next tier is none
	Repeats []Repeat `json:"repeats"`  // reasons that another tier handles as well
	Slow    bool     `json:"slow"`     // telling the customer takes too long
	Testing bool     `json:"testable"` // one criterion has a number, a marker or a time in it
}

// Repeat is a reason for contact in two tiers.
type Repeat struct {
	Index string `json:"index"`
	Other string `json:"other"`
}

func (f *Facts) tier(t *model.Tier) Tier {
	out := Tier{Repeats: []Repeat{}}
	out.Unknown = t.To != "" && t.To != "incident" && f.org.Lookup(model.Join("tier", t.To)) == nil
	for i, reason := range t.Handles {
		for _, other := range f.org.Tiers {
			if other != t && slices.Contains(other.Handles, reason) {
				out.Repeats = append(out.Repeats, Repeat{strconv.Itoa(i), string(other.Address())})
			}
		}
	}
	limit, _ := f.settings.Duration("OW-010", "close_loop_max").Exactly()
	if millis, exact := t.Close.Exactly(); !t.Close.IsZero() && (!exact || millis > limit) {
		out.Slow = true
	}
	out.Testing = slices.ContainsFunc(t.When, func(when string) bool {
		return strings.ContainsAny(when, "0123456789") || strings.Contains(strings.ToLower(when), "marker")
	})
	return out
}

// A CriticalDuty is what a queue or a playbook depends on.
type CriticalDuty struct {
	For      string   `json:"for"`
	Holders  []string `json:"holders"` // people who can do it today, at most as many as are needed
	Eligible int      `json:"eligible"`
}

// dependsOn finds, for each duty of the people on shifts that serve a queue and of
// the rotas that lead a playbook, the first that depends on it.
func (f *Facts) dependsOn() map[model.Address]model.Address {
	out := map[model.Address]model.Address{}
	add := func(duty, by model.Address) {
		if _, known := out[duty]; !known {
			out[duty] = by
		}
	}
	for _, q := range f.org.Queues {
		people := map[model.Address]bool{}
		for _, r := range f.rosters.Rows {
			if r.Surge() || !slices.ContainsFunc(r.Serves, func(c string) bool { return slices.Contains(q.Channels, c) }) {
				continue
			}
			for _, person := range r.People {
				people[person] = true
			}
		}
		roles := map[model.Address]bool{}
		for person := range people {
			p := f.access.Person(person)
			for _, role := range f.access.RolesHeld(p, f.access.Today(p)) {
				roles[role] = true
			}
		}
		for _, role := range slices.Sorted(maps.Keys(roles)) {
			if r := typed[model.Role](f, role); r != nil {
				for _, duty := range r.Duties {
					add(duty, q.Address())
				}
			}
		}
	}
	for _, p := range f.org.Playbooks {
		lead := f.org.Lookup(p.Lead)
		for _, r := range f.org.IncidentRoles {
			if lead != r.Definition {
				continue
			}
			if o := f.rota(r.HeldBy); o != nil {
				for _, duty := range o.Duties {
					add(duty, p.Address())
				}
			}
		}
	}
	return out
}

// holders lists the humans who can do a duty today: by a role, or on call.
func (f *Facts) holders(duty model.Address) []string {
	set := map[model.Address]bool{}
	for _, r := range f.org.Roles {
		if slices.Contains(r.Duties, duty) {
			for _, person := range f.access.Holders(r.Address()) {
				set[person] = true
			}
		}
	}
	for _, o := range f.org.OnCall {
		if slices.Contains(o.Duties, duty) {
			for _, people := range o.Legs {
				for _, person := range people {
					if p := f.access.Person(person); p != nil && f.access.Active(p) {
						set[person] = true
					}
				}
			}
		}
	}
	var able []model.Address
	for _, person := range slices.Sorted(maps.Keys(set)) {
		if f.barred[person] == "" {
			able = append(able, person)
		}
	}
	var out []string
	for _, human := range f.org.Humans().Distinct(able) {
		out = append(out, string(human))
	}
	return out
}

// A Location is what rules know of a location beyond the definition.
type Location struct {
	People   int      `json:"people"`  // who work there
	Profile  bool     `json:"profile"` // it says which checks its law allows
	Serves   string   `json:"serves"`  // a coverage row or rota that somebody there serves
	Calendar string   `json:"calendar"`
	Last     string   `json:"last"`           // the last holiday that is written down
	Need     string   `json:"need"`           // the day until which they must be
	Review   string   `json:"profile_review"` // fine, missing, overdue or elsewhere
	Due      string   `json:"profile_due"`
	Late     int      `json:"profile_late"` // days since then
	Zones    []string `json:"zones"`        // time zones of the country, when its own is none of them
}

// A Holiday is a day on which a place is closed.
type Holiday struct {
	Date string `json:"date"`
	Team string `json:"team"`
}

// servesWhat is the first coverage row that a team's shifts serve, or the first
// rota that somebody of the team is on. Staffed says that it is the former.
func (f *Facts) servesWhat(t *model.Team) (what model.Address, staffed bool) {
	for _, c := range f.org.Coverage {
		for _, shift := range t.Shifts {
			if slices.ContainsFunc(shift.Serves, func(channel string) bool { return c.Min[channel] > 0 }) {
				return c.Address(), true
			}
		}
	}
	for _, o := range f.org.OnCall {
		for _, people := range o.Legs {
			for _, person := range people {
				if p := f.access.Person(person); p != nil && p.Team == t.Address() {
					return o.Address(), false
				}
			}
		}
	}
	return "", false
}

func (f *Facts) location(l *model.Location) Location {
	out := Location{People: f.workers[l.Address()], Profile: len(l.Checks.Allowed)+len(l.Checks.Prohibited) > 0}
	for _, t := range f.org.Teams {
		if t.Location == l.Address() && out.Serves == "" {
			what, _ := f.servesWhat(t)
			out.Serves = string(what)
		}
	}
	out.Zones = []string{}
	if l.Country != "" && !calendar.ZoneIn(l.TZ, l.Country) {
		out.Zones = calendar.ZonesOf(l.Country)
	}
	out.Review = "missing"
	if l.Reviewed != 0 {
		due := l.Reviewed.Add(f.settings.Duration("GV-002", "profile_age"))
		out.Review, out.Due = "fine", due.String()
		if f.access.Now.Today() > due {
			out.Review, out.Late = "overdue", int(f.access.Now.Today()-due)
		}
		if l.About.Other(model.About{Countries: []string{l.Country}, Zones: []string{l.TZ}}) != "" {
			out.Review = "elsewhere"
		}
	}
	need := f.access.Now.Today().Add(f.settings.Duration("OW-009", "calendar_ahead"))
	out.Need = need.String()
	var last calendar.Date
	for _, d := range l.Holidays {
		last = max(last, d)
	}
	out.Calendar = "fine"
	switch {
	case last == 0:
		out.Calendar = "missing"
	case last < need:
		out.Calendar, out.Last = "short", last.String()
	}
	return out
}

// openHolidays lists the public holidays of a peak, to come, on which a team that
// staffs coverage works or not, and that the peak names no cover for.
func (f *Facts) openHolidays(p *model.Peak) []Holiday {
	out := []Holiday{}
	for _, t := range f.org.Teams {
		if _, staffed := f.servesWhat(t); !staffed {
			continue
		}
		l := f.locations[t.Location]
		if l == nil {
			continue
		}
		for _, d := range l.Holidays {
			if p.Dates.Contains(d) && d >= f.access.Now.Today() && !slices.Contains(p.Ready, fmt.Sprintf("cover:%s", d)) {
				out = append(out, Holiday{d.String(), string(t.Address())})
			}
		}
	}
	return out
}
