package model

import (
	"maps"
	"slices"
	"sync"

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

	once     sync.Once
	byPerson map[string][]Account
	systems  map[string]bool
}

// An Account is one login as a connector saw it.
type Account struct {
	Name      string
	People    []string // the people behind it, by name; the account's own name when a connector says nothing
	Enabled   bool
	Created   calendar.Date            // zero when unknown
	LastLogin calendar.Date            // zero for never
	LastUsed  map[string]calendar.Date // by action
	Roles     []string                 // roles and groups that an identity provider gives it, by name; nil when it does not say
	Range     source.Range
}

// Of lists the accounts of a person, by name.
func (o *Observations) Of(person string) []Account {
	o.index()
	return o.byPerson[person]
}

// Known is what connectors had seen by a day. What they saw later is not known in
// time; a use that is later than the observation itself never happened.
func (o *Observations) Known(day calendar.Date) *Observations {
	if o == nil {
		return nil
	}
	seen := calendar.UTC.Date(o.At)
	limit := min(seen, day)
	late := false
	for _, a := range o.Accounts {
		late = late || a.LastLogin > limit
		for _, used := range a.LastUsed {
			late = late || used > limit
		}
	}
	if !late {
		return o
	}
	// A use after the day, in observations that were made after it, shows that the
	// account was in use; one after the observations shows nothing.
	clip := func(d calendar.Date) calendar.Date {
		if d > seen {
			return 0
		}
		return min(d, day)
	}
	out := &Observations{At: o.At, From: o.From, Range: o.Range, Accounts: make(map[string]Account, len(o.Accounts))}
	for name, a := range o.Accounts {
		a.LastLogin = clip(a.LastLogin)
		used := make(map[string]calendar.Date, len(a.LastUsed))
		for action, d := range a.LastUsed {
			if d = clip(d); d != 0 {
				used[action] = d
			}
		}
		a.LastUsed = used
		out.Accounts[name] = a
	}
	return out
}

// Systems lists the systems of which any use was seen: of the others nothing is
// known, which is not the same as no use.
func (o *Observations) Systems() map[string]bool {
	o.index()
	return o.systems
}

func (o *Observations) index() {
	o.once.Do(func() {
		o.byPerson, o.systems = map[string][]Account{}, map[string]bool{}
		for _, name := range slices.Sorted(maps.Keys(o.Accounts)) {
			account := o.Accounts[name]
			for _, person := range account.People {
				o.byPerson[person] = append(o.byPerson[person], account)
			}
			for action := range account.LastUsed {
				system, _ := SplitAction(action)
				o.systems[system] = true
			}
		}
	})
}
