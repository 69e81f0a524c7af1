package roster

import (
	"fmt"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"github.com/tidegate/tidegate/internal/calendar"
	"github.com/tidegate/tidegate/internal/model"
)

func team(name, tz, hours, days string, people ...string) (*model.Team, *calendar.Zone) {
	zone, err := calendar.Carried().Zone(tz)
	if err != nil {
		panic(err)
	}
	clock, err := calendar.ParseClockRange(hours)
	if err != nil {
		panic(err)
	}
	t := &model.Team{
		Definition: &model.Definition{Kind: "team", Name: name},
		Location:   model.Join("location", name),
		Shifts:     map[string]model.Shift{"day": {Hours: clock, Serves: []string{"work"}, Roster: map[string][]model.Address{}}},
	}
	for _, p := range people {
		t.Shifts["day"].Roster[days] = append(t.Shifts["day"].Roster[days], model.Join("person", p))
	}
	return t, zone
}

func simulate(from string, days int, teams map[*model.Team]*calendar.Zone, people ...string) *Simulation {
	org := &model.Organisation{}
	zones := map[model.Address]*calendar.Zone{}
	for t, zone := range teams {
		org.Teams = append(org.Teams, t)
		zones[t.Address()] = zone
	}
	for _, p := range people {
		org.People = append(org.People, &model.Person{Definition: &model.Definition{Kind: "person", Name: p}, Start: 1})
	}
	start, err := calendar.ParseDate(from)
	if err != nil {
		panic(err)
	}
	return Simulate(org, calendar.Interval{Start: calendar.UTC.At(start, 0), End: calendar.UTC.At(start+calendar.Date(days), 0)}, zones)
}

// Minutes of overlap by date; computed with an independent implementation.
func TestOverlapOverTheYear(t *testing.T) {
	dates := []string{"2026-01-14", "2026-03-11", "2026-04-15", "2026-07-15", "2026-09-16", "2026-10-14", "2026-10-28", "2026-11-11"}
	for name, tt := range map[string]struct {
		aZone, aHours, bZone, bHours string
		want                         []int
	}{
		"B1":  {"America/New_York", "09:00-17:00", "Europe/Warsaw", "09:00-17:00", []int{120, 180, 120, 120, 120, 120, 180, 120}},
		"B2":  {"America/Chicago", "09:00-17:00", "Europe/Warsaw", "09:00-17:00", []int{60, 120, 60, 60, 60, 60, 120, 60}},
		"B3":  {"America/New_York", "09:00-17:00", "America/Bogota", "07:00-16:00", []int{420, 480, 480, 480, 480, 480, 480, 420}},
		"B4":  {"America/New_York", "09:00-17:00", "Asia/Manila", "20:00-05:00", []int{420, 480, 480, 480, 480, 480, 480, 420}},
		"B5":  {"America/New_York", "09:00-17:00", "America/Sao_Paulo", "09:00-18:00", []int{420, 480, 480, 480, 480, 480, 480, 420}},
		"B6":  {"America/New_York", "09:00-17:00", "Asia/Kolkata", "14:00-23:00", []int{210, 270, 270, 270, 270, 270, 270, 210}},
		"B7":  {"Europe/Warsaw", "09:00-17:00", "Asia/Manila", "09:00-18:00", []int{120, 120, 180, 180, 180, 180, 120, 120}},
		"B8":  {"America/Chicago", "08:00-17:00", "Asia/Manila", "13:00-22:00", []int{0, 60, 60, 60, 60, 60, 60, 0}},
		"B9":  {"America/New_York", "09:00-17:00", "America/Santiago", "09:00-18:00", []int{420, 480, 480, 480, 480, 480, 480, 420}},
		"B10": {"Europe/Warsaw", "09:00-17:00", "Australia/Sydney", "10:00-19:00", []int{0, 0, 120, 120, 120, 60, 0, 0}},
	} {
		t.Run(name, func(t *testing.T) {
			a, aZone := team("a", tt.aZone, tt.aHours, "mon-fri", "p")
			b, bZone := team("b", tt.bZone, tt.bHours, "mon-fri", "q")
			s := simulate("2026-01-01", 365, map[*model.Team]*calendar.Zone{a: aZone, b: bZone}, "p", "q")
			var got []int
			for _, text := range dates {
				d, err := calendar.ParseDate(text)
				if err != nil {
					t.Fatal(err)
				}
				got = append(got, Overlap(s.On(a.Address(), 1), s.On(b.Address(), 1), aZone.Day(d), false))
			}
			if diff := cmp.Diff(tt.want, got); diff != "" {
				t.Errorf("(-want +got):\n%s", diff)
			}
		})
	}
}

// B8: it passes in July and fails from the first weekday after the US change.
func TestShortfallAfterTheClockChange(t *testing.T) {
	a, aZone := team("a", "America/Chicago", "08:00-17:00", "mon-fri", "p")
	b, bZone := team("b", "Asia/Manila", "13:00-22:00", "mon-fri", "q")
	s := simulate("2026-07-15", 400, map[*model.Team]*calendar.Zone{a: aZone, b: bZone}, "p", "q")
	days, _ := calendar.ParseWeekdays("mon-fri")
	got, least := s.Shared(Requirement{A: a, B: b, Days: days, Minutes: 60, MinPeople: 1})
	if got == nil || got.First != "2026-11-02" || !got.Ahead || got.Change != "America/Chicago changes its clocks at 2026-11-01T07:00Z" || least != 0 {
		t.Errorf("%+v, least %d", got, least)
	}
}

// B2 with 90 minutes fails except in the weeks in which only one side has
// changed its clocks: a run in one of them must still fail.
func TestShortfallSeenFromTheMismatchWeek(t *testing.T) {
	a, aZone := team("a", "America/Chicago", "09:00-17:00", "mon-fri", "p")
	b, bZone := team("b", "Europe/Warsaw", "09:00-17:00", "mon-fri", "q")
	s := simulate("2026-10-27", 400, map[*model.Team]*calendar.Zone{a: aZone, b: bZone}, "p", "q")
	days, _ := calendar.ParseWeekdays("mon-fri")
	got, _ := s.Shared(Requirement{A: a, B: b, Days: days, Minutes: 90, MinPeople: 1})
	if got == nil || got.First != "2026-11-02" {
		t.Errorf("%+v", got)
	}
}

// B12: weekdays drift. Chicago Mon-Fri 20:00-05:00 is Manila's Tue-Sat.
func TestWeekdaysDrift(t *testing.T) {
	for roster, want := range map[string]int{"mon-fri": 2160, "tue-sat": 2700} {
		b, bZone := team("b", "Asia/Manila", "09:00-18:00", roster, "q")
		s := simulate("2026-07-01", 60, map[*model.Team]*calendar.Zone{b: bZone}, "q")
		chicago, err := calendar.Carried().Zone("America/Chicago")
		if err != nil {
			t.Fatal(err)
		}
		hours, _ := calendar.ParseClockRange("20:00-05:00")
		monday, _ := calendar.ParseDate("2026-07-13")
		total := 0
		for d := monday; d < monday+5; d++ {
			total += calendar.Total(calendar.Within(s.On(b.Address(), 1), chicago.Span(d, hours)))
		}
		if total != want {
			t.Errorf("%s: %d minutes, want %d", roster, total, want)
		}
	}
}

// A night shift that begins the evening before runs into the holiday; a team
// that is off is off from local midnight.
func TestHolidayIsCutAtMidnight(t *testing.T) {
	holiday, _ := calendar.ParseDate("2026-11-30")
	for handling, want := range map[string]int{"work": 540, "off": 120} {
		b, zone := team("b", "Asia/Manila", "22:00-07:00", "sun", "q")
		b.Holidays = handling
		org := &model.Organisation{}
		org.Teams = []*model.Team{b}
		org.People = []*model.Person{{Definition: &model.Definition{Kind: "person", Name: "q"}, Start: 1}}
		org.Locations = []*model.Location{{Definition: &model.Definition{Kind: "location", Name: "b"}, Holidays: []calendar.Date{holiday}}}
		window := calendar.Interval{Start: calendar.UTC.At(holiday-1, 0), End: calendar.UTC.At(holiday+2, 0)}
		s := Simulate(org, window, map[model.Address]*calendar.Zone{b.Address(): zone})
		if got := calendar.Total(calendar.Within(s.On(b.Address(), 1), window)); got != want {
			t.Errorf("%s: %d minutes, want %d", handling, got, want)
		}
		if inside := calendar.Total(calendar.Within(s.On(b.Address(), 1), zone.Day(holiday))); handling == "work" && inside != 420 {
			t.Errorf("%d minutes inside the holiday, want 420", inside)
		}
	}
}

func TestSeats(t *testing.T) {
	for name, tt := range map[string]struct {
		people [][]string
		seats  Seats
		want   []Short
	}{
		"E1 one person cannot fill two seats": {[][]string{{"chat", "voice"}}, Seats{"chat": 1, "voice": 1}, []Short{{"voice", 1, 0}}},
		"E2 greedy would fail":                {[][]string{{"chat", "voice"}, {"chat"}}, Seats{"chat": 1, "voice": 1}, nil},
		"E3 three people are not enough":      {[][]string{{"chat"}, {"chat"}, {"voice", "email"}}, Seats{"chat": 1, "voice": 1, "email": 1}, []Short{{"voice", 1, 0}}},
		"E4":                                  {[][]string{{"chat", "voice"}, {"chat", "voice"}}, Seats{"chat": 2, "voice": 1}, []Short{{"voice", 1, 0}}},
		"E5 needs augmenting":                 {[][]string{{"chat", "voice"}, {"voice", "email"}, {"chat", "email"}}, Seats{"chat": 1, "voice": 1, "email": 1}, nil},
		"nobody":                              {nil, Seats{"chat": 2}, []Short{{"chat", 2, 0}}},
		"a seat nobody promised":              {[][]string{{"chat"}}, Seats{"voice": 0}, nil},
	} {
		t.Run(name, func(t *testing.T) {
			if diff := cmp.Diff(tt.want, Unfilled(tt.people, tt.seats)); diff != "" {
				t.Errorf("(-want +got):\n%s", diff)
			}
		})
	}
}

// A matching is as good as the best assignment, tried one by one; more people
// never open a gap.
func TestSeatsAgreeWithTryingAll(t *testing.T) {
	channels := []string{"a", "b", "c"}
	rapid.Check(t, func(t *rapid.T) {
		people := rapid.SliceOfN(rapid.SliceOfDistinct(rapid.SampledFrom(channels), func(s string) string { return s }), 0, 5).Draw(t, "people")
		seats := Seats{}
		total := 0
		for _, c := range channels {
			seats[c] = rapid.IntRange(0, 2).Draw(t, c)
			total += seats[c]
		}
		missing := 0
		for _, short := range Unfilled(people, seats) {
			missing += short.Need - short.Have
		}
		if best := total - most(people, seats); missing != best {
			t.Fatalf("%d seats stay empty, and %d need to", missing, best)
		}
		more := append(people, []string{rapid.SampledFrom(channels).Draw(t, "another")})
		after := 0
		for _, short := range Unfilled(more, seats) {
			after += short.Need - short.Have
		}
		if after > missing {
			t.Fatalf("another person leaves %d seats empty instead of %d", after, missing)
		}
	})
}

func most(people [][]string, left Seats) int {
	if len(people) == 0 {
		return 0
	}
	best := most(people[1:], left)
	for _, c := range people[0] {
		if left[c] > 0 {
			left[c]--
			best = max(best, 1+most(people[1:], left))
			left[c]++
		}
	}
	return best
}

func gaps(t *testing.T, s *Simulation, tz, window string) []Gap {
	t.Helper()
	zone, err := calendar.Carried().Zone(tz)
	if err != nil {
		t.Fatal(err)
	}
	hours, err := calendar.ParseClockRange(window)
	if err != nil {
		t.Fatal(err)
	}
	c := &model.Coverage{Definition: &model.Definition{Kind: "coverage", Name: "c"}, Days: 0x7f, Window: hours, TZ: tz, Min: map[string]int{"work": 1}}
	return s.Gaps(c, zone, 1)
}

// D1: a follow-the-sun split in local times has a hole while only one side has
// changed its clocks; D2: anchored to UTC it has none.
func TestFollowTheSun(t *testing.T) {
	krakow, warsaw := team("krakow", "Europe/Warsaw", "08:00-20:00", "mon-sun", "p")
	austin, chicago := team("austin", "America/Chicago", "13:00-01:00", "mon-sun", "q")
	s := simulate("2026-01-01", 365, map[*model.Team]*calendar.Zone{krakow: warsaw, austin: chicago}, "p", "q")
	got := gaps(t, s, "UTC", "00:00-24:00")
	times, total := 0, 0
	for _, g := range got {
		times += g.Times
		total += g.Total
	}
	if times != 28 || total != 1680 || got[0].Start != "2026-03-09T06:00Z" || got[0].End != "2026-03-09T07:00Z" {
		t.Errorf("%d gaps of %d minutes in all, the first %s to %s", times, total, got[0].Start, got[0].End)
	}
	day, utc := team("day", "UTC", "06:00-18:00", "mon-sun", "p")
	night, _ := team("night", "UTC", "18:00-06:00", "mon-sun", "q")
	s = simulate("2026-01-01", 365, map[*model.Team]*calendar.Zone{day: utc, night: utc}, "p", "q")
	if got := gaps(t, s, "UTC", "00:00-24:00"); len(got) != 0 {
		t.Errorf("%+v", got)
	}
}

// D3: covered in July, and short from the change of clocks on.
func TestCoverageAfterTheClockChange(t *testing.T) {
	manila, zone := team("manila", "Asia/Manila", "10:00-19:00", "mon-sun", "q")
	s := simulate("2026-07-01", 400, map[*model.Team]*calendar.Zone{manila: zone}, "q")
	got := gaps(t, s, "America/Chicago", "21:00-06:00")
	if len(got) != 1 || got[0].Start != "2026-11-01T11:00Z" || got[0].End != "2026-11-01T12:00Z" || got[0].Change == "" {
		t.Errorf("%+v", got)
	}
}

// Shifting a roster by whole weeks shifts the result, and overlap is symmetric
// when both teams share a clock.
func TestOverlapProperties(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		hours := func(label string) string {
			start, length := rapid.IntRange(0, 1439).Draw(t, label), rapid.IntRange(1, 1439).Draw(t, label+" length")
			end := (start + length) % 1440
			return fmt.Sprintf("%02d:%02d-%02d:%02d", start/60, start%60, end/60, end%60)
		}
		a, utc := team("a", "UTC", hours("a"), "mon-sun", "p")
		b, _ := team("b", "UTC", hours("b"), "mon-sun", "q")
		s := simulate("2026-06-01", 28, map[*model.Team]*calendar.Zone{a: utc, b: utc}, "p", "q")
		d, _ := calendar.ParseDate("2026-06-08")
		one := Overlap(s.On(a.Address(), 1), s.On(b.Address(), 1), utc.Day(d), false)
		if two := Overlap(s.On(b.Address(), 1), s.On(a.Address(), 1), utc.Day(d), false); one != two {
			t.Fatalf("%d one way and %d the other", one, two)
		}
		if later := Overlap(s.On(a.Address(), 1), s.On(b.Address(), 1), utc.Day(d+7), false); one != later {
			t.Fatalf("%d this week and %d the next", one, later)
		}
	})
}

// Parallel shifts are not counted twice, and neither is somebody on both.
func TestParallelShiftsCountOnce(t *testing.T) {
	a, utc := team("a", "UTC", "09:00-17:00", "mon-sun", "p")
	a.Shifts["late"] = model.Shift{Hours: calendar.ClockRange{Start: 600, End: 1080}, Roster: map[string][]model.Address{"mon-sun": {"person.p"}}}
	s := simulate("2026-06-01", 7, map[*model.Team]*calendar.Zone{a: utc}, "p")
	d, _ := calendar.ParseDate("2026-06-03")
	if got := calendar.Total(calendar.Within(s.On(a.Address(), 1), utc.Day(d))); got != 540 {
		t.Errorf("%d minutes", got)
	}
	if got := calendar.Total(calendar.Within(s.On(a.Address(), 2), utc.Day(d))); got != 0 {
		t.Errorf("%d minutes with two people", got)
	}
}
