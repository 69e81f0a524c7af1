// Package training derives what people have learned against what their roles
// ask for: certifications, languages, and whether they came before live access.
package training

import (
	"fmt"
	"maps"
	"slices"

	"github.com/tidegate/tidegate/internal/calendar"
	"github.com/tidegate/tidegate/internal/facts/access"
	"github.com/tidegate/tidegate/internal/model"
)

// An Index answers questions about training at one instant.
type Index struct {
	access  *access.Index
	modules map[string]*model.Module
	roles   map[model.Address]*model.Role
	systems map[string]*model.System
	grace   calendar.Duration // after a certification lapses
	strict  string            // the module that has no grace
}

// New indexes the organisation. Strict is the module of security awareness,
// which has no grace (PCI DSS 12.6.3 asks for it every twelve months).
func New(org *model.Organisation, ix *access.Index, grace calendar.Duration, strict string) *Index {
	t := &Index{
		access: ix, grace: grace, strict: strict,
		modules: map[string]*model.Module{},
		roles:   map[model.Address]*model.Role{},
		systems: map[string]*model.System{},
	}
	for _, m := range org.Modules {
		t.modules[m.Name] = m
	}
	for _, r := range org.Roles {
		t.roles[r.Address()] = r
	}
	for _, s := range org.Systems {
		t.systems[s.Name] = s
	}
	return t
}

// passes is the first and the last day on which a person passed each module, up
// to the instant.
func (t *Index) passes(p *model.Person) (first, last map[string]calendar.Date) {
	first, last = map[string]calendar.Date{}, map[string]calendar.Date{}
	today := t.access.Today(p)
	for text, modules := range p.Passed {
		day, err := calendar.ParseDate(text)
		if err != nil || day > today {
			continue
		}
		for _, m := range modules {
			if known, ok := first[m]; !ok || day < known {
				first[m] = day
			}
			last[m] = max(last[m], day)
		}
	}
	return first, last
}

// Bars says what keeps a person who works in the roles from a seat, and "" when
// nothing does: a certification that is missing or has lapsed, one that came only
// after live access, a system of the roles' duties that no passed module covers,
// or too low a level of a language.
func (t *Index) Bars(p *model.Person, roles []model.Address) string {
	first, last := t.passes(p)
	today := calendar.UTC.Date(t.access.At)
	live, hasAccess := t.access.FirstLive(p)
	for _, name := range t.certs(roles) {
		passed, ok := last[name]
		if !ok {
			return "the certification " + name + " is missing"
		}
		if until := t.until(name, passed); today > until {
			return fmt.Sprintf("the certification %s lapsed on %s", name, until)
		}
		if hasAccess && live.Date <= today && first[name] >= live.Date {
			return fmt.Sprintf("the certification %s came on %s, after live access", name, first[name])
		}
	}
	if system := t.uncovered(roles, last); system != "" {
		return "no module that was passed covers " + system
	}
	return t.language(p, roles)
}

// certs lists the modules that roles ask for, sorted.
func (t *Index) certs(roles []model.Address) []string {
	var out []string
	for _, role := range roles {
		if r := t.roles[role]; r != nil {
			out = append(out, r.Certs...)
		}
	}
	slices.Sort(out)
	return slices.Compact(out)
}

// until is the last day of a certification, its grace counted.
func (t *Index) until(module string, passed calendar.Date) calendar.Date {
	m := t.modules[module]
	if m == nil || m.Valid.IsZero() {
		return calendar.Forever
	}
	until := passed.Add(m.Valid)
	if module == t.strict {
		return until
	}
	return until.Add(t.grace)
}

// uncovered is the first live system of the roles' duties that no passed module
// covers. Systems that no module covers at all cannot be asked for.
func (t *Index) uncovered(roles []model.Address, passed map[string]calendar.Date) string {
	covered, taught := map[model.Address]bool{}, map[model.Address]bool{}
	for name, m := range t.modules {
		for _, system := range m.Covers {
			taught[system] = true
			if _, ok := passed[name]; ok {
				covered[system] = true
			}
		}
	}
	touched := map[string]bool{}
	for _, role := range roles {
		if r := t.roles[role]; r != nil {
			for action := range t.access.RoleNeeds(r) {
				system, _ := model.SplitAction(action)
				touched[system] = true
			}
		}
	}
	for _, name := range slices.Sorted(maps.Keys(touched)) {
		address := model.Join("system", name)
		if s := t.systems[name]; s != nil && s.Live() && taught[address] && !covered[address] {
			return string(address)
		}
	}
	return ""
}

// levels is the order of the Common European Framework of Reference.
var levels = []string{"A1", "A2", "B1", "B2", "C1", "C2"}

func (t *Index) language(p *model.Person, roles []model.Address) string {
	for _, role := range roles {
		r := t.roles[role]
		if r == nil {
			continue
		}
		for _, language := range slices.Sorted(maps.Keys(r.Language)) {
			want, have := r.Language[language], p.Language[language]
			if slices.Index(levels, have) < slices.Index(levels, want) {
				if have == "" {
					have = "nothing stated"
				}
				return fmt.Sprintf("%s asks for %s in %q, and there is %s", role, want, language, have)
			}
		}
	}
	return ""
}
