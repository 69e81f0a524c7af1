package roster

import (
	"fmt"
	"maps"
	"slices"

	"github.com/tidegate/tidegate/internal/calendar"
	"github.com/tidegate/tidegate/internal/model"
)

// A Leg is hours of a rota and who is called in them.
type Leg struct {
	Hours    string     `json:"hours"`
	At       model.Path `json:"at"` // in the rota
	People   int        `json:"people"`
	Eligible int        `json:"eligible"`           // who work here and may work today
	Barred   []Barred   `json:"barred,omitempty"`   // the others
	Days     int        `json:"days"`               // that somebody is called first in a row
	Thin     string     `json:"thin,omitempty"`     // the first day on which fewer than the least can be called, when it lies ahead
	ThinWhy  string     `json:"thin_why,omitempty"` // what changes on it
	ThinSoon bool       `json:"thin_soon,omitempty"`
	Lapsing  *Ending    `json:"lapsing,omitempty"` // the first time within the lead at which something that people need has ended
}

// Barred is somebody who is named and cannot do it.
type Barred struct {
	Person string     `json:"person"`
	Why    string     `json:"why"`
	At     model.Path `json:"at"`
}

// A Rota is how an on-call rota works out.
type Rota struct {
	Holes []Gap `json:"holes"`
	Legs  []Leg `json:"legs"`
}

// duty is one leg over the horizon.
type duty struct {
	hours  string
	people []model.Address
	zone   *calendar.Zone
	spans  []Span // in which somebody can be called
}

// legs expands a rota. A rota without a zone runs each leg on the clock of its
// people's own team. Rotas go on over public holidays.
func (s *Simulation) legs(o *model.OnCall) []duty {
	var out []duty
	for _, hours := range slices.Sorted(maps.Keys(o.Legs)) {
		d := duty{hours: hours, people: o.Legs[hours], zone: calendar.UTC}
		if o.TZ != "" {
			if zone, err := calendar.Carried().Zone(o.TZ); err == nil {
				d.zone = zone
			}
		} else if len(d.people) > 0 {
			if p := s.people[d.people[0]]; p != nil && s.zones[p.Team] != nil {
				d.zone = s.zones[p.Team]
			}
		}
		clock, err := calendar.ParseClockRange(hours)
		if err != nil {
			continue
		}
		for day := d.zone.Date(s.Window.Start) - 2; day <= d.zone.Date(s.Window.End)+2; day++ {
			if slices.ContainsFunc(d.people, func(person model.Address) bool { return s.callable(person, day) }) {
				d.spans = append(d.spans, Span{d.zone.Span(day, clock), day})
			}
		}
		out = append(out, d)
	}
	return out
}

// callable reports whether somebody works here on a date, is not away, and is
// not kept from it today.
func (s *Simulation) callable(person model.Address, on calendar.Date) bool {
	p := s.people[person]
	if p == nil || s.barred[person] != "" || on < p.Start || onLeave(p, on) {
		return false
	}
	return p.Until.IsZero() || on <= p.Until.LastDay(s.zone(p.Team))
}

func (s *Simulation) zone(team model.Address) *calendar.Zone {
	if zone := s.zones[team]; zone != nil {
		return zone
	}
	return calendar.UTC
}

// OnDuty is the time in which a rota has somebody to call.
func (s *Simulation) OnDuty(o *model.OnCall) []calendar.Interval {
	var all []calendar.Interval
	for _, leg := range s.legs(o) {
		for _, span := range leg.spans {
			all = append(all, span.Interval)
		}
	}
	return calendar.Union(all)
}

// window is the time that a rota is to cover: all of it, or the hours that it
// states on its own clock.
func (s *Simulation) rotaWindow(o *model.OnCall) ([]calendar.Interval, *calendar.Zone) {
	zone := calendar.UTC
	if o.TZ != "" {
		if z, err := calendar.Carried().Zone(o.TZ); err == nil {
			zone = z
		}
	}
	if o.Window == (calendar.ClockRange{}) {
		return []calendar.Interval{s.Window}, zone
	}
	var out []calendar.Interval
	for d := zone.Date(s.Window.Start) - 1; d <= zone.Date(s.Window.End); d++ {
		if w := zone.Span(d, o.Window).Intersect(s.Window); !w.Empty() {
			out = append(out, w)
		}
	}
	return calendar.Union(out), zone
}

// Rota finds when nobody can be called, and what each leg rests on. Least is how
// many people a leg needs, rotates how long somebody is called first when the
// rota does not say.
func (s *Simulation) Rota(o *model.OnCall, least int, rotates calendar.Duration) Rota {
	window, zone := s.rotaWindow(o)
	legs := s.legs(o)
	out := Rota{Holes: s.rotaHoles(o, legs, window, zone), Legs: []Leg{}}
	if !o.Rotates.IsZero() {
		rotates = o.Rotates
	}
	for _, leg := range legs {
		l := Leg{Hours: leg.hours, At: model.Path{"legs", leg.hours}}
		today := leg.zone.Date(s.Window.Start)
		distinct := slices.Compact(slices.Sorted(slices.Values(leg.people)))
		l.People = len(s.humans.Distinct(distinct))
		var able []model.Address
		for _, person := range distinct {
			if s.callable(person, today) {
				able = append(able, person)
				continue
			}
			i := slices.Index(leg.people, person)
			l.Barred = append(l.Barred, Barred{string(person), s.whyNot(person, today), model.Path{"legs", leg.hours, fmt.Sprint(i)}})
		}
		l.Eligible = len(s.humans.Distinct(able)) // one human is one, under however many pseudonyms
		l.Days = int(today.Add(rotates) - today)
		if l.Eligible == 1 {
			l.Days = int(leg.zone.Date(s.Window.End) - today)
		}
		if l.Eligible >= least {
			s.thin(&l, leg, distinct, least)
		}
		out.Legs = append(out.Legs, l)
	}
	return out
}

// thin finds the first day ahead on which too few of a leg can be called.
func (s *Simulation) thin(l *Leg, leg duty, people []model.Address, least int) {
	for day := leg.zone.Date(s.Window.Start); day <= leg.zone.Date(s.Window.End); day++ {
		var able, fit []model.Address
		var why string
		start := leg.zone.At(day, 0)
		for _, person := range people {
			if s.callable(person, day) {
				able = append(able, person)
				if !s.lapsed(person, start) {
					fit = append(fit, person)
				}
			} else if why == "" {
				why = fmt.Sprintf("%s %s", person, s.whyNot(person, day))
			}
		}
		if l.Lapsing == nil && start < s.lead && len(s.humans.Distinct(fit)) < least && len(s.humans.Distinct(able)) >= least {
			l.Lapsing = s.ending(start, []*Row{{People: people}})
		}
		if len(s.humans.Distinct(able)) < least {
			l.Thin, l.ThinWhy, l.ThinSoon = day.String(), why, leg.zone.At(day, 0) < s.lead
			return
		}
	}
}

// whyNot says why somebody cannot be called on a date.
func (s *Simulation) whyNot(person model.Address, on calendar.Date) string {
	p := s.people[person]
	switch {
	case p == nil:
		return "is not defined"
	case on < p.Start:
		return fmt.Sprintf("starts on %s", p.Start)
	case !p.Until.IsZero() && on > p.Until.LastDay(s.zone(p.Team)):
		return fmt.Sprintf("ended on %s", p.Until)
	case onLeave(p, on):
		return "is on leave"
	}
	return "cannot work: " + s.barred[person]
}

func (s *Simulation) rotaHoles(o *model.OnCall, legs []duty, window []calendar.Interval, zone *calendar.Zone) []Gap {
	var covered []calendar.Interval
	zones := []*calendar.Zone{zone}
	for _, leg := range legs {
		for _, span := range leg.spans {
			covered = append(covered, span.Interval)
		}
		zones = append(zones, leg.zone)
	}
	out := []Gap{}
	for _, hole := range calendar.Subtract(window, calendar.Union(covered)) {
		if len(out) == 0 {
			g := Gap{Start: hole.Start.String(), End: hole.End.String(), Local: zone.Format(hole.Start), Minutes: hole.Minutes(), Short: []Short{}, Causes: []Cause{}, Key: "hole"}
			g.Ahead = hole.Start > s.Window.Start+7*86400
			if g.Ahead {
				g.Change = s.clockChange(max(s.Window.Start, hole.Start-8*86400), hole.Start+86400, zones...)
				g.Soon = hole.Start < s.lead
				var people []model.Address
				for _, leg := range legs {
					people = append(people, leg.people...)
				}
				if g.Cause, g.Causes = s.leaves(hole.Start, people); g.Cause == "" && g.Change != "" {
					g.Cause = "clock change: " + g.Change
				}
			}
			if g.Causes == nil {
				g.Causes = []Cause{}
			}
			for _, leg := range legs {
				for _, span := range leg.spans {
					if span.End == hole.Start {
						g.Causes = append(g.Causes, Cause{string(o.Address()), model.Path{"legs", leg.hours}, "this leg ends as the hole begins"})
						break
					}
				}
			}
			out = append(out, g)
		}
		out[0].Times++
		out[0].Total += hole.Minutes()
	}
	return out
}
