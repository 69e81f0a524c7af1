package report

import (
	"encoding/xml"
	"fmt"
	"io"
	"strings"

	"github.com/tidegate/tidegate/internal/finding"
	"github.com/tidegate/tidegate/internal/gate"
)

type (
	junitSuites struct {
		XMLName  xml.Name     `xml:"testsuites"`
		Name     string       `xml:"name,attr"`
		Tests    int          `xml:"tests,attr"`
		Failures int          `xml:"failures,attr"`
		Errors   int          `xml:"errors,attr"`
		Skipped  int          `xml:"skipped,attr"`
		Suites   []junitSuite `xml:"testsuite"`
	}
	junitSuite struct {
		Name     string      `xml:"name,attr"`
		Tests    int         `xml:"tests,attr"`
		Failures int         `xml:"failures,attr"`
		Errors   int         `xml:"errors,attr"`
		Skipped  int         `xml:"skipped,attr"`
		Cases    []junitCase `xml:"testcase"`
	}
	junitCase struct {
		Name    string        `xml:"name,attr"`
		Class   string        `xml:"classname,attr"`
		File    string        `xml:"file,attr,omitempty"`
		Line    int           `xml:"line,attr,omitempty"`
		Skipped *junitSkipped `xml:"skipped,omitempty"`
		Error   *junitProblem `xml:"error,omitempty"`
		Failure *junitProblem `xml:"failure,omitempty"`
		Output  string        `xml:"system-out,omitempty"`
	}
	junitSkipped struct {
		Message string `xml:"message,attr"`
	}
	junitProblem struct {
		Message string `xml:"message,attr"`
		Type    string `xml:"type,attr"`
		Text    string `xml:",chardata"`
	}
)

// junit is a suite a rule and a case a finding: a failure when it counts, skipped
// when it is waived, and otherwise passed with what was found as output. A rule
// that finds nothing is one case that passes.
func junit(w io.Writer, r *gate.Result, _ Style) error {
	byRule := map[string][]*finding.Finding{}
	for _, f := range gravestFirst(r) {
		byRule[f.Rule] = append(byRule[f.Rule], f)
	}
	var suites []junitSuite
	for _, rule := range r.Rules {
		suite := junitSuite{Name: rule.ID + " " + rule.Title}
		for _, f := range byRule[rule.ID] {
			suite.add(r, f)
		}
		switch why := r.Unmet[rule.ID]; {
		case r.Invalid() && len(suite.Cases) == 0:
			continue // what could not be checked has not passed
		case why != "":
			suite.Tests++
			suite.Skipped++
			suite.Cases = append(suite.Cases, junitCase{Name: "not assessed", Class: rule.ID, Skipped: &junitSkipped{clean("not assessed: " + why)}})
		case len(suite.Cases) == 0:
			suite.Tests = 1
			suite.Cases = []junitCase{{Name: "finds nothing", Class: rule.ID}}
		}
		suites = append(suites, suite)
	}
	return writeJUnit(w, suites)
}

func writeJUnit(w io.Writer, suites []junitSuite) error {
	out := junitSuites{Name: "tidegate", Suites: suites}
	for _, suite := range suites {
		out.Tests += suite.Tests
		out.Failures += suite.Failures
		out.Errors += suite.Errors
		out.Skipped += suite.Skipped
	}
	return writeXML(w, out)
}

func (s *junitSuite) add(r *gate.Result, f *finding.Finding) {
	c := junitCase{Name: strings.TrimSpace(clean(f.Subject) + " " + clean(f.Key)), Class: f.Rule}
	if !f.Place.Range.IsZero() {
		c.File, c.Line = clean(f.Place.Range.Path()), f.Place.Range.StartPosition().Line
	}
	problem := &junitProblem{Message: clean(marked(f, true)), Type: f.Severity.String(), Text: position(f.Place) + "\n" + annotationText(f, amongAll(r))}
	s.Tests++
	switch {
	case f.Waiver != nil:
		s.Skipped++
		c.Skipped = &junitSkipped{clean(fmt.Sprintf("%s: waived by %s until %s", f.Message, f.Waiver.Address, f.Waiver.Until))}
	case f.Severity == finding.Invalid:
		s.Errors++
		c.Error = problem
	case r.Counts(f):
		s.Failures++
		c.Failure = problem
	default:
		c.Output = fmt.Sprintf("%s: %s", f.Severity, annotationText(f, amongAll(r)))
	}
	s.Cases = append(s.Cases, c)
}
