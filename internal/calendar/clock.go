package calendar

import (
	"fmt"
	"strings"
	"time"
)

// A ClockRange is wall-clock hours such as "22:00-06:30", in minutes after
// local midnight. End is greater than 1440 when the range runs into the next
// day, and 1440 when it ends at midnight.
type ClockRange struct {
	Start, End int
}

// ParseClockRange reads HH:MM-HH:MM. An end at or before the start is on the
// next day; 24:00 is allowed as an end.
func ParseClockRange(s string) (ClockRange, error) {
	from, to, ok := strings.Cut(s, "-")
	start, okStart := parseClock(from)
	end, okEnd := parseClock(to)
	if !ok || !okStart || !okEnd || start == minutesADay {
		return ClockRange{}, fmt.Errorf("%q is not a range of hours: write HH:MM-HH:MM, as in 09:00-17:30 or 22:00-06:00", s)
	}
	if end <= start {
		end += minutesADay
	}
	return ClockRange{Start: start, End: end}, nil
}

const minutesADay = 24 * 60

func parseClock(s string) (minute int, ok bool) {
	if len(s) != 5 || s[2] != ':' {
		return 0, false
	}
	for _, i := range []int{0, 1, 3, 4} {
		if s[i] < '0' || s[i] > '9' {
			return 0, false
		}
	}
	minute = (int(s[0]-'0')*10+int(s[1]-'0'))*60 + int(s[3]-'0')*10 + int(s[4]-'0')
	return minute, s[3] < '6' && minute <= minutesADay
}

// Minutes is the length on the wall clock, which on a day of clock change is
// not the time that passes.
func (c ClockRange) Minutes() int { return c.End - c.Start }

// String is the range as it is written.
func (c ClockRange) String() string {
	end := c.End
	if end > minutesADay {
		end -= minutesADay
	}
	return fmt.Sprintf("%02d:%02d-%02d:%02d", c.Start/60, c.Start%60, end/60, end%60)
}

// Weekdays is a set of days of the week, bit 0 being Sunday.
type Weekdays uint8

var dayNames = []string{"sun", "mon", "tue", "wed", "thu", "fri", "sat"}

// ParseWeekdays reads days and ranges of days: "mon-fri", "mon-tue,fri-sat",
// "sun". A range may run over the end of the week.
func ParseWeekdays(s string) (Weekdays, error) {
	var set Weekdays
	for part := range strings.SplitSeq(s, ",") {
		from, to, isRange := strings.Cut(part, "-")
		first, last := dayIndex(from), dayIndex(from)
		if isRange {
			last = dayIndex(to)
		}
		if first < 0 || last < 0 {
			return 0, fmt.Errorf("%q is not a set of days: write days or ranges of days, as in mon-fri or mon-tue,fri-sat", s)
		}
		for d := first; ; d = (d + 1) % 7 {
			set |= 1 << d
			if d == last {
				break
			}
		}
	}
	return set, nil
}

func dayIndex(name string) int {
	for i, n := range dayNames {
		if n == name {
			return i
		}
	}
	return -1
}

// Contains reports whether the day is in the set.
func (w Weekdays) Contains(d time.Weekday) bool { return w&(1<<d) != 0 }
