package report

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"time"
	"unicode/utf16"
	"unicode/utf8"

	"github.com/tidegate/tidegate/internal/finding"
	"github.com/tidegate/tidegate/internal/gate"
	"github.com/tidegate/tidegate/internal/source"
)

// The JSON report. docs/report.schema.json describes it; a field is only ever
// added while the version stays.
type jsonReport struct {
	Version     int           `json:"version"`
	Tool        jsonTool      `json:"tool"`
	AsOf        string        `json:"as_of"`
	Revision    string        `json:"revision,omitempty"`
	TZRelease   string        `json:"tz_release"`
	FailLevel   string        `json:"fail_level"`
	Fails       bool          `json:"fails"`
	Judged      bool          `json:"judged"`
	Counts      Counts        `json:"counts"`
	Files       int           `json:"files"`
	Definitions int           `json:"definitions"`
	Rules       []string      `json:"rules"`
	Findings    []jsonFinding `json:"findings"`

	WholeDay    bool             `json:"whole_day"` // as_of is that whole day wherever the subject is, and not an instant
	Assessments []jsonAssessment `json:"assessments"`

	Against *jsonAgainst `json:"against,omitempty"`
}

// jsonAssessment is what the subjects of one rule came to.
type jsonAssessment struct {
	Rule          string `json:"rule"`
	Checked       int    `json:"checked"`
	Passed        int    `json:"passed"`
	Failed        int    `json:"failed"`
	Waived        int    `json:"waived"`
	Planned       int    `json:"planned"`
	Disputed      int    `json:"disputed"`
	NotApplicable int    `json:"not_applicable"`
	NotAssessed   int    `json:"not_assessed"`
	Because       string `json:"because,omitempty"` // why not everything was assessed
}

// jsonNoted is a plan or a dispute about a finding.
type jsonNoted struct {
	Address string      `json:"address"`
	Who     string      `json:"who"`
	Until   string      `json:"until"`
	Text    source.Text `json:"text"`
}

func notedOf(n *finding.Noted) *jsonNoted {
	if n == nil {
		return nil
	}
	return &jsonNoted{n.Address, n.Who, n.Until, n.Text}
}

// jsonAgainst is what the tree was compared with.
type jsonAgainst struct {
	Revision string        `json:"revision,omitempty"` // none before the first commit
	Judged   bool          `json:"judged"`
	FailOn   string        `json:"fail_on"`
	Changes  ChangeCounts  `json:"changes"`
	Fixed    []jsonFinding `json:"fixed"`

	Approvals []jsonApproval `json:"approvals"` // that the change needs
}

// jsonApproval is what a group of reviewers said of a change.
type jsonApproval struct {
	Group    string   `json:"group"`
	Approved []string `json:"approved"` // by whom; nobody when it is not approved
	Claimed  []string `json:"claimed"`  // by whom it is said to be, where a proof is asked for
	Proved   []string `json:"proved"`   // what proves it
}

type jsonTool struct {
	Name    string `json:"name"`
	Version string `json:"version"`
}

type jsonFinding struct {
	Rule        string        `json:"rule"`
	Title       string        `json:"title"`
	Severity    string        `json:"severity"`
	Subject     string        `json:"subject,omitempty"`
	Key         source.Text   `json:"key,omitempty"`
	Fingerprint string        `json:"fingerprint"`
	Message     source.Text   `json:"message"`
	Place       jsonPlace     `json:"place"`
	Related     []jsonPlace   `json:"related"`
	Because     []source.Text `json:"because"`
	Fix         source.Text   `json:"fix,omitempty"`
	First       string        `json:"first,omitempty"`
	Controls    []string      `json:"controls"`
	Waived      *jsonWaiver   `json:"waived,omitempty"`
	Planned     *jsonNoted    `json:"planned,omitempty"`
	Disputed    *jsonNoted    `json:"disputed,omitempty"`
	Extent      int           `json:"extent,omitempty"`
	Unit        string        `json:"unit,omitempty"`
	Begins      string        `json:"begins,omitempty"` // the day on which it is wrong because of what begins on it
	Change      string        `json:"change,omitempty"`
	ByTime      bool          `json:"by_time,omitempty"`
	Commit      *jsonCommit   `json:"commit,omitempty"`
}

type jsonPlace struct {
	Address   string      `json:"address,omitempty"`
	Path      string      `json:"path,omitempty"`
	File      string      `json:"file,omitempty"`
	Line      int         `json:"line,omitempty"`
	Column    int         `json:"column,omitempty"`
	EndLine   int         `json:"end_line,omitempty"`
	EndColumn int         `json:"end_column,omitempty"`
	Note      source.Text `json:"note,omitempty"`
}

type jsonWaiver struct {
	Address string      `json:"address"`
	Reason  source.Text `json:"reason"`
	By      string      `json:"by"`
	Until   string      `json:"until"`
}

func writeJSON(w io.Writer, r *gate.Result, style Style) error {
	return indented(w, reportOf(r, style))
}

// indented writes a document.
func indented(w io.Writer, v any) error {
	encoder := newEncoder(w)
	encoder.SetIndent("", "  ")
	return encoder.Encode(v)
}

// newEncoder writes JSON that is safe to show: what is not seen, or turns the direction of
// text, is escaped. It reads as the same text.
func newEncoder(w io.Writer) *json.Encoder {
	encoder := json.NewEncoder(visible{w})
	encoder.SetEscapeHTML(false)
	return encoder
}

// visible escapes unsafe characters of documents in JSON, where they stand in strings only.
type visible struct{ to io.Writer }

// Write takes a whole document.
func (v visible) Write(document []byte) (int, error) {
	unsafe := func(r rune) bool { return r != '\n' && source.Unsafe(r) }
	rest := document
	for {
		i := bytes.IndexFunc(rest, unsafe)
		if i < 0 {
			break
		}
		r, size := utf8.DecodeRune(rest[i:])
		if _, err := v.to.Write(rest[:i]); err != nil {
			return 0, err
		}
		for _, unit := range utf16.Encode([]rune{r}) {
			if _, err := fmt.Fprintf(v.to, "\\u%04x", unit); err != nil {
				return 0, err
			}
		}
		rest = rest[i+size:]
	}
	if _, err := v.to.Write(rest); err != nil {
		return 0, err
	}
	return len(document), nil
}

func reportOf(r *gate.Result, style Style) jsonReport {
	out := jsonReport{
		Version: 1, Tool: jsonTool{"tidegate", style.Version},
		AsOf: r.AsOf.Format(time.RFC3339), Revision: r.Revision, TZRelease: r.TZRelease,
		FailLevel: r.FailLevel.String(), Fails: r.Fails(), Judged: !r.Invalid(), Counts: Count(r.Findings),
		Files: r.Files, Definitions: r.Definitions, Rules: []string{}, Findings: []jsonFinding{},
		WholeDay: r.Now.Whole, Assessments: []jsonAssessment{},
	}
	for _, a := range r.Assessments() {
		out.Assessments = append(out.Assessments, jsonAssessment(a))
	}
	for _, rule := range r.Rules {
		out.Rules = append(out.Rules, rule.ID)
	}
	for i := range r.Findings {
		out.Findings = append(out.Findings, jsonOf(r, &r.Findings[i]))
	}
	if a := r.Against; a != nil {
		out.Against = &jsonAgainst{Revision: a.Revision, Judged: !a.Invalid, FailOn: "new", Changes: CountChanges(r), Fixed: []jsonFinding{}, Approvals: []jsonApproval{}}
		if a.All {
			out.Against.FailOn = "all"
		}
		for _, n := range a.Approvals {
			out.Against.Approvals = append(out.Against.Approvals, jsonApproval{n.Group, n.Approved, n.Claimed, n.Proved})
		}
		for i := range a.Fixed {
			out.Against.Fixed = append(out.Against.Fixed, jsonOf(r, &a.Fixed[i]))
		}
	}
	return out
}

func jsonOf(r *gate.Result, f *finding.Finding) jsonFinding {
	out := jsonFinding{
		Rule: f.Rule, Severity: f.Severity.String(), Subject: f.Subject, Key: f.Key, Fingerprint: f.Fingerprint(),
		Message: f.Message, Place: placeOf(f.Place), Related: []jsonPlace{}, Because: []source.Text{}, Fix: f.Fix, First: f.First, Controls: []string{},
		Change: string(f.Change), ByTime: f.Time, Commit: commitOf(f.Commit),
	}
	out.Because = append(out.Because, f.Because...)
	out.Planned, out.Disputed = notedOf(f.Plan), notedOf(f.Dispute)
	if out.Extent = f.Extent; f.Extent > 0 {
		out.Unit = f.Unit
	}
	if f.Begins != 0 {
		out.Begins = f.Begins.String()
	}
	if rule := r.Rule(f.Rule); rule != nil {
		out.Title = rule.Title
		for _, c := range rule.Controls {
			out.Controls = append(out.Controls, c.Framework+" "+c.Reference)
		}
	}
	for _, related := range f.Related {
		out.Related = append(out.Related, placeOf(related))
	}
	if f.Waiver != nil {
		out.Waived = &jsonWaiver{f.Waiver.Address, f.Waiver.Reason, f.Waiver.By, f.Waiver.Until}
	}
	return out
}

func placeOf(p finding.Place) jsonPlace {
	out := jsonPlace{Address: p.Address, Path: p.Path, Note: p.Note}
	if !p.Range.IsZero() {
		start, end := p.Range.StartPosition(), p.Range.EndPosition()
		out.File, out.Line, out.Column, out.EndLine, out.EndColumn = p.Range.Path(), start.Line, start.Column, end.Line, end.Column
	}
	return out
}
