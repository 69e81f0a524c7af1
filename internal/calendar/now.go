package calendar

import "time"

// A Now is the time as of which a run checks: an instant, or a whole day. A day
// is that day wherever the subject is: what begins on it has begun, and what ends
// on it has not ended.
type Now struct {
	At    Instant // of a whole day, its midnight in UTC
	Whole bool
}

// OnDay is a whole day.
func OnDay(d Date) Now { return Now{At: UTC.At(d, 0), Whole: true} }

// AtInstant is an instant.
func AtInstant(i Instant) Now { return Now{At: i} }

// NowOf is an instant of Go's time.
func NowOf(t time.Time) Now { return AtInstant(InstantOf(t)) }

// IsZero reports whether no time was given.
func (n Now) IsZero() bool { return n == Now{} }

// Time is the instant, or the midnight in UTC of a whole day.
func (n Now) Time() time.Time { return n.At.Time() }

// Date is the local date in a zone.
func (n Now) Date(z *Zone) Date {
	if n.Whole {
		return UTC.Date(n.At)
	}
	return z.Date(n.At)
}

// Today is the date in UTC, by which whatever has no place is judged.
func (n Now) Today() Date { return UTC.Date(n.At) }

// Past reports whether an end in a zone is over: at the instant, or, for a whole
// day, before that day begins there.
func (n Now) Past(end Instant, z *Zone) bool {
	if n.Whole {
		return end <= z.At(UTC.Date(n.At), 0)
	}
	return end <= n.At
}

// String is a whole day as its date, and an instant to the second.
func (n Now) String() string {
	if n.Whole {
		return UTC.Date(n.At).String()
	}
	return n.At.Time().Format("2006-01-02T15:04:05Z")
}
