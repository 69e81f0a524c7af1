package calendar

import "testing"

// The vectors: New York, 09:00 to 17:00 from Monday to Friday.
func newYork(t *testing.T, holidays ...string) *Business {
	b := &Business{Zone: zone(t, "America/New_York"), Holidays: map[Date]bool{}}
	b.Days, _ = ParseWeekdays("mon-fri")
	b.Hours, _ = ParseClockRange("09:00-17:00")
	for _, h := range holidays {
		b.Holidays[date(t, h)] = true
	}
	return b
}

func TestDueInBusinessTime(t *testing.T) {
	for name, tt := range map[string]struct {
		clock *Business
		span  string
		asked string
		due   string
	}{
		"H1 over a weekend":          {newYork(t), "4bh", "2026-07-10T20:00", "2026-07-13T16:00"},
		"H7 over Thanksgiving":       {newYork(t, "2026-11-26"), "4bh", "2026-11-25T20:00", "2026-11-27T16:00"},
		"a day asked in the evening": {newYork(t, "2026-11-26"), "1bd", "2026-11-25T23:30", "2026-11-27T22:00"},
		"within one day":             {newYork(t), "4bh", "2026-07-10T13:00", "2026-07-10T17:00"},
	} {
		t.Run(name, func(t *testing.T) {
			d, err := ParseDuration(tt.span)
			if err != nil {
				t.Fatal(err)
			}
			got, ok := tt.clock.Due(instant(t, tt.asked+":00Z"), tt.clock.Span(d))
			if !ok || got.String() != tt.due+"Z" {
				t.Errorf("%s, want %s", got, tt.due)
			}
		})
	}
}

func TestWorstBusinessTime(t *testing.T) {
	for name, tt := range map[string]struct {
		clock       *Business
		span        string
		from, until string
		hours       Instant
	}{
		"H2 a plain weekend":             {newYork(t), "4bh", "2026-07-01", "2026-08-01", 68},
		"H3 Labor Day":                   {newYork(t, "2026-09-07"), "4bh", "2026-08-15", "2026-10-01", 92},
		"H4 the clocks go back":          {newYork(t), "4bh", "2026-10-15", "2026-11-15", 69},
		"H5 the clocks go forward":       {newYork(t), "4bh", "2026-03-06", "2026-03-09", 67},
		"H6 a whole day":                 {newYork(t), "8bh", "2026-07-01", "2026-08-01", 72},
		"more than a day, and a weekend": {newYork(t), "12bh", "2026-07-01", "2026-08-01", 92},
	} {
		t.Run(name, func(t *testing.T) {
			d, err := ParseDuration(tt.span)
			if err != nil {
				t.Fatal(err)
			}
			z := tt.clock.Zone
			window := Interval{z.At(date(t, tt.from), 0), z.At(date(t, tt.until), 0)}
			got, at := tt.clock.Worst(window, tt.clock.Span(d))
			if got != tt.hours*3600 {
				t.Errorf("%v h (asked %s), want %d", float64(got)/3600, at, tt.hours)
			}
			// Who asks a moment later than that does wait so long.
			due, _ := tt.clock.Due(at+1, tt.clock.Span(d))
			if due-at < got {
				t.Errorf("asked just after %s it is due %s", at, due)
			}
		})
	}
}

func TestClocksThatCover(t *testing.T) {
	window := Interval{instant(t, "2026-10-05T00:00:00Z"), instant(t, "2027-11-09T00:00:00Z")}
	long := newYork(t)
	long.Hours, _ = ParseClockRange("08:00-18:00")
	chicago := newYork(t)
	chicago.Zone = zone(t, "America/Chicago")
	for name, tt := range map[string]struct {
		ours, theirs *Business
		want         bool
	}{
		"H9 longer hours":                 {long, newYork(t), true},
		"H9 shorter hours":                {newYork(t), long, false},
		"H9 the same":                     {newYork(t), newYork(t), true},
		"H9 a holiday more":               {newYork(t, "2026-11-26"), newYork(t), false},
		"H9 a holiday that the other has": {newYork(t), newYork(t, "2026-11-26"), true},
		"H9 the same hours an hour later": {chicago, newYork(t), false},
	} {
		if got := tt.ours.Covers(tt.theirs, window); got != tt.want {
			t.Errorf("%s: %v", name, got)
		}
	}
}
