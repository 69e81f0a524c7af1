package model

import (
	"slices"
	"strconv"

	"github.com/tidegate/tidegate/internal/calendar"
)

// Claims says where definitions of a kind claim that something has happened: that
// an access was reviewed, a check cleared, a standard attested. It has the shape of
// the kind's schema, from which it is read (x-claims).
type Claims struct {
	Self   bool               // the value is a date that claims something, or a list of them
	Asked  bool               // it is a background check: one with a later date is pending
	Keys   bool               // the names of the attributes are such dates
	Fields map[string]*Claims // by attribute
	Each   *Claims            // of every other attribute, or of each item of a list
}

// A Claim is one date that claims that something has happened.
type Claim struct {
	Definition *Definition
	Path       Path // to the date, or to the attribute that it names
	Day        calendar.Date
}

// field is what an attribute claims, or nil.
func (c *Claims) field(name string) *Claims {
	if known := c.Fields[name]; known != nil {
		return known
	}
	return c.Each
}

// walk hands every claimed date to yield, with the path that leads to it.
func (c *Claims) walk(v *Value, path Path, yield func(path Path, day calendar.Date)) {
	if c == nil {
		return
	}
	if c.Self && v.Type == String {
		if day, err := calendar.ParseDate(v.Text); err == nil {
			yield(path, day)
		}
		return
	}
	for i := range v.Items {
		f := &v.Items[i]
		step := f.Name
		if v.Type == List {
			step = strconv.Itoa(i)
		}
		at := append(slices.Clip(path), step)
		if c.Keys {
			if day, err := calendar.ParseDate(f.Name); err == nil {
				yield(at, day)
			}
		}
		if v.Type == List && c.Self {
			c.walk(&f.Value, at, yield)
			continue
		}
		c.field(f.Name).walk(&f.Value, at, yield)
	}
}

// ClaimsAfter lists what definitions claim for days after the given one, by
// address and path.
func (o *Organisation) ClaimsAfter(day calendar.Date) []Claim {
	var out []Claim
	for _, d := range o.later(day) {
		o.schema.Claims[d.Kind].walk(&d.Value, nil, func(path Path, claimed calendar.Date) {
			if claimed > day {
				out = append(out, Claim{d, slices.Clone(path), claimed})
			}
		})
	}
	return out
}

// later lists the definitions that claim anything for a day after the given one.
func (o *Organisation) later(day calendar.Date) []*Definition {
	o.claimedOnce.Do(func() {
		o.claimed = make([]calendar.Date, len(o.Definitions))
		for i, d := range o.Definitions {
			o.schema.Claims[d.Kind].walk(&d.Value, nil, func(_ Path, claimed calendar.Date) {
				o.claimed[i] = max(o.claimed[i], claimed)
			})
		}
	})
	var out []*Definition
	for i, d := range o.Definitions {
		if o.claimed[i] > day {
			out = append(out, d)
		}
	}
	return out
}

// Known is the organisation as far as it can be known on a day: what definitions
// claim for a later day has not happened. Such a date reads as if it were not
// written, in the typed structures and in the values that rules see; a background
// check with a later date is pending. Places stay those of the files. It is the
// organisation itself when nothing lies ahead.
func (o *Organisation) Known(day calendar.Date) *Organisation {
	ahead := o.later(day)
	if len(ahead) == 0 {
		return o
	}
	replaced := make(map[*Definition]*Definition, len(ahead))
	for _, d := range ahead {
		known := *d
		known.Value = o.schema.Claims[d.Kind].known(d.Value, day)
		replaced[d] = &known
	}
	definitions := slices.Clone(o.Definitions)
	for i, d := range definitions {
		if known := replaced[d]; known != nil {
			definitions[i] = known
		}
	}
	known := New(definitions, slices.Clone(o.Files), o.schema)
	known.Kinds[FileKind] = o.Kinds[FileKind]
	return known
}

// known is the value without the dates after the day.
func (c *Claims) known(v Value, day calendar.Date) Value {
	if c == nil {
		return v
	}
	if c.Self && v.Type == String {
		if claimed, err := calendar.ParseDate(v.Text); err == nil && claimed > day {
			v.Type, v.Text = Null, ""
			if c.Asked {
				v.Type, v.Text = String, Pending
			}
		}
		return v
	}
	if len(v.Items) == 0 {
		return v
	}
	items := make([]Field, 0, len(v.Items))
	for _, f := range v.Items {
		if c.Keys {
			if claimed, err := calendar.ParseDate(f.Name); err == nil && claimed > day {
				continue
			}
		}
		within := c.field(f.Name)
		if v.Type == List && c.Self {
			within = c
		}
		was := f.Value.Type
		if f.Value = within.known(f.Value, day); f.Value.Type == Null && was != Null && v.Type == List {
			continue
		}
		items = append(items, f)
	}
	if v.Items = items; v.Type == List && c.Self && len(items) == 0 {
		v.Type = Null // a list of days of which none has come
	}
	return v
}

// Pending is the word for a background check that was asked for and has no result.
const Pending = "pending"
