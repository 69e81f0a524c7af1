package roster

import (
	"fmt"
	"slices"

	"github.com/tidegate/tidegate/internal/calendar"
	"github.com/tidegate/tidegate/internal/model"
)

// serving lists the rows that serve any of the channels.
func (s *Simulation) serving(short []Short) []*Row {
	var out []*Row
	for _, c := range short {
		out = append(out, s.byChannel[c.Channel]...)
	}
	return out
}

// changed says what changes just before a failure that lies ahead: a public
// holiday on which a team is off, somebody who ends or is away, or else a clock
// change. A person who is the cause comes with the place.
func (s *Simulation) changed(at calendar.Instant, clockChange string, rows []*Row) (string, []Cause) {
	var people []model.Address
	for _, r := range rows {
		zone := s.zones[r.Team.Address()]
		for _, d := range []calendar.Date{zone.Date(at), zone.Date(at) - 1} {
			if s.holidays[r.Team.Address()][d] && (d == zone.Date(at) || r.Team.Shifts[r.Shift].Hours.End > 1440) {
				return fmt.Sprintf("holiday: %s is a public holiday at %s, and %s is off", d, r.Team.Location, r.Team.Address()), nil
			}
		}
		people = append(people, r.People...)
	}
	if why, who := s.leaves(at, people); why != "" {
		return why, who
	}
	if clockChange != "" {
		return "clock change: " + clockChange, nil
	}
	return "", nil
}

// leaves says which of the people ended, or began to be away, in the week before.
func (s *Simulation) leaves(at calendar.Instant, people []model.Address) (string, []Cause) {
	slices.Sort(people)
	for _, address := range slices.Compact(people) {
		p := s.people[address]
		zone := s.zone(p.Team)
		today := zone.Date(at)
		if !p.Until.IsZero() {
			if last := p.Until.LastDay(zone); last < today && today <= last+7 {
				why := fmt.Sprintf("%s ends on %s", address, p.Until)
				return "person ends: " + why, []Cause{{string(address), model.Path{"until"}, why}}
			}
		}
		for _, away := range p.Leave {
			if away.Contains(today) {
				why := fmt.Sprintf("%s is away %s", address, away)
				return "leave: " + why, []Cause{{string(address), model.Path{"leave"}, why}}
			}
		}
	}
	return "", nil
}
