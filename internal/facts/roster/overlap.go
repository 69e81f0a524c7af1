package roster

import (
	"fmt"
	"slices"

	"github.com/tidegate/tidegate/internal/calendar"
	"github.com/tidegate/tidegate/internal/model"
)

// A Requirement is time that two teams must share on each of some weekdays of
// the first team.
type Requirement struct {
	A, B       *model.Team
	Days       calendar.Weekdays
	Minutes    int
	MinPeople  int
	Contiguous bool
}

// A Cause is a place that a failure comes from.
type Cause struct {
	Address string     `json:"address"`
	Path    model.Path `json:"path"`
	Note    string     `json:"note"`
}

// A Shortfall is how a requirement fails over the horizon.
type Shortfall struct {
	Required int     `json:"required"` // minutes
	Minutes  int     `json:"minutes"`  // on the first failing day
	Least    int     `json:"least"`    // on the worst day
	Days     int     `json:"days"`     // failing days
	Of       int     `json:"of"`       // days that were judged
	First    string  `json:"first"`    // the first failing day, local to the first team
	Last     string  `json:"last"`
	Ahead    bool    `json:"ahead"`  // a day before the first failing one passed
	Change   string  `json:"change"` // the clock change between them, if one explains it
	Soon     bool    `json:"soon"`   // the first failing day lies ahead, and within the lead
	Cause    string  `json:"cause"`  // what changes just before it
	Causes   []Cause `json:"causes"` // the shifts that bound the shared time, the farther team's first
}

// Overlap is the minutes shared on the local day d of the first team: unions
// first, so that parallel shifts are not counted twice, then the intersection
// within that day.
func Overlap(a, b []calendar.Interval, day calendar.Interval, contiguous bool) int {
	shared := calendar.Intersect(calendar.Within(a, day), calendar.Within(b, day))
	if contiguous {
		return calendar.Longest(shared)
	}
	return calendar.Total(shared)
}

// Shared judges a requirement on every required day of the horizon, holidays of
// a team that is off exempt. It is nil when every day passes. A team that never
// works shares nothing.
func (s *Simulation) Shared(r Requirement) (shortfall *Shortfall, least int) {
	zone := s.zones[r.A.Address()]
	if zone == nil || s.zones[r.B.Address()] == nil {
		return nil, 0
	}
	a, b := s.On(r.A.Address(), r.MinPeople), s.On(r.B.Address(), r.MinPeople)
	least, judged := 1<<30, 0
	lastGood := calendar.Date(0)
	for d := zone.Date(s.Window.Start); zone.At(d+1, 0) <= s.Window.End; d++ {
		if !r.Days.Contains(d.Weekday()) || s.off(r.A, d) || s.off(r.B, d) {
			continue
		}
		judged++
		minutes := Overlap(a, b, zone.Day(d), r.Contiguous)
		least = min(least, minutes)
		switch {
		case minutes >= r.Minutes:
			lastGood = d
		case shortfall == nil:
			shortfall = &Shortfall{Required: r.Minutes, Minutes: minutes, First: d.String(), Ahead: lastGood != 0}
			if lastGood != 0 {
				shortfall.Change = s.clockChange(zone.At(lastGood, 0), zone.At(d+1, 0), zone, s.zones[r.B.Address()])
			}
			shortfall.Causes = s.bounds(r, zone.Day(d))
			if shortfall.Ahead {
				shortfall.Soon = zone.At(d, 0) < s.lead
				shortfall.Cause, _ = s.changed(zone.At(d, 0), shortfall.Change, slices.Concat(s.byTeam[r.A.Address()], s.byTeam[r.B.Address()]))
			}
			fallthrough
		default:
			shortfall.Days++
			shortfall.Last = d.String()
		}
	}
	if shortfall != nil {
		shortfall.Least, shortfall.Of = least, judged
	}
	return shortfall, least
}

// clockChange says which of the zones changed its clocks in between.
func (s *Simulation) clockChange(from, until calendar.Instant, zones ...*calendar.Zone) string {
	best, name := calendar.Instant(0), ""
	for _, zone := range zones {
		if at, ok := zone.NextChange(from, until); ok && (name == "" || at < best) {
			best, name = at, zone.Name()
		}
	}
	if name == "" {
		return ""
	}
	return fmt.Sprintf("%s changes its clocks at %s", name, best)
}

// bounds finds the shifts whose hours limit what the teams share on a day: of
// each team, the one that ends first or starts last within the other's time.
func (s *Simulation) bounds(r Requirement, day calendar.Interval) []Cause {
	near, far := r.A, r.B
	if far.Location == near.Location {
		near, far = r.B, r.A
	}
	var out []Cause
	for _, pair := range [][2]*model.Team{{far, near}, {near, far}} {
		if cause, ok := s.bound(pair[0], pair[1], day); ok {
			out = append(out, cause)
		}
	}
	return out
}

// bound is the shift of a team that has the most to do with the time shared with
// another: the one that shares most of it, or that comes nearest.
func (s *Simulation) bound(team, other *model.Team, day calendar.Interval) (Cause, bool) {
	theirs := calendar.Within(s.On(other.Address(), 1), calendar.Interval{Start: day.Start - 86400, End: day.End + 86400})
	var best *Row
	bestScore := calendar.Instant(-1 << 40)
	for _, row := range s.byTeam[team.Address()] {
		for _, span := range row.Spans {
			if span.End <= day.Start-86400 || span.Start >= day.End+86400 {
				continue
			}
			for _, t := range theirs {
				if score := min(span.End, t.End) - max(span.Start, t.Start); score > bestScore {
					best, bestScore = row, score
				}
			}
		}
	}
	if best == nil {
		return Cause{Address: string(team.Address()), Path: model.Path{"shifts"}, Note: "nobody of this team is on shift that day"}, true
	}
	return Cause{
		Address: string(team.Address()), Path: model.Path{"shifts", best.Shift, "hours"},
		Note: fmt.Sprintf("%s works %s", team.Address()+"."+model.Address(best.Shift), team.Shifts[best.Shift].Hours),
	}, true
}
