package roster

import (
	"cmp"
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/tidegate/tidegate/internal/calendar"
	"github.com/tidegate/tidegate/internal/model"
)

// A Short is a channel with fewer people than seats.
type Short struct {
	Channel string `json:"channel"`
	Need    int    `json:"need"`
	Have    int    `json:"have"`
}

// A Gap is a cause of unstaffed seats, with every time that it leaves them so.
type Gap struct {
	Start   string  `json:"start"` // the first gap, UTC
	End     string  `json:"end"`
	Local   string  `json:"local"` // the first gap on the window's clock
	Minutes int     `json:"minutes"`
	Times   int     `json:"times"`  // gaps over the horizon
	Total   int     `json:"total"`  // minutes over the horizon
	Short   []Short `json:"short"`  // seats of the first gap
	Ahead   bool    `json:"ahead"`  // the first gap is more than a week away
	Change  string  `json:"change"` // a clock change just before it, if there is one
	Soon    bool    `json:"soon"`   // it lies ahead, and within the lead
	Cause   string  `json:"cause"`  // of a first gap that lies ahead: what changes just before it
	Causes  []Cause `json:"causes"`
	Key     string  `json:"key"`

	first calendar.Interval
}

// Seats is how many people each channel needs.
type Seats map[string]int

// Unfilled assigns people to seats, one seat each, and returns what is left
// empty by channel. Feasibility is a maximum bipartite matching: counting people
// by channel passes what cannot be staffed, and filling seats greedily fails
// what can. People are given by the channels that they serve.
func Unfilled(people [][]string, seats Seats) []Short {
	channels := slices.Sorted(maps.Keys(seats))
	var seatChannel []string
	for _, c := range channels {
		for range min(seats[c], len(people)+1) {
			seatChannel = append(seatChannel, c)
		}
	}
	filledBy := make([]int, len(people)) // seat of each person, -1 for none
	for i := range filledBy {
		filledBy[i] = -1
	}
	have := Seats{}
	for seat := range seatChannel {
		if augment(seat, people, seatChannel, filledBy, make([]bool, len(people))) {
			have[seatChannel[seat]]++
		}
	}
	var short []Short
	for _, c := range channels {
		if have[c] < seats[c] {
			short = append(short, Short{Channel: c, Need: seats[c], Have: have[c]})
		}
	}
	return short
}

// augment finds a person for the seat, moving others if that frees one. Seats
// that were filled stay filled.
func augment(seat int, people [][]string, seatChannel []string, filledBy []int, tried []bool) bool {
	for p := range people {
		if tried[p] || !slices.Contains(people[p], seatChannel[seat]) {
			continue
		}
		tried[p] = true
		if filledBy[p] < 0 || augment(filledBy[p], people, seatChannel, filledBy, tried) {
			filledBy[p] = seat
			return true
		}
	}
	return false
}

// Gaps finds the time in the windows of a coverage row, within the horizon, in
// which the seats cannot all be filled. It looks at every instant at which a
// shift or a window begins or ends; between two of them nothing changes. The answer
// is kept, and not to be written to.
func (s *Simulation) Gaps(c *model.Coverage, zone *calendar.Zone, minGap int) []Gap {
	type question struct {
		c      *model.Coverage
		minGap int
	}
	return once(&s.gaps, question{c, minGap}, func() []Gap {
		return s.describe(c, zone, merge(s.sweep(c, false).all(s.windows(c, zone))), minGap)
	})
}

// Lapsing finds the first time within the lead at which seats stay empty because
// something ends for the people who fill them today, and what; nil when there is
// none. Gaps that are there anyway are the business of Gaps. The answer is kept.
func (s *Simulation) Lapsing(c *model.Coverage, zone *calendar.Zone) *Ending {
	return once(&s.lapsing, c, func() *Ending { return s.findLapsing(c, zone) })
}

func (s *Simulation) findLapsing(c *model.Coverage, zone *calendar.Zone) *Ending {
	var near []calendar.Interval
	for _, w := range s.windows(c, zone) {
		if w = w.Intersect(calendar.Interval{Start: s.Window.Start, End: s.lead}); !w.Empty() {
			near = append(near, w)
		}
	}
	var anyway []calendar.Interval
	for _, h := range s.sweep(c, false).all(near) {
		anyway = append(anyway, h.Interval)
	}
	for _, h := range s.sweep(c, true).all(near) {
		if left := calendar.Subtract([]calendar.Interval{h.Interval}, calendar.Union(anyway)); len(left) > 0 {
			return s.ending(left[0].Start, s.serving(h.short))
		}
	}
	return nil
}

// An Ending is the first moment at which people who are needed cannot work any
// more, and why.
type Ending struct {
	Start string `json:"start"`
	Near  bool   `json:"near"` // within the time in which renewals are due
	Who   string `json:"who"`
	Why   string `json:"why"`
}

// ending describes the last lapse before a moment among the people of some rows.
func (s *Simulation) ending(at calendar.Instant, rows []*Row) *Ending {
	out := &Ending{Start: at.String(), Near: at < s.renewal}
	var latest calendar.Date
	for _, r := range rows {
		for _, person := range r.People {
			l, ends := s.lapses[person]
			if ends && s.lapsed(person, at) && (l.From > latest || l.From == latest && string(person) < out.Who) {
				latest, out.Who, out.Why = l.From, string(person), l.Why
			}
		}
	}
	return out
}

func (s *Simulation) windows(c *model.Coverage, zone *calendar.Zone) []calendar.Interval {
	var out []calendar.Interval
	for d := zone.Date(s.Window.Start) - 1; d <= zone.Date(s.Window.End); d++ {
		if !c.Days.Contains(d.Weekday()) {
			continue
		}
		if w := zone.Span(d, c.Window).Intersect(s.Window); !w.Empty() {
			out = append(out, w)
		}
	}
	return calendar.Union(out)
}

// A hole is a stretch of time in which the same seats stay empty.
type hole struct {
	calendar.Interval
	short []Short
}

// merge joins stretches that touch into maximal gaps; the seats are those of
// the first stretch.
func merge(holes []hole) []hole {
	var out []hole
	for _, h := range holes {
		if last := len(out) - 1; last >= 0 && out[last].End == h.Start {
			out[last].End = h.End
			continue
		}
		out = append(out, h)
	}
	return out
}

// A sweep walks the boundaries of the rows that serve some channels.
type sweep struct {
	seats  Seats
	rows   []*Row
	edges  []edge
	next   int
	active map[int]int // row to running occurrences
	known  map[string][]Short
	s      *Simulation
	lapses []calendar.Instant // at which somebody lapses, sorted; nil when that does not count
	gone   int                // of them that are past
	at     calendar.Instant
}

type edge struct {
	at    calendar.Instant
	row   int
	delta int
}

// sweep walks who is there; with lapsing, people count until what they need ends.
func (s *Simulation) sweep(c *model.Coverage, lapsing bool) *sweep {
	w := &sweep{seats: Seats(c.Min), active: map[int]int{}, known: map[string][]Short{}, s: s}
	seen := map[*Row]bool{}
	for _, channel := range slices.Sorted(maps.Keys(c.Min)) {
		for _, r := range s.byChannel[channel] {
			if !seen[r] {
				seen[r] = true
				w.rows = append(w.rows, r)
			}
		}
	}
	for i, r := range w.rows {
		for _, span := range r.Spans {
			w.edges = append(w.edges, edge{span.Start, i, 1}, edge{span.End, i, -1})
		}
	}
	if lapsing {
		for _, r := range w.rows {
			for _, person := range r.People {
				if l, ends := s.lapses[person]; ends {
					w.lapses = append(w.lapses, s.zone(s.people[person].Team).At(l.From, 0))
				}
			}
		}
		slices.Sort(w.lapses)
		w.lapses = slices.Compact(w.lapses)
	}
	slices.SortFunc(w.edges, func(a, b edge) int { return cmp.Compare(a.at, b.at) })
	return w
}

func (w *sweep) all(windows []calendar.Interval) []hole {
	var out []hole
	for _, window := range windows {
		out = append(out, w.holes(window)...)
	}
	return out
}

// holes must be asked of windows in order of time.
func (w *sweep) holes(window calendar.Interval) []hole {
	w.advance(window.Start)
	var out []hole
	for at := window.Start; at < window.End; {
		until := window.End
		if w.next < len(w.edges) {
			until = min(until, w.edges[w.next].at)
		}
		if w.gone < len(w.lapses) {
			until = min(until, w.lapses[w.gone])
		}
		if short := w.short(); len(short) > 0 {
			out = append(out, hole{calendar.Interval{Start: at, End: until}, short})
		}
		at = until
		w.advance(at)
	}
	return out
}

// advance takes in every edge up to and including the instant.
func (w *sweep) advance(to calendar.Instant) {
	for w.at = to; w.gone < len(w.lapses) && w.lapses[w.gone] <= to; w.gone++ {
	}
	for ; w.next < len(w.edges) && w.edges[w.next].at <= to; w.next++ {
		e := w.edges[w.next]
		if w.active[e.row] += e.delta; w.active[e.row] == 0 {
			delete(w.active, e.row)
		}
	}
}

// short is the empty seats with the rows that are active now. The same rows give
// the same answer, and there are few sets of them in a year.
func (w *sweep) short() []Short {
	rows := slices.Sorted(maps.Keys(w.active))
	key := fmt.Sprint(rows, w.gone)
	if known, ok := w.known[key]; ok {
		return known
	}
	serves := map[model.Address][]string{}
	for _, i := range rows {
		for _, person := range w.rows[i].People {
			if w.s.barred[person] != "" || w.lapses != nil && w.s.lapsed(person, w.at) {
				continue
			}
			human := w.s.humans.Of(person) // who fills one seat, whatever the pseudonym
			serves[human] = append(serves[human], w.rows[i].Serves...)
		}
	}
	var people [][]string
	for _, person := range slices.Sorted(maps.Keys(serves)) {
		people = append(people, serves[person])
	}
	short := Unfilled(people, w.seats)
	w.known[key] = short
	return short
}

// describe groups gaps by what causes them, so that one edit is one finding and
// not four hundred.
func (s *Simulation) describe(c *model.Coverage, zone *calendar.Zone, gaps []hole, minGap int) []Gap {
	var out []*Gap
	byKey := map[string]*Gap{}
	for _, h := range gaps {
		if h.Minutes() < minGap {
			continue
		}
		causes := s.causes(h)
		key := channelNames(h.short)
		if len(causes) > 0 {
			key += " " + causes[0].Address + "." + causes[0].Path.String()
		}
		g := byKey[key]
		if g == nil {
			g = &Gap{
				Start: h.Start.String(), End: h.End.String(), Local: zone.Format(h.Start),
				Minutes: h.Minutes(), Short: h.short, Causes: causes, Key: key, first: h.Interval,
				Ahead: h.Start > s.Window.Start+7*86400,
			}
			byKey[key] = g
			out = append(out, g)
			if g.Ahead {
				zones := []*calendar.Zone{zone}
				for _, cause := range causes {
					if z := s.zones[model.Address(cause.Address)]; z != nil {
						zones = append(zones, z)
					}
				}
				g.Change = s.clockChange(max(s.Window.Start, h.Start-8*86400), h.Start+86400, zones...)
				g.Soon = h.Start < s.lead
				var who []Cause
				g.Cause, who = s.changed(h.Start, g.Change, s.serving(h.short))
				g.Causes = append(who, g.Causes...)
			}
		}
		g.Times++
		g.Total += h.Minutes()
	}
	flat := make([]Gap, len(out))
	for i, g := range out {
		flat[i] = *g
	}
	return flat
}

func channelNames(short []Short) string {
	var names []string
	for _, s := range short {
		names = append(names, s.Channel)
	}
	return strings.Join(names, "+")
}

// causes names the shifts that leave a gap: the roster of one that is on in it
// with too few people, else the one that ends where it begins, else the one that
// begins where it ends.
func (s *Simulation) causes(h hole) []Cause {
	var barred, on, before, after []Cause
	seen := map[*Row]bool{}
	for _, short := range h.short {
		for _, r := range s.byChannel[short.Channel] {
			if seen[r] || r.Key == surgeKey {
				continue
			}
			seen[r] = true
			name := string(r.Team.Address()) + "." + r.Shift
			hours := model.Path{"shifts", r.Shift, "hours"}
			i, _ := slices.BinarySearchFunc(r.Spans, h.Start, func(span Span, t calendar.Instant) int {
				if span.End < t {
					return -1
				}
				return 1
			})
			for _, span := range r.Spans[i:min(i+2, len(r.Spans))] {
				switch {
				case span.Start <= h.Start && h.End <= span.End:
					for _, person := range r.People {
						if why := s.barred[person]; why != "" {
							barred = append(barred, Cause{string(person), model.Path{}, fmt.Sprintf("%s is on %s and cannot work it: %s", person, name, why)})
						}
					}
					on = append(on, Cause{string(r.Team.Address()), r.Place(), fmt.Sprintf("%s is on with %d people", name, len(r.People))})
				case span.End == h.Start:
					before = append(before, Cause{string(r.Team.Address()), hours, fmt.Sprintf("%s ends as the gap begins", name)})
				case span.Start == h.End:
					after = append(after, Cause{string(r.Team.Address()), hours, fmt.Sprintf("%s begins as the gap ends", name)})
				}
			}
		}
	}
	all := slices.CompactFunc(slices.Concat(barred, on, before, after), func(a, b Cause) bool {
		return a.Address == b.Address && slices.Equal(a.Path, b.Path) // two rows of one shift
	})
	if len(all) > 3 {
		all = all[:3]
	}
	return all
}
