package model

import (
	"maps"
	"slices"

	"github.com/tidegate/tidegate/internal/calendar"
)

// Begins lists the days in (after, until] on which something begins: a grant, a
// service account's access, work, a contract, or the surge of a peak; sorted.
func (o *Organisation) Begins(after, until calendar.Date) []calendar.Date {
	days := map[calendar.Date]bool{}
	o.starts(func(d calendar.Date) {
		if after < d && d <= until {
			days[d] = true
		}
	})
	return slices.Sorted(maps.Keys(days))
}

func (o *Organisation) starts(yield func(calendar.Date)) {
	for _, g := range o.Grants {
		yield(g.Valid.From)
	}
	for _, a := range o.ServiceAccounts {
		yield(a.Valid.From)
	}
	for _, p := range o.People {
		yield(p.Start)
	}
	for _, c := range o.Contracts {
		yield(c.Valid.From)
	}
	for _, p := range o.Peaks {
		if p.Surge != nil {
			yield(p.Surge.Valid.From)
		}
	}
}

// AccessBegins is the first day of a grant or of a service account's access; 0 for anything
// else.
func (o *Organisation) AccessBegins(a Address) calendar.Date {
	d := o.Lookup(a)
	if d == nil || d.Kind != "grant" && d.Kind != "service_account" {
		return 0
	}
	if valid := d.Find("valid"); valid != nil {
		if p, err := calendar.ParsePeriod(valid.Text); err == nil {
			return p.From
		}
	}
	return 0
}

// BeginsIn lists the days after a given one on which something that some
// definitions say begins; sorted.
func (o *Organisation) BeginsIn(after calendar.Date, touched func(Address) bool) []calendar.Date {
	only := &Organisation{typed: typed{
		Grants:          chosen(o.Grants, touched),
		ServiceAccounts: chosen(o.ServiceAccounts, touched),
		People:          chosen(o.People, touched),
		Contracts:       chosen(o.Contracts, touched),
		Peaks:           chosen(o.Peaks, touched),
	}}
	return only.Begins(after, calendar.Forever)
}

func chosen[T interface{ Address() Address }](items []T, keep func(Address) bool) []T {
	var out []T
	for _, item := range items {
		if keep(item.Address()) {
			out = append(out, item)
		}
	}
	return out
}

// Postponed is the organisation as if all that begins on a day began a day later.
// What is wrong on the day and not here comes from what begins, and not from the
// passing of time.
func (o *Organisation) Postponed(day calendar.Date) *Organisation {
	out := o.shallow()
	later := func(p calendar.Period) calendar.Period {
		p.From++
		return p
	}
	out.Grants = postpone(o.Grants, func(g *Grant) bool { return g.Valid.From == day }, func(g *Grant) { g.Valid = later(g.Valid) })
	out.ServiceAccounts = postpone(o.ServiceAccounts, func(a *ServiceAccount) bool { return a.Valid.From == day }, func(a *ServiceAccount) { a.Valid = later(a.Valid) })
	out.People = postpone(o.People, func(p *Person) bool { return p.Start == day }, func(p *Person) { p.Start++ })
	out.Contracts = postpone(o.Contracts, func(c *Contract) bool { return c.Valid.From == day }, func(c *Contract) { c.Valid = later(c.Valid) })
	out.Peaks = postpone(o.Peaks, func(p *Peak) bool { return p.Surge != nil && p.Surge.Valid.From == day }, func(p *Peak) {
		surge := *p.Surge
		surge.Valid = later(surge.Valid)
		p.Surge = &surge
	})
	return out
}

// shallow is the organisation with the same definitions, to replace some typed
// structures in.
func (o *Organisation) shallow() *Organisation {
	return &Organisation{
		Definitions: o.Definitions, Files: o.Files, Kinds: o.Kinds, Groups: o.Groups,
		byAddress: o.byAddress, schema: o.schema, typed: o.typed,
	}
}

func postpone[T any](items []*T, which func(*T) bool, change func(*T)) []*T {
	out := items
	for i, item := range items {
		if !which(item) {
			continue
		}
		if &out[0] == &items[0] {
			out = slices.Clone(items)
		}
		later := *item
		change(&later)
		out[i] = &later
	}
	return out
}
