package report

import (
	"cmp"
	"fmt"
	"io"
	"maps"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/mattn/go-runewidth"

	"github.com/tidegate/tidegate/internal/calendar"
	"github.com/tidegate/tidegate/internal/finding"
	"github.com/tidegate/tidegate/internal/gate"
	"github.com/tidegate/tidegate/internal/privacy"
	"github.com/tidegate/tidegate/internal/source"
)

// text is the format for people: one block a finding, what counts and what is gravest
// first; then how many each rule has, and a line that counts all.
func text(w io.Writer, r *gate.Result, style Style) error {
	p := printer{style: style}
	told := causes(r)
	if style.Summary {
		told = nil
	}
	left := 0
	if style.Limit > 0 && len(told) > style.Limit {
		left = count(told[style.Limit:])
		told = told[:style.Limit]
	}
	for i := range told {
		p.finding(r, &told[i])
	}
	if left > 0 {
		fmt.Fprintf(&p.b, "… and %s; --limit 0 tells all\n\n", plural(left, "more finding"))
	}
	p.byRule(r)
	p.changes(r)
	p.summary(r)
	_, err := io.WriteString(w, p.b.String())
	return err
}

// byRule is a table of how many findings each rule has, where more than one has any or
// nothing else is told.
func (p *printer) byRule(r *gate.Result) {
	type row struct {
		severity      finding.Severity // the gravest
		count, waived int
	}
	rows := map[string]*row{}
	for i := range r.Findings {
		f := &r.Findings[i]
		if !shown(r, f) {
			continue
		}
		at := rows[f.Rule]
		if at == nil {
			at = &row{}
			rows[f.Rule] = at
		}
		if f.Waiver != nil {
			at.waived++
			continue
		}
		at.count++
		at.severity = max(at.severity, f.Severity)
	}
	if len(rows) < 2 && !p.style.Summary || len(rows) == 0 {
		return
	}
	ids := slices.SortedFunc(maps.Keys(rows), func(a, b string) int {
		return cmp.Or(cmp.Compare(rows[b].severity, rows[a].severity), cmp.Compare(rows[b].count, rows[a].count), strings.Compare(a, b))
	})
	for _, id := range ids {
		at, title, severity := rows[id], "", "waived"
		if rule := r.Rule(id); rule != nil {
			title = rule.Title
		}
		if at.count > 0 {
			severity = at.severity.String()
		}
		count := fmt.Sprint(at.count + at.waived)
		if at.count > 0 && at.waived > 0 {
			title += fmt.Sprintf(" (%d waived)", at.waived)
		}
		fmt.Fprintf(&p.b, "  %s %5s  %s  %s\n", p.paint(severityColour(at.severity), fmt.Sprintf("%-8s", severity)), count, id, clean(title))
	}
	p.b.WriteString("\n")
}

// wrap breaks a text into lines of the terminal's width, the second and later ones
// indented.
func (p *printer) wrap(s string, used, indent int) string {
	room := p.style.Width
	if room < 40 {
		return s
	}
	var b strings.Builder
	column := used
	for i, word := range strings.Fields(s) {
		width := runewidth.StringWidth(word)
		switch {
		case i == 0:
		case column+1+width > room:
			b.WriteString("\n" + strings.Repeat(" ", indent))
			column = indent
		default:
			b.WriteString(" ")
			column++
		}
		b.WriteString(word)
		column += width
	}
	return b.String()
}

// shown reports whether a finding is told in full: where trees are compared, the
// rest is only counted.
func shown(r *gate.Result, f *finding.Finding) bool {
	return r.Against == nil || r.Against.All || f.Change == finding.New || f.Change == finding.Worsened
}

// mostLines is how many findings beside the new ones are listed.
const mostLines = 20

// changes says what a comparison found besides what is new.
func (p *printer) changes(r *gate.Result) {
	if r.Against == nil {
		return
	}
	told := 0
	line := func(f *finding.Finding) {
		if told++; told > mostLines {
			return
		}
		fmt.Fprintf(&p.b, "  %s %s  %s (%s)\n", p.paint(severityColour(f.Severity), fmt.Sprintf("%-8s", f.Severity)), f.Rule, clean(f.Message), position(f.Place))
	}
	end := func() {
		if told > mostLines {
			fmt.Fprintf(&p.b, "  … and %d more\n", told-mostLines)
		}
		told = 0
		p.b.WriteString("\n")
	}
	c := CountChanges(r)
	if c.ByTime > 0 {
		fmt.Fprintf(&p.b, "%s\n", p.paint(bold, "broken by time alone, and not by this change:"))
		for i := range r.Findings {
			if r.Findings[i].Time {
				line(&r.Findings[i])
			}
		}
		end()
	}
	if c.Fixed > 0 {
		fmt.Fprintf(&p.b, "%s\n", p.paint(bold, "fixed by this change:"))
		for i := range r.Against.Fixed {
			if r.Against.Fixed[i].Waiver == nil {
				line(&r.Against.Fixed[i])
			}
		}
		end()
	}
	for _, line := range approvalLines(r.Against) {
		fmt.Fprintln(&p.b, clean(line))
	}
	base := baseText(r.Against)
	if r.Against.Invalid {
		fmt.Fprintf(&p.b, "%s cannot be judged, so everything counts as new\n", shortHash(r.Against.Revision))
	}
	fmt.Fprintf(&p.b, "against %s: %d new, %d worse, %d unchanged, %d fixed\n", base, c.New, c.Worsened, c.Unchanged, c.Fixed)
}

// baseText is what a tree was compared with.
func baseText(c *gate.Comparison) string {
	switch {
	case c.Revision == "":
		return "nothing, as there is no commit before"
	case c.Empty:
		return shortHash(c.Revision) + ", which defines nothing"
	case c.Unrelated:
		return shortHash(c.Revision) + ", with which it has no commit in common"
	}
	return shortHash(c.Revision)
}

type printer struct {
	b     strings.Builder
	style Style
}

// The colours of ECMA-48 that every terminal has.
const (
	bold   = "1"
	dim    = "2"
	red    = "31"
	yellow = "33"
	cyan   = "36"
)

func (p *printer) paint(code, s string) string {
	if !p.style.Colour || s == "" {
		return s
	}
	return "\x1b[" + code + "m" + s + "\x1b[0m"
}

func severityColour(s finding.Severity) string {
	switch s {
	case finding.Invalid, finding.Critical, finding.High:
		return bold + ";" + red
	case finding.Medium:
		return bold + ";" + yellow
	}
	return bold + ";" + cyan
}

func (p *printer) finding(r *gate.Result, c *cause) {
	f := c.Finding
	head := p.paint(severityColour(f.Severity), fmt.Sprintf("%s %s", f.Severity, f.Rule))
	if f.Waiver != nil {
		head = p.paint(dim, fmt.Sprintf("waived %s", f.Rule))
	}
	used := len(f.Severity.String()) + 3 + len(f.Rule)
	if m := mark(f, amongAll(r)); m != "" {
		head += p.paint(dim, " "+m)
		used += 1 + len(m)
	}
	fmt.Fprintf(&p.b, "%s  %s\n", head, p.paint(bold, p.wrap(clean(f.Message), used, 4)))
	p.frame(f.Place.Range, "", f.Secret)
	for _, related := range f.Related {
		note := clean(related.Note)
		if related.Range == f.Place.Range || related.Range.IsZero() {
			p.note("note", note)
			continue
		}
		p.frame(related.Range, note, false)
	}
	for _, other := range c.also() {
		p.note("also", clean(other))
	}
	for _, because := range f.Because {
		p.note("because", clean(because))
	}
	if f.Plan != nil {
		p.note("planned", clean(fmt.Sprintf("%s is due on %s, by %s: %s", f.Plan.Address, f.Plan.Until, f.Plan.Who, f.Plan.Text)))
	}
	if f.Dispute != nil {
		p.note("disputed", clean(fmt.Sprintf("%s is to be decided by %s, raised by %s: %s", f.Dispute.Address, f.Dispute.Until, f.Dispute.Who, f.Dispute.Text)))
	}
	if f.Waiver != nil {
		excuses := ""
		if f.Waiver.Count > 1 {
			excuses = fmt.Sprintf(", for %s in all", plural(f.Waiver.Count, "finding"))
		}
		p.note("waived", clean(fmt.Sprintf("%s until %s%s, approved by %s: %s", f.Waiver.Address, f.Waiver.Until, excuses, f.Waiver.By, f.Waiver.Reason)))
	} else {
		p.note("fix", clean(f.Fix))
	}
	if f.Commit != nil {
		p.note("commit", clean(fmt.Sprintf("%s, %s, %s: %s", shortHash(f.Commit.Hash), f.Commit.Author, f.Commit.When[:10], f.Commit.Title)))
	}
	p.note("rule", "tidegate rules show "+f.Rule)
	p.b.WriteString("\n")
}

func (p *printer) note(label, s string) {
	if s != "" {
		fmt.Fprintf(&p.b, "  %s %s\n", p.paint(dim, fmt.Sprintf("%8s:", label)), p.wrap(s, 12, 12))
	}
}

// widest is how much of a long line is shown around what is underlined.
const widest = 110

// widest is the same where the terminal is narrower: what is left of it beside the
// numbers of lines.
func (p *printer) widest() int {
	if p.style.Width < 40 {
		return widest
	}
	return min(widest, p.style.Width-14)
}

// frame shows a source line with the range underlined. Personal data in the line
// is never shown, whatever the finding is about.
func (p *printer) frame(r source.Range, note string, secret bool) {
	if r.IsZero() {
		return
	}
	start, end := r.StartPosition(), r.EndPosition()
	fmt.Fprintf(&p.b, "  %s %s:%d:%d\n", p.paint(dim, "-->"), clean(r.Path()), start.Line, start.Column)
	line := privacy.Redact(r.File.Line(start.Line))
	if strings.TrimSpace(line) == "" {
		p.note("note", note)
		return
	}
	runes := []rune(line)
	from := min(start.Column-1, len(runes))
	to := len(runes)
	if end.Line == start.Line {
		to = min(max(end.Column-1, from+1), len(runes))
	}
	before, marked, after := string(runes[:from]), string(runes[from:to]), string(runes[to:])
	if secret {
		marked = strings.Repeat("*", to-from)
	}
	indent := before[:len(before)-len(strings.TrimLeft(before, " \t"))]
	before = clean(expand(strings.TrimPrefix(before, indent)))
	marked, after = clean(expand(marked)), clean(expand(after))
	before, marked, after = window(before, marked, after, p.widest())
	number := fmt.Sprintf("%5d", start.Line)
	fmt.Fprintf(&p.b, "  %s %s\n", p.paint(dim, number+" |"), before+marked+after)
	underline := strings.Repeat(" ", runewidth.StringWidth(before)) + p.paint(bold, strings.Repeat("^", max(runewidth.StringWidth(marked), 1)))
	if note != "" {
		underline += " " + p.paint(dim, note)
	}
	fmt.Fprintf(&p.b, "  %s %s\n", p.paint(dim, strings.Repeat(" ", len(number))+" |"), underline)
}

func expand(s string) string { return strings.ReplaceAll(s, "\t", "  ") }

// window cuts a long line around what is marked.
func window(before, marked, after string, widest int) (string, string, string) {
	context := widest * 4 / 11
	if utf8.RuneCountInString(before)+utf8.RuneCountInString(marked)+utf8.RuneCountInString(after) <= widest {
		return before, marked, after
	}
	if b := []rune(before); len(b) > context {
		before = "… " + string(b[len(b)-context:])
	}
	if m := []rune(marked); len(m) > widest-context {
		marked = string(m[:widest-context]) + " …"
		return before, marked, ""
	}
	if a := []rune(after); len(a) > context {
		after = string(a[:context]) + " …"
	}
	return before, marked, after
}

// asOf is the time of a run, and what a date without a time means.
func asOf(now calendar.Now) string {
	if now.Whole {
		return now.String() + ", the whole day wherever the subject is"
	}
	return now.String()
}

// dated says where a time was taken from that nobody asked for.
func dated(r *gate.Result) string {
	if r.Dated {
		return ", the date of the commit"
	}
	return ""
}

// notAssessed lists the rules that could not be assessed by why, rules of one family
// together.
func notAssessed(r *gate.Result) []string {
	byWhy := map[string][]string{}
	for _, a := range r.Assessments() {
		if a.Because != "" {
			byWhy[a.Because] = append(byWhy[a.Because], a.Rule)
		}
	}
	var out []string
	for _, why := range slices.Sorted(maps.Keys(byWhy)) {
		out = append(out, fmt.Sprintf("%s (%s)", strings.Join(byWhy[why], ", "), why))
	}
	return out
}

func (p *printer) summary(r *gate.Result) {
	for _, line := range notAssessed(r) {
		fmt.Fprintf(&p.b, "not assessed: %s\n", clean(line))
	}
	c := Count(r.Findings)
	if c.Error > 0 {
		fmt.Fprintf(&p.b, "%s, so nothing was judged\n", plural(c.Error, "error"))
		return
	}
	var parts []string
	for _, part := range []struct {
		n    int
		name string
	}{{c.Critical, "critical"}, {c.High, "high"}, {c.Medium, "medium"}, {c.Low, "low"}, {c.Waived, "waived"}} {
		if part.n > 0 {
			parts = append(parts, fmt.Sprintf("%d %s", part.n, part.name))
		}
	}
	found := "no findings"
	if len(parts) > 0 {
		found = plural(c.Total(), "finding") + " (" + strings.Join(parts, ", ") + ")"
	}
	judged := 0
	for _, rule := range r.Rules {
		if len(rule.Subjects) > 0 {
			judged++
		}
	}
	fmt.Fprintf(&p.b, "%s in %s, by %s, as of %s (tz %s)", found, plural(r.Definitions, "definition"), plural(judged, "rule"), asOf(r.Now)+dated(r), r.TZRelease)
	if p.style.Elapsed != "" {
		fmt.Fprintf(&p.b, ", in %s", p.style.Elapsed)
	}
	p.b.WriteString("\n")
}

func plural(n int, thing string) string {
	if n == 1 {
		return "1 " + thing
	}
	return fmt.Sprintf("%d %ss", n, thing)
}

// approvalLines say by whom what had to be approved was approved, and what proves it.
func approvalLines(c *gate.Comparison) []string {
	var out []string
	for _, n := range c.Approvals {
		if len(n.Approved) == 0 {
			continue // GV-003 says it
		}
		how := "which is claimed, and not proved"
		if len(n.Proved) > 0 {
			how = "proved by " + strings.Join(n.Proved, "; ")
		}
		out = append(out, fmt.Sprintf("approved for %s by %s, %s", n.Group, strings.Join(n.Approved, ", "), how))
	}
	return out
}
