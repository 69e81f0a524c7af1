package model

import (
	"reflect"
	"strconv"
	"strings"
	"sync"

	"github.com/tidegate/tidegate/internal/calendar"
)

// read fills a struct of a kind from a definition that has passed its schema.
// Fields are matched by their hcl tag; what the definition leaves out keeps its
// zero value. A value that does not parse is left out too: the loader has
// reported it, and an organisation with errors is never judged.
func read(v *Value, into reflect.Value) {
	for _, f := range layout(into.Type()) {
		if attribute := v.Get(f.name); attribute != nil {
			readValue(attribute, into.Field(f.index))
		}
	}
}

type layoutField struct {
	name  string
	index int
}

var layouts sync.Map // reflect.Type to []layoutField

func layout(t reflect.Type) []layoutField {
	if known, ok := layouts.Load(t); ok {
		return known.([]layoutField)
	}
	var fields []layoutField
	for i := range t.NumField() {
		if name := t.Field(i).Tag.Get("hcl"); name != "" {
			fields = append(fields, layoutField{name, i})
		}
	}
	layouts.Store(t, fields)
	return fields
}

func readValue(v *Value, into reflect.Value) {
	switch target := into.Addr().Interface().(type) {
	case *Address:
		*target = Address(v.Text)
	case *[]Address:
		for _, item := range v.Each() {
			*target = append(*target, Address(item.Value.Text))
		}
	case *calendar.Date:
		*target, _ = calendar.ParseDate(v.Text)
	case *calendar.Period:
		*target, _ = calendar.ParsePeriod(v.Text)
	case *[]calendar.Period:
		for _, item := range v.Each() {
			p, _ := calendar.ParsePeriod(item.Value.Text)
			*target = append(*target, p)
		}
	case *calendar.Duration:
		*target, _ = calendar.ParseDuration(v.Text)
	case *calendar.ClockRange:
		*target, _ = calendar.ParseClockRange(v.Text)
	case *calendar.Weekdays:
		*target, _ = calendar.ParseWeekdays(v.Text)
	case *Moment:
		*target, _ = ParseMoment(v.Text)
	case *Value:
		*target = *v
	default:
		readPlain(v, into)
	}
}

func readPlain(v *Value, into reflect.Value) {
	switch into.Kind() {
	case reflect.String:
		into.SetString(v.Text)
	case reflect.Bool:
		into.SetBool(v.Flag)
	case reflect.Int:
		n, _ := strconv.ParseInt(v.Text, 10, 64)
		into.SetInt(n)
	case reflect.Pointer:
		into.Set(reflect.New(into.Type().Elem()))
		readValue(v, into.Elem())
	case reflect.Struct:
		read(v, into)
	case reflect.Slice:
		items := v.Each()
		into.Set(reflect.MakeSlice(into.Type(), len(items), len(items)))
		for i := range items {
			readValue(&items[i].Value, into.Index(i))
		}
	case reflect.Map:
		into.Set(reflect.MakeMapWithSize(into.Type(), len(v.Items)))
		for i := range v.Items {
			key := reflect.New(into.Type().Key()).Elem()
			readValue(&Value{Type: String, Text: v.Items[i].Name}, key)
			element := reflect.New(into.Type().Elem()).Elem()
			readValue(&v.Items[i].Value, element)
			into.SetMapIndex(key, element)
		}
	}
}

// A Moment is a date, or an exact instant where someone wrote one. A date as an
// end means the end of that local day.
type Moment struct {
	Date    calendar.Date
	Instant calendar.Instant // set when Exact
	Exact   bool
}

// IsZero reports whether no moment was written.
func (m Moment) IsZero() bool { return m == Moment{} }

// ParseMoment reads a date, or an RFC 3339 timestamp.
func ParseMoment(s string) (Moment, error) {
	if strings.Contains(s, "T") {
		t, err := parseTimestamp(s)
		return Moment{Instant: t, Exact: true}, err
	}
	d, err := calendar.ParseDate(s)
	return Moment{Date: d}, err
}

// EndIn is the instant at which a moment written as an end is over: the local
// midnight after a date.
func (m Moment) EndIn(z *calendar.Zone) calendar.Instant {
	if m.Exact {
		return m.Instant
	}
	return z.At(m.Date+1, 0)
}

// LastDay is the last local date that is at least partly before the end.
func (m Moment) LastDay(z *calendar.Zone) calendar.Date {
	if m.Exact {
		return z.Date(m.Instant - 1)
	}
	return m.Date
}

// String is the moment as it is written.
func (m Moment) String() string {
	if m.Exact {
		return m.Instant.String()
	}
	return m.Date.String()
}
