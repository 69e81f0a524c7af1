// Package calendar is civil time: dates, durations, wall clocks and zones, and
// the arithmetic on them that time.Time does differently from contracts and
// rosters. It carries its own tz database, so that a commit is judged the same
// on every machine. It imports nothing of the project.
package calendar

import (
	"fmt"
	"time"
)

// A Date is a civil date without a zone: days since 1970-01-01.
type Date int32

// ParseDate reads the form 2006-01-02 (RFC 3339 full-date) and nothing else.
func ParseDate(s string) (Date, error) {
	t, err := time.Parse(time.DateOnly, s)
	if err != nil {
		if t, loose := time.Parse("2006-1-2", s); loose == nil {
			return 0, fmt.Errorf("%q is not a date: write %s", s, t.Format(time.DateOnly))
		}
		return 0, fmt.Errorf("%q is not a date: write year-month-day with a day that exists, as in 2026-10-05", s)
	}
	return DateOf(t), nil
}

// DateOf is the date that t shows in its own location.
func DateOf(t time.Time) Date {
	y, m, d := t.Date()
	return civil(y, m, d)
}

func civil(y int, m time.Month, d int) Date {
	seconds := time.Date(y, m, d, 0, 0, 0, 0, time.UTC).Unix()
	return Date(floorDiv(seconds, 86400))
}

func floorDiv(a, b int64) int64 {
	q := a / b
	if a%b < 0 {
		q--
	}
	return q
}

func (d Date) utc() time.Time { return time.Unix(int64(d)*86400, 0).UTC() }

// String is the date as 2006-01-02.
func (d Date) String() string { return d.utc().Format(time.DateOnly) }

// Weekday is the day of the week.
func (d Date) Weekday() time.Weekday { return d.utc().Weekday() }

// AddMonths adds calendar months and clamps to the last day of the month that
// it lands in: 31 January plus one month is 28 (or 29) February, where
// time.AddDate and OPA's time.add_date give 3 March. Always add from the
// original date; adding twice drifts.
func (d Date) AddMonths(n int) Date {
	y, m, day := d.utc().Date()
	first := time.Date(y, m+time.Month(n), 1, 0, 0, 0, 0, time.UTC)
	last := first.AddDate(0, 1, -1).Day()
	return civil(first.Year(), first.Month(), min(day, last))
}

// Add adds a duration of calendar units, or of whole days of an exact one. It stays within
// the days that can be written, from 0000-01-01 to 9999-12-31.
func (d Date) Add(span Duration) Date { return d.plus(span, 1) }

// Subtract goes back by a duration; see Add.
func (d Date) Subtract(span Duration) Date { return d.plus(span, -1) }

func (d Date) plus(span Duration, sign int) Date {
	days := int64(d) + int64(sign)*(int64(span.Days)+span.Millis/millisADay)
	if span.Months != 0 {
		days = int64(d.AddMonths(sign * span.Months))
	}
	return Date(min(max(days, int64(civil(0, time.January, 1))), int64(civil(9999, time.December, 31))))
}

// A Period is a run of civil dates, both ends included, as "from/until" is
// written. Forever is an Until that no date reaches.
type Period struct {
	From, Until Date
}

// Forever is later than any date that can be written.
const Forever Date = 1 << 30

// ParsePeriod reads "2026-01-15/2027-06-30"; "2026-01-15/" has no end.
func ParsePeriod(s string) (Period, error) {
	var p Period
	from, until, ok := cut(s, '/')
	if !ok {
		return p, fmt.Errorf("%q is not an interval: write first-day/last-day, as in 2026-01-15/2027-06-30", s)
	}
	var err error
	if p.From, err = ParseDate(from); err != nil {
		return p, err
	}
	if until == "" {
		p.Until = Forever
		return p, nil
	}
	if p.Until, err = ParseDate(until); err != nil {
		return p, err
	}
	if p.Until < p.From {
		return p, fmt.Errorf("the interval %s ends before it begins", s)
	}
	return p, nil
}

func cut(s string, sep byte) (before, after string, ok bool) {
	for i := range len(s) {
		if s[i] == sep {
			return s[:i], s[i+1:], true
		}
	}
	return s, "", false
}

// Contains reports whether the date lies in the period, ends included.
func (p Period) Contains(d Date) bool { return p.From <= d && d <= p.Until }

// String is the period as it is written.
func (p Period) String() string {
	if p.Until == Forever {
		return p.From.String() + "/"
	}
	return p.From.String() + "/" + p.Until.String()
}
