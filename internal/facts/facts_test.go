package facts_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"github.com/tidegate/tidegate/internal/calendar"
	"github.com/tidegate/tidegate/internal/facts"
	"github.com/tidegate/tidegate/internal/finding"
	"github.com/tidegate/tidegate/internal/loadtest"
	"github.com/tidegate/tidegate/internal/model"
)

// derive reads definitions and derives their facts as of a date or timestamp.
func derive(t testing.TB, asOf, hcl string, settings finding.Settings) (*model.Organisation, *facts.Facts) {
	t.Helper()
	org := loadtest.Organisation(t, loadtest.Tree(map[string]string{"a.hcl": hcl}))
	at, err := time.Parse(time.RFC3339, asOf)
	if err != nil {
		if at, err = time.Parse(time.DateOnly, asOf); err != nil {
			t.Fatal(err)
		}
	}
	return org, facts.Derive(org, nil, calendar.NowOf(at), settings)
}

func person(t testing.TB, org *model.Organisation, f *facts.Facts, name string) facts.Person {
	t.Helper()
	d := org.Lookup(model.Join("person", name))
	if d == nil {
		t.Fatalf("no person.%s", name)
	}
	return f.View(d).Facts.(facts.Person)
}

const vetting = `
location "us" {
  country = "US"
  tz      = "America/Chicago"
  class   = "hq"
  checks  = { allowed = ["identity", "criminal"], prohibited = ["credit"] }
}
location "pl" {
  country = "PL"
  tz      = "Europe/Warsaw"
  class   = "onshore"
  checks  = { allowed = ["identity", "second_reference", "supervised_30d"], prohibited = ["criminal"] }
}
team "us" {
  location = location.us
}
team "pl" {
  location = location.pl
}
data_classes {
  plain = { level = "internal", personal = false }
}
system "shop" {
  holds   = [data_class.plain]
  actions = ["read"]
}
system "sandbox" {
  environment = "sandbox"
  actions     = ["practise"]
}
role "agent" {
}
check_package "standard" {
  default    = true
  require    = { criminal = "24mo" }
  substitute = { criminal = ["second_reference", "supervised_30d"] }
}
grant "live" {
  to    = [role.agent]
  allow = ["shop:read"]
  valid = "%s/2027-12-31"
}
person "lead" {
  team   = team.us
  role   = role.agent
  start  = "2024-01-01"
  checks = { criminal = "2025-12-01" }
}
person "p" {
  team       = team.%s
  role       = role.agent
  start      = "2026-04-01"
  supervisor = person.lead
  requested  = { criminal = "2026-09-01" }
  checks     = { %s }
}
`

func TestChecks(t *testing.T) {
	settings := func(grace string) finding.Settings {
		return finding.Settings{"BC-001": {"grace": grace, "grace_max_level": "internal"}, "BC-003": {"warn": "90d"}}
	}
	for name, tt := range map[string]struct {
		asOf, access, team, checks, grace string
		want                              string // check: status state order in-grace, for each
	}{
		"cleared the day before":   {"2026-10-05", "2026-04-06", "us", `criminal = "2026-04-05"`, "0d", "criminal: cleared valid before false"},
		"cleared the same day":     {"2026-10-05", "2026-04-06", "us", `criminal = "2026-04-06"`, "0d", "criminal: cleared valid same_day false"},
		"cleared late":             {"2026-10-05", "2026-04-06", "us", `criminal = "2026-04-09"`, "0d", "criminal: cleared valid after false"},
		"pending":                  {"2026-10-05", "2026-04-06", "us", `criminal = "pending"`, "0d", "criminal: pending none none false"},
		"pending in grace":         {"2026-10-08", "2026-09-25", "us", `criminal = "pending"`, "14d", "criminal: pending none none true"},
		"pending after grace":      {"2026-10-09T12:00:00Z", "2026-09-25", "us", `criminal = "pending"`, "14d", "criminal: pending none none false"},
		"missing":                  {"2026-10-05", "2026-04-06", "us", ``, "0d", "criminal: missing none none false"},
		"expires today":            {"2026-10-05", "2026-04-06", "us", `criminal = "2024-10-05"`, "0d", "criminal: cleared expired before false"},
		"expires tomorrow":         {"2026-10-05", "2026-04-06", "us", `criminal = "2024-10-06"`, "0d", "criminal: cleared expiring before false"},
		"cleared on a day to come": {"2026-10-05", "2026-12-01", "us", `criminal = "2026-11-01"`, "0d", "criminal: pending none none false"},
		"where it is prohibited":   {"2026-10-05", "2026-04-06", "pl", `second_reference = "2026-03-01", supervised_30d = "2026-05-01"`, "0d", "second_reference: cleared valid before false; supervised_30d: cleared valid after false"},
		"a substitute is missing":  {"2026-10-05", "2026-04-06", "pl", `second_reference = "2026-03-01"`, "0d", "second_reference: cleared valid before false; supervised_30d: missing none none false"},
	} {
		t.Run(name, func(t *testing.T) {
			org, f := derive(t, tt.asOf, fmt.Sprintf(vetting, tt.access, tt.team, tt.checks), settings(tt.grace))
			var got []string
			for _, c := range person(t, org, f, "p").Checks {
				got = append(got, fmt.Sprintf("%s: %s %s %s %v", c.Name, c.Status, c.State, c.Order, c.InGrace))
			}
			if diff := cmp.Diff(tt.want, strings.Join(got, "; ")); diff != "" {
				t.Errorf("(-want +got):\n%s", diff)
			}
		})
	}
}

const access = `
location "manila" {
  country = "PH"
  tz      = "Asia/Manila"
  class   = "offshore"
}
location "chicago" {
  country = "US"
  tz      = "America/Chicago"
  class   = "hq"
}
team "t" {
  location = location.manila
}
team "u" {
  location = location.chicago
}
system "s" {
  actions    = ["read", "write", "refund.issue"]
  privileged = ["shell"]
}
duties {
  read    = { needs = ["s:read"] }
  operate = { needs = ["s:shell"] }
  refund  = { needs = ["s:refund.issue"] }
}
role "reader" {
  duties = [duty.read]
}
role "senior" {
  includes = [role.reader]
  duties   = [duty.operate]
}
`

func TestAccess(t *testing.T) {
	settings := finding.Settings{"LP-001": {"mover_grace": "5d"}}
	for name, tt := range map[string]struct {
		asOf, hcl     string
		granted, need string
	}{
		"P1 more than the duty needs": {"2026-10-05", `
person "p" {
  team  = team.t
  role  = role.reader
  start = "2026-01-01"
}
grant "g" {
  to    = [person.p]
  allow = ["s:read", "s:refund.issue"]
}`, "s:read s:refund.issue", "s:read"},
		"P3 a wildcard is what it gives": {"2026-10-05", `
person "p" {
  team  = team.t
  role  = role.reader
  start = "2026-01-01"
}
grant "g" {
  to    = team.t
  allow = ["s:*"]
}`, "s:read s:refund.issue s:shell s:write", "s:read"},
		"P4 through a nested role, just in time": {"2026-10-05", `
person "p" {
  team  = team.t
  role  = role.senior
  start = "2026-01-01"
}
grant "g" {
  to    = role.reader
  allow = ["s:read"]
}
grant "h" {
  to    = role.senior
  allow = ["s:shell"]
  jit   = { max = "4h", approver = role.senior }
}`, "s:read s:shell", "s:read s:shell"},
		"P5 a mover within the grace": {"2026-10-05", `
person "p" {
  team  = team.t
  role  = role.reader
  start = "2026-01-01"
  moved = { on = "2026-10-01", from = [role.senior] }
}`, "", "s:read s:shell"},
		"P5 a mover after the grace": {"2026-10-07", `
person "p" {
  team  = team.t
  role  = role.reader
  start = "2026-01-01"
  moved = { on = "2026-10-01", from = [role.senior] }
}`, "", "s:read"},
		"a grant that is limited to another team": {"2026-10-05", `
person "p" {
  team  = team.t
  role  = role.reader
  start = "2026-01-01"
}
grant "g" {
  to     = role.reader
  within = team.u
  allow  = ["s:read"]
}`, "", "s:read"},
		"the last day ends at local midnight, which is past in Manila": {"2026-10-31T17:00:00Z", `
person "p" {
  team  = team.t
  start = "2026-01-01"
  until = "2026-10-31"
}
grant "g" {
  to    = person.p
  allow = ["s:read"]
}`, "", ""},
		"the last day ends at local midnight, which is to come in Chicago": {"2026-10-31T17:00:00Z", `
person "p" {
  team  = team.u
  start = "2026-01-01"
  until = "2026-10-31"
}
grant "g" {
  to    = person.p
  allow = ["s:read"]
}`, "s:read", ""},
		"a surge window that is open": {"2026-11-20", surge, "s:shell", "s:read s:shell"},
		"a surge window that is over": {"2026-12-07", surge, "", "s:read"},
	} {
		t.Run(name, func(t *testing.T) {
			org, f := derive(t, tt.asOf, access+tt.hcl, settings)
			p := person(t, org, f, "p")
			var granted []string
			for _, e := range p.Granted {
				granted = append(granted, e.Action)
			}
			if got := strings.Join(granted, " "); got != tt.granted {
				t.Errorf("granted %q, want %q", got, tt.granted)
			}
			if got := strings.Join(p.Needed, " "); got != tt.need {
				t.Errorf("needed %q, want %q", got, tt.need)
			}
		})
	}
}

const surge = `
person "p" {
  team  = team.t
  role  = role.reader
  start = "2026-01-01"
}
grant "g" {
  to    = role.senior
  allow = ["s:shell"]
}
peak "x" {
  dates = "2026-11-20/2026-12-02"
  surge = { role = role.senior, valid = "2026-11-18/2026-12-05", adds = { day = [person.p] } }
}`

// Random organisations agree with a search through every path by brute force: over
// persons, teams, roles that include roles, surges, limits to teams, wildcards,
// periods, and first and last days.
func TestAccessAgreesWithBruteForce(t *testing.T) {
	verbs := []string{"a", "b", "c"}
	type grant struct {
		toPerson, toTeam, toRole int // -1 for none
		within                   int // a team, or -1
		verb                     string
		open                     bool
	}
	rapid.Check(t, func(rt *rapid.T) {
		roles := rapid.IntRange(1, 4).Draw(rt, "roles")
		people := rapid.IntRange(1, 4).Draw(rt, "people")
		includes := make([][]int, roles) // only to higher numbers: no cycles
		held, surged := make([][]int, people), make([][]int, people)
		team, here := make([]int, people), make([]bool, people)
		teams := []string{"t", "u"}
		var grants []grant
		var b strings.Builder
		b.WriteString(access)
		b.WriteString("system \"x\" {\n  actions = [\"a\", \"b\"]\n  privileged = [\"c\"]\n}\n")
		for r := range roles {
			var names []string
			for next := r + 1; next < roles; next++ {
				if rapid.Bool().Draw(rt, "include") {
					includes[r] = append(includes[r], next)
					names = append(names, fmt.Sprintf("role.r%d", next))
				}
			}
			fmt.Fprintf(&b, "role \"r%d\" {\n  includes = [%s]\n}\n", r, strings.Join(names, ", "))
		}
		for p := range people {
			held[p] = rapid.SliceOfNDistinct(rapid.IntRange(0, roles-1), 0, roles, rapid.ID).Draw(rt, "held")
			team[p] = rapid.IntRange(0, 1).Draw(rt, "team")
			days := rapid.SampledFrom([]string{"start = \"2026-01-01\"", "start = \"2026-01-01\"", "start = \"2026-01-01\"\n  until = \"2026-09-30\"", "start = \"2026-11-01\""}).Draw(rt, "days")
			here[p] = days == "start = \"2026-01-01\""
			var names []string
			for _, r := range held[p] {
				names = append(names, fmt.Sprintf("role.r%d", r))
			}
			fmt.Fprintf(&b, "person \"p%d\" {\n  team = team.%s\n  %s\n  role = [%s]\n}\n", p, teams[team[p]], days, strings.Join(names, ", "))
		}
		for k := range rapid.IntRange(0, 2).Draw(rt, "peaks") {
			r, p := rapid.IntRange(0, roles-1).Draw(rt, "surge role"), rapid.IntRange(0, people-1).Draw(rt, "surge person")
			valid := rapid.SampledFrom([]string{"2026-10-01/2026-10-20", "2026-11-01/2026-12-01"}).Draw(rt, "surge")
			if strings.HasPrefix(valid, "2026-10") {
				surged[p] = append(surged[p], r)
			}
			fmt.Fprintf(&b, "peak \"k%d\" {\n  dates = %q\n  surge = { role = role.r%d, valid = %q, adds = { day = [person.p%d] } }\n}\n", k, valid, r, valid, p)
		}
		for g := range rapid.IntRange(0, 6).Draw(rt, "grants") {
			one := grant{toPerson: -1, toTeam: -1, toRole: -1, within: -1, verb: rapid.SampledFrom([]string{"a", "b", "c", "*"}).Draw(rt, "verb"), open: rapid.Bool().Draw(rt, "open")}
			var to, more string
			switch rapid.IntRange(0, 2).Draw(rt, "to") {
			case 0:
				one.toPerson = rapid.IntRange(0, people-1).Draw(rt, "person")
				to = fmt.Sprintf("person.p%d", one.toPerson)
			case 1:
				one.toTeam = rapid.IntRange(0, 1).Draw(rt, "to team")
				to = "team." + teams[one.toTeam]
			default:
				one.toRole = rapid.IntRange(0, roles-1).Draw(rt, "role")
				to = fmt.Sprintf("role.r%d", one.toRole)
			}
			if rapid.IntRange(0, 3).Draw(rt, "limited") == 0 {
				one.within = rapid.IntRange(0, 1).Draw(rt, "within")
				more = "  within = team." + teams[one.within] + "\n"
			}
			valid := "2026-01-01/2026-12-31"
			if !one.open {
				valid = "2025-01-01/2025-12-31"
			}
			fmt.Fprintf(&b, "grant \"g%d\" {\n  to = %s\n  allow = [\"x:%s\"]\n  valid = %q\n%s}\n", g, to, one.verb, valid, more)
			grants = append(grants, one)
		}
		org, f := derive(t, "2026-10-05", b.String(), finding.Settings{})
		var leads func(from, to int) bool
		leads = func(from, to int) bool {
			return from == to || slices.ContainsFunc(includes[from], func(next int) bool { return leads(next, to) })
		}
		for p := range people {
			want := map[string]bool{}
			for _, g := range grants {
				reaches := g.toPerson == p || g.toTeam == team[p]
				for _, r := range slices.Concat(held[p], surged[p]) {
					reaches = reaches || g.toRole >= 0 && leads(r, g.toRole)
				}
				if !reaches || !g.open || !here[p] || g.within >= 0 && g.within != team[p] {
					continue
				}
				for _, verb := range verbs {
					if g.verb == verb || g.verb == "*" {
						want["x:"+verb] = true
					}
				}
			}
			got := map[string]bool{}
			for _, e := range person(t, org, f, fmt.Sprintf("p%d", p)).Granted {
				got[e.Action] = true
			}
			if diff := cmp.Diff(want, got); diff != "" {
				rt.Fatalf("person %d (-want +got):\n%s\n%s", p, diff, b.String())
			}
		}
	})
}

const flows = `
company "c" {
  privacy = { role = "controller", eu_customers = %v }
}
location "pl" {
  country = "PL"
  tz      = "Europe/Warsaw"
  class   = "onshore"
}
location "ph" {
  country = "PH"
  tz      = "Asia/Manila"
  class   = "offshore"
}
location "us" {
  country = "US"
  tz      = "America/Chicago"
  class   = "hq"
}
vendor "v" {
  country = "PH"
}
team "pl" {
  location = location.pl
}
team "ph" {
  location = location.ph
  vendor   = vendor.v
}
team "us" {
  location = location.us
}
data_classes {
  customer = { level = "confidential", personal = true }
  masked   = { level = "internal", personal = true }
  token    = { level = "internal", personal = false }
}
system "de" {
  hosted = "DE"
  holds  = [data_class.customer]
}
system "us" {
  hosted = "US"
  holds  = [data_class.customer]
}
flow "f" {
  from    = [system.%s]
  to      = team.%s
  carries = [data_class.%s]
}
`

func TestCrossings(t *testing.T) {
	settings := finding.Settings{"DF-003": {"regimes": []any{"EEA"}}}
	for name, tt := range map[string]struct {
		eu             bool
		from, to, what string
		want           string
	}{
		"T1 inside the EEA":                  {true, "de", "pl", "customer", "personal true, regimes [EEA], third false, separate false"},
		"T2 own staff in the US":             {true, "de", "us", "customer", "personal true, regimes [EEA], third true, separate false"},
		"T4 masked is still personal":        {true, "de", "ph", "masked", "personal true, regimes [EEA], third true, separate true"},
		"T10 only customers in the US":       {false, "us", "ph", "customer", "personal true, regimes [], third false, separate true"},
		"T10 hosted in the US, EU customers": {true, "us", "ph", "customer", "personal true, regimes [EEA], third true, separate true"},
		"a token is not personal":            {true, "de", "ph", "token", "personal false, regimes [EEA], third true, separate true"},
	} {
		t.Run(name, func(t *testing.T) {
			org, f := derive(t, "2026-10-05", fmt.Sprintf(flows, tt.eu, tt.from, tt.to, tt.what), settings)
			got := f.View(org.Lookup("flow.f")).Facts.(facts.Flow)
			text := fmt.Sprintf("personal %v, regimes %v, third %v, separate %v", got.Personal, got.Regimes, got.Recipients[0].Third, got.Recipients[0].Separate)
			if text != tt.want {
				t.Errorf("%s, want %s", text, tt.want)
			}
		})
	}
}
