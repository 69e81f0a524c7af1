package report

import (
	"fmt"
	"io"
	"strings"

	"github.com/tidegate/tidegate/internal/calendar"
	"github.com/tidegate/tidegate/internal/finding"
	"github.com/tidegate/tidegate/internal/gate"
)

// markdownLimit is how long a comment may be. The platforms refuse one of more
// than 65,536 characters.
const markdownLimit = 65_000

// markdown is a comment on a pull request: what counts first, then the rest, and
// what does not fit is counted.
func markdown(w io.Writer, r *gate.Result, _ Style) error {
	var b strings.Builder
	b.WriteString(markdownHead(r))
	told := causes(r)
	tail := markdownTail(r)
	if r.Against != nil && r.Against.Access != nil {
		tail = accessMarkdown(r.Against.Access, markdownLimit/3) + tail
	}
	left := 0
	for i := range told {
		block := markdownFinding(r, &told[i])
		if b.Len()+len(block)+len(tail)+200 > markdownLimit {
			left = count(told[i:])
			break
		}
		b.WriteString(block)
	}
	if left > 0 {
		fmt.Fprintf(&b, "\n… and %s more than fit into a comment; the other reports have them.\n", plural(left, "finding"))
	}
	b.WriteString(tail)
	_, err := io.WriteString(w, b.String())
	return err
}

func markdownHead(r *gate.Result) string {
	c := Count(r.Findings)
	verdict := "passes"
	switch {
	case r.Invalid():
		verdict = fmt.Sprintf("cannot judge this: %s", plural(c.Error, "error"))
	case r.Fails():
		failing := 0
		for i := range r.Findings {
			if r.Counts(&r.Findings[i]) {
				failing++
			}
		}
		verdict = fmt.Sprintf("fails: %s at or above %s", plural(failing, "finding"), r.FailLevel)
	}
	out := fmt.Sprintf("## Tidegate %s\n\n", verdict)
	if r.Against != nil {
		n := CountChanges(r)
		out += fmt.Sprintf("**%d new**, **%d worse**, %d unchanged, %d fixed", n.New, n.Worsened, n.Unchanged, n.Fixed)
		if n.ByTime > 0 {
			out += fmt.Sprintf(" (%d of the unchanged broken by time alone)", n.ByTime)
		}
		if hash := shortHash(r.Against.Revision); hash != "" {
			out += fmt.Sprintf(", against `%s`%s.\n\n", hash, strings.TrimPrefix(baseText(r.Against), hash))
		} else {
			out += ", against " + baseText(r.Against) + ".\n\n"
		}
		for _, line := range approvalLines(r.Against) {
			out += "- " + markdownText(line) + "\n"
		}
		if len(r.Against.Approvals) > 0 {
			out += "\n"
		}
		if r.Against.Invalid {
			out += "The base cannot be judged, so everything counts as new.\n\n"
		}
	}
	return out
}

func markdownFinding(r *gate.Result, c *cause) string {
	f := c.Finding
	var b strings.Builder
	state := mark(f, true)
	if f.Waiver != nil {
		state = "waived"
	}
	mark := "ℹ️"
	switch {
	case r.Counts(f):
		mark = "❌"
	case f.Waiver != nil:
		mark = "⏸️"
	case f.Severity > finding.Low:
		mark = "⚠️"
	}
	fmt.Fprintf(&b, "### %s %s %s", mark, f.Rule, f.Severity)
	if state != "" {
		fmt.Fprintf(&b, " (%s)", state)
	}
	fmt.Fprintf(&b, "\n\n%s\n\n`%s`\n", markdownText(f.Message), strings.ReplaceAll(position(f.Place), "`", "'"))
	for _, other := range c.also() {
		fmt.Fprintf(&b, "- also: %s\n", markdownText(other))
	}
	for _, because := range f.Because {
		fmt.Fprintf(&b, "- because %s\n", markdownText(because))
	}
	switch {
	case f.Waiver != nil:
		fmt.Fprintf(&b, "- waived by %s until %s: %s\n", markdownText(f.Waiver.Address), f.Waiver.Until, markdownText(f.Waiver.Reason))
	case f.Fix != "":
		fmt.Fprintf(&b, "- **fix:** %s\n", markdownText(f.Fix))
	}
	if f.Commit != nil {
		fmt.Fprintf(&b, "- introduced by %s, %s: %s\n", shortHash(f.Commit.Hash), markdownText(f.Commit.Author), markdownText(f.Commit.Title))
	}
	b.WriteString("\n")
	return b.String()
}

func markdownTail(r *gate.Result) string {
	var b strings.Builder
	list := func(title string, findings []*finding.Finding) {
		if len(findings) == 0 {
			return
		}
		fmt.Fprintf(&b, "<details><summary>%s</summary>\n\n", title)
		for i, f := range findings {
			if i == 50 {
				fmt.Fprintf(&b, "- … and %d more\n", len(findings)-50)
				break
			}
			fmt.Fprintf(&b, "- %s %s: %s\n", f.Rule, f.Severity, markdownText(f.Message))
		}
		b.WriteString("\n</details>\n\n")
	}
	if r.Against != nil {
		var byTime, fixed []*finding.Finding
		for i := range r.Findings {
			if r.Findings[i].Time {
				byTime = append(byTime, &r.Findings[i])
			}
		}
		for i := range r.Against.Fixed {
			fixed = append(fixed, &r.Against.Fixed[i])
		}
		list("Broken by time alone, and not by this change", byTime)
		list("Fixed by this change", fixed)
	}
	for _, line := range notAssessed(r) {
		fmt.Fprintf(&b, "Not assessed: %s\n\n", markdownText(line))
	}
	fmt.Fprintf(&b, "As of %s, %s in %s (tz %s).\n", markdownTime(r.Now), plural(r.Definitions, "definition"), plural(r.Files, "file"), r.TZRelease)
	return b.String()
}

// markdownTime is the time of a run to the minute, or a whole day.
func markdownTime(now calendar.Now) string {
	if now.Whole {
		return asOf(now)
	}
	return now.Time().Format("2006-01-02 15:04 UTC")
}

// markdownText makes text from definitions plain text in Markdown: no links, no
// mentions, no HTML.
func markdownText[T ~string](s T) string {
	var b strings.Builder
	for _, r := range clean(s) {
		switch {
		case strings.ContainsRune("\\`*_{}[]()<>#|!~", r):
			b.WriteByte('\\')
			b.WriteRune(r)
		case r == '@':
			b.WriteString("&#64;")
		case r == '&':
			b.WriteString("&amp;")
		default:
			b.WriteRune(r)
		}
	}
	return b.String()
}
