package roster

import (
	"slices"

	"github.com/tidegate/tidegate/internal/calendar"
	"github.com/tidegate/tidegate/internal/model"
)

// An Hour is one hour of a local day as a coverage row sees it. The last of a day
// on which the clocks change may be shorter.
type Hour struct {
	Start   calendar.Instant
	Window  bool // some of it is promised
	Need    int  // seats
	Have    int  // the fewest that are filled at any moment of the promised time
	Short   []Short
	People  []model.Address // who are on and may work at any moment of it, sorted
	Minutes int             // that are short
}

// A Day is a local day, 23 or 25 hours long when the clocks change.
type Day struct {
	Date  calendar.Date
	Hours []Hour
}

// Board draws a coverage row over some local days of its own clock.
func (s *Simulation) Board(c *model.Coverage, zone *calendar.Zone, from calendar.Date, days int) []Day {
	var windows []calendar.Interval
	for d := from - 1; d <= from+calendar.Date(days); d++ {
		if c.Days.Contains(d.Weekday()) {
			windows = append(windows, zone.Span(d, c.Window))
		}
	}
	windows = calendar.Union(windows)
	need := 0
	for _, seats := range c.Min {
		need += seats
	}
	sweep := s.sweep(c, false)
	out := make([]Day, days)
	for i := range out {
		d := from + calendar.Date(i)
		out[i].Date = d
		whole := zone.Day(d)
		for start := whole.Start; start < whole.End; start += 3600 {
			span := calendar.Interval{Start: start, End: min(start+3600, whole.End)}
			h := Hour{Start: start, Need: need, Have: need, People: s.servingAt(c, span)}
			for _, promised := range calendar.Within(windows, span) {
				h.Window = true
				for _, hole := range sweep.holes(promised) {
					h.Minutes += hole.Minutes()
					have := need
					for _, short := range hole.short {
						have -= short.Need - short.Have
					}
					if have < h.Have {
						h.Have, h.Short = have, hole.short
					}
				}
			}
			out[i].Hours = append(out[i].Hours, h)
		}
	}
	return out
}

// servingAt lists who is on a shift that serves the row's channels.
func (s *Simulation) servingAt(c *model.Coverage, span calendar.Interval) []model.Address {
	var out []model.Address
	for channel := range c.Min {
		for _, r := range s.byChannel[channel] {
			if slices.ContainsFunc(r.Spans, func(o Span) bool { return !o.Intersect(span).Empty() }) {
				for _, person := range r.People {
					if s.barred[person] == "" {
						out = append(out, person)
					}
				}
			}
		}
	}
	slices.Sort(out)
	return slices.Compact(out)
}

// A Run is days in a row that share as many minutes.
type Run struct {
	From, Until calendar.Date // of required days
	Minutes     int
}

// Year is the minutes that two teams share on each required day of the horizon,
// as runs: where one ends, something has changed.
func (s *Simulation) Year(r Requirement) []Run {
	zone := s.zones[r.A.Address()]
	if zone == nil || s.zones[r.B.Address()] == nil {
		return nil
	}
	a, b := s.On(r.A.Address(), r.MinPeople), s.On(r.B.Address(), r.MinPeople)
	var out []Run
	for d := zone.Date(s.Window.Start); zone.At(d+1, 0) <= s.Window.End; d++ {
		if !r.Days.Contains(d.Weekday()) || s.off(r.A, d) || s.off(r.B, d) {
			continue
		}
		minutes := Overlap(a, b, zone.Day(d), r.Contiguous)
		if n := len(out); n > 0 && out[n-1].Minutes == minutes {
			out[n-1].Until = d
			continue
		}
		out = append(out, Run{d, d, minutes})
	}
	return out
}
