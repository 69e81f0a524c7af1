package calendar

import (
	"slices"
	"time"
)

// An Instant is a moment in seconds since 1970-01-01T00:00:00Z.
type Instant int64

// InstantOf is the moment t, cut to whole seconds.
func InstantOf(t time.Time) Instant { return Instant(t.Unix()) }

// Time is the moment in UTC.
func (i Instant) Time() time.Time { return time.Unix(int64(i), 0).UTC() }

// String is the moment in UTC to the minute, or to the second where it has one:
// 2026-11-01T07:00Z.
func (i Instant) String() string {
	if i%60 == 0 {
		return i.Time().Format("2006-01-02T15:04Z")
	}
	return i.Time().Format("2006-01-02T15:04:05Z")
}

// An Interval is the half-open span of time [Start, End).
type Interval struct {
	Start, End Instant
}

// Minutes is the time that passes, in whole minutes.
func (i Interval) Minutes() int { return int(i.End-i.Start) / 60 }

// Empty reports whether no time passes.
func (i Interval) Empty() bool { return i.End <= i.Start }

// Contains reports whether the moment lies in the interval.
func (i Interval) Contains(t Instant) bool { return i.Start <= t && t < i.End }

// Intersect is the time that both share; it may be empty.
func (i Interval) Intersect(j Interval) Interval {
	return Interval{max(i.Start, j.Start), min(i.End, j.End)}
}

// Union merges intervals in any order into sorted ones that do not touch.
func Union(intervals []Interval) []Interval {
	sorted := slices.Clone(intervals)
	slices.SortFunc(sorted, func(a, b Interval) int {
		if a.Start != b.Start {
			return int(a.Start - b.Start)
		}
		return int(a.End - b.End)
	})
	var out []Interval
	for _, next := range sorted {
		switch last := len(out) - 1; {
		case next.Empty():
		case last >= 0 && next.Start <= out[last].End:
			out[last].End = max(out[last].End, next.End)
		default:
			out = append(out, next)
		}
	}
	return out
}

// Intersect is the time in both of two unions (sorted, not touching).
func Intersect(a, b []Interval) []Interval {
	var out []Interval
	for len(a) > 0 && len(b) > 0 {
		if both := a[0].Intersect(b[0]); !both.Empty() {
			out = append(out, both)
		}
		if a[0].End < b[0].End {
			a = a[1:]
		} else {
			b = b[1:]
		}
	}
	return out
}

// Within is the part of a union that lies in the window. It searches, so that
// asking day by day does not walk the whole horizon each time.
func Within(union []Interval, window Interval) []Interval {
	first, _ := slices.BinarySearchFunc(union, window.Start, func(i Interval, t Instant) int {
		if i.End <= t {
			return -1
		}
		return 1
	})
	var out []Interval
	for _, i := range union[first:] {
		if i.Start >= window.End {
			break
		}
		out = append(out, i.Intersect(window))
	}
	return out
}

// Subtract is the time of a that is not in b, both being unions.
func Subtract(a, b []Interval) []Interval {
	var out []Interval
	for _, i := range a {
		for _, hole := range Within(b, i) {
			if before := (Interval{i.Start, hole.Start}); !before.Empty() {
				out = append(out, before)
			}
			i.Start = hole.End
		}
		if !i.Empty() {
			out = append(out, i)
		}
	}
	return out
}

// AtLeast is the time in which n or more of the intervals run at once. The
// intervals may overlap and lie in any order.
func AtLeast(intervals []Interval, n int) []Interval {
	if n <= 1 {
		return Union(intervals)
	}
	type edge struct {
		at    Instant
		delta int
	}
	var edges []edge
	for _, i := range intervals {
		if !i.Empty() {
			edges = append(edges, edge{i.Start, 1}, edge{i.End, -1})
		}
	}
	slices.SortFunc(edges, func(a, b edge) int {
		if a.at != b.at {
			return int(a.at - b.at)
		}
		return a.delta - b.delta // ends first: half-open intervals do not meet
	})
	var out []Interval
	count, since := 0, Instant(0)
	for _, e := range edges {
		was := count >= n
		count += e.delta
		switch is := count >= n; {
		case is && !was:
			since = e.at
		case was && !is:
			out = append(out, Interval{since, e.at})
		}
	}
	return Union(out)
}

// Total is the sum of the minutes of a union.
func Total(union []Interval) int {
	total := 0
	for _, i := range union {
		total += i.Minutes()
	}
	return total
}

// Longest is the minutes of the longest single interval of a union.
func Longest(union []Interval) int {
	longest := 0
	for _, i := range union {
		longest = max(longest, i.Minutes())
	}
	return longest
}
