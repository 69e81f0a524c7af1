package calendar

// A Business is a clock that runs in business hours only: on some weekdays,
// between some hours of a zone, and not on holidays.
type Business struct {
	Zone     *Zone
	Days     Weekdays
	Hours    ClockRange
	Holidays map[Date]bool
}

// Open lists the business hours that begin on the dates from first to last, in
// order. Their lengths in elapsed time differ on days of clock change.
func (b *Business) Open(first, last Date) []Interval {
	var out []Interval
	for d := first; d <= last; d++ {
		if b.Days.Contains(d.Weekday()) && !b.Holidays[d] {
			out = append(out, b.Zone.Span(d, b.Hours))
		}
	}
	return out
}

// Span is business time in milliseconds: hours as they are, and days as so many
// whole ones.
func (b *Business) Span(d Duration) int64 {
	return d.BusinessMillis + int64(d.BusinessDays)*int64(b.Hours.Minutes())*60_000
}

// longestWait is how many days a due time is looked for.
const longestWait = 3 * 366

// Due is when so many milliseconds of business time have passed since the
// moment, and false when that is not within three years.
func (b *Business) Due(asked Instant, millis int64) (Instant, bool) {
	left := Instant(millis / 1000)
	from := b.Zone.Date(asked) - 1
	for _, open := range b.Open(from, from+longestWait) {
		open = open.Intersect(Interval{asked, open.End})
		if open.Empty() {
			continue
		}
		if length := open.End - open.Start; length < left {
			left -= length
			continue
		}
		return open.Start + left, true
	}
	return 0, false
}

// Worst is the longest time that may pass, in seconds, before so many
// milliseconds of business time have, whenever in the window one asks, and the
// moment just after which that is. It is the supremum: who asks a moment later
// than the last one that is still served on a day waits for the next.
func (b *Business) Worst(window Interval, millis int64) (elapsed Instant, asked Instant) {
	span := Instant(millis / 1000)
	open := b.Open(b.Zone.Date(window.Start)-1, b.Zone.Date(window.End)+longestWait)
	for k := 0; k+1 < len(open); k++ {
		// The moment after which the span no longer ends by open[k].End.
		left, at := span, Instant(0)
		found := false
		for j := k; j >= 0; j-- {
			if length := open[j].End - open[j].Start; length < left {
				left -= length
				continue
			}
			at, found = open[j].End-left, true
			break
		}
		if !found || !window.Contains(at) {
			continue
		}
		if wait := open[k+1].Start - at; wait > elapsed {
			elapsed, asked = wait, at
		}
	}
	return elapsed, asked
}

// Covers reports whether this clock runs whenever the other one does, on every
// date of the window: only then is a time on it a time on the other.
func (b *Business) Covers(other *Business, window Interval) bool {
	ours := Union(b.Open(b.Zone.Date(window.Start)-2, b.Zone.Date(window.End)+2))
	for _, open := range other.Open(other.Zone.Date(window.Start), other.Zone.Date(window.End)) {
		within := Within(ours, open)
		if Total(within) < open.Minutes() {
			return false
		}
	}
	return true
}

// HolidaySet is dates as a set.
func HolidaySet(dates []Date) map[Date]bool {
	out := make(map[Date]bool, len(dates))
	for _, d := range dates {
		out[d] = true
	}
	return out
}
