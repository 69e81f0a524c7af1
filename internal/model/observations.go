package model

import (
	"github.com/tidegate/tidegate/internal/calendar"
	"github.com/tidegate/tidegate/internal/source"
)

// Observations are what connectors saw of accounts. Definitions never claim any
// of it.
type Observations struct {
	At       calendar.Instant
	From     calendar.Date      // first day of the window that was looked at
	Accounts map[string]Account // by name
	Range    source.Range       // the file
}

// An Account is one login as a connector saw it.
type Account struct {
	Name      string
	People    []string // the people behind it, by name; the account's own name when a connector says nothing
	Enabled   bool
	Created   calendar.Date            // zero when unknown
	LastLogin calendar.Date            // zero for never
	LastUsed  map[string]calendar.Date // by action
	Range     source.Range
}

// Systems lists the systems of which any use was seen: of the others nothing is
// known, which is not the same as no use.
func (o *Observations) Systems() map[string]bool {
	out := map[string]bool{}
	if o == nil {
		return out
	}
	for _, a := range o.Accounts {
		for action := range a.LastUsed {
			system, _ := SplitAction(action)
			out[system] = true
		}
	}
	return out
}
