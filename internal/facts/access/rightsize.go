package access

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/tidegate/tidegate/internal/calendar"
	"github.com/tidegate/tidegate/internal/model"
)

// A Window is the days over which use was observed.
type Window struct {
	From, Until calendar.Date
}

// A Rightsize is what a grant would give if it gave no more than duties take and
// people were seen to use.
type Rightsize struct {
	Grant   *model.Grant
	Parts   []Part // what remains of it; none when nothing does
	Removed []Removal
}

// Changes reports whether anything would be removed.
func (r *Rightsize) Changes() bool { return len(r.Removed) > 0 }

// A Part is recipients of a grant, by index, that keep the same of it.
type Part struct {
	To    []int
	Allow [][]string // the actions that each item of the grant keeps
}

// A Removal is an action that a recipient would lose.
type Removal struct {
	To     model.Address
	Action string
	People int // who would lose this way to it
	Why    string
}

// A Gap is evidence that is missing: without it a recipient keeps the actions.
type Gap struct {
	Grant   model.Address
	To      model.Address
	Actions []string
	Why     string
}

// A Remark is something that no edit of a grant settles: an action that is used
// without a duty, or a duty whose action nobody uses.
type Remark struct {
	Grant  model.Address
	Action string
	Text   string
}

// Advice is the smallest grants that keep what duties take and what was used.
type Advice struct {
	Window  Window
	Grants  []Rightsize // that would change, by address
	Gaps    []Gap
	Remarks []Remark
	Exempt  []model.Address // emergency access, which is not expected to be used
	Judged  int             // grants that were looked at
}

// Rightsize advises on the grants in force, from what was observed in the window.
// What a duty of a role takes stays with the role. Anything else concerns those
// who would lose it, because they do not keep it by a role whose duty takes it: it
// stays when a duty of theirs takes it, on call, in a season and after a move
// included, or when one of them used it in the window. It goes only when the whole
// window was watched: the system, an account of each of them, the grant in force
// all the time, nobody new or on leave, and not only people who are there for a
// season.
func (ix *Index) Rightsize(observed *model.Observations, w Window, moverGrace calendar.Duration) Advice {
	out := Advice{Window: w}
	s := sizing{
		ix: ix, observed: observed, window: w, moverGrace: moverGrace,
		reached: map[recipient][]reached{}, reasons: map[model.Address]map[string][]reason{}, safe: map[holds][]safe{}, roles: map[model.Address]map[string]model.Address{},
	}
	s.index()
	var grants []*model.Grant
	today := ix.Now.Today()
	for _, g := range ix.org.Grants {
		switch {
		case !g.InForce(today):
		case g.BreakGlass != nil:
			out.Exempt = append(out.Exempt, g.Address())
		default:
			grants = append(grants, g)
		}
	}
	out.Judged = len(grants)
	for _, g := range grants {
		s.keepForDuties(g)
	}
	for _, g := range grants {
		table := s.table(g)
		r := s.conclude(g, table)
		if r.Changes() {
			out.Grants = append(out.Grants, r)
		}
		out.Gaps = append(out.Gaps, gaps(g, table)...)
		out.Remarks = append(out.Remarks, s.remarks(g, table)...)
	}
	return out
}

// sizing is the work of one Rightsize.
type sizing struct {
	ix         *Index
	observed   *model.Observations
	window     Window
	moverGrace calendar.Duration
	reached    map[recipient][]reached
	reasons    map[model.Address]map[string][]reason // by person and action
	safe       map[holds][]safe
	roles      map[model.Address]map[string]model.Address // what duties of each take
}

// recipient is somebody in a grant.
type recipient struct {
	grant, to model.Address
}

// reached is a person whom a recipient stands for, now or at another time.
type reached struct {
	person *model.Person
	season model.Address // the peak that opens it, if only that does
}

// reason is a duty for which a person needs an action.
type reason struct {
	text   string
	season model.Address
}

// holds is a person who can do something.
type holds struct {
	person model.Address
	action string
}

// safe is a grant by which it stays with the person, for a duty of a role.
type safe struct {
	grant  *model.Grant
	season model.Address
}

func (s *sizing) roleNeeds(role model.Address) map[string]model.Address {
	needs, known := s.roles[role]
	if !known {
		if r := s.ix.roles[role]; r != nil {
			needs = s.ix.RoleNeeds(r)
		}
		s.roles[role] = needs
	}
	return needs
}

func (s *sizing) index() {
	for _, p := range s.ix.org.People {
		if !p.Until.IsZero() && s.ix.Now.Past(p.Until.EndIn(s.ix.zone(p)), s.ix.zone(p)) {
			continue
		}
		at := map[recipient]int{}
		for _, c := range s.ix.candidates(p) {
			r := reached{person: p}
			to := p.Address()
			if n := len(c.through); n > 0 {
				to = model.Address(c.through[n-1])
				if first := model.Address(c.through[0]); first.Kind() == "peak" {
					r.season = first
				}
			}
			key := recipient{c.grant.Address(), to}
			switch i, known := at[key]; {
			case !known:
				at[key] = len(s.reached[key])
				s.reached[key] = append(s.reached[key], r)
			case r.season == "":
				s.reached[key][i].season = ""
			}
		}
		s.reasons[p.Address()] = s.reasonsOf(p)
	}
}

// reasonsOf is the actions that a person's duties take at any time, with the duty.
func (s *sizing) reasonsOf(p *model.Person) map[string][]reason {
	out := map[string][]reason{}
	for _, t := range s.ix.tenures(p, s.moverGrace) {
		when := ""
		switch {
		case t.peak != "":
			when = " in " + string(t.peak)
		case t.moving:
			when = ", until the move is over"
		}
		for action, duty := range s.roleNeeds(t.role) {
			out[action] = append(out[action], reason{fmt.Sprintf("%s of %s%s", duty, t.role, when), t.peak})
		}
	}
	s.ix.eachTaken(s.ix.oncall[p.Address()], func(action string, duty model.Address) {
		out[action] = append(out[action], reason{string(duty) + " on call", ""})
	})
	return out
}

// keepForDuties notes what a grant gives to roles whose duties take it.
func (s *sizing) keepForDuties(g *model.Grant) {
	for _, to := range g.To {
		own := s.roleNeeds(to)
		for _, action := range s.actions(g) {
			if own[action] == "" {
				continue
			}
			for _, r := range s.reached[recipient{g.Address(), to}] {
				key := holds{r.person.Address(), action}
				s.safe[key] = append(s.safe[key], safe{g, r.season})
			}
		}
	}
}

func (s *sizing) actions(g *model.Grant) []string {
	var out []string
	for _, item := range g.Allow {
		for _, action := range s.ix.Expand(item) {
			if !slices.Contains(out, action) {
				out = append(out, action)
			}
		}
	}
	return out
}

// keeps is the grant by which a person keeps an action anyway, at all times or in
// a season: one that lasts as long and needs no elevation that this one does not.
func (s *sizing) keeps(g *model.Grant, p *model.Person, action string, season model.Address) *model.Grant {
	for _, other := range s.safe[holds{p.Address(), action}] {
		if (other.season == "" || other.season == season) && (other.grant.JIT == nil || g.JIT != nil) && outlasts(other.grant.Valid, g.Valid) {
			return other.grant
		}
	}
	return nil
}

func outlasts(a, b calendar.Period) bool {
	return a == (calendar.Period{}) || b != (calendar.Period{}) && a.Until >= b.Until
}

// cell is what is known of one action that a grant gives to one recipient.
type cell struct {
	action string
	people int             // behind the recipient
	losers int             // of them, who would not keep it
	keepBy []string        // the grants by which the others do
	own    string          // the duty of the recipient that takes it
	need   string          // the duty of somebody behind it that does
	users  []*model.Person // who used it
	gap    string          // what is not known, when nothing else keeps it
}

func (c *cell) stays() bool { return c.own != "" || c.need != "" || len(c.users) > 0 || c.gap != "" }

// table is the cells of a grant, by recipient and action.
func (s *sizing) table(g *model.Grant) [][]cell {
	out := make([][]cell, len(g.To))
	for i, to := range g.To {
		for _, action := range s.actions(g) {
			out[i] = append(out[i], s.cell(g, to, action))
		}
	}
	return out
}

func (s *sizing) cell(g *model.Grant, to model.Address, action string) cell {
	behind := s.reached[recipient{g.Address(), to}]
	c := cell{action: action, people: len(behind), own: string(s.roleNeeds(to)[action])}
	losers := behind
	if c.own == "" {
		losers = nil
		by := map[string]bool{}
		for _, r := range behind {
			if other := s.keeps(g, r.person, action, r.season); other != nil {
				by[string(other.Address())] = true
			} else {
				losers = append(losers, r)
			}
		}
		c.losers, c.keepBy = len(losers), slices.Sorted(maps.Keys(by))
		c.need = s.need(g, losers, action)
	}
	if s.observed != nil {
		for _, r := range losers {
			used, _ := usedBy(s.observed.Of(r.person.Name))
			if day := used[action]; day != 0 && day >= s.window.From {
				c.users = append(c.users, r.person)
			}
		}
	}
	if !c.stays() && (len(losers) > 0 || len(behind) == 0) {
		c.gap = s.unwatched(g, losers, action)
	}
	return c
}

// need is the first duty of somebody who would not keep the action for it.
func (s *sizing) need(g *model.Grant, losers []reached, action string) string {
	for _, r := range losers {
		for _, why := range s.reasons[r.person.Address()][action] {
			if s.keeps(g, r.person, action, why.season) == nil {
				return fmt.Sprintf("%s, for %s", why.text, r.person.Address())
			}
		}
	}
	return ""
}

// unwatched is empty when what people did not do in the window means that they do
// not do it, and says what is missing otherwise.
func (s *sizing) unwatched(g *model.Grant, behind []reached, action string) string {
	system, _ := model.SplitAction(action)
	switch {
	case s.observed == nil:
		return "there are no observations"
	case s.observed.From == 0:
		return "the observations do not say since when they watch"
	case s.observed.From > s.window.From:
		return fmt.Sprintf("the observations begin on %s", s.observed.From)
	case !s.observed.Systems()[system]:
		return "nobody looks at system." + system
	case g.Valid.From > s.window.From:
		return fmt.Sprintf("it is in force since %s only", g.Valid.From)
	case len(behind) == 0:
		return "nobody holds it"
	}
	regular := slices.ContainsFunc(behind, func(r reached) bool { return r.season == "" })
	for _, r := range behind {
		p := r.person
		switch {
		case r.season != "" && regular: // those who do the same all year were watched
			continue
		case r.season != "":
			return fmt.Sprintf("%s gives it to %s, for a season", r.season, p.Address())
		case p.Start > s.window.From:
			return fmt.Sprintf("%s begins on %s", p.Address(), p.Start)
		case len(s.observed.Of(p.Name)) == 0:
			return fmt.Sprintf("no account of %s was seen", p.Address())
		}
		for _, l := range p.Leave {
			if l.From <= s.window.Until && l.Until >= s.window.From {
				return fmt.Sprintf("%s was on leave", p.Address())
			}
		}
	}
	return ""
}

func (s *sizing) conclude(g *model.Grant, table [][]cell) Rightsize {
	out := Rightsize{Grant: g}
	parts := map[string]int{}
	for i, to := range g.To {
		keep := map[string]bool{}
		for j := range table[i] {
			c := &table[i][j]
			stays := c.stays()
			keep[c.action] = stays
			if !stays {
				out.Removed = append(out.Removed, Removal{To: to, Action: c.action, People: c.people, Why: c.whyNot()})
			}
		}
		part := Part{To: []int{i}}
		for _, item := range g.Allow {
			var left []string
			for _, action := range s.ix.Expand(item) {
				if keep[action] {
					left = append(left, action)
				}
			}
			part.Allow = append(part.Allow, left)
		}
		key := fmt.Sprint(part.Allow)
		switch at, known := parts[key]; {
		case !slices.ContainsFunc(part.Allow, func(left []string) bool { return len(left) > 0 }):
		case known:
			out.Parts[at].To = append(out.Parts[at].To, i)
		default:
			parts[key] = len(out.Parts)
			out.Parts = append(out.Parts, part)
		}
	}
	return out
}

// whyNot is why an action goes.
func (c *cell) whyNot() string {
	by := strings.Join(c.keepBy, ", ")
	switch {
	case c.losers == 0:
		return "who has it keeps it by " + by
	case len(c.keepBy) > 0:
		return fmt.Sprintf("%d of %d keep it by %s; no duty of the others takes it, and none used it", c.people-c.losers, c.people, by)
	case c.losers == 1:
		return "no duty takes it, and it was not used"
	}
	return fmt.Sprintf("no duty takes it, and none of %d used it", c.losers)
}

func gaps(g *model.Grant, table [][]cell) []Gap {
	var out []Gap
	for i, to := range g.To {
		for _, c := range table[i] {
			if c.gap == "" {
				continue
			}
			if n := len(out); n > 0 && out[n-1].To == to && out[n-1].Why == c.gap {
				out[n-1].Actions = append(out[n-1].Actions, c.action)
				continue
			}
			out = append(out, Gap{Grant: g.Address(), To: to, Actions: []string{c.action}, Why: c.gap})
		}
	}
	return out
}

func (s *sizing) remarks(g *model.Grant, table [][]cell) []Remark {
	var out []Remark
	for i, to := range g.To {
		for j := range table[i] {
			c := &table[i][j]
			switch {
			case c.own == "" && c.need == "" && len(c.users) > 0:
				out = append(out, Remark{g.Address(), c.action, fmt.Sprintf("used by %s of %d, and no duty takes it: write the duty down, or end the use", names(c.users), c.people)})
			case c.own != "" && len(c.users) == 0 && s.unwatched(g, s.reached[recipient{g.Address(), to}], c.action) == "":
				out = append(out, Remark{g.Address(), c.action, fmt.Sprintf("kept for %s of %s, and nobody used it: ask whether the duty still is one", c.own, to)})
			}
		}
	}
	return out
}

func names(people []*model.Person) string {
	var out []string
	for _, p := range people[:min(3, len(people))] {
		out = append(out, string(p.Address()))
	}
	if n := len(people) - 3; n > 0 {
		out = append(out, fmt.Sprintf("%d more", n))
	}
	return strings.Join(out, ", ")
}
