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
	live    func(*model.System) bool
}

// New indexes the organisation. Strict is the module of security awareness,
// which has no grace (PCI DSS 12.6.3 asks for it every twelve months).
func New(org *model.Organisation, ix *access.Index, grace calendar.Duration, strict string, live func(*model.System) bool) *Index {
	t := &Index{
		access: ix, grace: grace, strict: strict, live: live,
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

// passes is the last day on which a person passed each module, up to the time.
func (t *Index) passes(p *model.Person) map[string]calendar.Date {
	last := map[string]calendar.Date{}
	today := t.access.Today(p)
	for text, modules := range p.Passed {
		day, err := calendar.ParseDate(text)
		if err != nil || day > today {
			continue
		}
		for _, m := range modules {
			last[m] = max(last[m], day)
		}
	}
	return last
}

// Lapses is the first day after today on which a certification that roles ask for
// is over, its grace counted, and which; 0 when none ends.
func (t *Index) Lapses(p *model.Person, roles []model.Address) (calendar.Date, string) {
	last := t.passes(p)
	var first calendar.Date
	var which string
	for _, name := range t.certs(roles) {
		passed, ok := last[name]
		if !ok {
			continue
		}
		until := t.until(name, passed)
		if until == calendar.Forever || t.access.Now.Today() > until {
			continue
		}
		if first == 0 || until+1 < first {
			first, which = until+1, fmt.Sprintf("the certification %s lapses on %s", name, until)
		}
	}
	return first, which
}

// Bars says what keeps a person who works in the roles from a seat, and "" when
// nothing does: a certification that is missing or has lapsed, a system of the roles'
// duties that no passed module covers, or too low a level of a language. One that
// came late and is there now keeps nobody away.
func (t *Index) Bars(p *model.Person, roles []model.Address) string {
	last := t.passes(p)
	today := t.access.Now.Today()
	for _, name := range t.certs(roles) {
		passed, ok := last[name]
		if !ok {
			return "the certification " + name + " is missing"
		}
		if until := t.until(name, passed); today > until {
			return fmt.Sprintf("the certification %s lapsed on %s", name, until)
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
		if s := t.systems[name]; s != nil && t.live(s) && taught[address] && !covered[address] {
			return string(address)
		}
	}
	return ""
}

// levels is the order of the Common European Framework of Reference.
var levels = []string{"A1", "A2", "B1", "B2", "C1", "C2"}

func (t *Index) language(p *model.Person, roles []model.Address) string {
	for _, level := range t.Levels(p, roles) {
		if level.Low {
			have := level.Have
			if have == "" {
				have = "nothing stated"
			}
			return fmt.Sprintf("%s asks for %s in %q, and there is %s", level.Role, level.Want, level.Language, have)
		}
	}
	return ""
}

// A Level is a language that a role asks for.
type Level struct {
	Language string `json:"language"`
	Role     string `json:"role"`
	Want     string `json:"want"`
	Have     string `json:"have,omitempty"`
	Low      bool   `json:"low"`
}

// Levels holds the languages of the roles against the person's.
func (t *Index) Levels(p *model.Person, roles []model.Address) []Level {
	out := []Level{}
	for _, role := range roles {
		r := t.roles[role]
		if r == nil {
			continue
		}
		for _, language := range slices.Sorted(maps.Keys(r.Language)) {
			l := Level{Language: language, Role: string(role), Want: r.Language[language], Have: p.Language[language]}
			l.Low = slices.Index(levels, l.Have) < slices.Index(levels, l.Want)
			out = append(out, l)
		}
	}
	return out
}

// A Tone is how somebody who speaks to customers was last calibrated.
type Tone struct {
	Levels     []Level `json:"levels"`
	Calibrated string  `json:"calibrated,omitempty"`
	Due        string  `json:"due,omitempty"`
	Late       int     `json:"late"`            // days since it was due
	State      string  `json:"state"`           // fine, missing or overdue
	Style      string  `json:"style,omitempty"` // the guide of the calibration, when a queue of the team uses another
	Ours       string  `json:"ours,omitempty"`
}

// ToneOf is nil for somebody whose roles ask for no language.
func (t *Index) ToneOf(p *model.Person, every, grace calendar.Duration, styles []string) *Tone {
	out := &Tone{Levels: t.Levels(p, t.access.RolesHeld(p, t.access.Today(p))), State: "missing"}
	if len(out.Levels) == 0 {
		return nil
	}
	calibrated, err := calendar.ParseDate(p.Language["calibrated"])
	if err == nil {
		due := calibrated.Add(every).Add(grace)
		out.Calibrated, out.Due, out.State = calibrated.String(), due.String(), "fine"
		if t.access.Now.Today() > due {
			out.State, out.Late = "overdue", int(t.access.Now.Today()-due)
		}
	}
	if style := p.Language["style"]; style != "" {
		for _, ours := range styles {
			if ours != style {
				out.Style, out.Ours = style, ours
			}
		}
	}
	return out
}
