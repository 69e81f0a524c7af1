package report_test

import (
	"encoding/csv"
	"encoding/xml"
	"regexp"
	"strconv"
	"strings"
	"testing"
	"unicode"

	"github.com/xeipuuv/gojsonschema"

	"github.com/tidegate/tidegate/internal/report"
)

// readers read each format as whoever takes it does, in a state: none for no findings,
// findings, or errors where nothing could be judged. JSON and SARIF have tests of their own,
// against their schemas.
func readers() map[string]func(t *testing.T, state, text string) {
	return map[string]func(t *testing.T, state, text string){
		"gitlab": func(t *testing.T, state, text string) {
			result, err := gojsonschema.Validate(gojsonschema.NewStringLoader(codeQuality), gojsonschema.NewStringLoader(text))
			if err != nil {
				t.Fatal(err)
			}
			for _, e := range result.Errors() {
				t.Error(e)
			}
			var issues []any
			if decode(t, text, &issues); (len(issues) == 0) != (state == "none") {
				t.Errorf("%d issues", len(issues))
			}
		},
		"junit": junitState,
		"checkstyle": func(t *testing.T, state, text string) {
			if n := len(checkstyleSeverities(t, text)); (n == 0) != (state == "none") {
				t.Errorf("%d errors", n)
			}
		},
		"csv": func(t *testing.T, state, text string) {
			rows, err := csv.NewReader(strings.NewReader(text)).ReadAll()
			if err != nil || (len(rows) == 1) != (state == "none") {
				t.Errorf("%d rows (%v)", len(rows), err)
			}
		},
		"github": func(t *testing.T, state, text string) {
			for line := range strings.Lines(text) {
				if !regexp.MustCompile(`^::(error|warning|notice)( [a-zA-Z]+=[^,:]*(,[a-zA-Z]+=[^,:]*)*)?::`).MatchString(line) {
					t.Errorf("%q is no command", line)
				}
			}
			if strings.Contains(text, "::error") == (state == "none") {
				t.Error(text)
			}
		},
		"azure": func(t *testing.T, state, text string) {
			for line := range strings.Lines(text) {
				if !regexp.MustCompile(`^##vso\[task\.[a-z]+ [^\]]*\]`).MatchString(line) {
					t.Errorf("%q is no command", line)
				}
			}
			if strings.Contains(text, "type=error;") == (state == "none") {
				t.Error(text)
			}
		},
		"markdown": func(t *testing.T, state, text string) {
			want := map[string]string{"none": "passes", "findings": "fails", "errors": "cannot judge this"}[state]
			if first, _, _ := strings.Cut(text, "\n"); !strings.HasPrefix(first, "## Tidegate "+want) {
				t.Errorf("%q, want %s", first, want)
			}
		},
		"compact": func(t *testing.T, state, text string) {
			if (text == "") != (state == "none") {
				t.Error(text)
			}
		},
		"text": func(t *testing.T, state, text string) {
			want := map[string]string{"none": "no findings", "findings": "findings (", "errors": "so nothing was judged"}[state]
			if !strings.Contains(text, want) {
				t.Errorf("%q is not in %s", want, text)
			}
		},
	}
}

// Every format is read by its reader where nothing was found, where something was, and
// where nothing could be judged; and the last is never told as if something had passed.
func TestEveryFormatIsReadInEveryState(t *testing.T) {
	readers := readers()
	for _, name := range report.Formats() {
		if name == "json" || name == "sarif" {
			continue
		}
		for state, r := range results(t) {
			t.Run(name+"/"+state, func(t *testing.T) {
				read := readers[name]
				if read == nil {
					t.Fatal("nobody reads it here")
				}
				text := render(t, name, r)
				if i := strings.IndexFunc(text, func(c rune) bool { return unicode.IsControl(c) && c != '\n' && c != '\t' && c != '\r' }); i >= 0 {
					t.Errorf("a control character at %d", i)
				}
				read(t, state, text)
			})
		}
	}
}

func junitState(t *testing.T, state, text string) {
	type testcase struct {
		Failure *struct{} `xml:"failure"`
		Error   *struct{} `xml:"error"`
		Skipped *struct{} `xml:"skipped"`
	}
	var out struct {
		Suites []struct {
			Tests    string     `xml:"tests,attr"`
			Failures string     `xml:"failures,attr"`
			Errors   string     `xml:"errors,attr"`
			Skipped  string     `xml:"skipped,attr"`
			Cases    []testcase `xml:"testcase"`
		} `xml:"testsuite"`
	}
	if err := xml.Unmarshal([]byte(text), &out); err != nil {
		t.Fatal(err)
	}
	passed, failed, wrong := 0, 0, 0
	for _, suite := range out.Suites {
		n := map[string]int{}
		for _, c := range suite.Cases {
			switch {
			case c.Failure != nil:
				n["failures"]++
			case c.Error != nil:
				n["errors"]++
			case c.Skipped != nil:
				n["skipped"]++
			default:
				passed++
			}
		}
		failed, wrong = failed+n["failures"], wrong+n["errors"]
		for what, said := range map[string]string{"failures": suite.Failures, "errors": suite.Errors, "skipped": suite.Skipped} {
			if said != strconv.Itoa(n[what]) {
				t.Errorf("%s=%q, and there are %d", what, said, n[what])
			}
		}
		if suite.Tests != strconv.Itoa(len(suite.Cases)) {
			t.Errorf("tests=%q, and there are %d", suite.Tests, len(suite.Cases))
		}
	}
	if (failed > 0) != (state == "findings") || (wrong > 0) != (state == "errors") || (passed > 0) != (state != "errors") {
		t.Errorf("%d passed, %d failed, %d errors", passed, failed, wrong)
	}
}
