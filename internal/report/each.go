package report

import (
	"fmt"
	"io"
	"time"

	"github.com/tidegate/tidegate/internal/finding"
	"github.com/tidegate/tidegate/internal/gate"
)

// A StepPrinter writes the commits of a range as they are judged.
type StepPrinter interface {
	Step(s gate.Step) error
	End() error
}

// EachFormats are the formats of a range of commits.
var EachFormats = map[string]func(w io.Writer, style Style) StepPrinter{
	"json": func(w io.Writer, style Style) StepPrinter { return &jsonSteps{w: w, style: style} },
	"text": func(w io.Writer, style Style) StepPrinter { return &textSteps{w: w, style: style} },
}

// textSteps writes a line a commit, and below it what it has that the one before had not:
// by its own doing, or by time alone, which broke the one before as well; and what it fixed.
type textSteps struct {
	w       io.Writer
	style   Style
	commits int
	failing int
	invalid int
}

// Step writes one commit.
func (t *textSteps) Step(s gate.Step) error {
	p := printer{style: t.style}
	t.commits++
	c := Count(s.Result.Findings)
	state := p.paint(bold, "passes")
	switch {
	case s.Result.Invalid():
		t.invalid++
		state = p.paint(bold+";"+red, "cannot be judged")
	case s.Result.Fails():
		t.failing++
		state = p.paint(bold+";"+red, "fails")
	}
	fmt.Fprintf(&p.b, "%s  %s  %s  %s  %s\n", shortHash(s.Commit.Hash), s.Commit.When.Format("2006-01-02"), state, summaryOf(c), clean(s.Commit.Title))
	for _, part := range []struct {
		mark     string
		findings []finding.Finding
	}{{"new     ", s.New}, {"by time ", s.ByTime}, {"fixed   ", s.Fixed}} {
		for i := range part.findings {
			if f := &part.findings[i]; f.Severity >= s.Result.FailLevel {
				fmt.Fprintf(&p.b, "  %s %s %s  %s (%s)\n", part.mark, p.paint(severityColour(f.Severity), f.Severity.String()), f.Rule, clean(f.Message), position(f.Place))
			}
		}
	}
	_, err := io.WriteString(t.w, p.b.String())
	return err
}

// End writes the counts.
func (t *textSteps) End() error {
	_, err := fmt.Fprintf(t.w, "%s: %d fail, %d cannot be judged\n", plural(t.commits, "commit"), t.failing, t.invalid)
	return err
}

func summaryOf(c Counts) string {
	return fmt.Sprintf("%s, %d low, %d waived", plural(c.Total()-c.Low, "finding"), c.Low, c.Waived)
}

// jsonSteps writes one JSON report a line.
type jsonSteps struct {
	w     io.Writer
	style Style
}

type jsonStep struct {
	Commit jsonCommit `json:"commit"`
	New    []string   `json:"new"`     // fingerprints of what the commit before it had not
	ByTime []string   `json:"by_time"` // of what the commit before it has as well by then
	Fixed  []string   `json:"fixed"`   // of what the commit before it had
	Report jsonReport `json:"report"`
}

func fingerprints(findings []finding.Finding) []string {
	out := []string{}
	for i := range findings {
		out = append(out, findings[i].Fingerprint())
	}
	return out
}

type jsonCommit struct {
	Hash   string `json:"hash"`
	Author string `json:"author"`
	When   string `json:"when"`
	Title  string `json:"title"`
}

// Step writes one commit.
func (j *jsonSteps) Step(s gate.Step) error {
	return newEncoder(j.w).Encode(jsonStep{
		Commit: jsonCommit{s.Commit.Hash, s.Commit.Author, s.Commit.When.Format(time.RFC3339), s.Commit.Title},
		New:    fingerprints(s.New), ByTime: fingerprints(s.ByTime), Fixed: fingerprints(s.Fixed),
		Report: reportOf(s.Result, j.style),
	})
}

// End writes nothing: the lines are the document.
func (j *jsonSteps) End() error { return nil }

func commitOf(c *finding.Commit) *jsonCommit {
	if c == nil {
		return nil
	}
	return &jsonCommit{c.Hash, c.Author, c.When, c.Title}
}
