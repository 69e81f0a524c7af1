// Package roster expands shifts on local clocks into UTC intervals, and asks of
// them who is there: time that teams share, and windows that nobody staffs.
package roster

import (
	"maps"
	"slices"
	"strings"
	"sync"

	"github.com/tidegate/tidegate/internal/calendar"
	"github.com/tidegate/tidegate/internal/model"
)

// A Span is one occurrence of a shift. It belongs to the local date on which it
// starts.
type Span struct {
	calendar.Interval
	Date calendar.Date
}

// A Row is one line of a shift's roster with its occurrences. People who can
// work the same occurrences are one row; somebody who ends earlier is another.
type Row struct {
	Team   *model.Team
	Shift  string
	Key    string // the weekdays as written; "surge" for people that a peak adds
	Serves []string
	People []model.Address
	Spans  []Span // sorted
}

// Place is the path in the team of what the row rests on.
func (r *Row) Place() model.Path {
	if r.Key == surgeKey {
		return model.Path{"shifts", r.Shift}
	}
	return model.Path{"shifts", r.Shift, "roster", r.Key}
}

const surgeKey = "surge"

// A Simulation is every roster over a horizon. It is safe for concurrent use.
type Simulation struct {
	Window calendar.Interval
	Rows   []*Row

	byChannel map[string][]*Row
	byTeam    map[model.Address][]*Row
	zones     map[model.Address]*calendar.Zone
	holidays  map[model.Address]map[calendar.Date]bool // of teams that do not work on them
	people    map[model.Address]*model.Person
	teams     map[model.Address]*model.Team
	humans    *model.Humans
	barred    map[model.Address]string // people who are rostered and cannot work, and why
	lapses    map[model.Address]Lapse  // people who can work today, and cannot from some day on
	lead      calendar.Instant         // until when what lies ahead is near
	renewal   calendar.Instant         // until when what has to be renewed is near

	gaps, lapsing sync.Map // answers, by question: facts of several days share a simulation
}

// once computes the answer to a question that was not asked before.
func once[Q comparable, A any](answers *sync.Map, question Q, compute func() A) A {
	if answer, ok := answers.Load(question); ok {
		return answer.(A)
	}
	answer, _ := answers.LoadOrStore(question, compute())
	return answer.(A)
}

// A Lapse is something that ends for a person on a day: a check, a certification.
// Renewals that nobody wrote down are not assumed.
type Lapse struct {
	From calendar.Date // the first day on which it is over
	Why  string
}

// Judge says who cannot work a seat although the roster has them in it, today or
// from some day on, and how far ahead a failure is near. It is to be called before
// the simulation is asked about seats.
func (s *Simulation) Judge(barred map[model.Address]string, lapses map[model.Address]Lapse, lead, renewal calendar.Duration) {
	s.barred, s.lapses = barred, lapses
	today := calendar.UTC.Date(s.Window.Start)
	s.lead = calendar.UTC.At(today.Add(lead), 0)
	s.renewal = calendar.UTC.At(today.Add(renewal), 0)
}

// lapsed reports whether what a person needs is over at a moment, on the clock of
// the person's team.
func (s *Simulation) lapsed(person model.Address, at calendar.Instant) bool {
	l, ends := s.lapses[person]
	return ends && at >= s.zone(s.people[person].Team).At(l.From, 0)
}

// Simulate expands the rosters of every team from two days before the window to
// two days after it, so that shifts which began "yesterday" somewhere count.
func Simulate(org *model.Organisation, window calendar.Interval, zones map[model.Address]*calendar.Zone) *Simulation {
	s := &Simulation{
		Window: window, zones: zones,
		byChannel: map[string][]*Row{},
		byTeam:    map[model.Address][]*Row{},
		holidays:  map[model.Address]map[calendar.Date]bool{},
		people:    make(map[model.Address]*model.Person, len(org.People)),
		humans:    org.Humans(),
		teams:     make(map[model.Address]*model.Team, len(org.Teams)),
	}
	for _, p := range org.People {
		s.people[p.Address()] = p
	}
	days := map[model.Address][]calendar.Date{}
	for _, l := range org.Locations {
		days[l.Address()] = l.Holidays
	}
	for _, team := range org.Teams {
		s.teams[team.Address()] = team
		closed := map[calendar.Date]bool{}
		if team.Holidays == "off" || team.Holidays == "skeleton" {
			for _, d := range days[team.Location] {
				closed[d] = true
			}
		}
		s.holidays[team.Address()] = closed
		for _, name := range slices.Sorted(maps.Keys(team.Shifts)) {
			shift := team.Shifts[name]
			for _, key := range slices.Sorted(maps.Keys(shift.Roster)) {
				weekdays, _ := calendar.ParseWeekdays(key)
				s.row(team, name, key, weekdays, always, shift.Roster[key])
			}
		}
	}
	s.surges(org)
	return s
}

var always = calendar.Period{Until: calendar.Forever}

// surges adds the people of a peak to their own team's shift of that name.
func (s *Simulation) surges(org *model.Organisation) {
	for _, peak := range org.Peaks {
		if peak.Surge == nil {
			continue
		}
		weekdays := peak.Surge.Days
		if weekdays == 0 {
			weekdays = 0x7f
		}
		for _, shift := range slices.Sorted(maps.Keys(peak.Surge.Adds)) {
			byTeam := map[model.Address][]model.Address{}
			for _, person := range peak.Surge.Adds[shift] {
				if p := s.people[person]; p != nil {
					byTeam[p.Team] = append(byTeam[p.Team], person)
				}
			}
			for _, team := range org.Teams {
				if _, ok := team.Shifts[shift]; ok && len(byTeam[team.Address()]) > 0 {
					s.row(team, shift, surgeKey, weekdays, peak.Surge.Valid, byTeam[team.Address()])
				}
			}
		}
	}
}

// row adds the people of one roster line, split by when they can work.
func (s *Simulation) row(team *model.Team, shift, key string, weekdays calendar.Weekdays, valid calendar.Period, people []model.Address) {
	zone := s.zones[team.Address()]
	if zone == nil {
		return
	}
	type group struct {
		employed calendar.Period
		skeleton bool
		away     model.Address // of somebody with leave, who is a group alone
	}
	groups := map[group][]model.Address{}
	for _, person := range people {
		p := s.people[person]
		if p == nil {
			continue
		}
		g := group{employed: calendar.Period{From: p.Start, Until: calendar.Forever}}
		if !p.Until.IsZero() {
			g.employed.Until = p.Until.LastDay(zone)
		}
		g.skeleton = team.Holidays == "skeleton" && slices.Contains(team.Skeleton, person)
		if len(p.Leave) > 0 {
			g.away = person
		}
		groups[g] = append(groups[g], person)
	}
	ordered := slices.SortedFunc(maps.Keys(groups), func(a, b group) int {
		if a.employed.From != b.employed.From {
			return int(a.employed.From - b.employed.From)
		}
		if a.employed.Until != b.employed.Until {
			return int(a.employed.Until) - int(b.employed.Until)
		}
		if a.skeleton != b.skeleton {
			if a.skeleton {
				return -1
			}
			return 1
		}
		return strings.Compare(string(a.away), string(b.away))
	})
	definition := team.Shifts[shift]
	for _, g := range ordered {
		r := &Row{Team: team, Shift: shift, Key: key, Serves: definition.Serves, People: groups[g]}
		period := calendar.Period{From: max(valid.From, g.employed.From), Until: min(valid.Until, g.employed.Until)}
		closed := s.holidays[team.Address()]
		if g.skeleton {
			closed = nil
		}
		r.Spans = s.expand(zone, definition.Hours, weekdays, period, closed)
		if p := s.people[g.away]; p != nil {
			r.Spans = slices.DeleteFunc(r.Spans, func(span Span) bool { return onLeave(p, span.Date) })
		}
		if len(r.Spans) == 0 {
			continue
		}
		s.Rows = append(s.Rows, r)
		s.byTeam[team.Address()] = append(s.byTeam[team.Address()], r)
		for _, channel := range r.Serves {
			s.byChannel[channel] = append(s.byChannel[channel], r)
		}
	}
}

func (s *Simulation) expand(zone *calendar.Zone, hours calendar.ClockRange, weekdays calendar.Weekdays, period calendar.Period, closed map[calendar.Date]bool) []Span {
	first := max(zone.Date(s.Window.Start)-2, period.From)
	last := min(zone.Date(s.Window.End)+2, period.Until)
	var out []Span
	for d := first; d <= last; d++ {
		if !weekdays.Contains(d.Weekday()) {
			continue
		}
		span := zone.Span(d, hours)
		if !closed[d] && (hours.End <= 1440 || !closed[d+1]) {
			out = append(out, Span{span, d})
			continue
		}
		// A holiday is cut at local midnight: the part of a night shift that
		// lies in it is off, the part before it is not.
		days := []calendar.Interval{}
		for _, day := range []calendar.Date{d, d + 1} {
			if closed[day] {
				days = append(days, zone.Day(day))
			}
		}
		for _, rest := range calendar.Subtract([]calendar.Interval{span}, calendar.Union(days)) {
			out = append(out, Span{rest, d})
		}
	}
	return out
}

// On is the time in which at least n people of the team are on shift, as a
// union. One human rostered twice at once, under two pseudonyms too, is one person.
func (s *Simulation) On(team model.Address, n int) []calendar.Interval {
	var all []calendar.Interval
	if n <= 1 {
		for _, r := range s.byTeam[team] {
			all = append(all, intervals(r)...)
		}
		return calendar.Union(all)
	}
	byPerson := map[model.Address][]calendar.Interval{}
	for _, r := range s.byTeam[team] {
		spans := intervals(r)
		for _, person := range r.People {
			human := s.humans.Of(person)
			byPerson[human] = append(byPerson[human], spans...)
		}
	}
	for _, person := range slices.Sorted(maps.Keys(byPerson)) {
		all = append(all, calendar.Union(byPerson[person])...)
	}
	return calendar.AtLeast(all, n)
}

// A Double is a place at which one human is on two shifts at once.
type Double struct {
	Row, Other *Row
	Person     model.Address // on Row
	First      calendar.Instant
}

// mostRows is how many rows of rosters one human is looked for in: each is compared with
// each. Nobody works two hundred different shifts.
const mostRows = 200

// Doubles finds, for each roster row, the people who are on another shift at the
// same time, of any team, under any of their pseudonyms, and by a peak's surge.
func (s *Simulation) Doubles() map[*Row][]Double {
	rows := map[model.Address][]*Row{} // by human
	for _, r := range s.Rows {
		for _, person := range r.People {
			human := s.humans.Of(person)
			if !slices.Contains(rows[human], r) {
				rows[human] = append(rows[human], r)
			}
		}
	}
	out := map[*Row][]Double{}
	for _, human := range slices.Sorted(maps.Keys(rows)) {
		rows[human] = rows[human][:min(len(rows[human]), mostRows)]
		for _, r := range rows[human] {
			for _, other := range rows[human] {
				if r == other || r.Team == other.Team && r.Shift == other.Shift {
					continue
				}
				if at, twice := meets(r.Spans, other.Spans); twice {
					for _, person := range r.People {
						if s.humans.Of(person) == human {
							out[r] = append(out[r], Double{r, other, person, at})
						}
					}
				}
			}
		}
	}
	return out
}

// meets is the first moment that two sorted lists of spans share.
func meets(a, b []Span) (calendar.Instant, bool) {
	for len(a) > 0 && len(b) > 0 {
		if both := a[0].Intersect(b[0].Interval); !both.Empty() {
			return both.Start, true
		}
		if a[0].End < b[0].End {
			a = a[1:]
		} else {
			b = b[1:]
		}
	}
	return 0, false
}

// onLeave reports whether the person is away on a date.
func onLeave(p *model.Person, d calendar.Date) bool {
	return slices.ContainsFunc(p.Leave, func(away calendar.Period) bool { return away.Contains(d) })
}

func intervals(r *Row) []calendar.Interval {
	out := make([]calendar.Interval, len(r.Spans))
	for i, span := range r.Spans {
		out[i] = span.Interval
	}
	return out
}

// off reports whether the date is a public holiday on which the team is off.
func (s *Simulation) off(team *model.Team, d calendar.Date) bool {
	return team.Holidays == "off" && s.holidays[team.Address()][d]
}
