// Package graph makes pictures of who reaches what, and of where data flows, as
// nodes and edges that a format draws.
package graph

import (
	"github.com/tidegate/tidegate/internal/facts"
	"github.com/tidegate/tidegate/internal/model"
)

// A Graph is a picture: nodes with edges from left to right.
type Graph struct {
	Title string
	Marks string // what a mark means
	Nodes []Node
	Edges []Edge
	Left  []string // what was left out, in words
}

// A Node is a box with lines of text; the first is what it is.
type Node struct {
	Kind  Kind
	Lines []string
	Mark  bool // it deserves attention; its lines say why
}

// An Edge leads from one node to another, by index.
type Edge struct {
	From, To int
	Mark     bool
}

// Kind is what a node stands for; formats draw each in its own shape.
type Kind string

// The kinds of nodes.
const (
	People Kind = "people"
	Via    Kind = "via" // a role, team or peak
	Grant  Kind = "grant"
	Action Kind = "action"
	Data   Kind = "data"
	System Kind = "system"
	Flow   Kind = "flow"
)

// Legible is how many nodes can be read in one picture.
const Legible = 50

// builder adds nodes and edges once each.
type builder struct {
	graph Graph
	nodes map[string]int
	edges map[[2]int]int
}

func newBuilder(title, marks string) *builder {
	return &builder{graph: Graph{Title: title, Marks: marks}, nodes: map[string]int{}, edges: map[[2]int]int{}}
}

func (b *builder) node(key string, n Node) int {
	if i, known := b.nodes[key]; known {
		b.graph.Nodes[i].Mark = b.graph.Nodes[i].Mark || n.Mark
		return i
	}
	b.nodes[key] = len(b.graph.Nodes)
	b.graph.Nodes = append(b.graph.Nodes, n)
	return b.nodes[key]
}

func (b *builder) edge(from, to int, mark bool) {
	key := [2]int{from, to}
	if i, known := b.edges[key]; known {
		b.graph.Edges[i].Mark = b.graph.Edges[i].Mark || mark
		return
	}
	b.edges[key] = len(b.graph.Edges)
	b.graph.Edges = append(b.graph.Edges, Edge{from, to, mark})
}

// room is how many nodes there would be with those of some keys.
func (b *builder) room(keys []string) int {
	n := len(b.graph.Nodes)
	for _, key := range keys {
		if _, known := b.nodes[key]; !known {
			n++
		}
	}
	return n
}

func dataNode(f *facts.Facts, class model.Address) Node {
	n := Node{Kind: Data, Lines: []string{string(class)}}
	if c := f.DataClass(class); c != nil {
		text := c.Level
		if c.Personal {
			text += ", personal"
		}
		n.Lines = append(n.Lines, text)
	}
	return n
}
