package graph_test

import (
	"strings"
	"testing"
	"time"

	"github.com/tidegate/tidegate/internal/facts"
	"github.com/tidegate/tidegate/internal/gate"
	"github.com/tidegate/tidegate/internal/graph"
	"github.com/tidegate/tidegate/internal/model"
	"github.com/tidegate/tidegate/internal/source"
)

func example(t *testing.T) *facts.Facts {
	t.Helper()
	tree, err := source.WorkTree("../../teams", time.Date(2026, 10, 5, 0, 0, 0, 0, time.UTC))
	if err != nil {
		t.Fatal(err)
	}
	s, problems, err := gate.Open(t.Context(), tree, gate.Options{})
	if err != nil {
		t.Fatal(err, problems)
	}
	return s.Facts
}

// A picture keeps to its limit, tells what it left out, and shows the most
// dangerous first.
func TestLimits(t *testing.T) {
	f := example(t)
	holdings := f.Holdings()
	draw := map[string]func(limit int) *graph.Graph{
		"access": func(limit int) *graph.Graph { return graph.Access(f, "", holdings, limit) },
		"flows":  func(limit int) *graph.Graph { return graph.Flows(f, "", f.Org().Flows, limit) },
	}
	for name, draw := range draw {
		whole := draw(1000)
		if len(whole.Left) > 0 || len(whole.Nodes) == 0 {
			t.Fatalf("%s: %d nodes, left out %v", name, len(whole.Nodes), whole.Left)
		}
		for limit := range len(whole.Nodes) + 1 {
			g := draw(limit)
			if len(g.Nodes) > limit {
				t.Errorf("%s: %d nodes, at most %d", name, len(g.Nodes), limit)
			}
			if (len(g.Left) == 0) != (len(g.Nodes) == len(whole.Nodes)) {
				t.Errorf("%s: %d of %d nodes, left out %v", name, len(g.Nodes), len(whole.Nodes), g.Left)
			}
			for _, e := range g.Edges {
				if e.From >= len(g.Nodes) || e.To >= len(g.Nodes) || e.From == e.To {
					t.Errorf("%s: edge %+v of %d nodes", name, e, len(g.Nodes))
				}
			}
		}
	}
	if g := draw["access"](7); len(g.Nodes) == 0 || !strings.Contains(strings.Join(g.Nodes[3].Lines, " "), "refund.approve (privileged)") {
		t.Errorf("what is privileged on personal data does not come first: %+v", g.Nodes)
	}
}

// Every entitlement is in the picture of everything: each action of each person can
// be walked to.
func TestPathsAreWhole(t *testing.T) {
	f := example(t)
	for _, p := range f.Org().People {
		holdings := f.HoldingsOf(p)
		g := graph.Access(f, "", holdings, 1000)
		reached := map[string]bool{}
		seen := map[int]bool{}
		var walk func(at int)
		walk = func(at int) {
			if seen[at] {
				return
			}
			seen[at] = true
			if n := g.Nodes[at]; n.Kind == graph.Action {
				for _, verb := range n.Lines[1:] {
					verb, _, _ = strings.Cut(verb, " (")
					reached[model.Address(n.Lines[0]).Name()+":"+verb] = true
				}
			}
			for _, e := range g.Edges {
				if e.From == at {
					walk(e.To)
				}
			}
		}
		if len(g.Nodes) > 0 {
			walk(0)
		}
		if len(reached) != len(holdings) {
			t.Errorf("%s can do %d and the picture reaches %v", p.Address(), len(holdings), reached)
		}
		for i := range holdings {
			if !reached[holdings[i].Action] {
				t.Errorf("%s can %s, and the picture does not show it", p.Address(), holdings[i].Action)
			}
		}
	}
}
