package gate

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/tidegate/tidegate/internal/facts"
	"github.com/tidegate/tidegate/internal/finding"
	"github.com/tidegate/tidegate/internal/load"
	"github.com/tidegate/tidegate/internal/model"
	"github.com/tidegate/tidegate/internal/policy"
)

// governing lists what a change loosens of what governs the gate itself: parameters
// of rules, severities, the fail level, the folders that are read, observations, and
// the repository's own rules and kinds. Parameters are compared with those of the
// base, and not with the defaults only: what was tightened once is what holds.
func (s *Session) governing(old *Session) []facts.Loosened {
	var out []facts.Loosened
	note := func(address model.Address, at model.Path, what, before, after, because string) {
		out = append(out, facts.Loosened{
			Address: string(address), At: at, What: what, Old: before, New: after, Because: because, Approved: []string{},
		})
	}
	for _, r := range slices.Concat(old.Set.Rules, finding.Rules()) {
		now := s.Set.Rule(r.ID)
		if now == nil {
			note(model.ChangeAddress, nil, "the rule "+r.ID, r.Title, "", "the rule is removed")
			continue
		}
		if now.Severity < r.Severity {
			note(model.ChangeAddress, nil, "the severity of "+r.ID, r.Severity.String(), now.Severity.String(), "")
		}
		for _, p := range r.Parameters {
			before, after := old.declared[r.ID][p.Name], s.declared[r.ID][p.Name]
			if policy.Looser(p, after, before) {
				address, at := s.policyOf(old, r.ID, p.Name)
				note(address, at, fmt.Sprintf("%s: %s", r.ID, p.Name), policy.Text(before), policy.Text(after), "")
			}
		}
	}
	a, b := old.Config, s.Config
	if b.FailLevel > a.FailLevel {
		note(model.ChangeAddress, nil, "tidegate.hcl: fail_level", a.FailLevel.String(), b.FailLevel.String(), "")
	}
	for _, id := range slices.Sorted(maps.Keys(a.Severities)) {
		if b.Severities[id] < a.Severities[id] {
			note(model.ChangeAddress, nil, "tidegate.hcl: severity of "+id, a.Severities[id].String(), severityText(b.Severities[id]), "")
		}
	}
	for _, key := range s.trusted(old) {
		note(model.ChangeAddress, nil, "tidegate.hcl: signers", "", key, "this change trusts a key by which it or a later one may be approved")
	}
	if a.Observations != "" && b.Observations == "" {
		note(model.ChangeAddress, nil, "tidegate.hcl: observations", a.Observations, "", "nothing is known of how access is used")
	}
	if s.Now.Today().Add(b.Ahead) < s.Now.Today().Add(a.Ahead) {
		note(model.ChangeAddress, nil, "tidegate.hcl: ahead", a.Ahead.String(), b.Ahead.String(), "")
	}
	if narrower(a.Definitions, b.Definitions) {
		note(model.ChangeAddress, nil, "tidegate.hcl: definitions", list(a.Definitions), list(b.Definitions), "definitions elsewhere are not read any more")
	}
	if slices.ContainsFunc(b.Exclude, func(dir string) bool { return !within(dir, a.Exclude) }) {
		note(model.ChangeAddress, nil, "tidegate.hcl: exclude", strings.Join(a.Exclude, ", "), strings.Join(b.Exclude, ", "), "what is excluded is not read any more")
	}
	// A folder that is said to hold rules or kinds is not read for definitions.
	left := slices.Concat(a.Schemas, a.Policies, a.Exclude)
	for _, folders := range []struct {
		name        string
		before, now []string
	}{{"schemas", a.Schemas, b.Schemas}, {"policies", a.Policies, b.Policies}} {
		for _, dir := range folders.now {
			if !within(dir, left) && load.HoldsDefinitions(s.Tree, dir) {
				note(model.ChangeAddress, nil, "tidegate.hcl: "+folders.name, strings.Join(folders.before, ", "), strings.Join(folders.now, ", "), "the definitions in "+dir+" are not read any more")
			}
		}
	}
	for _, kind := range old.Kinds.All() {
		if kind.Custom && s.Kinds.Named(kind.Name) == nil {
			note(model.ChangeAddress, nil, "the kind "+kind.Name, kind.Title, "", "the kind is removed")
		}
	}
	return out
}

func severityText(s finding.Severity) string {
	if s == 0 {
		return ""
	}
	return s.String()
}

// narrower reports whether folders that were read are not read any more. No folder
// stands for the whole tree.
func narrower(before, after []string) bool {
	switch {
	case len(after) == 0:
		return false
	case len(before) == 0:
		return !within(".", after)
	}
	return slices.ContainsFunc(before, func(dir string) bool { return !within(dir, after) })
}

// within reports whether a folder is one of some, or lies in one.
func within(dir string, dirs []string) bool {
	return slices.ContainsFunc(dirs, func(d string) bool { return d == "." || dir == d || strings.HasPrefix(dir, d+"/") })
}

func list(dirs []string) string {
	if len(dirs) == 0 {
		return "the whole tree"
	}
	return strings.Join(dirs, ", ")
}

// policyOf is where a parameter is set, here or in the base.
func (s *Session) policyOf(old *Session, rule, name string) (model.Address, model.Path) {
	for _, org := range []*model.Organisation{s.Org, old.Org} {
		for _, p := range org.Policies {
			if p.Find(rule, name) != nil && s.Org.Lookup(p.Address()) != nil {
				return p.Address(), model.Path{rule, name}
			}
		}
	}
	return model.ChangeAddress, nil
}

// A floor is what the base of a comparison asks for: a change is held against the stricter
// of the two, parameter by parameter and rule by rule. Where neither is stricter, the
// change's own holds, and GV-007 has nothing to say.
type floor struct {
	settings   finding.Settings
	severities map[string]finding.Severity
}

// floorOf is the floor that a base makes, or nil where the change is nowhere below it.
func floorOf(old, now *Session) *floor {
	f := &floor{old.declared, old.Config.Severities}
	lower := false
	for _, r := range slices.Concat(now.Set.Rules, finding.Rules()) {
		for _, p := range r.Parameters {
			before, known := f.settings[r.ID][p.Name]
			lower = lower || known && policy.Looser(p, now.declared[r.ID][p.Name], before)
		}
		lower = lower || now.Config.Severities[r.ID] < f.severities[r.ID]
	}
	if !lower {
		return nil
	}
	return f
}

// under are the parameters of a change, where they are looser those of the base.
func (f *floor) under(set *policy.Set, settings finding.Settings) finding.Settings {
	out := maps.Clone(settings)
	for _, r := range slices.Concat(set.Rules, finding.Rules()) {
		for _, p := range r.Parameters {
			before, known := f.settings[r.ID][p.Name]
			if !known || !policy.Looser(p, settings[r.ID][p.Name], before) {
				continue
			}
			if out[r.ID] = maps.Clone(out[r.ID]); out[r.ID] == nil {
				out[r.ID] = map[string]any{}
			}
			out[r.ID][p.Name] = before
		}
	}
	return out
}

// raised are severities by rule, each the higher of the two.
func (f *floor) raised(severities map[string]finding.Severity) map[string]finding.Severity {
	out := maps.Clone(severities)
	if out == nil {
		out = map[string]finding.Severity{}
	}
	for id, severity := range f.severities {
		out[id] = max(out[id], severity)
	}
	return out
}
