package facts

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/tidegate/tidegate/internal/model"
)

// A Drift is one difference between what is declared and what an identity provider
// has.
type Drift struct {
	What    string // see the constants
	Account string
	Person  model.Address // empty when nobody is behind the account
	Detail  string        // a role, an action, or a day
	Text    string
}

// The kinds of drift.
const (
	DriftOrphan     = "orphan"          // an account of nobody who is defined
	DriftEnabled    = "still_enabled"   // an enabled account of somebody who does not work here
	DriftAbsent     = "absent"          // somebody with live access and no enabled account
	DriftUndeclared = "undeclared_use"  // an action that was used and that nothing gives
	DriftRole       = "undeclared_role" // a role that the provider gives and the definitions do not
	DriftMissing    = "missing_role"    // the other way round
)

// Drifts compares accounts with the definitions, by kind and account. Orphans are
// listed and never dropped. A role counts when one of that name is defined. Names of
// users are the same in any case (RFC 7643 §4.1.1), where that tells people apart.
func (f *Facts) Drifts(seen *model.Observations) []Drift {
	var out []Drift
	add := func(what, account string, person model.Address, detail, format string, args ...any) {
		out = append(out, Drift{what, account, person, detail, fmt.Sprintf(format, args...)})
	}
	services := map[string]bool{}
	for _, s := range f.org.ServiceAccounts {
		services[strings.ToLower(s.Name)] = true
	}
	folded := map[string][]*model.Person{}
	for _, p := range f.org.People {
		folded[strings.ToLower(p.Name)] = append(folded[strings.ToLower(p.Name)], p)
	}
	served := map[model.Address]bool{}
	for _, name := range slices.Sorted(maps.Keys(seen.Accounts)) {
		account := seen.Accounts[name]
		behind := 0
		for _, who := range account.People {
			p := f.access.Person(model.Join("person", who))
			if alike := folded[strings.ToLower(who)]; p == nil && len(alike) == 1 {
				p = alike[0]
			}
			if p == nil {
				continue
			}
			behind++
			served[p.Address()] = served[p.Address()] || account.Enabled
			if !f.access.Active(p) && account.Enabled {
				add(DriftEnabled, name, p.Address(), p.Until.String(), "the account %s is enabled, and %s does not work here on that day", name, p.Address())
			}
			f.accountDrift(&account, p, add)
		}
		if behind == 0 && !services[strings.ToLower(name)] {
			state := "disabled"
			if account.Enabled {
				state = "enabled"
			}
			add(DriftOrphan, name, "", state, "the %s account %s belongs to nobody who is defined", state, name)
		}
	}
	for _, p := range f.org.People {
		if f.access.Active(p) && !served[p.Address()] && len(f.access.Reach(p, f.access.Today(p))) > 0 {
			add(DriftAbsent, "", p.Address(), "", "%s has live access and no enabled account", p.Address())
		}
	}
	slices.SortStableFunc(out, func(a, b Drift) int { return slices.Index(driftOrder, a.What) - slices.Index(driftOrder, b.What) })
	return out
}

var driftOrder = []string{DriftEnabled, DriftOrphan, DriftUndeclared, DriftRole, DriftAbsent, DriftMissing}

func (f *Facts) accountDrift(account *model.Account, p *model.Person, add func(what, account string, person model.Address, detail, format string, args ...any)) {
	can := map[string]bool{}
	for _, e := range f.access.Entitlements(p) {
		can[e.Action] = true
	}
	for _, action := range slices.Sorted(maps.Keys(account.LastUsed)) {
		if day := account.LastUsed[action]; day != 0 && !can[action] && day+recent >= f.access.Now.Today() {
			add(DriftUndeclared, account.Name, p.Address(), action, "%s used %s on %s, which nothing gives", p.Address(), action, day)
		}
	}
	if account.Roles == nil {
		return
	}
	declared := map[string]bool{}
	for _, role := range f.access.RolesHeld(p, f.access.Today(p)) {
		declared[role.Name()] = true
	}
	for _, role := range distinct(slices.Clone(account.Roles)) {
		if f.org.Lookup(model.Join("role", role)) != nil && !declared[role] {
			add(DriftRole, account.Name, p.Address(), role, "the provider gives %s the role %s, which is not declared", p.Address(), role)
		}
		delete(declared, role)
	}
	for _, role := range slices.Sorted(maps.Keys(declared)) {
		if slices.ContainsFunc(p.Roles, func(a model.Address) bool { return a.Name() == role }) && f.access.Active(p) {
			add(DriftMissing, account.Name, p.Address(), role, "%s is declared to have the role %s, which the provider does not give", p.Address(), role)
		}
	}
}

// recent is how many days ago a use still counts as one of today's access.
const recent = 30
