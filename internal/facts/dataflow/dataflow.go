// Package dataflow follows data: what each store holds once every flow has run,
// which flows cross borders, and which access has no flow behind it.
package dataflow

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/tidegate/tidegate/internal/model"
)

// levels is the order of confidentiality, lowest first.
var levels = []string{"public", "internal", "confidential", "restricted"}

// Level is the rank of a level of confidentiality; an unknown one is above all,
// so that what nobody classified is not taken for public.
func Level(name string) int {
	if i := slices.Index(levels, name); i >= 0 {
		return i
	}
	return len(levels)
}

// LevelName is the name of a rank.
func LevelName(rank int) string { return levels[min(rank, len(levels)-1)] }

// Unclassified is what data is called of which nobody said what it is. It is not
// public: it may be anything.
const Unclassified = "unclassified"

// A Class is what is true of some data: the highest level, and flags of all
// kinds.
type Class struct {
	Level    int
	Personal bool
	Card     bool // full card numbers or sensitive authentication data
}

func (c Class) join(d Class) Class {
	return Class{max(c.Level, d.Level), c.Personal || d.Personal, c.Card || d.Card}
}

// guarded reports whether access to data needs a declared flow.
func (c Class) guarded() bool {
	return c.Personal || c.Card || c.Level >= Level("confidential")
}

// A Graph is the flows of an organisation with what runs along them: classes of
// data, whether it is live, and where it comes from. People pass on what they
// receive, so teams and vendors are stores like systems.
type Graph struct {
	org     *model.Organisation
	classes map[model.Address]Class           // by data class
	stores  map[model.Address]Class           // by system, team and vendor, inherited classes counted
	live    map[model.Address]bool            // stores of live data that counts
	origins map[model.Address]map[string]bool // countries that personal data in a store comes from; "" for unknown
	Systems map[model.Address]*model.System
	country map[model.Address]string        // of systems, teams and vendors
	vendors map[model.Address]*model.Vendor // by vendor, and by team of a vendor
}

// New follows the flows to a fixed point. Graphs have cycles; levels only rise
// and flags are only added, so it ends.
func New(org *model.Organisation) *Graph {
	g := &Graph{
		org:     org,
		classes: map[model.Address]Class{},
		stores:  map[model.Address]Class{},
		live:    map[model.Address]bool{},
		origins: map[model.Address]map[string]bool{},
		Systems: map[model.Address]*model.System{},
		country: map[model.Address]string{},
		vendors: map[model.Address]*model.Vendor{},
	}
	for _, c := range org.DataClasses {
		g.classes[c.Address()] = Class{Level(c.Level), c.Personal, c.Payment == "pan" || c.Payment == "sad"}
	}
	for _, s := range org.Systems {
		a := s.Address()
		g.Systems[a] = s
		g.country[a] = s.Hosted
		g.stores[a] = g.union(s.Holds)
		g.live[a] = !s.Sandbox()
		g.origins[a] = map[string]bool{s.Hosted: true}
	}
	countries := map[model.Address]string{}
	for _, l := range org.Locations {
		countries[l.Address()] = l.Country
	}
	for _, v := range org.Vendors {
		g.country[v.Address()] = v.Country
		g.vendors[v.Address()] = v
	}
	for _, t := range org.Teams {
		g.country[t.Address()] = countries[t.Location]
		if v := g.vendors[t.Vendor]; v != nil {
			g.vendors[t.Address()] = v
		}
	}
	for changed := true; changed; {
		changed = false
		for _, f := range org.Flows {
			class := g.arrives(f)
			for _, to := range f.To {
				if joined := g.stores[to].join(class); joined != g.stores[to] {
					g.stores[to] = joined
					changed = true
				}
				changed = g.passOn(f, to, class) || changed
			}
		}
	}
	return g
}

// passOn gives a recipient what is true of its sources: that the data is live, and
// where personal data comes from.
func (g *Graph) passOn(f *model.Flow, to model.Address, class Class) (changed bool) {
	for _, from := range f.From {
		if class.guarded() && g.live[from] && !g.live[to] && to.Kind() != "system" {
			g.live[to], changed = true, true
		}
		if !class.Personal {
			continue
		}
		if g.origins[to] == nil {
			g.origins[to] = map[string]bool{}
		}
		for country := range g.originsOf(from) {
			if !g.origins[to][country] {
				g.origins[to][country], changed = true, true
			}
		}
	}
	return changed
}

// originsOf is where the personal data of a source comes from: what flowed into it,
// and, for a store that nothing flows into, where it is itself.
func (g *Graph) originsOf(from model.Address) map[string]bool {
	if known := g.origins[from]; len(known) > 0 {
		return known
	}
	return map[string]bool{g.country[from]: true}
}

func (g *Graph) union(classes []model.Address) Class {
	var c Class
	for _, address := range classes {
		c = c.join(g.classes[address])
	}
	return c
}

// arrives is what a flow brings to a recipient. A flow that carries classes which
// its sources hold brings those and no others. Any other flow brings what its
// sources hold, after a transform that some system enforces; what it says that it
// carries counts as well, and never lowers anything.
func (g *Graph) arrives(f *model.Flow) Class {
	if len(f.Carries) > 0 && len(g.made(f)) == 0 {
		return g.union(f.Carries)
	}
	return transform(g.sources(f), f.Transform).join(g.union(f.Carries))
}

// sources is what the sources of a flow hold, all together.
func (g *Graph) sources(f *model.Flow) Class {
	var c Class
	for _, from := range f.From {
		c = c.join(g.stores[from])
	}
	return c
}

// made lists the classes that a flow carries and none of its sources holds: they
// come from a transform, or from a relabelling.
func (g *Graph) made(f *model.Flow) []model.Address {
	var out []model.Address
	for _, class := range f.Carries {
		if !slices.ContainsFunc(f.From, func(from model.Address) bool { return g.brings(from, class) }) {
			out = append(out, class)
		}
	}
	return out
}

// brings reports whether a source has a class of data: a system that holds it, or a
// party that some flow carries it to.
func (g *Graph) brings(from, class model.Address) bool {
	if s := g.Systems[from]; s != nil && slices.Contains(s.Holds, class) {
		return true
	}
	return from.Kind() != "system" && slices.ContainsFunc(g.org.Flows, func(f *model.Flow) bool {
		return slices.Contains(f.To, from) && slices.Contains(f.Carries, class)
	})
}

// minAggregate is the smallest group whose aggregate says nothing about a person.
const minAggregate = 10

// counts reports whether a transform does anything: some system enforces it, and
// one that masks or tokenises says what it drops.
func counts(t *model.Transform) bool {
	if t == nil || t.EnforcedIn == "" {
		return false
	}
	return t.Kind != "mask" && t.Kind != "tokenise" || len(t.Drops) > 0
}

// transform lowers a class by what is done to the data. Masking, tokenising and
// pseudonymising lower the level to internal and leave personal data personal
// (GDPR Art. 4(5), recital 26); only anonymising and aggregating over enough
// people end that.
func transform(c Class, t *model.Transform) Class {
	if !counts(t) {
		return c
	}
	lowered := Class{Level: min(c.Level, Level("internal")), Personal: c.Personal}
	switch t.Kind {
	case "mask", "tokenise":
		return lowered
	case "anonymise":
		lowered.Personal = false
		return lowered
	case "aggregate":
		if t.K < minAggregate {
			return c
		}
		lowered.Personal = false
		return lowered
	}
	return c
}

// Country is where a system, team or vendor is.
func (g *Graph) Country(a model.Address) string { return g.country[a] }

// Store is what a system holds once every flow has run.
func (g *Graph) Store(system model.Address) Class { return g.stores[system] }

// Guarded reports whether access to the system needs a declared flow: it holds
// personal data, account data of cards whatever its level, or data that is
// confidential or higher.
func (g *Graph) Guarded(system model.Address) bool { return g.stores[system].guarded() }

// Live reports whether a system is anything but a place to practise: it is not
// called one, or it holds what no such place may hold.
func (g *Graph) Live(s *model.System) bool { return !s.Sandbox() || g.stores[s.Address()].guarded() }

// Classified reports whether anybody said what a system holds, or what flows into
// it.
func (g *Graph) Classified(s *model.System) bool {
	return s.Find("holds") != nil || g.stores[s.Address()] != (Class{})
}

// LevelOf is the level of what a system holds, by name.
func (g *Graph) LevelOf(system model.Address) string {
	if s := g.Systems[system]; s != nil && !g.Classified(s) {
		return Unclassified
	}
	return LevelName(g.stores[system].Level)
}

// A Carried is how the flows from a system to a team account for its classes.
type Carried struct {
	Flow    string   `json:"flow,omitempty"`    // a flow from that system to that team
	Missing []string `json:"missing,omitempty"` // guarded classes that no such flow carries
}

// Carries looks for flows from the system to the team that carry every class
// for which the system is guarded. A flow accounts for a class when it carries
// it, or when an enforced transform turns it into something that it carries.
func (g *Graph) Carries(system, team model.Address) Carried {
	var out Carried
	accounted := map[model.Address]bool{}
	for _, f := range g.org.Flows {
		if !slices.Contains(f.From, system) || !slices.Contains(f.To, team) {
			continue
		}
		if out.Flow == "" {
			out.Flow = string(f.Address())
		}
		transformed := counts(f.Transform) && len(f.Carries) > 0
		for _, class := range g.Systems[system].Holds {
			if transformed || slices.Contains(f.Carries, class) {
				accounted[class] = true
			}
		}
	}
	holds := g.Systems[system].Holds
	for _, class := range holds {
		c := g.classes[class]
		if c.guarded() && !accounted[class] {
			out.Missing = append(out.Missing, string(class))
		}
	}
	if out.Flow == "" && len(out.Missing) == 0 { // guarded by what flows into it
		out.Missing = append(out.Missing, "data that flows into it")
	}
	return out
}

// A Recipient is one end of a flow.
type Recipient struct {
	Address  string `json:"address"`
	Country  string `json:"country"`
	Third    bool   `json:"third"`    // outside the regime under which the data stands
	Separate bool   `json:"separate"` // another company, and not own staff
}

// A Crossing is what a flow means at borders.
type Crossing struct {
	Personal   bool        `json:"personal"`
	Regimes    []string    `json:"regimes"`
	Because    string      `json:"because,omitempty"` // why it stands under the first of them
	Recipients []Recipient `json:"recipients"`
}

// eea is the European Economic Area: the European Union and Iceland,
// Liechtenstein and Norway.
var eea = strings.Fields("AT BE BG CY CZ DE DK EE ES FI FR GR HR HU IE IS IT LI LT LU LV MT NL NO PL PT RO SE SI SK")

// InEEA reports whether a country is in the European Economic Area.
func InEEA(country string) bool { return slices.Contains(eea, country) }

// Crossing says whether a flow takes personal data out of a regime. Regimes are
// "EEA" or country codes. Data stands under one when it is hosted there; data of
// customers in the EEA does wherever it is (GDPR Art. 3(2)), and so does data that
// people or vendors pass on (Art. 44).
func (g *Graph) Crossing(f *model.Flow, regimes []string) Crossing {
	out := Crossing{Personal: g.arrivesPersonal(f), Regimes: []string{}, Recipients: []Recipient{}}
	for _, regime := range regimes {
		for _, from := range f.From {
			g.origin(&out, regime, from)
		}
		if regime != "EEA" || g.org.Company == nil {
			continue
		}
		switch serves := g.org.Company.Privacy.EUCustomers; {
		case serves == nil:
			out.add(regime, "the company does not say whether it serves customers in the EEA, so it is taken to")
		case *serves:
			out.add(regime, "the company serves customers in the EEA")
		}
	}
	for _, to := range f.To {
		r := Recipient{Address: string(to), Country: g.country[to], Separate: g.vendors[to] != nil}
		for _, regime := range out.Regimes {
			r.Third = r.Third || !within(r.Country, regime)
		}
		out.Recipients = append(out.Recipients, r)
	}
	return out
}

// origin notes that data from a source stands under a regime: because the source is
// there, because what flowed into it comes from there, or because nobody says where
// the source is.
func (g *Graph) origin(c *Crossing, regime string, from model.Address) {
	for _, country := range slices.Sorted(maps.Keys(g.originsOf(from))) {
		switch {
		case country == "" && from.Kind() == "system":
			c.add(regime, fmt.Sprintf("%s does not say where it is hosted", from))
		case !within(country, regime):
		case country == g.country[from]:
			c.add(regime, fmt.Sprintf("%s is in %s", from, country))
		default:
			c.add(regime, fmt.Sprintf("%s passes on data from %s", from, country))
		}
	}
}

func (c *Crossing) add(regime, because string) {
	if slices.Contains(c.Regimes, regime) {
		return
	}
	if c.Because == "" {
		c.Because = because
	}
	c.Regimes = append(c.Regimes, regime)
}

func within(country, regime string) bool {
	return country == regime || regime == "EEA" && InEEA(country)
}

// arrivesPersonal reports whether the flow brings personal data: what it says
// that it carries, or, when it says nothing, what its sources hold.
func (g *Graph) arrivesPersonal(f *model.Flow) bool {
	if len(f.Carries) > 0 {
		return g.union(f.Carries).Personal
	}
	return g.arrives(f).Personal
}
