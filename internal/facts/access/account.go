package access

import (
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
			ix.entitle(byAction, action, Path{Grant: string(a.Address()), At: model.Path{"allow", strconv.Itoa(i)}})
		}
	}
	return inOrder(byAction)
}
