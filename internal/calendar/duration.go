package calendar

import (
	"fmt"
	"strconv"
	"strings"
)

const (
	millisASecond = 1000
	millisAMinute = 60 * millisASecond
	millisAnHour  = 60 * millisAMinute
	millisADay    = 24 * millisAnHour
)

// A Duration is an amount in one kind of unit: exact time, calendar days,
// calendar months, or business time. At most one field is set; the zero value
// is no time at all. Kinds are never converted into one another: 6mo and 180d
// differ, and so do 1bd and 24h.
type Duration struct {
	Millis         int64 // ms, s, m, h
	Days           int   // d, w
	Months         int   // mo, y
	BusinessMillis int64 // bh
	BusinessDays   int   // bd
	Text           string
}

// unit describes how a unit's amount is counted, finest first.
var units = map[string]struct {
	millis, business int64
	days, months     int
	businessDays     int
}{
	"ms": {millis: 1},
	"s":  {millis: millisASecond},
	"m":  {millis: millisAMinute},
	"h":  {millis: millisAnHour},
	"d":  {days: 1},
	"w":  {days: 7},
	"mo": {months: 1},
	"y":  {months: 12},
	"bh": {business: millisAnHour},
	"bd": {businessDays: 1},
}

// ParseDuration reads <decimal><unit>. Exact units (ms, s, m, h) and business
// hours (bh) may have a fraction that comes to whole milliseconds; calendar
// units (d, w, mo, y) and business days (bd) are whole.
func ParseDuration(s string) (Duration, error) {
	digits := strings.TrimRight(s, "abcdefghijklmnopqrstuvwxyz")
	u, known := units[s[len(digits):]]
	if !known || digits == "" {
		return Duration{}, fmt.Errorf("%q is not a duration: write a number and a unit (ms, s, m, h, d, w, mo, y, bh, bd), as in 15m or 24mo", s)
	}
	exact := max(u.millis, u.business)
	if exact == 0 {
		n, err := strconv.ParseInt(digits, 10, 16)
		if err != nil || n < 0 {
			return Duration{}, fmt.Errorf("%q is not a duration: days, weeks, months, years and business days are whole numbers up to 32767", s)
		}
		return Duration{Days: u.days * int(n), Months: u.months * int(n), BusinessDays: u.businessDays * int(n), Text: s}, nil
	}
	millis, ok := ScaledDecimal(digits, exact)
	if !ok {
		return Duration{}, fmt.Errorf("%q is not a duration: it does not come to whole milliseconds", s)
	}
	d := Duration{Text: s}
	if u.business > 0 {
		d.BusinessMillis = millis
	} else {
		d.Millis = millis
	}
	return d, nil
}

// ScaledDecimal is the decimal number s times scale, when that is a whole
// number that fits. It never passes through floating point: 0.1h is 360,000
// milliseconds and not 359,999.99.
func ScaledDecimal(s string, scale int64) (int64, bool) {
	whole, fraction, _ := strings.Cut(s, ".")
	if whole == "" || strings.HasSuffix(s, ".") || strings.Trim(whole+fraction, "0123456789") != "" || len(fraction) > 9 {
		return 0, false
	}
	n, err := strconv.ParseInt(whole, 10, 40)
	if err != nil {
		return 0, false
	}
	total := n * scale
	if total/scale != n {
		return 0, false
	}
	if fraction == "" {
		return total, true
	}
	part, err := strconv.ParseInt(fraction, 10, 40)
	if err != nil {
		return 0, false
	}
	denominator := int64(1)
	for range len(fraction) {
		denominator *= 10
	}
	// part < 1e9 and scale ≤ 3.6e6 milliseconds, so the product fits.
	if (part*scale)%denominator != 0 {
		return 0, false
	}
	return total + part*scale/denominator, true
}

// Exact reports whether the duration is elapsed time, which alone can be
// compared with another without knowing a date.
func (d Duration) Exact() bool {
	return d.Days == 0 && d.Months == 0 && d.BusinessMillis == 0 && d.BusinessDays == 0
}

// Business reports whether the duration counts business time.
func (d Duration) Business() bool { return d.BusinessMillis != 0 || d.BusinessDays != 0 }

// IsZero reports whether the duration is no time.
func (d Duration) IsZero() bool {
	d.Text = ""
	return d == Duration{}
}

// Minutes is an exact duration in whole minutes, rounded down.
func (d Duration) Minutes() int { return int(d.Millis / millisAMinute) }

// Seconds is an exact duration in whole seconds, rounded down.
func (d Duration) Seconds() int64 { return d.Millis / millisASecond }

// Exactly is d with whole calendar days read as 24 hours each, for places where
// elapsed time is meant and no date is near.
func (d Duration) Exactly() (millis int64, ok bool) {
	if d.Months != 0 || d.Business() {
		return 0, false
	}
	return d.Millis + int64(d.Days)*millisADay, true
}

// String is the duration as it was written.
func (d Duration) String() string { return d.Text }

// FormatMillis writes elapsed time in the largest unit that divides it.
func FormatMillis(millis int64) string {
	for _, u := range []struct {
		name string
		size int64
	}{{"h", millisAnHour}, {"m", millisAMinute}, {"s", millisASecond}} {
		if millis != 0 && millis%u.size == 0 {
			return strconv.FormatInt(millis/u.size, 10) + u.name
		}
	}
	if millis == 0 {
		return "0s"
	}
	return strconv.FormatInt(millis, 10) + "ms"
}

// FormatMinutes writes minutes as people say them: 45m, 6h, 1h 30m.
func FormatMinutes(minutes int) string {
	h, m := minutes/60, minutes%60
	switch {
	case h == 0:
		return strconv.Itoa(m) + "m"
	case m == 0:
		return strconv.Itoa(h) + "h"
	}
	return fmt.Sprintf("%dh %dm", h, m)
}
