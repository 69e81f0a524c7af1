package roster

import (
	"fmt"
	"slices"

	"github.com/tidegate/tidegate/internal/calendar"
	"github.com/tidegate/tidegate/internal/model"
)

// A Pass is work that goes from one shift to the next.
type Pass struct {
	From   string     `json:"from"`
	To     string     `json:"to"`
	At     model.Path `json:"at"`   // the first of the two in the ring
	Need   int        `json:"need"` // minutes that they must share
	First  *Missed    `json:"first,omitempty"`
	Most   int        `json:"most"`             // the longest time that they share
	Serves string     `json:"serves,omitempty"` // a queue that only one of them serves
}

// Missed is a time at which two shifts share too little.
type Missed struct {
	Start   string `json:"start"`   // when the first shift ends
	Minutes int    `json:"minutes"` // that they share; negative when there is time between them
	Nobody  bool   `json:"nobody"`  // no next shift comes within half a day
	Days    int    `json:"days"`    // on which that is so
	Ahead   bool   `json:"ahead"`
	Soon    bool   `json:"soon"`
	Cause   string `json:"cause"`
	FromAt  Cause  `json:"from_at"`
	ToAt    Cause  `json:"to_at"`
}

// wait is how long after a shift the next may begin and still be the next.
const wait = 12 * 60 * 60

// Passes follows a ring. Its last shift hands to its first where the shifts go
// round the clock; a ring of one day's shifts ends with the last.
func (s *Simulation) Passes(h *model.Handoff, least int, queues func(channels []string) []string) []Pass {
	out := []Pass{}
	minutes := 0
	for _, address := range h.Ring {
		if team := s.teams[address.Definition()]; team != nil {
			minutes += team.Shifts[address.Part()].Hours.Minutes()
		}
	}
	for i, from := range h.Ring {
		next := (i + 1) % len(h.Ring)
		if next == 0 && (minutes < 1440 || len(h.Ring) < 2) {
			break
		}
		out = append(out, s.pass(from, h.Ring[next], model.Path{"ring", fmt.Sprint(i)}, max(least, h.Min.Minutes()), queues))
	}
	return out
}

func (s *Simulation) pass(from, to model.Address, at model.Path, need int, queues func([]string) []string) Pass {
	p := Pass{From: string(from), To: string(to), At: at, Need: need}
	a, b := s.shift(from), s.shift(to)
	if a.team == nil || b.team == nil {
		return p
	}
	p.Serves = onlyOne(queues(a.serves), queues(b.serves))
	passed := false
	for _, span := range a.spans {
		if span.End <= s.Window.Start || span.End >= s.Window.End {
			continue
		}
		shared, found := b.after(span.Interval)
		if !found && s.offAround(b.team, span.End) {
			continue // the next team has a public holiday
		}
		p.Most = max(p.Most, shared)
		if found && shared >= need {
			passed = true
			continue
		}
		if p.First == nil {
			zone := s.zones[a.team.Address()]
			change := s.clockChange(max(s.Window.Start, span.End-8*86400), span.End+86400, zone, s.zones[b.team.Address()])
			p.First = &Missed{
				Start: span.End.String(), Minutes: shared, Nobody: !found, Ahead: passed && span.End > s.Window.Start+7*86400, Soon: span.End < s.lead,
				FromAt: a.place("this shift ends"), ToAt: b.place("the next begins"),
			}
			if p.First.Ahead {
				p.First.Cause, _ = s.changed(span.End, change, slices.Concat(s.byTeam[a.team.Address()], s.byTeam[b.team.Address()]))
			} else {
				p.First.Soon = false
			}
		}
		p.First.Days++
	}
	return p
}

// occurrences is one shift with everybody on it.
type occurrences struct {
	team   *model.Team
	name   string
	serves []string
	spans  []Span
}

func (s *Simulation) shift(a model.Address) occurrences {
	team := s.teams[a.Definition()]
	if team == nil || s.zones[team.Address()] == nil {
		return occurrences{}
	}
	out := occurrences{team: team, name: a.Part(), serves: team.Shifts[a.Part()].Serves}
	for _, r := range s.byTeam[team.Address()] {
		if r.Shift == out.name && r.Key != surgeKey {
			out.spans = append(out.spans, r.Spans...)
		}
	}
	slices.SortFunc(out.spans, func(a, b Span) int { return int(a.Start - b.Start) })
	out.spans = slices.CompactFunc(out.spans, func(a, b Span) bool { return a.Interval == b.Interval })
	return out
}

// after is the time that the next occurrence shares with a span that ends: the
// last one that begins before its end, or else the first one after it.
func (o occurrences) after(ending calendar.Interval) (minutes int, found bool) {
	i, _ := slices.BinarySearchFunc(o.spans, ending.End, func(span Span, end calendar.Instant) int {
		if span.Start <= end {
			return -1
		}
		return 1
	})
	if i > 0 && o.spans[i-1].Start > ending.Start && o.spans[i-1].End > ending.End {
		return int(ending.End-o.spans[i-1].Start) / 60, true
	}
	if i < len(o.spans) && o.spans[i].Start <= ending.End+wait {
		return int(ending.End-o.spans[i].Start) / 60, true
	}
	return 0, false
}

func (o occurrences) place(note string) Cause {
	return Cause{string(o.team.Address()), model.Path{"shifts", o.name, "hours"}, note}
}

// offAround reports whether a team is off at a moment or half a day after it.
func (s *Simulation) offAround(team *model.Team, at calendar.Instant) bool {
	zone := s.zones[team.Address()]
	return s.holidays[team.Address()][zone.Date(at)] || s.holidays[team.Address()][zone.Date(at+wait)]
}

// onlyOne is the first name that is in one of two sorted lists and not in the
// other, or empty.
func onlyOne(a, b []string) string {
	for _, name := range slices.Concat(a, b) {
		if !slices.Contains(a, name) || !slices.Contains(b, name) {
			return name
		}
	}
	return ""
}

// A Meeting is how a huddle works out.
type Meeting struct {
	Minutes int        `json:"minutes"` // its length
	Sites   int        `json:"sites"`
	Outside []Attendee `json:"outside"` // shifts that are not on for all of it
}

// An Attendee is a shift that a huddle misses.
type Attendee struct {
	Shift string     `json:"shift"`
	At    model.Path `json:"at"`
	First string     `json:"first"` // the first day, local to the shift that meets
	Days  int        `json:"days"`
}

// Meeting holds a huddle against its shifts. Each shift of one team meets some
// minutes after its own start; shifts of several teams meet together, after the
// start of the first, and must all be on.
func (s *Simulation) Meeting(h *model.Huddle, offset int) Meeting {
	out := Meeting{Minutes: h.Length.Minutes(), Outside: []Attendee{}}
	teams := map[model.Address]bool{}
	for _, shift := range h.Shifts {
		teams[shift.Definition()] = true
	}
	out.Sites = len(teams)
	for i, address := range h.Shifts {
		host := s.shift(address)
		if out.Sites > 1 {
			host = s.shift(h.Shifts[0])
		}
		guest := s.shift(address)
		if host.team == nil || guest.team == nil {
			continue
		}
		a := Attendee{Shift: string(address), At: model.Path{"shifts", fmt.Sprint(i)}}
		spans := make([]calendar.Interval, len(guest.spans))
		for j, span := range guest.spans {
			spans[j] = span.Interval
		}
		on := calendar.Union(spans)
		for _, span := range host.spans {
			if span.Start < s.Window.Start || span.End > s.Window.End || s.offAround(guest.team, span.Start) && out.Sites > 1 {
				continue
			}
			start := span.Start + calendar.Instant(offset*60)
			meeting := calendar.Interval{Start: start, End: start + calendar.Instant(out.Minutes*60)}
			if calendar.Total(calendar.Within(on, meeting)) < out.Minutes {
				if a.Days == 0 {
					a.First = span.Date.String()
				}
				a.Days++
			}
		}
		if a.Days > 0 {
			out.Outside = append(out.Outside, a)
		}
	}
	return out
}

// Weekdays is the days of the week on which shifts of a team start, and those on
// which one of the given shifts does.
func Weekdays(team *model.Team, of func(shift string) bool) calendar.Weekdays {
	var out calendar.Weekdays
	for name, shift := range team.Shifts {
		if !of(name) {
			continue
		}
		for text := range shift.Roster {
			days, _ := calendar.ParseWeekdays(text)
			out |= days
		}
	}
	return out
}
