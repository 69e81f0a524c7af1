package access

import (
	"maps"
	"slices"
	"strconv"

	"github.com/tidegate/tidegate/internal/calendar"
	"github.com/tidegate/tidegate/internal/model"
)

// AccountEntitlements is what a service account can do at the time, sorted by
// action. A service account is a principal like a person: rules on access ask of
// both.
func (ix *Index) AccountEntitlements(a *model.ServiceAccount) []Entitlement {
	if a.Valid != (calendar.Period{}) && !a.Valid.Contains(ix.Now.Today()) {
		return nil
	}
	byAction := map[string]*Entitlement{}
	for i, item := range a.Allow {
		for _, action := range ix.Expand(item) {
			e := byAction[action]
			if e == nil {
				declared := ix.actions[action]
				e = &Entitlement{Action: action, Privileged: declared.Privileged, Live: declared.System == nil || declared.Live}
				byAction[action] = e
			}
			e.Paths = append(e.Paths, Path{Grant: string(a.Address()), At: model.Path{"allow", strconv.Itoa(i)}})
		}
	}
	out := make([]Entitlement, 0, len(byAction))
	for _, action := range slices.Sorted(maps.Keys(byAction)) {
		out = append(out, *byAction[action])
	}
	return out
}
