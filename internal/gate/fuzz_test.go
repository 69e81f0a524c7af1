package gate_test

import (
	"strings"
	"testing"
	"testing/fstest"
	"time"

	"github.com/tidegate/tidegate/internal/finding"
	"github.com/tidegate/tidegate/internal/fuzzing"
	"github.com/tidegate/tidegate/internal/gate"
	"github.com/tidegate/tidegate/internal/source"
)

const hostileCompany = `
location "hq" {
  country = "US"
  tz      = "America/Chicago"
  class   = "hq"
}
team "ops" {
  location = location.hq
}
system "shop" {
  actions    = ["read"]
  privileged = ["shell"]
}
person "p" {
  team   = team.ops
  start  = "2026-01-01"
}
grant "g" {
  to    = person.p
  allow = ["shop:shell"]
}
`

// judged is the result on the company with what else the repository brings. A run that
// could not judge has only errors, and no run forgets what the company does wrong: whatever
// a repository brings, the shell of p without approval is found, or the run is no pass.
func judged(t *testing.T, files map[string]string) {
	t.Helper()
	tree := fstest.MapFS{"company.hcl": {Data: []byte(hostileCompany)}}
	for name, text := range files {
		tree[name] = &fstest.MapFile{Data: []byte(text)}
	}
	fuzzing.Bounded(t, func() {
		r, err := gate.Check(t.Context(), source.Tree{FS: tree, Time: time.Date(2026, 10, 5, 0, 0, 0, 0, time.UTC)}, gate.Options{})
		if err != nil {
			return // the program ends with 2
		}
		if r.Invalid() {
			for _, f := range r.Findings {
				if f.Severity != finding.Invalid {
					t.Fatalf("%s %s beside errors", f.Rule, f.Subject)
				}
			}
			return
		}
		for _, f := range r.Findings {
			if f.Rule == "LP-005" && f.Subject == "grant.g" {
				return
			}
		}
		t.Fatalf("nothing is said of the shell: %d findings", len(r.Findings))
	})
}

// The rules of a repository, whatever they are, cannot take a finding away, nor make the
// run go on.
func FuzzRules(f *testing.F) {
	const head = "# METADATA\n# title: t\n# custom:\n#   id: XX-001\n#   severity: high\n#   subject: person\n#   remediation: r\npackage acme.xx001\n\nimport rego.v1\n\n"
	for _, text := range []string{
		head + "deny contains {\"message\": \"m\", \"at\": [\"team\"]} if input.kind == \"person\"\n",
		head + "deny contains v if {\n\tv := {\"message\": sprintf(\"%v\", [numbers.range(1, 100000)])}\n}\n", head + "deny := true\n", head + "deny contains 1\n",
		head + "deny contains {\"message\": 1}\n", head + "deny contains {\"message\": \"m\", \"severity\": \"x\"}\n", head + "deny contains {\"message\": \"m\", \"at\": {\"address\": \"grant.g\", \"path\": [\"allow\"]}, \"extent\": -1}\n",
		"package tidegate.lp.lp005\n\ndeny := set()\n", "package tidegate.lib\n\nx := 1\n", head + "f(x) := f(x)\n\ndeny contains f(1)\n", head + "deny contains {\"message\": \"m\"} if {\n\tsome i in numbers.range(1, 3000)\n\tsome j in numbers.range(1, 3000)\n\ti * j == -1\n}\n",
		head + "deny contains {\"message\": \"m\", \"key\": {\"a\": [1e300]}}\n", "# METADATA\n# custom: [\npackage acme.x\n", head + "deny contains {\"message\": regex.replace(\"aaa\", \"(a+)+$\", \"x\")}\n",
	} {
		f.Add(text)
	}
	f.Fuzz(func(t *testing.T, text string) { judged(t, map[string]string{"policies/xx.rego": text}) })
}

// What METADATA says of a rule, whatever it is, is read or refused.
func FuzzMetadata(f *testing.F) {
	for _, text := range []string{
		"id: XX-001\nseverity: high\nsubject: person\nremediation: r", "id: LP-005\nseverity: low\nsubject: grant", "id: XX-001\nsubject: [person, nothing]\nseverity: high",
		"id: XX-001\nseverity: high\nsubject: person\nparams:\n  a:\n    type: duration\n    default: 1d\n    stricter: lower\n    limit: 2d", "id: &a [*a]", "a: &a [1,1,1]\nb: [*a,*a,*a]", "params: 1", "id: !!binary x", "requires: [person, x]\nwaivable: no",
	} {
		f.Add(text)
	}
	f.Fuzz(func(t *testing.T, text string) {
		module := "# METADATA\n# title: t\n# custom:\n"
		for line := range strings.Lines(text) {
			module += "#   " + strings.TrimRight(line, "\r\n") + "\n"
		}
		judged(t, map[string]string{"policies/xx.rego": module + "package acme.xx001\n\nimport rego.v1\n\ndeny contains {\"message\": \"m\"} if input.kind == \"person\"\n"})
	})
}

// Settings, waivers, configuration and further definitions of a company, whatever they say,
// are read or refused; what they loosen is not tried here: see TestEvasions.
func FuzzSettings(f *testing.F) {
	for _, text := range []string{
		"LP-005 = { grace = \"30d\" }", "LP-001 = { wildcards = 1 }", "XX-001 = {}", "OW-004 = { lead = \"-1d\" }", "LP-008 = { max = { a = \"1d\" } }", "DF-009 = { patterns = { a = \"(a+)+$\" } }", "DF-009 = { patterns = { a = \"(\" } }", "GV-003 = { provable = [] }", "LP-006 = { max = 1e300 }",
	} {
		f.Add(text)
	}
	f.Fuzz(func(t *testing.T, text string) {
		tree := fstest.MapFS{"company.hcl": {Data: []byte(hostileCompany)}, "policy.hcl": {Data: []byte("policy \"p\" {\n" + text + "\n}\n")}}
		fuzzing.Bounded(t, func() {
			r, err := gate.Check(t.Context(), source.Tree{FS: tree, Time: time.Date(2026, 10, 5, 0, 0, 0, 0, time.UTC)}, gate.Options{})
			if err == nil && !r.Invalid() && len(r.Rules) == 0 {
				t.Fatal("judged by no rule")
			}
		})
	})
}
