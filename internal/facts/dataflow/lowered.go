package dataflow

import (
	"fmt"
	"slices"

	"github.com/tidegate/tidegate/internal/model"
)

// String is the class in words: "confidential and personal".
func (c Class) String() string {
	name := LevelName(c.Level)
	if c.Personal {
		name += " and personal"
	}
	if c.Card {
		name += " card data"
	}
	return name
}

// covers reports whether data of the other class may be called this one.
func (c Class) covers(d Class) bool {
	return c.Level >= d.Level && (c.Personal || !d.Personal) && (c.Card || !d.Card)
}

// Lowered is a place where data is called less than what it is.
type Lowered struct {
	To       string `json:"to"`              // the system that receives it, or what the flow says that it carries
	Is       string `json:"is"`              // what arrives
	Called   string `json:"called"`          // what it is declared as
	Because  string `json:"because"`         // why the transform does not account for it
	Practice bool   `json:"practice"`        // live data goes where people practise
	Class    string `json:"class,omitempty"` // the carried class
}

// Lowered finds where a flow brings more than its destination declares, and what
// it says that it carries which is less than what its sources hold. Nothing makes
// live data fit for a sandbox but leaving it out.
func (g *Graph) Lowered(f *model.Flow) []Lowered {
	out := []Lowered{}
	sources, arrives := g.sources(f), g.arrives(f)
	for _, to := range f.To {
		system := g.Systems[to]
		if system == nil {
			continue
		}
		declared := g.union(system.Holds)
		live := slices.ContainsFunc(f.From, func(from model.Address) bool { return from.Kind() != "system" || g.live[from] })
		switch {
		case system.Sandbox() && live && sources.guarded():
			out = append(out, Lowered{To: string(to), Is: sources.String(), Called: declared.String(), Because: "live data stays live data, whatever is done to it", Practice: true})
		case !declared.covers(arrives):
			out = append(out, Lowered{To: string(to), Is: arrives.String(), Called: declared.String(), Because: whyNot(f.Transform)})
		}
	}
	if raw := g.rawBeside(f); raw != "" {
		out = append(out, Lowered{To: string(f.Address()), Class: string(raw), Is: g.classes[raw].String(), Called: "masked", Because: "it goes along beside what the transform makes, and so nothing is masked"})
	}
	remains := transform(sources, f.Transform)
	for _, class := range g.made(f) {
		if called := g.classes[class]; !called.covers(remains) {
			out = append(out, Lowered{To: string(f.Address()), Class: string(class), Is: remains.String(), Called: called.String(), Because: whyNot(f.Transform)})
		}
	}
	return out
}

// rawBeside is a class that a flow carries untouched beside what its transform makes
// of it, or empty.
func (g *Graph) rawBeside(f *model.Flow) model.Address {
	if f.Transform == nil || len(g.made(f)) == 0 {
		return ""
	}
	for _, class := range f.Carries {
		if c := g.classes[class]; c.guarded() && !slices.Contains(g.made(f), class) {
			return class
		}
	}
	return ""
}

// Misplaced is what a system that is called a sandbox holds and must not, as text;
// empty when there is none.
func (g *Graph) Misplaced(s *model.System) string {
	if c := g.union(s.Holds); s.Sandbox() && c.guarded() {
		return c.String()
	}
	return ""
}

func whyNot(t *model.Transform) string {
	switch {
	case t == nil:
		return "nothing is done to it on the way"
	case t.EnforcedIn == "":
		return fmt.Sprintf("no system enforces the %s", t.Kind)
	case !counts(t):
		return fmt.Sprintf("the %s does not say what it drops", t.Kind)
	case t.Kind == "aggregate" && t.K < minAggregate:
		return fmt.Sprintf("an aggregate of fewer than %d people says something about each", minAggregate)
	case t.Kind == "mask", t.Kind == "tokenise", t.Kind == "pseudonymise":
		return fmt.Sprintf("after %s it is still personal (GDPR Art. 4(5))", map[string]string{"mask": "masking", "tokenise": "tokenising", "pseudonymise": "pseudonymising"}[t.Kind])
	}
	return fmt.Sprintf("the %s does not account for it", t.Kind)
}
