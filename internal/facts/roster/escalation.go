package roster

import (
	"slices"

	"github.com/tidegate/tidegate/internal/calendar"
	"github.com/tidegate/tidegate/internal/model"
)

// A Reached is how an escalation path works out.
type Reached struct {
	Open      bool   `json:"open"`                // there is any time at which the queue is open
	Uncovered *Alone `json:"uncovered,omitempty"` // no step that is soon enough has anybody
	Last      *Alone `json:"last,omitempty"`      // the last step has nobody
}

// Alone is time in which a queue is open and nobody can be reached.
type Alone struct {
	Start   string `json:"start"`
	Local   string `json:"local"` // on the owner's clock
	Minutes int    `json:"minutes"`
	Total   int    `json:"total"` // minutes over the horizon
}

// OpenTime is when a queue is open: in the windows of the coverage rows that ask
// for its channels; without one, while a shift serves them; a queue without
// channels is open while its owner is on shift.
func (s *Simulation) OpenTime(org *model.Organisation, q *model.Queue) []calendar.Interval {
	var all []calendar.Interval
	for _, c := range org.Coverage {
		zone, err := calendar.Carried().Zone(c.TZ)
		if err == nil && slices.ContainsFunc(q.Channels, func(channel string) bool { return c.Min[channel] > 0 }) {
			all = append(all, s.windows(c, zone)...)
		}
	}
	if len(all) > 0 {
		return calendar.Union(all)
	}
	if len(q.Channels) == 0 {
		return calendar.Within(s.On(q.Owner, 1), s.Window)
	}
	for _, channel := range q.Channels {
		for _, r := range s.byChannel[channel] {
			all = append(all, intervals(r)...)
		}
	}
	return calendar.Within(calendar.Union(all), s.Window)
}

// Holding is when somebody with a role is on shift: anybody whom holds names.
func (s *Simulation) Holding(holds func(person model.Address, row *Row) bool) []calendar.Interval {
	var all []calendar.Interval
	for _, r := range s.Rows {
		if slices.ContainsFunc(r.People, func(person model.Address) bool { return s.barred[person] == "" && holds(person, r) }) {
			all = append(all, intervals(r)...)
		}
	}
	return calendar.Union(all)
}

// Alone is the time of the first union that is not in the second, or nil when
// there is none.
func (s *Simulation) Alone(open, reached []calendar.Interval, owner model.Address) *Alone {
	holes := calendar.Subtract(open, reached)
	if len(holes) == 0 {
		return nil
	}
	return &Alone{
		Start: holes[0].Start.String(), Local: s.zone(owner).Format(holes[0].Start),
		Minutes: holes[0].Minutes(), Total: calendar.Total(holes),
	}
}

// Surge reports whether a row is people that a peak adds, for the time of it.
func (r *Row) Surge() bool { return r.Key == surgeKey }
