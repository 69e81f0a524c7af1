package review_test

import (
	"flag"
	"fmt"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"github.com/tidegate/tidegate/internal/calendar"
	"github.com/tidegate/tidegate/internal/edit"
	"github.com/tidegate/tidegate/internal/facts"
	"github.com/tidegate/tidegate/internal/finding"
	"github.com/tidegate/tidegate/internal/loadtest"
	"github.com/tidegate/tidegate/internal/model"
	"github.com/tidegate/tidegate/internal/review"
	"github.com/tidegate/tidegate/internal/source"
)

const company = `
location "l" {
  country = "PL"
  tz      = "Europe/Warsaw"
  class   = "onshore"
}
system "x" {
  actions = ["a", "b", "c", "d"]
}
duties {
  da = { needs = ["x:a"] }
  db = { needs = ["x:b"] }
  dc = { needs = ["x:c"] }
}
`

// draw writes a random company, with use of it that was observed.
func draw(rt *rapid.T, today string) (hcl string, observed *model.Observations) {
	var b strings.Builder
	b.WriteString(company)
	pick := func(label, format string, n, least int) string {
		chosen := rapid.SliceOfNDistinct(rapid.IntRange(0, n-1), least, n, rapid.ID).Draw(rt, label)
		var names []string
		for _, i := range chosen {
			names = append(names, fmt.Sprintf(format, i))
		}
		return "[" + strings.Join(names, ", ") + "]"
	}
	duties := func(label string) string {
		return strings.NewReplacer("duty.0", "duty.da", "duty.1", "duty.db", "duty.2", "duty.dc").Replace(pick(label, "duty.%d", 3, 0))
	}
	teams, roles, people := 2, rapid.IntRange(1, 3).Draw(rt, "roles"), rapid.IntRange(1, 4).Draw(rt, "people")
	for t := range teams {
		fmt.Fprintf(&b, "team \"t%d\" {\n  location = location.l\n}\n", t)
	}
	for r := range roles {
		includes := "[]"
		if r+1 < roles && rapid.Bool().Draw(rt, "includes") {
			includes = fmt.Sprintf("[role.r%d]", r+1)
		}
		fmt.Fprintf(&b, "role \"r%d\" {\n  includes = %s\n  duties   = %s\n}\n", r, includes, duties("duties"))
	}
	observed = &model.Observations{Accounts: map[string]model.Account{}}
	observed.At, observed.From = instant(rt, today).At, date(rt, rapid.SampledFrom([]string{"2026-07-01", "2026-07-01", "2026-07-01", "2026-09-01"}).Draw(rt, "from"))
	for p := range people {
		name := fmt.Sprintf("p%d", p)
		start := rapid.SampledFrom([]string{"2025-01-01", "2025-01-01", "2025-01-01", "2025-01-01", "2026-08-01", "2026-11-01"}).Draw(rt, "start")
		fmt.Fprintf(&b, "person %q {\n  team  = team.t%d\n  role  = %s\n  start = %q\n}\n", name, rapid.IntRange(0, teams-1).Draw(rt, "team"), pick("role", "role.r%d", roles, 0), start)
		if rapid.IntRange(0, 7).Draw(rt, "unseen") == 7 {
			continue
		}
		account := model.Account{Name: name, People: []string{name}, Enabled: true, LastUsed: map[string]calendar.Date{}}
		account.LastUsed["x:e"] = observed.From // somebody looks at the system
		for _, action := range []string{"x:a", "x:b", "x:c", "x:d"} {
			if rapid.Bool().Draw(rt, "used") {
				account.LastUsed[action] = date(rt, rapid.SampledFrom([]string{"2026-06-01", "2026-09-01", today}).Draw(rt, "day"))
			}
		}
		observed.Accounts[name] = account
	}
	if rapid.Bool().Draw(rt, "oncall") {
		fmt.Fprintf(&b, "oncall \"o\" {\n  duties = %s\n  tz     = \"Europe/Warsaw\"\n  legs   = { \"09:00-17:00\" = [person.p0] }\n}\n", duties("on call"))
	}
	if rapid.Bool().Draw(rt, "peak") {
		fmt.Fprintf(&b, "peak \"k\" {\n  dates = \"2026-11-20/2026-12-02\"\n  surge = { role = role.r0, valid = \"2026-11-18/2026-12-05\", adds = { day = %s } }\n}\n", pick("surge", "person.p%d", people, 0))
	}
	for g := range rapid.IntRange(1, 4).Draw(rt, "grants") {
		to := rapid.SampledFrom([]string{pick("to", "role.r%d", roles, 1), pick("to", "person.p%d", people, 1), "[team.t0, role.r0]", "team.t1"}).Draw(rt, "recipients")
		allow := rapid.SampledFrom([]string{`["x:*"]`, `["x:a", "x:b"]`, `["x:c", "x:d"]`, `["x:a", "x:d"]`, `["x:b"]`}).Draw(rt, "allow")
		more := rapid.SampledFrom([]string{"", "", "  break_glass = { alerts = true }\n", "  jit = { max = \"4h\", approver = role.r0 }\n", "  within = team.t0\n"}).Draw(rt, "more")
		fmt.Fprintf(&b, "grant \"g%d\" {\n  to    = %s\n  allow = %s\n  valid = %q\n%s}\n", g, to, allow, rapid.SampledFrom([]string{"2026-01-01/2026-12-31", "2026-01-01/2027-12-31", "2026-09-01/2026-12-31"}).Draw(rt, "valid"), more)
	}
	return b.String(), observed
}

func date(rt rapid.TB, s string) calendar.Date {
	d, err := calendar.ParseDate(s)
	if err != nil {
		rt.Fatal(err)
	}
	return d
}

func instant(rt rapid.TB, day string) calendar.Now {
	t, err := time.Parse(time.DateOnly, day)
	if err != nil {
		rt.Fatal(err)
	}
	return calendar.NowOf(t)
}

func derive(rt rapid.TB, tree source.Tree, day string) *facts.Facts {
	return facts.Derive(loadtest.Organisation(rt, tree), nil, instant(rt, day), finding.Settings{"LP-001": {"mover_grace": "5d"}})
}

// Whatever the company: the patch loads; nobody gains anything; nobody loses what
// was used in the window, what a duty takes on any day, or emergency access; and a
// second patch is empty.
func TestRightsizeKeepsWhatIsNeeded(t *testing.T) {
	window, err := calendar.ParseDuration("90d")
	if err != nil {
		t.Fatal(err)
	}
	if err := flag.Set("rapid.checks", "1000"); err != nil { // most companies have nothing to be removed
		t.Fatal(err)
	}
	changed := 0
	rapid.Check(t, func(rt *rapid.T) {
		today := rapid.SampledFrom([]string{"2026-10-05", "2026-10-05", "2026-11-22"}).Draw(rt, "today")
		hcl, observed := draw(rt, today)
		tree := loadtest.Tree(map[string]string{"a.hcl": hcl})
		f := derive(rt, tree, today)
		advice := f.Rightsize(observed, window)
		files, byHand, err := review.Rightsize(f, &advice)
		if err != nil || len(byHand) > 0 {
			rt.Fatal(err, byHand)
		}
		if len(files) > 0 {
			changed++
		}
		over := edit.Over(tree, files)
		fail := func(format string, args ...any) {
			diff := ""
			for _, f := range files {
				text, _ := f.Diff()
				diff += text
			}
			rt.Fatalf("%s\n%s\n%s\n%v", fmt.Sprintf(format, args...), hcl, diff, observed.Accounts)
		}
		// On the day, in the season, when everybody has begun, and when short grants are over.
		for _, day := range []string{"2026-10-05", "2026-11-22", "2026-12-20", "2027-03-01"} {
			was, is := derive(rt, tree, day), derive(rt, over, day)
			for _, p := range was.Org().People {
				before, after := actions(was, p), actions(is, is.Person(p.Address()))
				for action := range after {
					if !before[action].can {
						fail("%s gains %s on %s", p.Address(), action, day)
					}
				}
				used := observed.Accounts[p.Name].LastUsed
				for action, h := range before {
					inWindow := used[action] >= advice.Window.From && used[action] != 0
					if !after[action].can && (h.needed || inWindow && day == today || h.emergency) {
						fail("%s loses %s on %s", p.Address(), action, day)
					}
					if h.needed && h.standing && !after[action].standing {
						fail("%s must elevate for %s on %s", p.Address(), action, day)
					}
				}
			}
		}
		again := derive(rt, over, today).Rightsize(observed, window)
		if len(again.Grants) > 0 {
			fail("a second patch would change %s", again.Grants[0].Grant.Address())
		}
	})
	if changed == 0 {
		t.Error("no company of all was changed")
	}
}

type held struct{ can, needed, standing, emergency bool }

func actions(f *facts.Facts, p *model.Person) map[string]held {
	out := map[string]held{}
	for _, h := range f.HoldingsOf(p) {
		one := held{can: true, needed: h.Needed}
		for _, path := range h.Paths {
			one.standing = one.standing || !path.JIT
			one.emergency = one.emergency || f.Grant(model.Address(path.Grant)).BreakGlass != nil
		}
		out[h.Action] = one
	}
	return out
}

// What somebody used who is there for a season only was used.
func TestRightsizeKeepsWhatASeasonUsed(t *testing.T) {
	const hcl = company + `
team "t" {
  location = location.l
}
role "r" {
}
person "ann" {
  team  = team.t
  role  = role.r
  start = "2025-01-01"
}
person "dan" {
  team  = team.t
  start = "2025-01-01"
}
peak "k" {
  dates = "2026-11-20/2026-12-02"
  surge = { role = role.r, valid = "2026-11-18/2026-12-05", adds = { day = [person.dan] } }
}
grant "g" {
  to    = role.r
  allow = ["x:d"]
  valid = "2026-01-01/2026-12-31"
}
`
	window, err := calendar.ParseDuration("90d")
	if err != nil {
		t.Fatal(err)
	}
	for used, removed := range map[string]int{"2026-11-20": 0, "2026-06-01": 1} {
		f := derive(t, loadtest.Tree(map[string]string{"a.hcl": hcl}), "2026-11-22")
		observed := &model.Observations{At: instant(t, "2026-11-22").At, From: date(t, "2026-01-01"), Accounts: map[string]model.Account{
			"ann": {Name: "ann", People: []string{"ann"}, Enabled: true},
			"dan": {Name: "dan", People: []string{"dan"}, Enabled: true, LastUsed: map[string]calendar.Date{"x:d": date(t, used)}},
		}}
		if got := len(f.Rightsize(observed, window).Grants); got != removed {
			t.Errorf("used on %s: %d grants would change, want %d", used, got, removed)
		}
	}
}
