package report

import (
	"fmt"
	"io"
	"slices"
	"strings"
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
	"azure":      func(w io.Writer, style Style) StepPrinter { return &lastStep{w: w, style: style, format: azure} },
	"checkstyle": func(w io.Writer, style Style) StepPrinter { return &lastStep{w: w, style: style, format: checkstyle} },
	"compact":    func(w io.Writer, _ Style) StepPrinter { return &compactSteps{w} },
	"csv":        func(w io.Writer, _ Style) StepPrinter { return &csvSteps{w: w} },
	"github":     func(w io.Writer, style Style) StepPrinter { return &lastStep{w: w, style: style, format: github} },
	"gitlab":     func(w io.Writer, style Style) StepPrinter { return &lastStep{w: w, style: style, format: gitlab} },
	"json":       func(w io.Writer, style Style) StepPrinter { return &jsonSteps{w: w, style: style} },
	"junit":      func(w io.Writer, _ Style) StepPrinter { return &junitSteps{w: w} },
	"markdown":   func(w io.Writer, _ Style) StepPrinter { return &markdownSteps{w: w} },
	"sarif":      func(w io.Writer, style Style) StepPrinter { return &sarifSteps{w: w, style: style} },
	"text":       func(w io.Writer, style Style) StepPrinter { return &textSteps{w: w, style: style} },
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
	colour := bold
	switch {
	case s.Result.Invalid():
		t.invalid++
		colour += ";" + red
	case s.Result.Fails():
		t.failing++
		colour += ";" + red
	}
	fmt.Fprintf(&p.b, "%s  %s  %s  %s  %s\n", shortHash(s.Commit.Hash), s.Commit.When.Format("2006-01-02"), p.paint(colour, verdict(s.Result)), summaryOf(c), clean(s.Commit.Title))
	for _, d := range differences(s) {
		if f := d.Finding; f.Severity >= s.Result.FailLevel {
			fmt.Fprintf(&p.b, "  %-8s %s %s  %s (%s)\n", d.mark, p.paint(severityColour(f.Severity), f.Severity.String()), f.Rule, clean(f.Message), position(f.Place))
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

// A difference is one finding that a commit has and the one before it had not, or the other
// way round.
type difference struct {
	*finding.Finding
	mark string // new, by time or fixed
}

func differences(s gate.Step) []difference {
	var out []difference
	for _, part := range []struct {
		mark     string
		findings []finding.Finding
	}{{"new", s.New}, {"by time", s.ByTime}, {"fixed", s.Fixed}} {
		for i := range part.findings {
			out = append(out, difference{&part.findings[i], part.mark})
		}
	}
	return out
}

// verdict is what a commit came to.
func verdict(r *gate.Result) string {
	switch {
	case r.Invalid():
		return "cannot be judged"
	case r.Fails():
		return "fails"
	}
	return "passes"
}

// compactSteps writes a line for each finding by which a commit differs from the one before
// it, and for what is wrong where one cannot be judged.
type compactSteps struct{ w io.Writer }

// Step writes one commit.
func (c *compactSteps) Step(s gate.Step) error {
	told := differences(s)
	if s.Result.Invalid() {
		for i := range s.Result.Findings {
			told = append(told, difference{&s.Result.Findings[i], "invalid"})
		}
	}
	for _, d := range told {
		if _, err := fmt.Fprintf(c.w, "%s: %s: %s: %s [%s] %s\n", position(d.Place), d.Severity, d.mark, clean(d.Message), d.Rule, shortHash(s.Commit.Hash)); err != nil {
			return err
		}
	}
	return nil
}

// End writes nothing.
func (c *compactSteps) End() error { return nil }

// csvSteps writes a row for each finding by which a commit differs from the one before it.
type csvSteps struct {
	w     io.Writer
	begun bool
}

// Step writes one commit.
func (c *csvSteps) Step(s gate.Step) error {
	var rows [][]string
	if !c.begun {
		rows = append(rows, append([]string{"commit", "committed", "verdict"}, csvHeader...))
	}
	c.begun = true
	about := []string{s.Commit.Hash, s.Commit.When.Format(time.RFC3339), verdict(s.Result)}
	told := differences(s)
	if len(told) == 0 { // so that each commit has a row
		rows = append(rows, append(about, make([]string, len(csvHeader))...))
	}
	for _, d := range told {
		rows = append(rows, append(slices.Clip(about), csvRow(s.Result, d.Finding, strings.ReplaceAll(d.mark, " ", "_"))...))
	}
	return writeCSV(c.w, rows)
}

// End writes nothing.
func (c *csvSteps) End() error { return nil }

// markdownSteps writes a section for each commit.
type markdownSteps struct{ w io.Writer }

// Step writes one commit.
func (m *markdownSteps) Step(s gate.Step) error {
	var b strings.Builder
	fmt.Fprintf(&b, "## `%s` %s\n\n%s, %s: %s.\n\n", shortHash(s.Commit.Hash), markdownText(s.Commit.Title), s.Commit.When.Format(time.DateOnly), verdict(s.Result), summaryOf(Count(s.Result.Findings)))
	told := differences(s)
	for _, d := range told {
		fmt.Fprintf(&b, "- %s: %s %s: %s (`%s`)\n", d.mark, d.Rule, d.Severity, markdownText(d.Message), strings.ReplaceAll(position(d.Place), "`", "'"))
	}
	if len(told) > 0 {
		b.WriteString("\n")
	}
	_, err := io.WriteString(m.w, b.String())
	return err
}

// End writes nothing.
func (m *markdownSteps) End() error { return nil }

// junitSteps writes a suite for each commit: a case for each finding, or one that passes.
type junitSteps struct {
	w      io.Writer
	suites []junitSuite
}

// Step keeps one commit.
func (j *junitSteps) Step(s gate.Step) error {
	suite := junitSuite{Name: clean(shortHash(s.Commit.Hash) + " " + s.Commit.Title)}
	for _, f := range gravestFirst(s.Result) {
		suite.add(s.Result, f)
	}
	if len(suite.Cases) == 0 {
		suite.Tests, suite.Cases = 1, []junitCase{{Name: "finds nothing", Class: s.Commit.Hash}}
	}
	j.suites = append(j.suites, suite)
	return nil
}

// End writes the document.
func (j *junitSteps) End() error { return writeJUnit(j.w, j.suites) }

// sarifSteps writes a run for each commit, in which baselineState says how it differs from
// the one before it.
type sarifSteps struct {
	w     io.Writer
	style Style
	runs  []sarifRun
}

// Step keeps one commit.
func (p *sarifSteps) Step(s gate.Step) error {
	r := *s.Result
	if len(p.runs) > 0 {
		r.Against = &gate.Comparison{All: true, Fixed: slices.Clone(s.Fixed)}
		for i := range r.Against.Fixed {
			r.Against.Fixed[i].Change = finding.Fixed
		}
		made := map[string]bool{}
		for i := range s.New {
			made[s.New[i].Identity()] = true
		}
		r.Findings = slices.Clone(r.Findings)
		for i := range r.Findings {
			f := &r.Findings[i]
			if f.Change = finding.Unchanged; made[f.Identity()] {
				f.Change = finding.New
			}
		}
	}
	run := sarifRunOf(&r, p.style)
	run.Automation = &sarifAutomation{"tidegate/" + s.Commit.Hash}
	p.runs = append(p.runs, run)
	return nil
}

// End writes the document.
func (p *sarifSteps) End() error {
	if p.runs == nil {
		p.runs = []sarifRun{}
	}
	return writeSARIF(p.w, p.runs)
}

// lastStep is for formats that annotate the files as they are: what is wrong with the last
// commit, each finding with the commit of the range that made it.
type lastStep struct {
	w      io.Writer
	style  Style
	format Format
	made   map[string]*finding.Commit
	last   *gate.Result
}

// Step keeps what one commit made.
func (l *lastStep) Step(s gate.Step) error {
	if l.made == nil {
		l.made = map[string]*finding.Commit{}
	}
	by := gate.CommitOf(&s.Commit)
	for _, d := range differences(s) {
		if delete(l.made, d.Identity()); d.mark == "new" {
			l.made[d.Identity()] = by
		}
	}
	l.last = s.Result
	return nil
}

// End writes the document.
func (l *lastStep) End() error {
	r := gate.Result{}
	if l.last != nil {
		r = *l.last
	}
	r.Findings = slices.Clone(r.Findings)
	for i := range r.Findings {
		r.Findings[i].Commit = l.made[r.Findings[i].Identity()]
	}
	return l.format(l.w, &r, l.style)
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
	return &jsonCommit{c.Hash, string(c.Author), c.When, string(c.Title)}
}
