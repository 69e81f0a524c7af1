package graph

import (
	"cmp"
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/tidegate/tidegate/internal/facts"
	"github.com/tidegate/tidegate/internal/model"
)

// crowd is people of one team who reach the same by the same paths.
type crowd struct {
	people []model.Address
	first  *facts.Holding
	routes []route
}

// route is one way of a crowd to some actions of a system.
type route struct {
	grant   model.Address
	through []string
	system  model.Address
	actions []string
	marks   []string // of each action, why it deserves attention
	classes []model.Address
	danger  int
}

// Access is every path between people and what they can do. People of a team who
// reach the same by the same paths are one node. What does not fit is left out,
// the least dangerous first, and told.
func Access(f *facts.Facts, title string, holdings []facts.Holding, limit int) *Graph {
	crowds := crowdsOf(holdings)
	type unit struct {
		crowd *crowd
		route *route
	}
	var units []unit
	for _, c := range crowds {
		for i := range c.routes {
			units = append(units, unit{c, &c.routes[i]})
		}
	}
	slices.SortStableFunc(units, func(a, b unit) int { return cmp.Compare(b.route.danger, a.route.danger) })
	b := newBuilder(title, "privileged, takes data out in bulk, or needed by no duty")
	shown := map[*crowd]bool{}
	left := 0
	for _, u := range units {
		if b.room(u.crowd.keys(u.route)) > limit {
			left++
			continue
		}
		shown[u.crowd] = true
		b.route(f, u.crowd, u.route)
	}
	people := 0
	for _, c := range crowds {
		if !shown[c] {
			people += len(c.people)
		}
	}
	if people > 0 {
		b.graph.Left = append(b.graph.Left, count(people, "person", "people"))
	}
	if left > 0 {
		b.graph.Left = append(b.graph.Left, fmt.Sprintf("%d of %d paths", left, len(units)))
	}
	return &b.graph
}

// danger orders routes by what a reviewer must see first.
func danger(h *facts.Holding) int {
	n := 0
	for _, is := range []bool{h.Privileged, h.Export, h.Vendor != "" && h.Personal, h.Personal, h.Level == "confidential" || h.Level == "restricted", h.Live} {
		n *= 2
		if is {
			n++
		}
	}
	return n
}

func crowdsOf(holdings []facts.Holding) []*crowd {
	byPerson := map[model.Address][]*facts.Holding{}
	var order []model.Address
	for i := range holdings {
		h := &holdings[i]
		if byPerson[h.Person] == nil {
			order = append(order, h.Person)
		}
		byPerson[h.Person] = append(byPerson[h.Person], h)
	}
	known := map[string]*crowd{}
	var out []*crowd
	for _, person := range order {
		routes := routesOf(byPerson[person])
		first := byPerson[person][0]
		key := string(first.Team)
		for _, r := range routes {
			key += "\n" + r.key() + " " + strings.Join(r.actions, " ")
		}
		c := known[key]
		if c == nil {
			c = &crowd{first: first, routes: routes}
			known[key] = c
			out = append(out, c)
		}
		c.people = append(c.people, person)
	}
	return out
}

func (r *route) key() string {
	return strings.Join(append(slices.Clone(r.through), string(r.grant), string(r.system)), " ")
}

func routesOf(holdings []*facts.Holding) []route {
	byKey := map[string]*route{}
	for _, h := range holdings {
		for _, path := range h.Paths {
			r := route{grant: model.Address(path.Grant), through: path.Through, system: h.System, classes: h.Classes}
			if known := byKey[r.key()]; known == nil {
				byKey[r.key()] = &r
			}
			known := byKey[r.key()]
			if slices.Contains(known.actions, h.Action) {
				continue
			}
			known.actions = append(known.actions, h.Action)
			known.marks = append(known.marks, mark(h))
			known.danger = max(known.danger, danger(h))
		}
	}
	var out []route
	for _, key := range slices.Sorted(maps.Keys(byKey)) {
		out = append(out, *byKey[key])
	}
	return out
}

func mark(h *facts.Holding) string {
	var out []string
	if h.Privileged {
		out = append(out, "privileged")
	}
	if h.Export {
		out = append(out, "export")
	}
	if !h.Needed {
		out = append(out, "not needed")
	}
	return strings.Join(out, ", ")
}

func count(n int, one, many string) string {
	if n == 1 {
		return "1 " + one
	}
	return fmt.Sprintf("%d %s", n, many)
}

// step is a node on a route.
type step struct {
	key  string
	node Node
}

func (c *crowd) key() string { return "people " + string(c.people[0]) }

func (r *route) actionKey() string { return "action " + strings.Join(r.actions, " ") }

func (c *crowd) keys(r *route) []string {
	keys := append([]string{c.key(), string(r.grant), r.actionKey()}, r.through...)
	for _, class := range r.classes {
		keys = append(keys, string(class))
	}
	return keys
}

func (b *builder) route(f *facts.Facts, c *crowd, r *route) {
	steps := []step{{c.key(), c.node()}}
	for _, through := range r.through {
		steps = append(steps, step{through, Node{Kind: Via, Lines: []string{through}}})
	}
	steps = append(steps, step{string(r.grant), grantNode(f, r.grant)}, step{r.actionKey(), r.node()})
	marked := slices.ContainsFunc(r.marks, func(m string) bool { return m != "" })
	last := -1
	for _, s := range steps {
		at := b.node(s.key, s.node)
		if last >= 0 {
			b.edge(last, at, marked)
		}
		last = at
	}
	for _, class := range r.classes {
		b.edge(last, b.node(string(class), dataNode(f, class)), marked)
	}
}

func (c *crowd) node() Node {
	team := string(c.first.Team)
	if c.first.Vendor != "" {
		team += ", " + string(c.first.Vendor)
	}
	if c.first.Country != "" {
		team += ", " + c.first.Country
	}
	if len(c.people) == 1 {
		return Node{Kind: People, Lines: []string{string(c.people[0]), team}}
	}
	var names []string
	for _, p := range c.people[:min(len(c.people), 6)] {
		names = append(names, p.Name())
	}
	if len(c.people) > 6 {
		names = append(names, "…")
	}
	return Node{Kind: People, Lines: []string{fmt.Sprintf("%d people", len(c.people)), team, strings.Join(names, " ")}}
}

func grantNode(f *facts.Facts, address model.Address) Node {
	n := Node{Kind: Grant, Lines: []string{string(address)}}
	g := f.Grant(address)
	if g == nil {
		return n
	}
	if v := g.Find("valid"); v != nil {
		n.Lines = append(n.Lines, v.Text)
	}
	if g.JIT != nil {
		n.Lines = append(n.Lines, "just in time, "+g.JIT.Max.Text)
	}
	if g.BreakGlass != nil {
		n.Lines = append(n.Lines, "emergency")
	}
	return n
}

func (r *route) node() Node {
	n := Node{Kind: Action, Lines: []string{string(r.system)}}
	for i, action := range r.actions {
		_, verb := model.SplitAction(action)
		if r.marks[i] != "" {
			verb += " (" + r.marks[i] + ")"
			n.Mark = true
		}
		n.Lines = append(n.Lines, verb)
	}
	return n
}
