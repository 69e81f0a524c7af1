package facts

import (
	"github.com/tidegate/tidegate/internal/calendar"
	"github.com/tidegate/tidegate/internal/facts/roster"
	"github.com/tidegate/tidegate/internal/model"
)

// A Board is what the rosters mean: who covers what, hour by hour, and how long
// teams share over the year.
type Board struct {
	Rows  []BoardRow
	Pairs []BoardPair
}

// A BoardRow is one coverage row on its own clock.
type BoardRow struct {
	Coverage *model.Coverage
	Zone     *calendar.Zone
	Days     []roster.Day
}

// A BoardPair is one required overlap.
type BoardPair struct {
	Address  string // of the overlap row, or of the team that has none
	Between  []string
	Required int // minutes
	Runs     []roster.Run
}

// Board draws the rosters over some days from a date.
func (f *Facts) Board(from calendar.Date, days int) Board {
	var out Board
	for _, c := range f.org.Coverage {
		zone, err := calendar.Carried().Zone(c.TZ)
		if err != nil {
			continue
		}
		out.Rows = append(out.Rows, BoardRow{c, zone, f.rosters.Board(c, zone, from, days)})
	}
	pair := func(address model.Address, r roster.Requirement) {
		out.Pairs = append(out.Pairs, BoardPair{
			Address: string(address), Between: []string{string(r.A.Address()), string(r.B.Address())}, Required: r.Minutes, Runs: f.rosters.Year(r),
		})
	}
	for _, o := range f.org.Overlaps {
		if r, _, ok := f.requirement(o); ok {
			pair(o.Address(), r)
		}
	}
	for _, t := range f.org.Teams {
		for _, r := range f.implied(t) {
			pair(t.Address(), r.Requirement)
		}
	}
	return out
}
