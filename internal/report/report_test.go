package report_test

import (
	"bytes"
	"encoding/json"
	"os"
	"slices"
	"strings"
	"testing"
	"testing/fstest"
	"time"

	sarif "github.com/owenrumney/go-sarif/v3/pkg/report/v210/sarif"
	"github.com/xeipuuv/gojsonschema"

	"github.com/tidegate/tidegate/internal/finding"
	"github.com/tidegate/tidegate/internal/gate"
	"github.com/tidegate/tidegate/internal/report"
	"github.com/tidegate/tidegate/internal/source"
)

const company = `
location "hq" {
  country = "US"
  tz      = "America/Chicago"
  class   = "hq"
  checks  = { allowed = ["criminal"] }
}
team "ops" {
  location = location.hq
}
system "shop" {
  actions    = ["read"]
  privileged = ["shell"]
}
check_package "standard" {
  default = true
  require = { criminal = "24mo" }
}
person "p" {
  team   = team.ops
  start  = "2026-01-01"
  checks = { criminal = "2026-02-01" }
}
grant "g" {
  to    = person.p
  allow = ["shop:read", "shop:shell", "*:read"]
}
person "q" {
  team   = team.ops
  start = "2026-01-05"
}
waiver "w" {
  rule     = "LP-005"
  subject  = grant.g
  reason   = "until the tool is there"
  approved = { by = person.q, on = "2026-10-01", ref = "T-1" }
  expires  = "2026-11-01"
}
`

// results are what the formats are tried on: findings of every kind, waived ones,
// none, and errors with control characters in file names and values.
func results(t *testing.T) map[string]*gate.Result {
	t.Helper()
	out := map[string]*gate.Result{}
	for name, files := range map[string]fstest.MapFS{
		"findings": {"a b/ü:1.hcl": {Data: []byte(company)}},
		"none":     {"a.hcl": {Data: []byte("location \"hq\" {\n  country = \"US\"\n  tz = \"UTC\"\n  class = \"hq\"\n}\n")}},
		"errors":   {"a\x1b[2J.hcl": {Data: []byte("temas \"\\u001b[2J\\u202e\" {}\n\nteam \"t\" {\n  location = location.\xc3\xbc\n}\n")}},
	} {
		tree := source.Tree{FS: files, Time: time.Date(2026, 10, 5, 0, 0, 0, 0, time.UTC), Revision: strings.Repeat("0a", 20)}
		r, err := gate.Check(t.Context(), tree, gate.Options{})
		if err != nil {
			t.Fatal(err)
		}
		out[name] = r
	}
	if c := report.Count(out["findings"].Findings); c.Waived != 1 || c.Critical == 0 || c.High == 0 {
		t.Fatalf("the findings are not of every kind: %+v", c)
	}
	if !out["errors"].Invalid() || len(out["none"].Findings) != 0 {
		t.Fatal("the results are not what the test is about")
	}
	return out
}

func write(t *testing.T, name string, r *gate.Result) []byte {
	t.Helper()
	format, err := report.Find(name)
	if err != nil {
		t.Fatal(err)
	}
	var b bytes.Buffer
	if err := format(&b, r, report.Style{Version: "v0.0.0"}); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func TestJSONKeepsToItsSchema(t *testing.T) {
	text, err := os.ReadFile("../../docs/report.schema.json")
	if err != nil {
		t.Fatal(err)
	}
	schema, err := gojsonschema.NewSchema(gojsonschema.NewBytesLoader(text))
	if err != nil {
		t.Fatal(err)
	}
	for name, r := range results(t) {
		result, err := schema.Validate(gojsonschema.NewBytesLoader(write(t, "json", r)))
		if err != nil {
			t.Fatal(err)
		}
		for _, e := range result.Errors() {
			t.Errorf("%s: %s", name, e)
		}
	}
}

// The text is held against the official schema, and read by a library that knows
// SARIF. (What that library writes does not keep to the schema.)
func TestSARIFKeepsToItsSchema(t *testing.T) {
	for name, r := range results(t) {
		text := write(t, "sarif", r)
		log, err := sarif.FromBytes(text)
		if err != nil {
			t.Fatal(err)
		}
		validate(t, name, text)
		run := log.Runs[0]
		states := 0
		run.Results = slices.DeleteFunc(run.Results, func(result *sarif.Result) bool {
			if result.Kind == "open" || result.Kind == "notApplicable" { // about a rule, and not a finding
				states++
				return true
			}
			return false
		})
		if want := slices.DeleteFunc(r.Assessments(), func(a gate.Assessment) bool { return a.Because == "" && a.Checked > 0 }); states != len(want) {
			t.Errorf("%s: %d results about rules, want %d", name, states, len(want))
		}
		if len(run.Results) != len(r.Findings) {
			t.Errorf("%s: %d results for %d findings", name, len(run.Results), len(r.Findings))
		}
		for i, result := range run.Results {
			f := r.Findings[i]
			if *result.RuleID != f.Rule || *run.Tool.Driver.Rules[result.RuleIndex].ID != f.Rule {
				t.Errorf("%s: result %d is of rule %s, not %s", name, i, *result.RuleID, f.Rule)
			}
			if (len(result.Suppressions) > 0) != (f.Waiver != nil) {
				t.Errorf("%s: result %d: suppressed or not", name, i)
			}
			if result.PartialFingerprints["tidegateIdentity/v1"] != f.Fingerprint() {
				t.Errorf("%s: result %d has no fingerprint", name, i)
			}
			uri := *result.Locations[0].PhysicalLocation.ArtifactLocation.URI
			if strings.ContainsAny(uri, " \\:\x1b") || strings.HasPrefix(uri, "/") {
				t.Errorf("%s: %q is no relative URI", name, uri)
			}
		}
		for _, rule := range run.Tool.Driver.Rules {
			if rule.Help == nil || rule.Help.Markdown == nil || *rule.Help.Markdown == "" {
				t.Errorf("%s has no help", *rule.ID)
			}
		}
	}
}

// validate holds the text against the schema that OASIS publishes:
// docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/.
func validate(t *testing.T, name string, text []byte) {
	t.Helper()
	official, err := os.ReadFile("testdata/sarif-schema-2.1.0.json")
	if err != nil {
		t.Fatal(err)
	}
	schema, err := gojsonschema.NewSchema(gojsonschema.NewBytesLoader(official))
	if err != nil {
		t.Fatal(err)
	}
	result, err := schema.Validate(gojsonschema.NewBytesLoader(text))
	if err != nil {
		t.Fatal(err)
	}
	for _, e := range result.Errors() {
		t.Errorf("%s: %s", name, e)
	}
}

// Fingerprints survive moved lines; places do not.
func TestFingerprintsSurviveMovedLines(t *testing.T) {
	check := func(text string) []finding.Finding {
		tree := source.Tree{FS: fstest.MapFS{"a.hcl": {Data: []byte(text)}}, Time: time.Date(2026, 10, 5, 0, 0, 0, 0, time.UTC)}
		r, err := gate.Check(t.Context(), tree, gate.Options{})
		if err != nil {
			t.Fatal(err)
		}
		return r.Findings
	}
	before, after := check(company), check("\n\n# moved\n"+company)
	if len(before) == 0 || len(before) != len(after) {
		t.Fatalf("%d and %d findings", len(before), len(after))
	}
	for i := range before {
		if before[i].Fingerprint() != after[i].Fingerprint() {
			t.Errorf("%s: the fingerprint moved with the line", before[i].Identity())
		}
		if before[i].Place.Range.StartPosition().Line+3 != after[i].Place.Range.StartPosition().Line {
			t.Errorf("%s: the place did not move", before[i].Identity())
		}
	}
}

// Whatever stands in a definition, no format prints control characters, and all
// of them count alike.
func TestFormatsAgree(t *testing.T) {
	for name, r := range results(t) {
		want := report.Count(r.Findings)
		var counted struct {
			Counts   report.Counts `json:"counts"`
			Findings []any         `json:"findings"`
		}
		if err := json.Unmarshal(write(t, "json", r), &counted); err != nil {
			t.Fatal(err)
		}
		if counted.Counts != want || len(counted.Findings) != len(r.Findings) {
			t.Errorf("%s: JSON counts %+v, want %+v", name, counted.Counts, want)
		}
		if n := strings.Count(string(write(t, "compact", r)), "\n"); n != len(r.Findings) {
			t.Errorf("%s: compact prints %d lines for %d findings", name, n, len(r.Findings))
		}
		for _, format := range report.Formats() {
			text := write(t, format, r)
			if i := bytes.IndexFunc(text, func(c rune) bool { return c < 0x20 && c != '\n' || c == 0x202e || c == 0x7f }); i >= 0 {
				t.Errorf("%s: %s prints %q", name, format, text[max(i-20, 0):min(i+20, len(text))])
			}
		}
	}
}
