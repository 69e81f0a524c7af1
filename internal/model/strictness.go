package model

import (
	"math"
	"slices"
	"strconv"

	"github.com/tidegate/tidegate/internal/calendar"
)

// A Strictness says which way an attribute of a kind is stricter, and which say what
// a definition is. It has the shape of the kind's schema, from which it is read
// (x-stricter, x-label).
type Strictness struct {
	Way    string                 // lower, higher, true, false, more, fewer, given, same, label, or empty
	Type   string                 // how the text is read: x-type
	Order  []string               // of an enumeration, the least strict first
	Fields map[string]*Strictness // by attribute
	Each   *Strictness            // of every other attribute, or of each item of a list
}

// Loosened is one attribute that is less strict than before, or that says of a
// definition that it is something else.
type Loosened struct {
	Path     Path
	Old, New string // as written; empty for an attribute that is not there
	Label    bool
}

// Loosened compares two values by what the organisation's kinds say is stricter.
func (o *Organisation) Loosened(kind string, before, after *Value) []Loosened {
	var out []Loosened
	o.schema.Strictness[kind].compare(before, after, nil, &out)
	return out
}

func (s *Strictness) compare(before, after *Value, path Path, out *[]Loosened) {
	if s == nil || before == nil && after == nil {
		return
	}
	note := func(label bool) {
		*out = append(*out, Loosened{slices.Clone(path), Written(before), Written(after), label})
	}
	switch s.Way {
	case "label":
		if before == nil || after == nil || !before.Same(after) {
			note(true)
		}
		return
	case "same":
		if before != nil && after != nil && !before.Same(after) {
			note(false)
		}
		return
	case "more", "fewer":
		lost := missing(before, after)
		if s.Way == "fewer" {
			lost = missing(after, before)
		}
		if lost {
			note(false)
		}
	case "given":
		if before != nil && after == nil {
			note(false)
		}
		if before == nil || after == nil {
			return
		}
	case "true", "false":
		if flag(before) != flag(after) && flag(after) != (s.Way == "true") {
			note(false)
		}
		return
	case "lower", "higher":
		if s.looser(before, after) {
			note(false)
		}
		return
	}
	names := map[string]bool{}
	for _, v := range []*Value{before, after} {
		if v != nil && v.Type == Object {
			for i := range v.Items {
				names[v.Items[i].Name] = true
			}
		}
	}
	sorted := make([]string, 0, len(names))
	for name := range names {
		sorted = append(sorted, name)
	}
	slices.Sort(sorted)
	for _, name := range sorted {
		inner := s.Fields[name]
		if inner == nil {
			inner = s.Each
		}
		if s.Way == "more" && after.Get(name) == nil {
			continue // said of the whole
		}
		inner.compare(before.Get(name), after.Get(name), append(slices.Clip(path), name), out)
	}
	if before != nil && after != nil && before.Type == List && after.Type == List && s.Each != nil && len(before.Items) == len(after.Items) {
		for i := range before.Items {
			s.Each.compare(&before.Items[i].Value, &after.Items[i].Value, append(slices.Clip(path), strconv.Itoa(i)), out)
		}
	}
}

func flag(v *Value) bool { return v != nil && v.Flag }

// missing reports whether something that a list or an object has is not in another.
func missing(in, other *Value) bool {
	if in == nil {
		return false
	}
	if in.Type == Object {
		return slices.ContainsFunc(in.Items, func(f Field) bool { return other.Get(f.Name) == nil })
	}
	have := other.Each()
	return slices.ContainsFunc(in.Each(), func(f Field) bool {
		return !slices.ContainsFunc(have, func(g Field) bool { return f.Value.Same(&g.Value) })
	})
}

// looser reports whether an amount is less strict than before. What is not there is
// without limit, or asks for nothing.
func (s *Strictness) looser(before, after *Value) bool {
	if before == nil {
		return false // it asks for something that was not asked for
	}
	none := math.Inf(1)
	if s.Way == "higher" {
		none = math.Inf(-1)
	}
	a, b := none, none
	a = s.amount(before, none)
	if after != nil {
		b = s.amount(after, none)
	}
	if s.Way == "lower" {
		return b > a
	}
	return b < a
}

// amount puts texts of one type in order; none is for what cannot be read.
func (s *Strictness) amount(v *Value, none float64) float64 {
	if i := slices.Index(s.Order, v.Text); i >= 0 {
		return float64(i)
	}
	if v.Type == Number {
		if n, err := strconv.ParseFloat(v.Text, 64); err == nil {
			return n
		}
		return none
	}
	switch s.Type {
	case "duration", "validity":
		d, err := calendar.ParseDuration(v.Text)
		if err != nil {
			return math.Inf(1) // "forever"
		}
		const someDay calendar.Date = 20000
		days := float64(someDay.Add(calendar.Duration{Days: d.Days, Months: d.Months})-someDay) + float64(d.BusinessDays)*1.4
		return days*86_400_000 + float64(d.Millis) + float64(d.BusinessMillis)
	case "percent":
		if p, err := ParsePercent(v.Text); err == nil {
			return float64(p)
		}
	case "factor":
		if n, err := ParseFactor(v.Text); err == nil {
			return float64(n)
		}
	case "money":
		if n, _, err := ParseMoney(v.Text); err == nil {
			return float64(n)
		}
	case "hours":
		if r, err := calendar.ParseClockRange(v.Text); err == nil {
			return float64(r.Minutes())
		}
	case "weekdays":
		if w, err := calendar.ParseWeekdays(v.Text); err == nil {
			n := 0
			for i := range 7 {
				if w&(1<<i) != 0 {
					n++
				}
			}
			return float64(n)
		}
	case "cefr":
		return float64(slices.Index([]string{"A1", "A2", "B1", "B2", "C1", "C2"}, v.Text))
	}
	return none
}

// Written is a value on one line, as HCL has it; empty for none.
func Written(v *Value) string {
	if v == nil {
		return ""
	}
	switch v.Type {
	case String:
		return strconv.Quote(v.Text)
	case Bool:
		return strconv.FormatBool(v.Flag)
	case List:
		out := "["
		for i := range v.Items {
			if i > 0 {
				out += ", "
			}
			out += Written(&v.Items[i].Value)
		}
		return out + "]"
	case Object:
		out := "{"
		for i := range v.Items {
			if i > 0 {
				out += ","
			}
			out += " " + v.Items[i].Name + " = " + Written(&v.Items[i].Value)
		}
		return out + " }"
	case Null:
		return ""
	}
	return v.Text
}
