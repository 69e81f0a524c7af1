package model_test

import (
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/tidegate/tidegate/internal/calendar"
	"github.com/tidegate/tidegate/internal/loadtest"
	"github.com/tidegate/tidegate/internal/model"
)

const company = `
location "l" {
  country = "PL"
  tz      = "Europe/Warsaw"
  class   = "onshore"
}
team "t" {
  location = location.l
}
system "s" {
  actions = ["a"]
}
person "a" {
  team    = team.t
  start   = "2026-01-05"
  same_as = [person.c]
  checks  = { identity = "2026-10-06", criminal = ["2026-01-02", "2026-11-02"] }
}
person "b" {
  team  = team.t
  start = "2026-10-20"
}
person "c" {
  team  = team.t
  start = "2026-01-05"
}
person "d" {
  team    = team.t
  start   = "2026-01-05"
  same_as = [person.c]
}
grant "g" {
  to       = person.b
  allow    = ["s:a"]
  valid    = "2026-10-20/2026-12-31"
  reviewed = { by = person.c, on = "2026-10-07" }
}
`

func day(t *testing.T, text string) calendar.Date {
	t.Helper()
	d, err := calendar.ParseDate(text)
	if err != nil {
		t.Fatal(err)
	}
	return d
}

func organisation(t *testing.T) *model.Organisation {
	t.Helper()
	return loadtest.Organisation(t, loadtest.Tree(map[string]string{"a.hcl": company}))
}

func TestKnownLeavesOutWhatHasNotHappened(t *testing.T) {
	org := organisation(t)
	for text, want := range map[string][3]string{ // the identity check, the last criminal check, the review
		"2026-10-05": {"pending", "2026-01-02", ""},
		"2026-10-06": {"2026-10-06", "2026-01-02", ""},
		"2026-10-07": {"2026-10-06", "2026-01-02", "2026-10-07"},
		"2026-11-02": {"2026-10-06", "2026-11-02", "2026-10-07"},
	} {
		known := org.Known(day(t, text))
		var got [3]string
		a := known.Lookup("person.a")
		got[0] = a.Find("checks", "identity").Text
		for _, item := range a.Find("checks", "criminal").Each() {
			if item.Value.Type == model.String && item.Value.Text != model.Pending {
				got[1] = item.Value.Text
			}
		}
		if v := known.Lookup("grant.g").Find("reviewed", "on"); v != nil {
			got[2] = v.Text
		}
		if got != want {
			t.Errorf("on %s %q is known, want %q", text, got, want)
		}
	}
	if org.Known(day(t, "2026-11-02")) != org {
		t.Error("nothing lies ahead, and the organisation is another")
	}
	if got := org.Lookup("person.a").Find("checks", "identity").Text; got != "2026-10-06" {
		t.Errorf("what is written has changed to %q", got)
	}
	var claimed []string
	for _, c := range org.ClaimsAfter(day(t, "2026-10-06")) {
		claimed = append(claimed, string(c.Definition.Address())+" "+c.Path.String()+" "+c.Day.String())
	}
	want := []string{"grant.g reviewed.on 2026-10-07", "person.a checks.criminal[1] 2026-11-02"}
	if slices.Sort(claimed); !slices.Equal(claimed, want) {
		t.Errorf("claims for later are %q, want %q", claimed, want)
	}
}

func TestHumansAreOneHoweverTheyAreJoined(t *testing.T) {
	h := organisation(t).Humans()
	for pair, same := range map[[2]model.Address]bool{
		{"person.a", "person.c"}: true, {"person.c", "person.a"}: true, {"person.a", "person.d"}: true, {"person.a", "person.a"}: true,
		{"person.a", "person.b"}: false, {"", ""}: false, {"person.nobody", "person.a"}: false,
	} {
		if h.Same(pair[0], pair[1]) != same {
			t.Errorf("%s and %s: %v", pair[0], pair[1], !same)
		}
	}
	if diff := cmp.Diff([]model.Address{"person.a", "person.b"}, h.Distinct([]model.Address{"person.d", "person.b", "person.c", "person.a"})); diff != "" {
		t.Errorf("humans (-want +got):\n%s", diff)
	}
	if diff := cmp.Diff([]model.Address{"person.a", "person.c", "person.d"}, h.Aliases("person.d")); diff != "" {
		t.Errorf("pseudonyms (-want +got):\n%s", diff)
	}
	if !h.Among([]model.Address{"person.d"}, "person.a") || h.Among([]model.Address{"person.b"}, "person.a") {
		t.Error("among")
	}
}

func TestPostponedMovesOnlyWhatBeginsThatDay(t *testing.T) {
	org := organisation(t)
	begins := org.Begins(day(t, "2026-10-05"), day(t, "2026-12-31"))
	if diff := cmp.Diff([]calendar.Date{day(t, "2026-10-20")}, begins); diff != "" {
		t.Fatalf("what begins (-want +got):\n%s", diff)
	}
	if org.AccessBegins("grant.g") != begins[0] || org.AccessBegins("person.b") != 0 || org.AccessBegins("grant.none") != 0 {
		t.Error("access begins on another day")
	}
	later := org.Postponed(begins[0])
	starts := func(o *model.Organisation) []string {
		var out []string
		for _, p := range o.People {
			out = append(out, p.Name+" "+p.Start.String())
		}
		for _, g := range o.Grants {
			out = append(out, g.Name+" "+g.Valid.String())
		}
		return out
	}
	before := starts(org)
	if diff := cmp.Diff([]string{"a 2026-01-05", "b 2026-10-21", "c 2026-01-05", "d 2026-01-05", "g 2026-10-21/2026-12-31"}, starts(later)); diff != "" {
		t.Errorf("postponed (-want +got):\n%s", diff)
	}
	if diff := cmp.Diff([]string{"a 2026-01-05", "b 2026-10-20", "c 2026-01-05", "d 2026-01-05", "g 2026-10-20/2026-12-31"}, before); diff != "" {
		t.Errorf("as written (-want +got):\n%s", diff)
	}
}
