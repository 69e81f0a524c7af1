package graph

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"github.com/tidegate/tidegate/internal/facts"
	"github.com/tidegate/tidegate/internal/model"
)

// Flows is the flows of data with what each carries, to which country, and by what
// mechanism it may. What does not fit is left out, the least dangerous first, and
// told.
func Flows(f *facts.Facts, title string, flows []*model.Flow, limit int) *Graph {
	type unit struct {
		flow  *model.Flow
		facts facts.Flow
	}
	var units []unit
	for _, flow := range flows {
		units = append(units, unit{flow, f.FlowOf(flow)})
	}
	weight := func(u unit) int {
		n := 0
		for _, is := range []bool{len(troubles(u.flow, &u.facts)) > 0, u.facts.Personal && leaves(&u.facts), u.facts.Personal, leaves(&u.facts)} {
			n *= 2
			if is {
				n++
			}
		}
		return n
	}
	slices.SortStableFunc(units, func(a, b unit) int { return cmp.Compare(weight(b), weight(a)) })
	b := newBuilder(title, "personal data leaves its regime and no mechanism carries it")
	left := 0
	for _, u := range units {
		keys := []string{string(u.flow.Address())}
		for _, end := range slices.Concat(u.flow.From, u.flow.To) {
			keys = append(keys, string(end))
		}
		if b.room(keys) > limit {
			left++
			continue
		}
		b.flow(f, u.flow, &u.facts)
	}
	if left > 0 {
		b.graph.Left = append(b.graph.Left, fmt.Sprintf("%d of %d flows", left, len(units)))
	}
	return &b.graph
}

func leaves(flow *facts.Flow) bool {
	return slices.ContainsFunc(flow.Recipients, func(r facts.Recipient) bool { return r.Third })
}

// troubles is why the mechanism of a flow does not carry it.
func troubles(flow *model.Flow, known *facts.Flow) []string {
	var out []string
	if known.Personal && leaves(known) && flow.Transfer == nil {
		out = append(out, "without a mechanism")
	}
	for _, m := range known.Misfits {
		out = append(out, m.Reason)
	}
	return out
}

func (b *builder) flow(f *facts.Facts, flow *model.Flow, known *facts.Flow) {
	wrong := troubles(flow, known)
	at := b.node(string(flow.Address()), flowNode(flow, known, wrong))
	for _, from := range flow.From {
		b.edge(b.node(string(from), endNode(f, from)), at, len(wrong) > 0)
	}
	for _, to := range flow.To {
		b.edge(at, b.node(string(to), endNode(f, to)), len(wrong) > 0)
	}
}

func names(addresses []model.Address) string {
	var out []string
	for _, a := range addresses {
		out = append(out, a.Name())
	}
	return strings.Join(out, ", ")
}

func flowNode(flow *model.Flow, known *facts.Flow, wrong []string) Node {
	n := Node{Kind: Flow, Lines: []string{string(flow.Address()), names(flow.Carries)}, Mark: len(wrong) > 0}
	if flow.Purpose != "" {
		n.Lines = append(n.Lines, flow.Purpose)
	}
	if t := flow.Transform; t != nil {
		text := t.Kind
		if t.EnforcedIn != "" {
			text += " in " + string(t.EnforcedIn)
		} else {
			text += ", enforced nowhere"
		}
		n.Lines = append(n.Lines, text)
	}
	switch {
	case !known.Personal:
		n.Lines = append(n.Lines, "no personal data")
	case leaves(known):
		n.Lines = append(n.Lines, "leaves "+strings.Join(known.Regimes, ", ")+": "+mechanism(flow.Transfer))
	case len(known.Regimes) > 0:
		n.Lines = append(n.Lines, "stays within "+strings.Join(known.Regimes, ", "))
	}
	n.Lines = append(n.Lines, wrong...)
	return n
}

// mechanism is what a transfer rests on, in words.
func mechanism(t *model.Transfer) string {
	if t == nil {
		return "nothing"
	}
	text := t.Mechanism
	if t.Module != 0 {
		text += fmt.Sprintf(" module %d", t.Module)
	}
	if t.Clauses != "" {
		text += ", " + t.Clauses
	}
	if t.Signed != 0 {
		text += ", signed " + t.Signed.String()
	}
	return text
}

// endNode is a system, team or vendor with its country.
func endNode(f *facts.Facts, a model.Address) Node {
	n := Node{Kind: People, Lines: []string{string(a)}}
	s := f.System(a)
	where := "in "
	if s != nil {
		n.Kind, where = System, "hosted in "
	}
	if country := f.Country(a); country != "" {
		n.Lines = append(n.Lines, where+country)
	}
	if s != nil && len(s.Holds) > 0 {
		n.Lines = append(n.Lines, names(s.Holds))
	}
	if v := f.Vendor(a); v != nil && v.Address() != a {
		n.Lines = append(n.Lines, string(v.Address()))
	}
	return n
}
