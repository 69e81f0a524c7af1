package policies_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"testing/fstest"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/tidegate/tidegate/internal/finding"
	"github.com/tidegate/tidegate/internal/gate"
	"github.com/tidegate/tidegate/internal/source"
)

// found lists what some rules find in a definition on a day, as "LP-001 key",
// low findings with their severity, sorted.
func found(t *testing.T, asOf, hcl, observed string, only ...string) string {
	t.Helper()
	files := fstest.MapFS{"a.hcl": {Data: []byte(hcl)}}
	if observed != "" {
		files["observed.json"] = &fstest.MapFile{Data: []byte(observed)}
	}
	at, err := time.Parse(time.RFC3339, asOf)
	if err != nil {
		if at, err = time.Parse(time.DateOnly, asOf); err != nil {
			t.Fatal(err)
		}
	}
	result, err := gate.Check(t.Context(), source.Tree{FS: files, Time: at}, gate.Options{Only: only, Exhaustive: true})
	if err != nil {
		t.Fatal(err)
	}
	var out []string
	for _, f := range result.Findings {
		if f.Severity == finding.Invalid {
			t.Fatalf("%s: %s", f.Place.Range.Text(), f.Message)
		}
		text := f.Rule + " " + string(f.Key)
		if f.Severity == finding.Low {
			text += " (low)"
		}
		out = append(out, text)
	}
	slices.Sort(out)
	return strings.Join(out, "; ")
}

const places = `
location "us" {
  country = "US"
  tz      = "America/Chicago"
  class   = "hq"
  checks  = { allowed = ["criminal"], prohibited = ["credit"] }
}
location "pl" {
  country = "PL"
  tz      = "Europe/Warsaw"
  class   = "onshore"
  checks  = { allowed = ["identity"], prohibited = ["criminal"] }
}
location "ph" {
  country = "PH"
  tz      = "Asia/Manila"
  class   = "offshore"
  checks  = { allowed = ["criminal"] }
}
team "us" {
  location = location.us
}
team "pl" {
  location = location.pl
}
team "ph" {
  location = location.ph
}
`

// Background checks against access that starts on 2026-04-06, as of 2026-10-05.
func TestVectorsOfChecks(t *testing.T) {
	const base = places + `
data_classes {
  secret = { level = "confidential", personal = true }
  plain  = { level = "internal", personal = false }
}
system "shop" {
  holds   = [data_class.%[4]s]
  actions = ["read"]
}
check_package "standard" {
  default          = true
  require          = { criminal = "24mo" }
  substitute       = { criminal = ["second_reference", "supervised_30d"] }
  max_age_at_start = "6mo"
}
grant "live" {
  to    = person.p01
  allow = ["shop:read"]
  valid = "%[2]s/2027-12-31"
}
person "lead" {
  team  = team.us
  start = "2024-01-01"
  checks = { criminal = "2025-12-01" }
}
person "p01" {
  team       = team.%[1]s
  start      = "%[5]s"
  supervisor = person.lead
  requested  = { criminal = "2026-09-01" }
  checks     = { %[3]s }
}
`
	const rules = "BC-001,BC-002,BC-003,BC-004,BC-005"
	for name, tt := range map[string]struct {
		asOf, team, access, checks, start string
		policy, want                      string
	}{
		"cleared 2026-04-05":                {checks: `criminal = "2026-04-05"`},
		"cleared 2026-04-06":                {checks: `criminal = "2026-04-06"`, want: "BC-001 criminal"},
		"cleared 2026-04-09":                {checks: `criminal = "2026-04-09"`, want: "BC-001 criminal"},
		"cleared late, access re-dated":     {checks: `criminal = "2026-04-09"`, access: "2026-04-10"},
		"pending, grace 0d":                 {checks: `criminal = "pending"`, want: "BC-001 criminal"},
		"pending, grace 14d, last day":      {asOf: "2026-10-08", access: "2026-09-25", checks: `criminal = "pending"`, policy: `policy "p" { BC-001 = { grace = "14d" } }`},
		"pending, grace 14d, over":          {asOf: "2026-10-09T12:00:00Z", access: "2026-09-25", checks: `criminal = "pending"`, policy: `policy "p" { BC-001 = { grace = "14d" } }`, want: "BC-001 criminal"},
		"cleared 2024-10-05, ends today":    {checks: `criminal = "2024-10-05"`, start: "2024-11-01", access: "2024-11-06", want: "BC-003 criminal"},
		"cleared 2024-10-06, ends tomorrow": {checks: `criminal = "2024-10-06"`, start: "2024-11-01", access: "2024-11-06", want: "BC-003 criminal (low)"},
		"cleared again in time":             {checks: `criminal = ["2024-10-05", "2026-09-30"]`, start: "2024-11-01", access: "2024-11-06"},
		"missing":                           {checks: ``, want: "BC-001 criminal; BC-002 criminal"},
		"PL, criminal recorded":             {team: "pl", checks: `criminal = "2026-04-01", second_reference = "2026-04-01", supervised_30d = "2026-05-02"`, want: "BC-004 criminal"},
		"PL, substitutes clear":             {team: "pl", checks: `second_reference = "2026-04-01", supervised_30d = "2026-05-02"`},
		"PL, one substitute missing":        {team: "pl", checks: `supervised_30d = "2026-05-02"`, want: "BC-005 criminal second_reference"},
		"PL, supervision was cut short":     {team: "pl", checks: `second_reference = "2026-04-01", supervised_30d = "2026-04-20"`, want: "BC-005 criminal supervised_30d"},
	} {
		t.Run(name, func(t *testing.T) {
			or := func(text, otherwise string) string {
				if text == "" {
					return otherwise
				}
				return text
			}
			class := "secret"
			if tt.policy != "" {
				class = "plain" // grace reaches up to internal
			}
			hcl := fmt.Sprintf(base, or(tt.team, "us"), or(tt.access, "2026-04-06"), tt.checks, class, or(tt.start, "2026-04-02"))
			hcl += strings.NewReplacer("{ BC", "{\n BC", "} }", "}\n}").Replace(tt.policy) + "\n"
			got := found(t, or(tt.asOf, "2026-10-05"), hcl, "", strings.Split(rules, ",")...)
			got = strings.ReplaceAll(got, "POL-004 BC-001.grace; ", "") // loosening is said as well
			if diff := cmp.Diff(tt.want, got); diff != "" {
				t.Errorf("(-want +got):\n%s", diff)
			}
		})
	}
	stale := fmt.Sprintf(base, "us", "2026-04-06", `criminal = "2025-09-30"`, "plain", "2026-04-02")
	if got := found(t, "2026-10-05", stale, "", "BC-006"); got != "BC-006 criminal" {
		t.Errorf("cleared 2025-09-30, start 2026-04-02: %s", got)
	}
	fresh := fmt.Sprintf(base, "us", "2026-04-06", `criminal = "2025-10-02"`, "plain", "2026-04-02")
	if got := found(t, "2026-10-05", fresh, "", "BC-006"); got != "" {
		t.Errorf("cleared 2025-10-02, start 2026-04-02: %s", got)
	}
}

// Transfers of data of customers in the EEA.
func TestVectorsOfTransfers(t *testing.T) {
	const base = `
company "c" {
  privacy = { role = "controller", eu_customers = %[1]v, dpf_certified_until = "2027-03-31" }
}
data_classes {
  customer = { level = "confidential", personal = true }
  masked   = { level = "internal", personal = true }
}
location "to" {
  country = "%[3]s"
  tz      = "UTC"
  class   = "offshore"
}
vendor "v" {
  country = "%[3]s"
  role    = "processor"
}
team "own" {
  location = location.to
}
team "vendor" {
  location = location.to
  vendor   = vendor.v
}
system "desk" {
  hosted = "%[2]s"
  holds  = [data_class.customer]
}
flow "f" {
  from      = system.desk
  to        = team.%[4]s
  carries   = [data_class.%[5]s]
  mode      = "remote_view"
  transform = { kind = "%[6]s", enforced_in = system.desk }
%[7]s}
`
	scc := `  transfer = { mechanism = "scc", module = 2, tia = "%s", signed = "2026-01-12" }` + "\n"
	adequacy := `  transfer = { mechanism = "adequacy" }` + "\n"
	for name, tt := range map[string]struct {
		asOf           string
		eu             bool
		hosted, to     string
		team           string
		carries        string
		transfer, want string
	}{
		"T1":                        {"2026-10-05", true, "DE", "PL", "own", "customer", "", ""},
		"T2 on the last day":        {"2027-03-31", true, "DE", "US", "own", "customer", adequacy, ""},
		"T2 a day later":            {"2027-04-01", true, "DE", "US", "own", "customer", adequacy, "DF-004 team.own"},
		"T3":                        {"2026-10-05", true, "DE", "CO", "vendor", "customer", fmt.Sprintf(scc, "2026-01-09"), ""},
		"T3 assessed too late":      {"2026-10-05", true, "DE", "CO", "vendor", "customer", fmt.Sprintf(scc, "2026-01-13"), "DF-004 team.vendor"},
		"T3 assessed long ago":      {"2028-01-10", true, "DE", "CO", "vendor", "customer", fmt.Sprintf(scc, "2026-01-09"), "DF-004 team.vendor"},
		"T3 another module":         {"2026-10-05", true, "DE", "CO", "vendor", "customer", strings.Replace(fmt.Sprintf(scc, "2026-01-09"), "module = 2", "module = 1", 1), "DF-004 team.vendor"},
		"T3 clauses of before 2021": {"2026-10-05", true, "DE", "CO", "vendor", "customer", strings.Replace(fmt.Sprintf(scc, "2026-01-09"), "module = 2", `module = 2, clauses = "2010/87/EU"`, 1), "DF-004 team.vendor"},
		"T4 and I7":                 {"2026-10-05", true, "DE", "PH", "vendor", "masked", "", "DF-003 team.vendor"},
		"T5 before the decision":    {"2026-01-15", true, "DE", "BR", "own", "customer", adequacy, "DF-004 team.own"},
		"T5 after it":               {"2026-02-01", true, "DE", "BR", "own", "customer", adequacy, ""},
		"T6 on the last day":        {"2031-12-27", true, "DE", "GB", "own", "customer", adequacy, ""},
		"T6 a day later":            {"2031-12-28", true, "DE", "GB", "own", "customer", adequacy, "DF-004 team.own"},
		"T7 a public body":          {"2026-10-05", true, "DE", "CA", "vendor", "customer", adequacy, "DF-004 team.vendor"},
		"T7 under PIPEDA":           {"2026-10-05", true, "DE", "CA", "vendor", "customer", `  transfer = { mechanism = "adequacy", scope = "commercial" }` + "\n", ""},
		"T8":                        {"2026-10-05", true, "DE", "IN", "vendor", "customer", `  transfer = { mechanism = "bcr" }` + "\n", "DF-004 team.vendor"},
		"T8 within the group":       {"2026-10-05", true, "DE", "IN", "own", "customer", `  transfer = { mechanism = "bcr" }` + "\n", ""},
		"T9":                        {"2026-10-05", true, "DE", "PH", "vendor", "customer", "  frequency = \"daily\"\n" + `  transfer = { mechanism = "derogation" }` + "\n", "DF-004 team.vendor"},
		"T9 once":                   {"2026-10-05", true, "DE", "PH", "vendor", "customer", "  frequency = \"one_off\"\n" + `  transfer = { mechanism = "derogation" }` + "\n", ""},
		"T10 customers in the US":   {"2026-10-05", false, "US", "PH", "vendor", "customer", "", ""},
		"T10 customers in the EU":   {"2026-10-05", true, "US", "PH", "vendor", "customer", "", "DF-003 team.vendor"},
	} {
		t.Run(name, func(t *testing.T) {
			kind := map[string]string{"customer": "pseudonymise", "masked": "mask"}[tt.carries]
			hcl := fmt.Sprintf(base, tt.eu, tt.hosted, tt.to, tt.team, tt.carries, kind, tt.transfer)
			if diff := cmp.Diff(tt.want, found(t, tt.asOf, hcl, "", "DF-003", "DF-004")); diff != "" {
				t.Errorf("(-want +got):\n%s", diff)
			}
		})
	}
}

func TestVectorsOfClasses(t *testing.T) {
	const base = `
data_classes {
  secret = { level = "confidential", personal = true }
  masked = { level = "internal", personal = true }
  plain  = { level = "internal", personal = false }
}
system "live" {
  holds = [data_class.secret]
}
system "copy" {
  environment = "%s"
  holds       = [data_class.%s]
}
flow "f" {
  from      = system.live
  to        = system.copy
  transform = { %s }
}
`
	for name, tt := range map[string]struct{ environment, class, transform, want string }{
		"I1 masked":                      {"production", "masked", `kind = "mask", drops = ["name"], enforced_in = system.live`, ""},
		"I1 masked is still personal":    {"production", "plain", `kind = "mask", drops = ["name"], enforced_in = system.live`, "DF-002 system.copy"},
		"I4 aggregated":                  {"production", "plain", `kind = "aggregate", k = 10, enforced_in = system.live`, ""},
		"I4 aggregated over five":        {"production", "plain", `kind = "aggregate", k = 5, enforced_in = system.live`, "DF-002 system.copy"},
		"I5 masked into a sandbox":       {"sandbox", "masked", `kind = "mask", drops = ["name"], enforced_in = system.live`, "DF-002 sandbox; DF-002 system.copy"},
		"I5 even when anonymised":        {"sandbox", "plain", `kind = "anonymise", enforced_in = system.live`, "DF-002 system.copy"},
		"I6 nobody enforces it":          {"production", "masked", `kind = "mask"`, "DF-002 system.copy"},
		"I7 pseudonymised is not masked": {"production", "masked", `kind = "pseudonymise", enforced_in = system.live`, "DF-002 system.copy"},
	} {
		t.Run(name, func(t *testing.T) {
			if diff := cmp.Diff(tt.want, found(t, "2026-10-05", fmt.Sprintf(base, tt.environment, tt.class, tt.transform), "", "DF-002")); diff != "" {
				t.Errorf("(-want +got):\n%s", diff)
			}
		})
	}
}

const desk = places + `
vendor "v" {
  country = "PH"
}
team "vendor" {
  location = location.ph
  vendor   = vendor.v
}
contract "v" {
  vendor = vendor.v
  teams  = [team.vendor]
  valid  = "2026-01-01/2027-06-30"
}
system "helpdesk" {
  actions = ["ticket.read", "ticket.reply", "refund.issue"]
}
system "prod" {
  actions    = ["read"]
  privileged = ["shell"]
}
duties {
  read    = { needs = ["helpdesk:ticket.read"] }
  both    = { needs = ["helpdesk:ticket.read", "helpdesk:refund.issue"] }
  operate = { needs = ["prod:shell"] }
}
roles {
  reader   = { duties = [duty.read] }
  refunder = { duties = [duty.both] }
  operator = { duties = [duty.operate] }
}
`

func TestVectorsOfLeastPrivilege(t *testing.T) {
	person := func(team, role, more string) string {
		return fmt.Sprintf("person \"p01\" {\n  team  = team.%s\n  role  = role.%s\n  start = \"2026-01-05\"\n%s}\n", team, role, more)
	}
	grant := func(allow, valid, more string) string {
		return fmt.Sprintf("grant \"g\" {\n  to    = person.p01\n  allow = [%s]\n  valid = %q\n%s}\n", allow, valid, more)
	}
	const valid = "2026-01-05/2027-06-30"
	account := func(at, login, used string) string {
		return fmt.Sprintf(`{"observed_at": %q, "window_start": "2026-01-05", "accounts": {"p01": {"enabled": true, "created": "2026-01-05", "last_login": %q, "last_used": {%s}}}}`, at+"T00:00:00Z", login, used)
	}
	const ceiling = "policy \"pci\" {\n  LP-011 = { dormant_after = \"90d\" }\n}\n" // PCI DSS 8.2.6
	for name, tt := range map[string]struct {
		asOf, hcl, observed string
		rules               string
		want                string
	}{
		"P1":              {"2026-10-05", person("us", "reader", "") + grant(`"helpdesk:ticket.read", "helpdesk:refund.issue"`, valid, ""), "", "LP-001", "LP-001 helpdesk:refund.issue"},
		"P2":              {"2026-10-05", person("us", "refunder", "") + grant(`"helpdesk:ticket.read"`, valid, ""), "", "LP-001", ""},
		"P3":              {"2026-10-05", person("us", "reader", "") + grant(`"helpdesk:*"`, valid, ""), "", "LP-001,LP-002", "LP-001 helpdesk:refund.issue; LP-001 helpdesk:ticket.reply; LP-002 helpdesk:*"},
		"P4 needed":       {"2026-10-05", person("us", "operator", "") + grant(`"prod:shell"`, valid, "  jit   = { max = \"4h\", approver = role.reader }\n"), "", "LP-001", ""},
		"P4 not needed":   {"2026-10-05", person("us", "reader", "") + grant(`"prod:shell"`, valid, "  jit   = { max = \"4h\", approver = role.reader }\n"), "", "LP-001", "LP-001 prod:shell"},
		"P5 in the grace": {"2026-10-05", person("us", "reader", "  moved = { on = \"2026-10-01\", from = [role.refunder] }\n") + grant(`"helpdesk:ticket.read", "helpdesk:refund.issue"`, valid, ""), "", "LP-001", ""},
		"P5 after it":     {"2026-10-07", person("us", "reader", "  moved = { on = \"2026-10-01\", from = [role.refunder] }\n") + grant(`"helpdesk:ticket.read", "helpdesk:refund.issue"`, valid, ""), "", "LP-001", "LP-001 helpdesk:refund.issue"},
		"P6":              {"2026-10-05", person("vendor", "reader", "") + grant(`"helpdesk:ticket.read"`, "2026-01-05/2027-12-31", ""), "", "LP-004", "LP-004 contract contract.v"},
		"P7 idle 60":      {"2026-10-05", person("us", "reader", "") + grant(`"helpdesk:ticket.read"`, valid, ""), account("2026-10-05", "2026-10-04", `"helpdesk:ticket.read": "2026-08-06"`), "LP-010", ""},
		"P7 idle 61":      {"2026-10-06", person("us", "reader", "") + grant(`"helpdesk:ticket.read"`, valid, ""), account("2026-10-06", "2026-10-04", `"helpdesk:ticket.read": "2026-08-06"`), "LP-010", "LP-010 helpdesk:ticket.read"},
		"P8":              {"2026-10-05", person("us", "refunder", "") + grant(`"helpdesk:ticket.read", "helpdesk:refund.issue"`, "2026-08-01/2027-06-30", ""), account("2026-10-05", "2026-10-04", `"helpdesk:ticket.read": "2026-10-04"`), "LP-010", "LP-010 helpdesk:refund.issue"},
		"P9":              {"2026-10-05", person("us", "operator", "") + grant(`"prod:shell"`, valid, ""), account("2026-10-05", "2026-10-04", `"helpdesk:ticket.read": "2026-10-04"`), "LP-010", "LP-010 prod:shell (low)"},
		"P10 90 days":     {"2026-10-05", ceiling + person("us", "reader", ""), account("2026-10-05", "2026-07-07", ``), "LP-011", "LP-011 p01 (low)"},
		"P10 91 days":     {"2026-10-06", ceiling + person("us", "reader", ""), account("2026-10-06", "2026-07-07", ``), "LP-011", "LP-011 p01"},
		"P11":             {"2026-10-05", person("us", "reader", "  leave = [\"2026-07-01/2026-11-01\"]\n"), account("2026-10-05", "2026-10-01", ``), "LP-011", "LP-011 p01"},
		"P12":             {"2026-10-05T12:00:00Z", person("desk", "reader", "  until = \"2026-10-04\"\n") + roster, "", "LP-003,OW-005", "LP-003 roster team.desk; OW-005 person.p01 day ended on 2026-10-04"},
	} {
		t.Run(name, func(t *testing.T) {
			got := found(t, tt.asOf, desk+tt.hcl, tt.observed, strings.Split(tt.rules, ",")...)
			if diff := cmp.Diff(tt.want, got); diff != "" {
				t.Errorf("(-want +got):\n%s", diff)
			}
		})
	}
}

const roster = `
team "desk" {
  location = location.us
  shifts = {
    day = { hours = "09:00-17:00", roster = { "mon-fri" = [person.p01] } }
  }
}
`

// Segregation of duties: what one person may not hold together.
func TestVectorsOfConflicts(t *testing.T) {
	const base = places + `
system "pay" {
  actions    = ["refund.issue", "refund.approve", "deploy.run", "deploy.approve"]
}
conflicts {
  refund = { between = ["pay:refund.issue", "pay:refund.approve"] }
  deploy = { between = ["pay:deploy.run", "pay:deploy.approve"], mode = "dynamic"%s }
}
duties {
  issue   = { needs = ["pay:refund.issue"] }
  approve = { needs = ["pay:refund.approve"] }
}
grants {
  issue   = { to = role.issuer, allow = ["pay:refund.issue"] }
  approve = { to = role.approver, allow = ["pay:refund.approve"] }
  deploy  = { to = role.deployer, allow = ["pay:deploy.run", "pay:deploy.approve"] }
}
roles {
  issuer   = { duties = [duty.issue] }
  approver = { duties = [duty.approve] }
  deployer = {}
%s}
`
	person := func(name, role string) string {
		return fmt.Sprintf("person %q {\n  team  = team.us\n  role  = role.%s\n  start = \"2026-01-05\"\n}\n", name, role)
	}
	surge := "peak \"x\" {\n  dates = \"2026-11-20/2026-12-02\"\n  surge = { role = role.approver, valid = \"2026-11-18/2026-12-05\", adds = { day = [person.p01] } }\n}\n"
	for name, tt := range map[string]struct{ asOf, roles, enforced, hcl, want string }{
		"a role and a surge role, long before": {"2026-08-01", "", "", person("p01", "issuer") + surge, ""},
		"a role and a surge role, soon":        {"2026-11-17", "", "", person("p01", "issuer") + surge, "LP-007 pay:refund.approve pay:refund.issue"},
		"a role and a surge role, open":        {"2026-11-18T12:00:00Z", "", "", person("p01", "issuer") + surge, "LP-007 pay:refund.approve pay:refund.issue"},
		"an agent and their manager":           {"2026-10-05", "", "", person("p01", "issuer") + person("p02", "approver"), ""},
		"dynamic with evidence":                {"2026-10-05", "", `, enforced = "CTRL-31", tested = "2026-01-05"`, person("p01", "deployer"), ""},
		"dynamic without":                      {"2026-10-05", "", "", person("p01", "deployer"), "LP-007 pay:deploy.approve pay:deploy.run"},
		"a role that nobody has, by itself":    {"2026-10-05", "  both = { duties = [duty.issue, duty.approve] }\n", "", "", "LP-007 pay:refund.approve pay:refund.issue"},
	} {
		t.Run(name, func(t *testing.T) {
			got := found(t, tt.asOf, fmt.Sprintf(base, tt.enforced, tt.roles)+tt.hcl, "", "LP-007")
			if diff := cmp.Diff(tt.want, got); diff != "" {
				t.Errorf("(-want +got):\n%s", diff)
			}
		})
	}
}

// Rotas: D1 in local times has a hole while only one side has changed its clocks,
// D2 in UTC has none.
func TestVectorsOfRotas(t *testing.T) {
	const base = places + `
people "k" {
  team    = team.pl
  start   = "2025-01-05"
  members = {
    k01 = {}
    k02 = {}
  }
}
people "a" {
  team    = team.us
  start   = "2025-01-05"
  members = {
    a01 = {}
    a02 = {}
  }
}
oncall {
  platform = { %s }
}
`
	local := `legs = { "08:00-20:00" = [person.k01, person.k02], "13:00-01:00" = [person.a01, person.a02] }`
	utc := `tz = "UTC", legs = { "06:00-18:00" = [person.k01, person.k02], "18:00-06:00" = [person.a01, person.a02] }`
	for name, tt := range map[string]struct{ asOf, rota, want string }{
		"D1":                 {"2026-04-05", local, "OW-004 hole; OW-007 hole"},
		"D1b on the day":     {"2026-11-01", local, "OW-007 hole"},
		"D2":                 {"2026-04-05", utc, ""},
		"D2 on the same day": {"2026-11-01", utc, ""},
	} {
		t.Run(name, func(t *testing.T) {
			if diff := cmp.Diff(tt.want, found(t, tt.asOf, fmt.Sprintf(base, tt.rota), "", "OW-004", "OW-007")); diff != "" {
				t.Errorf("(-want +got):\n%s", diff)
			}
		})
	}
}

// B8 passes in July and fails in November, and is said in July with its day; B2
// with 90 minutes fails although this week has two hours.
func TestVectorsOfSeasons(t *testing.T) {
	const base = `
location "a" {
  country = "US"
  tz      = "America/Chicago"
  class   = "hq"
}
location "b" {
  country = "PH"
  tz      = "%s"
  class   = "offshore"
}
team "a" {
  location = location.a
  shifts = {
    day = { hours = "%s", roster = { "mon-fri" = [person.a01] } }
  }
}
team "b" {
  location = location.b
  shifts = {
    day = { hours = "%s", roster = { "mon-fri" = [person.b01] } }
  }
}
person "a01" {
  team  = team.a
  start = "2025-01-05"
}
person "b01" {
  team  = team.b
  start = "2025-01-05"
}
overlaps {
  pair = { between = [team.a, team.b], days = "mon-fri", min = "%s" }
}
`
	files := func(hcl string) source.Tree {
		return source.Tree{FS: fstest.MapFS{"a.hcl": {Data: []byte(hcl)}}}
	}
	first := func(asOf, hcl, rule string) string {
		at, err := time.Parse(time.DateOnly, asOf)
		if err != nil {
			t.Fatal(err)
		}
		tree := files(hcl)
		tree.Time = at
		result, err := gate.Check(t.Context(), tree, gate.Options{Only: []string{rule}, Exhaustive: true})
		if err != nil {
			t.Fatal(err)
		}
		if len(result.Findings) != 1 {
			return fmt.Sprint(len(result.Findings), " findings")
		}
		out := result.Findings[0].First + " "
		for i, because := range result.Findings[0].Because {
			if i > 0 {
				out += "; "
			}
			out += string(because)
		}
		return out
	}
	b8 := fmt.Sprintf(base, "Asia/Manila", "08:00-17:00", "13:00-22:00", "1h")
	if got := first("2026-07-15", b8, "OW-004"); !strings.HasPrefix(got, "2026-11-02 clock change: America/Chicago") {
		t.Errorf("B8: %s", got)
	}
	if got := first("2026-11-02", b8, "OW-004"); got != "0 findings" {
		t.Errorf("B8 in November is no longer ahead: %s", got)
	}
	b2 := fmt.Sprintf(base, "Europe/Warsaw", "09:00-17:00", "09:00-17:00", "90m")
	if got := first("2026-10-26", b2, "OW-002"); !strings.HasPrefix(got, "2026-11-02") {
		t.Errorf("B2 in the week in which only one side has changed: %s", got)
	}
	if got := first("2026-10-26", b2, "OW-004"); !strings.HasPrefix(got, "2026-11-02") {
		t.Errorf("B2: %s", got)
	}
}

// Clocks after a breach: along chains they add up, and words are no bound.
func TestVectorsOfBreachClocks(t *testing.T) {
	const base = `
vendor "v" {
  country = "CO"
}
contract "v" {
  vendor        = vendor.v
  data_incident = { from = "aware", notify = "%s" }
  processing    = { subprocessors_used = [%s] }
}
`
	for name, tt := range map[string]struct{ notify, sub, want string }{
		"24 h":                           {"24h", "", ""},
		"30 h":                           {"30h", "", "SL-005 vendor.v"},
		"one business day":               {"1bd", "", "SL-005 vendor.v"},
		"chain of 24 h + 24 h":           {"24h", `{ name = "sub", notify = "24h" }`, ""},
		"chain of 36 h + 24 h":           {"24h", `{ name = "sub", notify = "36h" }`, "SL-005 sub"},
		"a sub-processor that is longer": {"12h", `{ name = "sub", notify = "24h" }`, "SL-005 sub"},
	} {
		t.Run(name, func(t *testing.T) {
			got := found(t, "2026-10-05", fmt.Sprintf(base, tt.notify, tt.sub), "", "SL-005")
			if tt.want == "" && got != "" || !strings.HasPrefix(got, tt.want) {
				t.Errorf("%s, want %s", got, tt.want)
			}
		})
	}
}
