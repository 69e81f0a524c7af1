package facts

import (
	"slices"
	"strings"

	"github.com/tidegate/tidegate/internal/calendar"
	"github.com/tidegate/tidegate/internal/facts/access"
	"github.com/tidegate/tidegate/internal/model"
)

// liveFacts is what the company does that asks for something: whoever has people
// with access must check them, whoever moves money must keep duties apart.
func (f *Facts) liveFacts() Live {
	out := Live{Money: []string{}, Realtime: []string{}, Conflicts: len(f.org.Conflicts) > 0, Promises: len(f.org.Promises) > 0, Vendors: len(f.org.Vendors)}
	patterns := f.settings.List("GV-009", "money")
	people, guarded, money := []model.Address{}, []model.Address{}, map[string]bool{}
	for _, h := range f.Holdings() {
		if !h.Live {
			continue
		}
		out.Entitlements++
		people = append(people, h.Person)
		if f.flows.Guarded(h.System) {
			guarded = append(guarded, h.Person)
		}
		if slices.ContainsFunc(patterns, func(p string) bool { return access.MatchAction(p, h.Action) }) {
			money[h.Action] = true
		}
	}
	out.People, out.Guarded = len(f.org.Humans().Distinct(people)), len(f.org.Humans().Distinct(guarded))
	for action := range money {
		out.Money = append(out.Money, action)
	}
	slices.Sort(out.Money)
	for _, q := range f.org.Queues {
		if q.Kind == "realtime" && len(q.Channels) > 0 {
			out.Realtime = append(out.Realtime, string(q.Address()))
		}
	}
	for _, c := range f.org.Coverage {
		for _, seats := range c.Min {
			out.Coverage = out.Coverage || seats > 0
		}
	}
	for _, p := range f.org.CheckPackages {
		out.Packages = out.Packages || p.Default && len(p.Require) > 0
	}
	return out
}

// observedFacts is how old the observations are and how many of the people with
// live access they cover.
func (f *Facts) observedFacts() *Observed {
	if f.observed == nil {
		return nil
	}
	seen, today := calendar.UTC.Date(f.observed.At), f.access.Now.Today()
	out := &Observed{At: seen.String(), Age: max(0, int(today-seen)), Ahead: seen > today}
	if f.observed.From != 0 {
		out.Window = int(seen - f.observed.From)
	}
	humans := f.org.Humans()
	have := map[model.Address]bool{}
	for _, a := range f.observed.Accounts {
		for _, person := range a.People {
			have[humans.Of(model.Join("person", person))] = true
		}
	}
	known := map[model.Address]bool{}
	for _, h := range f.Holdings() {
		human := humans.Of(h.Person)
		p := f.access.Person(h.Person)
		if !h.Live || known[human] || p.Start >= seen { // whoever began later could not be seen
			continue
		}
		known[human] = true
		out.People++
		if !have[human] {
			if out.Missing++; out.First == "" || string(h.Person) < out.First {
				out.First = string(h.Person)
			}
		}
	}
	return out
}

// A DataClass is what rules know of a class of data beyond the definition.
type DataClass struct {
	Card    string   `json:"card,omitempty"` // the kind of account data: pan or sad
	HeldBy  []string `json:"held_by"`        // systems
	Masking []string `json:"made_by"`        // flows whose transform makes it out of personal data
	Raw     bool     `json:"personal_named"` // its description or its name says that it is about people, and it is not personal
}

func (f *Facts) dataClass(c *model.DataClass) DataClass {
	out := DataClass{HeldBy: []string{}, Masking: []string{}}
	if c.Payment == "pan" || c.Payment == "sad" {
		out.Card = c.Payment
	}
	for _, s := range f.org.Systems {
		if slices.Contains(s.Holds, c.Address()) {
			out.HeldBy = append(out.HeldBy, string(s.Address()))
		}
	}
	for _, flow := range f.org.Flows {
		made := slices.Contains(flow.Carries, c.Address()) && flow.Transform != nil && flow.Transform.Kind != "anonymise" && flow.Transform.Kind != "aggregate"
		if made && !slices.ContainsFunc(flow.From, func(from model.Address) bool {
			s := f.flows.Systems[from]
			return s == nil || slices.Contains(s.Holds, c.Address())
		}) && slices.ContainsFunc(flow.From, func(from model.Address) bool { return f.flows.Store(from).Personal }) {
			out.Masking = append(out.Masking, string(flow.Address()))
		}
	}
	text := strings.ToLower(c.Name)
	if d := c.Find("description"); d != nil {
		text += " " + strings.ToLower(d.Text)
	}
	out.Raw = !c.Personal && slices.ContainsFunc(f.settings.List("DF-002", "personal_words"), func(word string) bool {
		return slices.Contains(strings.FieldsFunc(text, func(r rune) bool { return (r < 'a' || r > 'z') && (r < '0' || r > '9') }), word)
	})
	return out
}
