package report_test

import (
	"bytes"
	"context"
	"encoding/csv"
	"encoding/json"
	"encoding/xml"
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
	"testing/fstest"
	"unicode/utf8"

	"github.com/google/go-cmp/cmp"
	"github.com/joshdk/go-junit"
	"github.com/xeipuuv/gojsonschema"

	"github.com/tidegate/tidegate/internal/finding"
	"github.com/tidegate/tidegate/internal/gate"
	"github.com/tidegate/tidegate/internal/report"
	"github.com/tidegate/tidegate/internal/source"
)

// broken is the example company with a few things wrong, and some text that is
// trouble in one format or another.
func broken(t *testing.T) *gate.Result {
	t.Helper()
	tree := exampleTree(t)
	files := fstest.MapFS{}
	for name, text := range map[string][2]string{
		"access.hcl": {`max = "8h"`, `max = "12h"`}, "teams.hcl": {`hours = "06:00-14:30"`, `hours = "06:00-13:30"`},
		"company.hcl": {"moved by typhoon closure", "=cmd() %0A::error::x, <b>@all</b> | `a` ]]>; 100%"}, "systems.hcl": {"", ""}, "roles.hcl": {"", ""},
		"people.hcl": {"", ""}, "operations.hcl": {"", ""}, "vendors.hcl": {"", ""}, "observed.json": {"", ""},
	} {
		data, err := readFile(tree, name)
		if err != nil {
			t.Fatal(err)
		}
		files[name] = &fstest.MapFile{Data: bytes.Replace(data, []byte(text[0]), []byte(text[1]), 1)}
	}
	result, err := gate.Check(context.Background(), source.Tree{FS: files, Time: exampleDay}, gate.Options{})
	if err != nil {
		t.Fatal(err)
	}
	if result.Invalid() || !result.Fails() {
		t.Fatal("the company should fail, and be judged")
	}
	return result
}

func readFile(tree source.Tree, name string) ([]byte, error) {
	f, err := tree.FS.Open(name)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	var b bytes.Buffer
	_, err = b.ReadFrom(f)
	return b.Bytes(), err
}

func render(t *testing.T, name string, r *gate.Result) string {
	t.Helper()
	format, err := report.Find(name)
	if err != nil {
		t.Fatal(err)
	}
	var b bytes.Buffer
	if err := format(&b, r, report.Style{Version: "test"}); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

// tally is findings by whether they fail a run, are waived, or neither.
type tally struct{ failing, waived, other int }

var leftOut = regexp.MustCompile(`title=tidegate::(\d+) findings? more`)

// Every format tells of the same findings, and of as many that count.
func TestAllFormatsAgree(t *testing.T) {
	r := broken(t)
	var want tally
	for i := range r.Findings {
		switch f := &r.Findings[i]; {
		case f.Waiver != nil:
			want.waived++
		case r.Counts(f):
			want.failing++
		default:
			want.other++
		}
	}
	for name, count := range map[string]func(t *testing.T, text string) tally{
		"json": func(t *testing.T, text string) tally {
			var out struct {
				FailLevel string `json:"fail_level"`
				Findings  []struct {
					Severity string
					Waived   any
				}
			}
			decode(t, text, &out)
			var n tally
			for _, f := range out.Findings {
				severity, err := finding.ParseSeverity(f.Severity)
				if err != nil {
					t.Fatal(err)
				}
				n.add(severity >= finding.Medium, f.Waived != nil)
			}
			return n
		},
		"sarif": func(t *testing.T, text string) tally {
			var out struct {
				Runs []struct {
					Results []struct {
						Kind         string
						Properties   struct{ Severity string }
						Suppressions []any
					}
				}
			}
			decode(t, text, &out)
			var n tally
			for _, f := range out.Runs[0].Results {
				if f.Kind != "" { // about a rule, and not a finding
					continue
				}
				n.add(f.Properties.Severity != "low", len(f.Suppressions) > 0)
			}
			return n
		},
		"gitlab": func(t *testing.T, text string) tally {
			var out []struct{ Severity string }
			decode(t, text, &out)
			var n tally
			for _, f := range out {
				n.add(f.Severity != "minor" && f.Severity != "info", f.Severity == "info")
			}
			return n
		},
		"junit": func(t *testing.T, text string) tally {
			suites, err := junit.Ingest([]byte(text))
			if err != nil {
				t.Fatal(err)
			}
			var n tally
			for _, s := range suites {
				for _, c := range s.Tests {
					if c.Name != "finds nothing" && c.Name != "not assessed" {
						n.add(c.Status == junit.StatusFailed, c.Status == junit.StatusSkipped)
					}
				}
			}
			return n
		},
		"checkstyle": func(t *testing.T, text string) tally {
			var n tally
			for _, severity := range checkstyleSeverities(t, text) {
				n.add(severity == "error", severity == "ignore")
			}
			return n
		},
		"csv": func(t *testing.T, text string) tally {
			rows, err := csv.NewReader(strings.NewReader(text)).ReadAll()
			if err != nil {
				t.Fatal(err)
			}
			var n tally
			for _, row := range rows[1:] {
				n.add(row[2] == "true", row[12] != "")
			}
			return n
		},
		"github": func(t *testing.T, text string) tally {
			lines := "\n" + text
			other := strings.Count(lines, "\n::notice ") + strings.Count(lines, "\n::warning ") - want.waived
			if more := leftOut.FindStringSubmatch(text); more != nil { // what is beyond the platform's limit is counted in the last one
				n, _ := strconv.Atoi(more[1])
				other += n - 1
			}
			return tally{strings.Count(lines, "\n::error "), want.waived, other}
		},
		"azure": func(t *testing.T, text string) tally {
			return tally{strings.Count(text, "type=error;"), want.waived, strings.Count(text, "type=warning;") - want.waived}
		},
		"markdown": func(t *testing.T, text string) tally {
			return tally{strings.Count(text, "### ❌"), strings.Count(text, "### ⏸️"), strings.Count(text, "### ℹ️") + strings.Count(text, "### ⚠️")}
		},
		"compact": func(t *testing.T, text string) tally {
			return tally{strings.Count(text, ": high: ") + strings.Count(text, ": critical: ") + strings.Count(text, ": medium: "), strings.Count(text, ": waived: "), strings.Count(text, ": low: ")}
		},
		"text": func(t *testing.T, text string) tally {
			lines := "\n" + text
			return tally{strings.Count(lines, "\nhigh ") + strings.Count(lines, "\ncritical ") + strings.Count(lines, "\nmedium "), strings.Count(lines, "\nwaived "), strings.Count(lines, "\nlow ")}
		},
	} {
		t.Run(name, func(t *testing.T) {
			if got := count(t, render(t, name, r)); got != want {
				t.Errorf("%+v, want %+v", got, want)
			}
		})
	}
	if missing := slices.DeleteFunc(report.Formats(), func(name string) bool {
		return slices.Contains([]string{"json", "sarif", "gitlab", "junit", "checkstyle", "csv", "github", "azure", "markdown", "compact", "text"}, name)
	}); len(missing) > 0 {
		t.Errorf("%v are not compared", missing)
	}
}

func (n *tally) add(failing, waived bool) {
	switch {
	case waived:
		n.waived++
	case failing:
		n.failing++
	default:
		n.other++
	}
}

func decode(t *testing.T, text string, into any) {
	t.Helper()
	if err := json.Unmarshal([]byte(text), into); err != nil {
		t.Fatal(err)
	}
}

func checkstyleSeverities(t *testing.T, text string) []string {
	t.Helper()
	var out struct {
		XMLName xml.Name `xml:"checkstyle"`
		Files   []struct {
			Name   string `xml:"name,attr"`
			Errors []struct {
				Line     int    `xml:"line,attr"`
				Severity string `xml:"severity,attr"`
				Source   string `xml:"source,attr"`
			} `xml:"error"`
		} `xml:"file"`
	}
	if err := xml.Unmarshal([]byte(text), &out); err != nil {
		t.Fatal(err)
	}
	var severities []string
	for _, file := range out.Files {
		for _, e := range file.Errors {
			if e.Line < 1 || file.Name == "" || !strings.HasPrefix(e.Source, "tidegate.") {
				t.Errorf("%s: %+v", file.Name, e)
			}
			severities = append(severities, e.Severity)
		}
	}
	return severities
}

// The fields that GitLab documents for a Code Quality report.
const codeQuality = `{
  "type": "array",
  "items": {
    "type": "object",
    "required": ["description", "check_name", "fingerprint", "severity", "location"],
    "properties": {
      "severity": { "enum": ["info", "minor", "major", "critical", "blocker"] },
      "location": { "required": ["path", "lines"], "properties": { "path": { "type": "string", "pattern": "^[^/]" }, "lines": { "required": ["begin"], "properties": { "begin": { "type": "integer", "minimum": 1 } } } } }
    }
  }
}`

func TestCodeQuality(t *testing.T) {
	text := render(t, "gitlab", broken(t))
	result, err := gojsonschema.Validate(gojsonschema.NewStringLoader(codeQuality), gojsonschema.NewStringLoader(text))
	if err != nil {
		t.Fatal(err)
	}
	for _, e := range result.Errors() {
		t.Error(e)
	}
	var issues []struct{ Fingerprint string }
	decode(t, text, &issues)
	seen := map[string]bool{}
	for _, i := range issues {
		if seen[i.Fingerprint] {
			t.Errorf("the fingerprint %s is there twice", i.Fingerprint)
		}
		seen[i.Fingerprint] = true
	}
}

// many is a result with more findings than a platform takes.
func many(n int) *gate.Result {
	r := &gate.Result{AsOf: exampleDay, FailLevel: finding.Medium, Rules: []finding.Rule{{ID: "XX-001", Title: "Many", Subjects: []string{"thing"}}}}
	file := &source.File{Path: "a,b:c%.hcl", Text: []byte(strings.Repeat("x\n", n))}
	for i := range n {
		r.Findings = append(r.Findings, finding.Finding{
			Rule: "XX-001", Severity: finding.Severity(1 + i%4), Subject: "thing.t", Key: source.Text(fmt.Sprint(i)),
			Message: source.Text("100% sure:\n::error::no, " + strings.Repeat("long ", 40)), Fix: "=1+1",
			Place: finding.Place{Range: source.Range{File: file, Start: uint32(2 * i), End: uint32(2*i + 1)}},
		})
	}
	return r
}

// What one place is to blame for is told once to people, whole to machines, and counted
// in full by all.
func TestOneCauseIsToldOnce(t *testing.T) {
	file := &source.File{Path: "a.hcl", Text: []byte("grant\n")}
	r := &gate.Result{AsOf: exampleDay, FailLevel: finding.Medium, Rules: []finding.Rule{{ID: "XX-001", Title: "Many", Subjects: []string{"thing"}}}, Against: &gate.Comparison{Revision: strings.Repeat("0a", 20)}}
	for i := range 6 {
		subject := fmt.Sprintf("person.p%d", i)
		r.Findings = append(r.Findings, finding.Finding{
			Rule: "XX-001", Severity: finding.High, Subject: subject, Message: source.Text(subject + " may do it"), Fix: "take it away", Change: finding.New,
			Place: finding.Place{Address: "grant.g", Range: source.Range{File: file, End: 5}},
		})
	}
	r.Findings = append(r.Findings, finding.Finding{Rule: "XX-001", Severity: finding.High, Subject: "person.p7", Message: "person.p7 may do it", Change: finding.Unchanged, Place: finding.Place{Range: source.Range{File: file, End: 5}}})
	for name, want := range map[string][]string{
		"text":       {"high XX-001  person.p0 may do it", "also: the same of person.p1, person.p2, person.p3, person.p4, person.p5", "7 findings (7 high)"},
		"markdown":   {"### ❌ XX-001 high (new)", "also: the same of person.p1, person.p2", "**6 new**"},
		"github":     {"::person.p0 may do it%0Afix: take it away%0Aalso: the same of person.p1"},
		"azure":      {"]person.p0 may do it%0Afix: take it away%0Aalso: the same of person.p1"},
		"compact":    {"a.hcl:1:1: high: person.p5 may do it [XX-001]"},
		"checkstyle": {"person.p5 may do it"},
		"gitlab":     {"XX-001: new: person.p5 may do it"},
		"junit":      {`message="new: person.p5 may do it"`},
		"csv":        {"true,new,person.p5"},
		"json":       {`"change": "new"`},
		"sarif":      {`"baselineState": "new"`},
	} {
		text := render(t, name, r)
		for _, w := range want {
			if !strings.Contains(text, w) {
				t.Errorf("%s does not say %q:\n%s", name, w, text)
			}
		}
		people := map[string]int{"text": 1, "markdown": 1, "github": 1, "azure": 1, "compact": 6, "checkstyle": 6}
		if want, counted := people[name], strings.Count(text, "may do it"); want > 0 && counted != want {
			t.Errorf("%s tells %d findings, want %d", name, counted, want)
		}
		if _, all := people[name]; !all && !strings.Contains(text, "person.p7") {
			t.Errorf("%s leaves out what is unchanged, which its reader compares", name)
		}
	}
}

var command = regexp.MustCompile(`^::(error|warning|notice) (?:file=[^,:]+,line=\d+,endLine=\d+(?:,col=\d+,endColumn=\d+)?,)?title=[^,:]+::[^\r\n]*$`)

func TestGitHubKeepsWithinTheCaps(t *testing.T) {
	counts := map[string]int{}
	text := render(t, "github", many(400))
	for line := range strings.Lines(text) {
		match := command.FindStringSubmatch(strings.TrimSuffix(line, "\n"))
		if match == nil {
			t.Fatalf("no workflow command: %q", line)
		}
		counts[match[1]]++
	}
	if diff := cmp.Diff(map[string]int{"error": 10, "notice": 10}, counts); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
	if !strings.Contains(text, "381 findings more") {
		t.Error("it does not say how many more there are")
	}
	if !strings.Contains(text, "file=a%2Cb%3Ac%25.hcl,") || !strings.Contains(text, "100%25 sure:") {
		t.Error("commas, colons and percent signs are not escaped")
	}
}

func TestAzureCommands(t *testing.T) {
	line := regexp.MustCompile(`^##vso\[task\.logissue type=(error|warning);sourcepath=[^;\]]+;linenumber=\d+;columnnumber=\d+;code=[^;\]]+\][^\r\n]*$`)
	for text := range strings.Lines(render(t, "azure", many(9))) {
		if !line.MatchString(strings.TrimSuffix(text, "\n")) {
			t.Errorf("no logging command: %q", text)
		}
	}
}

func TestMarkdownFitsIntoAComment(t *testing.T) {
	text := render(t, "markdown", many(5000))
	if n := utf8.RuneCountInString(text); n > 65_000 || len(text) > 65_000 {
		t.Errorf("%d characters, %d bytes", n, len(text))
	}
	if !strings.Contains(text, "more than fit into a comment") {
		t.Error("it does not say how many more there are")
	}
	if first := strings.Index(text, "### "); !strings.HasPrefix(text[first:], "### ❌ XX-001 critical") {
		t.Errorf("what counts most is not first: %s", text[first:first+40])
	}
	for _, trouble := range []string{"@all", "<b>", "| `a`"} {
		if strings.Contains(render(t, "markdown", broken(t)), trouble) {
			t.Errorf("%q stands there as it was written", trouble)
		}
	}
}

// No cell begins like a formula, whatever a definition says.
func TestCSVIsHarmless(t *testing.T) {
	r := many(1)
	for _, message := range []string{"=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "a\"b,c\nd"} {
		r.Findings[0].Message, r.Findings[0].Key, r.Findings[0].Subject = source.Text(message), source.Text(message), message
		rows, err := csv.NewReader(strings.NewReader(render(t, "csv", r))).ReadAll()
		if err != nil {
			t.Fatal(err)
		}
		for _, cell := range rows[1] {
			if cell != "" && strings.ContainsRune("=+-@\t\r", rune(cell[0])) {
				t.Errorf("%q is taken for a formula", cell)
			}
		}
	}
}

// The exit status is the result's, whatever is written.
func TestNothingThatIsWrittenChangesTheResult(t *testing.T) {
	r := broken(t)
	before := fmt.Sprint(r.Fails(), r.Invalid(), len(r.Findings))
	for _, name := range report.Formats() {
		render(t, name, r)
	}
	if after := fmt.Sprint(r.Fails(), r.Invalid(), len(r.Findings)); after != before {
		t.Errorf("%s, was %s", after, before)
	}
}
