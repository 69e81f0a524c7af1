package calendar

import (
	"testing"
	"time"

	"pgregory.net/rapid"
)

func zone(t testing.TB, name string) *Zone {
	t.Helper()
	z, err := Carried().Zone(name)
	if err != nil {
		t.Fatal(err)
	}
	return z
}

func date(t testing.TB, s string) Date {
	t.Helper()
	d, err := ParseDate(s)
	if err != nil {
		t.Fatal(err)
	}
	return d
}

func instant(t testing.TB, s string) Instant {
	t.Helper()
	at, err := time.Parse(time.RFC3339, s)
	if err != nil {
		t.Fatal(err)
	}
	return InstantOf(at)
}

// The vectors were computed with an independent implementation of RFC 5545
// §3.3.5; the comments say what goes wrong elsewhere.
func TestWallClockToUTC(t *testing.T) {
	for name, tt := range map[string]struct {
		zone, date string
		minute     int
		want       string
	}{
		"A1 gap":                             {"Europe/Warsaw", "2026-03-29", 150, "2026-03-29T01:30:00Z"},
		"A2 fold, where time.Date is later":  {"Europe/Warsaw", "2026-10-25", 150, "2026-10-25T00:30:00Z"},
		"A3 gap, where time.Date is earlier": {"America/New_York", "2026-03-08", 150, "2026-03-08T07:30:00Z"},
		"A4 fold":                            {"America/New_York", "2026-11-01", 90, "2026-11-01T05:30:00Z"},
		"A5 midnight does not exist":         {"America/Santiago", "2026-09-06", 0, "2026-09-06T04:00:00Z"},
		"A6 half hour":                       {"Asia/Kolkata", "2026-06-01", 540, "2026-06-01T03:30:00Z"},
		"A7 quarter hour":                    {"Asia/Kathmandu", "2026-06-01", 540, "2026-06-01T03:15:00Z"},
		"A8 30-minute clock change":          {"Australia/Lord_Howe", "2026-10-04", 135, "2026-10-03T15:45:00Z"},
		"A9 no daylight saving since 2019":   {"America/Sao_Paulo", "2026-12-15", 540, "2026-12-15T12:00:00Z"},
		"A10 no daylight saving":             {"America/Bogota", "2026-07-01", 540, "2026-07-01T14:00:00Z"},
		"A11 no daylight saving":             {"Asia/Manila", "2026-07-01", 540, "2026-07-01T01:00:00Z"},
		"A12 no daylight saving since 2022":  {"America/Mexico_City", "2026-07-01", 540, "2026-07-01T15:00:00Z"},
		"A13 tz 2026b":                       {"America/Vancouver", "2026-12-01", 540, "2026-12-01T16:00:00Z"},
		"A14 tz 2026c":                       {"America/Edmonton", "2026-12-01", 540, "2026-12-01T15:00:00Z"},
		"A15 tz 2026c":                       {"Africa/Casablanca", "2026-11-10", 540, "2026-11-10T09:00:00Z"},
		"24:00 is the next midnight":         {"Europe/Warsaw", "2026-03-28", 1440, "2026-03-28T23:00:00Z"},
	} {
		t.Run(name, func(t *testing.T) {
			got := zone(t, tt.zone).At(date(t, tt.date), tt.minute)
			if want := instant(t, tt.want); got != want {
				t.Errorf("got %s, want %s", got, want)
			}
		})
	}
}

func TestMonthsAreClamped(t *testing.T) {
	for name, tt := range map[string]struct {
		from   string
		months []int
		want   string
	}{
		"G1":                  {"2026-01-31", []int{1}, "2026-02-28"},
		"G2":                  {"2024-02-29", []int{12}, "2025-02-28"},
		"G3":                  {"2024-02-29", []int{24}, "2026-02-28"},
		"G4":                  {"2026-08-31", []int{6}, "2027-02-28"},
		"G6":                  {"2026-03-31", []int{-1}, "2026-02-28"},
		"G7":                  {"2025-12-31", []int{2}, "2026-02-28"},
		"G9":                  {"2024-01-31", []int{25}, "2026-02-28"},
		"G10 chaining drifts": {"2026-01-31", []int{1, 1}, "2026-03-28"},
		"G10 adding once":     {"2026-01-31", []int{2}, "2026-03-31"},
		"6mo is not 180d":     {"2025-08-31", []int{6}, "2026-02-28"},
	} {
		t.Run(name, func(t *testing.T) {
			d := date(t, tt.from)
			for _, n := range tt.months {
				d = d.AddMonths(n)
			}
			if d.String() != tt.want {
				t.Errorf("got %s, want %s", d, tt.want)
			}
		})
	}
	if got := date(t, "2025-08-31").Add(Duration{Days: 180}).String(); got != "2026-02-27" {
		t.Errorf("180d: %s", got)
	}
}

func TestDaysOfClockChange(t *testing.T) {
	for name, tt := range map[string]struct {
		zone, date string
		hours      string
		want       int
	}{
		"C1 Warsaw night into summer":  {"Europe/Warsaw", "2026-03-28", "22:00-06:00", 420},
		"C2 Warsaw night into winter":  {"Europe/Warsaw", "2026-10-24", "22:00-06:00", 540},
		"C3 Chicago night into summer": {"America/Chicago", "2026-03-07", "22:00-06:00", 420},
		"C4 Chicago night into winter": {"America/Chicago", "2026-10-31", "22:00-06:00", 540},
		"C6 whole day of 23 hours":     {"Europe/Warsaw", "2026-03-29", "00:00-24:00", 1380},
		"C7 whole day of 25 hours":     {"Europe/Warsaw", "2026-10-25", "00:00-24:00", 1500},
		"window of ten hours":          {"America/Chicago", "2026-10-31", "21:00-06:00", 600},
	} {
		t.Run(name, func(t *testing.T) {
			hours, err := ParseClockRange(tt.hours)
			if err != nil {
				t.Fatal(err)
			}
			if got := zone(t, tt.zone).Span(date(t, tt.date), hours).Minutes(); got != tt.want {
				t.Errorf("got %d minutes, want %d", got, tt.want)
			}
		})
	}
}

// Rest is time that passes, and not what clocks on walls say.
func TestRestBetweenShifts(t *testing.T) {
	for name, tt := range map[string]struct {
		zone, endDate, startDate string
		end, start               int // minutes after local midnight
		hours                    float64
	}{
		"F1 one hour is lost":    {"Europe/Warsaw", "2026-03-28", "2026-03-29", 20 * 60, 7 * 60, 10},
		"F2 one hour is won":     {"Europe/Warsaw", "2026-10-24", "2026-10-25", 20 * 60, 6*60 + 30, 11.5},
		"F3 an ordinary night":   {"Europe/Warsaw", "2026-06-10", "2026-06-11", 20 * 60, 7 * 60, 11},
		"F4 Chicago in March":    {"America/Chicago", "2026-03-07", "2026-03-08", 22 * 60, 9 * 60, 10},
		"K2 over a short Sunday": {"Europe/Warsaw", "2026-06-13", "2026-06-15", 17 * 60, 3 * 60, 34},
	} {
		z := zone(t, tt.zone)
		rest := Interval{z.At(date(t, tt.endDate), tt.end), z.At(date(t, tt.startDate), tt.start)}
		if got := float64(rest.Minutes()) / 60; got != tt.hours {
			t.Errorf("%s: %v h, want %v", name, got, tt.hours)
		}
	}
}

// K1 and K2: the hours of a week, and the longest rest in it.
func TestWeeks(t *testing.T) {
	week := func(zoneName, hours, days string, from string) (shifts []Interval, window Interval) {
		z := zone(t, zoneName)
		clock, err := ParseClockRange(hours)
		if err != nil {
			t.Fatal(err)
		}
		weekdays, err := ParseWeekdays(days)
		if err != nil {
			t.Fatal(err)
		}
		first := date(t, from)
		for d := first; d < first+7; d++ {
			if weekdays.Contains(d.Weekday()) {
				shifts = append(shifts, z.Span(d, clock))
			}
		}
		return shifts, Interval{z.At(first, 0), z.At(first+7, 3*60)}
	}
	nights, _ := week("America/Bogota", "22:00-06:30", "sun-thu", "2026-06-07")
	if gross := Total(Union(nights)); gross != 2550 || gross-5*30 != 2400 {
		t.Errorf("K1: %d minutes, of which 5 breaks of 30 are free", gross)
	}
	days, window := week("Europe/Warsaw", "09:00-17:00", "mon-sat", "2026-06-08")
	if longest := Longest(Subtract([]Interval{window}, Union(days))); longest != 34*60 {
		t.Errorf("K2: the longest rest is %d minutes", longest)
	}
}

func TestDurations(t *testing.T) {
	for in, want := range map[string]Duration{
		"0.25h": {Millis: 900_000},
		"0.1h":  {Millis: 360_000},
		"0.5m":  {Millis: 30_000},
		"250ms": {Millis: 250},
		"24mo":  {Months: 24},
		"2y":    {Months: 24},
		"2w":    {Days: 14},
		"4bh":   {BusinessMillis: 14_400_000},
		"1bd":   {BusinessDays: 1},
		"0d":    {},
	} {
		got, err := ParseDuration(in)
		want.Text = in
		if err != nil || got != want {
			t.Errorf("%s: got %+v, %v", in, got, err)
		}
	}
	for _, in := range []string{"", "h", "1", "1.5d", "-1h", "1 h", "1e3s", "0.0001ms", ".5h", "1.h", "99999999999999h", "1H", "0x10s"} {
		if got, err := ParseDuration(in); err == nil {
			t.Errorf("%q is read as %+v", in, got)
		}
	}
}

func TestWhatIsWrittenIsReadOrRefused(t *testing.T) {
	for _, in := range []string{"2026-02-30", "2026-1-1", "26-01-01", "2026-01-01T00:00:00Z", ""} {
		if d, err := ParseDate(in); err == nil {
			t.Errorf("date %q is read as %s", in, d)
		}
	}
	for _, in := range []string{"9-17", "09:00", "09:00-25:00", "24:00-06:00", "09:60-10:00", "09:00-17:00-18:00", "٠٩:00-17:00"} {
		if c, err := ParseClockRange(in); err == nil {
			t.Errorf("hours %q are read as %s", in, c)
		}
	}
	for _, in := range []string{"", "mon-", "monday", "mon fri", "mon,", "Mon"} {
		if w, err := ParseWeekdays(in); err == nil {
			t.Errorf("days %q are read as %b", in, w)
		}
	}
	if w, err := ParseWeekdays("fri-mon"); err != nil || w != 0b1100011 {
		t.Errorf("fri-mon: %b, %v", w, err)
	}
	if _, err := ParsePeriod("2026-02-01/2026-01-01"); err == nil {
		t.Error("an interval that ends before it begins is read")
	}
	if _, err := Carried().Zone("CST"); err == nil {
		t.Error("an abbreviation is read as a zone")
	}
}

// Outside gaps and folds there is one answer, and the standard library has it.
func TestAtAgreesWithTimeDate(t *testing.T) {
	names := []string{"Europe/Warsaw", "America/Chicago", "America/Bogota", "Asia/Manila", "Australia/Lord_Howe", "America/Santiago", "Asia/Kathmandu"}
	rapid.Check(t, func(t *rapid.T) {
		name := rapid.SampledFrom(names).Draw(t, "zone")
		z, err := Carried().Zone(name)
		if err != nil {
			t.Fatal(err)
		}
		d := Date(rapid.IntRange(18000, 24000).Draw(t, "day"))
		minute := rapid.IntRange(0, 1439).Draw(t, "minute")
		got := z.At(d, minute)
		wall := got + z.Offset(got)
		if wall == Instant(d)*86400+Instant(minute)*60 {
			// It exists: no earlier instant shows the same time.
			for _, back := range []Instant{1800, 3600, 7200} {
				if earlier := got - back; earlier+z.Offset(earlier) == wall {
					t.Fatalf("%s shows the time too, and is earlier than %s", earlier, got)
				}
			}
			return
		}
		// A gap: the time is read with the offset before it.
		if gap := got - 1; z.Offset(gap-7200) == z.Offset(got) {
			t.Fatalf("%s %s %d is read as %s, which shows another time, and no clock change is near", name, d, minute, got)
		}
	})
}

func intervals(t *rapid.T, label string) []Interval {
	return rapid.SliceOfN(rapid.Custom(func(t *rapid.T) Interval {
		start := Instant(rapid.IntRange(0, 500).Draw(t, "start"))
		return Interval{start, start + Instant(rapid.IntRange(0, 60).Draw(t, "length"))}
	}), 0, 12).Draw(t, label)
}

// Set operations on intervals agree with asking every instant.
func TestIntervalsAgreeWithCounting(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		a, b := intervals(t, "a"), intervals(t, "b")
		n := rapid.IntRange(1, 3).Draw(t, "n")
		window := Interval{100, 400}
		union, both, minus, many := Union(a), Intersect(Union(a), Union(b)), Subtract(Union(a), Union(b)), AtLeast(a, n)
		within := Within(union, window)
		for at := Instant(0); at < 600; at++ {
			inA, inB := count(a, at), count(b, at)
			for name, check := range map[string]struct {
				set  []Interval
				want bool
			}{
				"union":     {union, inA > 0},
				"intersect": {both, inA > 0 && inB > 0},
				"subtract":  {minus, inA > 0 && inB == 0},
				"at least":  {many, inA >= n},
				"within":    {within, inA > 0 && window.Contains(at)},
			} {
				if got := count(check.set, at) == 1; got != check.want || count(check.set, at) > 1 {
					t.Fatalf("%s at %d: %v, want %v in %v", name, at, got, check.want, check.set)
				}
			}
		}
	})
}

func count(set []Interval, at Instant) int {
	n := 0
	for _, i := range set {
		if i.Contains(at) {
			n++
		}
	}
	return n
}
