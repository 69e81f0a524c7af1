package calendar

import (
	"testing"

	"github.com/tidegate/tidegate/internal/fuzzing"
)

// What is read as a value of the calendar and written again is the same value, and
// arithmetic with it ends on a day that is written as it is read.
func FuzzValues(f *testing.F) {
	for _, text := range []string{
		"2026-10-05", "2026-10-05/2026-10-09", "30d", "18mo", "1y6mo", "4bh", "2bd", "1.5h", "22:00-06:30", "00:00-24:00", "Mon-Fri", "Sat,Sun", "9999-12-31", "0000-00-00", "1e9d", "-1d", "99999999999h", "0.0000001s", "",
	} {
		f.Add(text)
	}
	f.Fuzz(func(t *testing.T, text string) {
		fuzzing.Bounded(t, func() {
			if d, err := ParseDate(text); err == nil && d.String() != text {
				t.Errorf("%q is the date %s", text, d)
			}
			if p, err := ParsePeriod(text); err == nil && (p.From > p.Until || p.String() != text) {
				t.Errorf("%q is the period %s", text, p)
			}
			if c, err := ParseClockRange(text); err == nil {
				if again, err := ParseClockRange(c.String()); err != nil || again != c || c.Minutes() <= 0 || c.Minutes() > 24*60 {
					t.Errorf("%q is the time %s, of %d minutes (%v)", text, c, c.Minutes(), err)
				}
			}
			if w, err := ParseWeekdays(text); err == nil && w == 0 {
				t.Errorf("%q is no day", text)
			}
			d, err := ParseDuration(text)
			if err != nil {
				return
			}
			again, err := ParseDuration(d.String())
			if err != nil || again != d {
				t.Errorf("%q is %+v, and written and read again %+v (%v)", text, d, again, err)
			}
			day, _ := ParseDate("2026-10-05")
			for _, moved := range []Date{day.Add(d), day.Subtract(d)} {
				if read, err := ParseDate(moved.String()); err != nil || read != moved {
					t.Errorf("%s and %q is %s, which is no date (%v)", day, text, moved, err)
				}
			}
			if day.Add(d) < day || day.Subtract(d) > day {
				t.Errorf("%s and %q is %s and %s", day, text, day.Add(d), day.Subtract(d))
			}
		})
	})
}
