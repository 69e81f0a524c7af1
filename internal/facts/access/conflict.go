package access

import (
	"cmp"
	"maps"
	"slices"
	"strconv"
	"sync"

	"github.com/tidegate/tidegate/internal/calendar"
	"github.com/tidegate/tidegate/internal/model"
)

// A Pair is two sides that no one person may hold: patterns of actions.
type Pair struct {
	Name     string
	Sides    [2][]string
	Dynamic  bool          // both may be held while a control keeps them apart
	Enforced string        // that control
	Tested   calendar.Date // when it was last tested
	Declared bool          // by a conflict block, and not by default
}

// Pairs joins the conflicts that the repository declares with the default ones.
// Where both name the same actions, the declared one says how.
func Pairs(org *model.Organisation, defaults map[string]any, dynamic []string) []Pair {
	var pairs []Pair
	for _, c := range org.Conflicts {
		if len(c.Between) != 2 {
			continue
		}
		p := Pair{Name: c.Name, Dynamic: c.Mode == "dynamic", Enforced: c.Enforced, Tested: c.Tested, Declared: true}
		for i := range c.Between {
			for _, item := range c.Between[i].Each() {
				p.Sides[i] = append(p.Sides[i], item.Value.Text)
			}
		}
		pairs = append(pairs, p)
	}
	for _, name := range slices.Sorted(maps.Keys(defaults)) {
		sides, _ := defaults[name].([]any)
		if len(sides) != 2 {
			continue
		}
		p := Pair{Name: name, Dynamic: slices.Contains(dynamic, name)}
		for i := range sides {
			items, _ := sides[i].([]any)
			for _, item := range items {
				if text, ok := item.(string); ok {
					p.Sides[i] = append(p.Sides[i], text)
				}
			}
		}
		pairs = append(pairs, p)
	}
	return pairs
}

// A Clash is two actions of a pair in one hand.
type Clash struct {
	Pair     string    `json:"pair"`
	Actions  [2]string `json:"actions"`
	Via      [2]Source `json:"via"`
	Dynamic  bool      `json:"dynamic"`
	Enforced string    `json:"enforced,omitempty"`
	Control  string    `json:"control"` // of a dynamic pair: tested, stale or missing
}

// A Source is what gives one side of a clash.
type Source struct {
	Address string     `json:"address"` // a grant, a service account or a duty
	At      model.Path `json:"at"`
	Holder  string     `json:"holder,omitempty"` // the other identity that holds it
}

// side is one action that somebody holds, and what gives it.
type side struct {
	action string
	source Source
}

// Clashes finds the pairs that the person holds, counting other pseudonyms of
// the same human and the service accounts that they own.
func (ix *Index) Clashes(p *model.Person, granted []Entitlement, pairs *PairIndex, accounts []*model.ServiceAccount) []Clash {
	held := sides(granted, "")
	for _, other := range ix.humans.Aliases(p.Address()) {
		if twin := ix.people[other]; twin != nil && twin != p {
			held = append(held, sides(ix.Entitlements(twin), string(other))...)
		}
	}
	today := ix.Today(p)
	for _, account := range accounts {
		if account.Valid != (calendar.Period{}) && !account.Valid.Contains(today) {
			continue
		}
		for i, item := range account.Allow {
			for _, action := range ix.Expand(item) {
				held = append(held, side{action, Source{Address: string(account.Address()), At: model.Path{"allow", strconv.Itoa(i)}, Holder: string(account.Address())}})
			}
		}
	}
	return pairs.clashes(held, today)
}

func sides(granted []Entitlement, holder string) []side {
	out := make([]side, 0, len(granted))
	for _, e := range granted {
		out = append(out, side{e.Action, Source{Address: e.Paths[0].Grant, At: e.Paths[0].At, Holder: holder}})
	}
	return out
}

// DesignClashes finds the pairs that a role's own duties contain, whoever holds
// it.
func (ix *Index) DesignClashes(r *model.Role, pairs *PairIndex) []Clash {
	needs := ix.RoleNeeds(r)
	var held []side
	for _, action := range slices.Sorted(maps.Keys(needs)) {
		held = append(held, side{action, Source{Address: string(needs[action]), At: model.Path{"needs"}}})
	}
	return pairs.clashes(held, ix.Now.Today())
}

// A PairIndex knows which sides of which pairs an action is on.
type PairIndex struct {
	pairs []Pair
	known sync.Map // action to []membership
}

// NewPairIndex indexes pairs in the order in which they take precedence.
func NewPairIndex(pairs []Pair) *PairIndex { return &PairIndex{pairs: pairs} }

type membership struct{ pair, side int }

func (x *PairIndex) of(action string) []membership {
	if known, ok := x.known.Load(action); ok {
		return known.([]membership)
	}
	var out []membership
	for i, pair := range x.pairs {
		for j, patterns := range pair.Sides {
			if slices.ContainsFunc(patterns, func(pattern string) bool { return MatchAction(pattern, action) }) {
				out = append(out, membership{i, j})
			}
		}
	}
	x.known.Store(action, out)
	return out
}

// clashes finds the pairs of which both sides are held. Two actions clash once,
// by the first pair that names them: declared pairs come first.
func (x *PairIndex) clashes(held []side, today calendar.Date) []Clash {
	out := []Clash{}
	sides := map[membership][]side{}
	for _, s := range held {
		for _, m := range x.of(s.action) {
			sides[m] = append(sides[m], s)
		}
	}
	if len(sides) < 2 {
		return out
	}
	seen := map[[2]string]bool{}
	for i, pair := range x.pairs {
		for _, a := range sides[membership{i, 0}] {
			for _, b := range sides[membership{i, 1}] {
				key := [2]string{min(a.action, b.action), max(a.action, b.action)}
				if a.action == b.action || seen[key] {
					continue
				}
				seen[key] = true
				out = append(out, Clash{
					Pair: pair.Name, Actions: [2]string{a.action, b.action}, Via: [2]Source{a.source, b.source},
					Dynamic: pair.Dynamic, Enforced: pair.Enforced, Control: pair.control(today),
				})
			}
		}
	}
	slices.SortFunc(out, func(a, b Clash) int {
		return cmp.Or(cmp.Compare(a.Actions[0], b.Actions[0]), cmp.Compare(a.Actions[1], b.Actions[1]))
	})
	return out
}

// control is the state of what keeps a dynamic pair apart: evidence holds for
// twelve months.
func (p Pair) control(today calendar.Date) string {
	switch {
	case p.Enforced == "" || p.Tested == 0:
		return "missing"
	case today > p.Tested.AddMonths(12):
		return "stale"
	}
	return "tested"
}
