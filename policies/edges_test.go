package policies_test

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

const company = `
location "us" {
  country  = "US"
  tz       = "America/Chicago"
  class    = "hq"
  holidays = ["2026-11-26", "2026-12-25", "2027-12-25"]
}
location "pl" {
  country = "PL"
  tz      = "Europe/Warsaw"
  class   = "onshore"
}
vendor "v" {
  country = "CO"
}
people "crew" {
  team    = team.desk
  start   = "2025-01-05"
  members = {
    p01 = {}
    p02 = {}
    p03 = {}
  }
}
people "far" {
  team    = team.far
  start   = "2025-01-05"
  members = {
    f01 = {}
    f02 = {}
  }
}
`

// What a rule finds at the edges of its condition.
func TestEdges(t *testing.T) {
	team := func(name, place, more, shifts string) string {
		return "team \"" + name + "\" {\n  location = location." + place + "\n" + more + "  shifts = {\n" + shifts + "  }\n}\n"
	}
	day := "    day = { hours = \"08:00-17:00\", serves = [\"chat\"], roster = { \"mon-fri\" = [person.p01] } }\n"
	far := team("far", "pl", "", "    day = { hours = \"09:00-17:00\", roster = { \"mon-fri\" = [person.f01, person.f02] } }\n")
	contract := func(name, valid string) string {
		return "contract \"" + name + "\" {\n  vendor = vendor.v\n  teams  = [team.desk]\n  valid  = \"" + valid + "\"\n}\n"
	}
	vendor := team("desk", "us", "  vendor = vendor.v\n", day)
	with := func(person, more string) func(string) string {
		return func(s string) string { return strings.Replace(s, person+" = {}", person+" = { "+more+" }", 1) }
	}
	// Who supervises was found good without anybody's supervision.
	supervisedBy := func(s string) string {
		return with("p02", `checks = { identity = "2024-12-01", second_reference = "2024-12-01", supervised_90d = "2025-06-01" }`)(
			with("p01", `supervisor = person.p02, checks = { identity = "2024-12-01", second_reference = "2024-12-01" }`)(s))
	}
	same := func(s string) string { return s }
	cover := "coverage {\n  chat = { days = \"mon-fri\", window = \"08:00-17:00\", tz = \"America/Chicago\", min = { chat = 1 } }\n}\n"
	for name, tt := range map[string]struct {
		asOf  string
		edit  func(string) string
		hcl   string
		rules string
		want  string
	}{
		"a contract that follows another":            {"2026-10-05", same, vendor + contract("a", "2026-01-01/2026-10-31") + contract("b", "2026-11-01/2027-12-31"), "SL-012,OW-004", ""},
		"a contract that nobody renewed":             {"2026-10-05", same, vendor + contract("a", "2026-01-01/2026-10-31"), "SL-012,OW-004", "OW-004 contract.a; SL-012 force (low)"},
		"a day between two contracts":                {"2026-11-01", same, vendor + contract("a", "2026-01-01/2026-10-31") + contract("b", "2026-11-02/2027-12-31"), "SL-012", "SL-012 force"},
		"notice was given":                           {"2026-10-05", same, vendor + strings.Replace(contract("a", "2026-01-01/2027-12-31"), "\n}", "\n  noticed = \"2026-10-04\"\n}", 1), "SL-012", "SL-012 force"},
		"the last day of a contract":                 {"2026-10-31T23:59:59Z", same, vendor + contract("a", "2026-01-01/2026-10-31"), "SL-012", "SL-012 force (low)"},
		"leave opens a gap today":                    {"2026-10-05", with("p01", `leave = ["2026-10-01/2026-10-09"]`), team("desk", "us", "", day) + cover, "OW-001,OW-004,OW-005", "OW-001 chat; OW-005 person.p01 day is on leave 2026-10-01/2026-10-09"},
		"leave opens a gap to come":                  {"2026-10-05", with("p01", `leave = ["2026-11-09/2026-11-13"]`), team("desk", "us", "", day) + cover, "OW-001,OW-004,OW-005", "OW-001 chat; OW-004 chat; OW-004 team.desk team.far; OW-005 person.p01 day is on leave 2026-11-09/2026-11-13 (low)"},
		"a holiday opens a gap to come":              {"2026-10-05", same, team("desk", "us", "  holidays = \"off\"\n", day) + cover, "OW-004", "OW-004 chat"},
		"on two shifts at once":                      {"2026-10-05", same, team("desk", "us", "", day+"    late = { hours = \"16:00-22:00\", roster = { \"fri\" = [person.p01] } }\n"), "OW-005", "OW-005 person.p01 late is on day at the same time"},
		"on two shifts, one after the other":         {"2026-10-05", same, team("desk", "us", "", day+"    late = { hours = \"17:00-22:00\", roster = { \"fri\" = [person.p01] } }\n"), "OW-005", ""},
		"over midnight into the next day's shift":    {"2026-10-05", same, team("desk", "us", "", day+"    night = { hours = \"22:00-08:30\", roster = { \"sun\" = [person.p01] } }\n"), "OW-005", "OW-005 person.p01 night is on day at the same time"},
		"a ring of one day does not close":           {"2026-10-05", same, team("desk", "us", "", day+"    late = { hours = \"16:30-22:00\", serves = [\"chat\"], roster = { \"mon-fri\" = [person.p02] } }\n") + "handoffs {\n  h = { ring = [team.desk.day, team.desk.late], template = \"v1\" }\n}\n", "OW-003", ""},
		"a ring round the clock closes":              {"2026-10-05", same, team("desk", "us", "", "    a = { hours = \"06:00-18:30\", roster = { \"mon-sun\" = [person.p01] } }\n    b = { hours = \"18:00-06:00\", roster = { \"mon-sun\" = [person.p02] } }\n") + "handoffs {\n  h = { ring = [team.desk.a, team.desk.b], template = \"v1\" }\n}\n", "OW-003", "OW-003 team.desk.b team.desk.a"},
		"shifts of two teams meet while both are on": {"2026-10-05", same, team("desk", "us", "", "    day = { hours = \"08:00-17:00\", roster = { \"mon-fri\" = [person.p01] } }\n") + far + "huddles {\n  h = { shifts = [team.desk.day, team.far.day], at = \"start+5m\", length = \"10m\" }\n}\n", "OW-006", ""},
		"shifts of two teams meet too late":          {"2026-10-05", same, team("desk", "us", "", "    day = { hours = \"09:00-17:00\", roster = { \"mon-fri\" = [person.p01] } }\n") + far + "huddles {\n  h = { shifts = [team.desk.day, team.far.day], at = \"start+55m\", length = \"10m\" }\n}\n", "OW-006", "OW-006 team.far.day (low)"},
		"a rota that is thin from a day on":          {"2026-10-05", with("f02", `until = "2026-11-30"`), far + team("desk", "us", "", "") + "oncall {\n  o = { tz = \"UTC\", legs = { \"00:00-24:00\" = [person.f01, person.f02] } }\n}\n", "OW-004,OW-007", "OW-004 leg 00:00-24:00"},
		"long turns":                                 {"2026-10-05", same, far + team("desk", "us", "", "") + "oncall {\n  o = { tz = \"UTC\", rotates = \"14d\", legs = { \"00:00-24:00\" = [person.f01, person.f02] } }\n}\n", "OW-007", "OW-007 primary 00:00-24:00"},
		"an escalation that goes in a circle":        {"2026-10-05", same, far + team("desk", "us", "", day) + "oncall {\n  o = { tz = \"UTC\", legs = { \"00:00-24:00\" = [person.f01, person.f02] } }\n}\nqueue \"q\" {\n  channels = [\"chat\"]\n  kind     = \"realtime\"\n  owner    = team.desk\n  escalate = [{ to = team.desk, after = \"10m\" }, { to = oncall.o, after = \"20m\" }]\n}\n", "OW-008", "OW-008 loop 0"},
		"supervised on the same shifts":              {"2026-10-05", supervisedBy, supervised(team("desk", "us", "", "    day = { hours = \"08:00-17:00\", roster = { \"mon-fri\" = [person.p01], \"mon-sat\" = [person.p02] } }\n")), "BC-005", strings.Repeat("BC-005 criminal second_reference; ", 3) + strings.Repeat("; BC-005 criminal supervised_90d", 3)[2:]},
		"supervised on other shifts":                 {"2026-10-05", supervisedBy, supervised(team("desk", "us", "", "    day = { hours = \"08:00-17:00\", roster = { \"mon-fri\" = [person.p01], \"mon-thu\" = [person.p02] } }\n")), "BC-005", strings.Repeat("BC-005 criminal second_reference; ", 3) + strings.Repeat("; BC-005 criminal supervised_90d", 4)[2:]},
		"a form of one's own":                        {"2026-10-05", same, team("desk", "us", "", "") + far + "# staff 12-3456\npolicy \"p\" {\n  DF-009 = { patterns = { \"staff number\" = \"[0-9]{2}-[0-9]{4}\\\\b\" } }\n}\n", "DF-009", "DF-009 staff number 1"},
		"a mailbox that is allowed":                  {"2026-10-05", same, team("desk", "us", "", "") + far + "# privacy@solstice.shop\npolicy \"p\" {\n  DF-009 = { allow = [\"privacy@solstice.shop\"] }\n}\n", "DF-009", ""},
	} {
		t.Run(name, func(t *testing.T) {
			hcl := tt.edit(company) + tt.hcl
			if !strings.Contains(hcl, "team \"far\"") {
				hcl += far
			}
			got := found(t, tt.asOf, hcl, "", strings.Split(tt.rules, ",")...)
			got = strings.NewReplacer(" team.desk.shifts.day.roster.mon-fri", "", " team.desk.shifts.day.hours", "").Replace(got)
			if diff := cmp.Diff(tt.want, got); diff != "" {
				t.Errorf("(-want +got):\n%s", diff)
			}
		})
	}
}

// supervised makes the law of the desk forbid a check that supervision stands in
// for.
func supervised(team string) string {
	return strings.Replace(team, "location.us", "location.law", 1) + `
location "law" {
  country = "US"
  tz      = "America/Chicago"
  class   = "hq"
  checks  = { allowed = ["identity"], prohibited = ["criminal"] }
}
team "far" {
  location = location.us
}
check_package "standard" {
  default    = true
  require    = { criminal = "24mo" }
  substitute = { criminal = ["second_reference", "supervised_90d"] }
}
`
}
