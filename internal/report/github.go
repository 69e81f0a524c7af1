package report

import (
	"fmt"
	"io"
	"strings"

	"github.com/tidegate/tidegate/internal/finding"
	"github.com/tidegate/tidegate/internal/gate"
)

// annotationCap is how many annotations of a level the platform shows for one
// step; it drops the others without a word.
const annotationCap = 10

// github is workflow commands: one annotation a cause, gravest first, within
// the platform's caps and with a notice of how many more there are. What is
// unchanged where trees are compared is no annotation of this change.
func github(w io.Writer, r *gate.Result, _ Style) error {
	var b strings.Builder
	used := map[string]int{}
	left := 0
	for _, c := range causes(r) {
		f := c.Finding
		level := annotationLevel(r, f)
		limit := annotationCap
		if level == "notice" {
			limit-- // the last one says what was left out
		}
		if used[level]++; used[level] > limit {
			left += 1 + len(c.others)
			continue
		}
		fmt.Fprintf(&b, "::%s %s::%s\n", level, githubProperties(r, f), githubData(c.annotation(amongAll(r))))
	}
	if left > 0 {
		fmt.Fprintf(&b, "::notice title=tidegate::%s\n", githubData(fmt.Sprintf("%s more: the platform shows %d of each level; see the job summary or the other reports", plural(left, "finding"), annotationCap)))
	}
	_, err := io.WriteString(w, b.String())
	return err
}

// annotationLevel is error for what decides the exit status, notice for what is
// waived or low, and warning for the rest.
func annotationLevel(r *gate.Result, f *finding.Finding) string {
	switch {
	case r.Counts(f):
		return "error"
	case f.Waiver != nil || f.Severity <= finding.Low:
		return "notice"
	}
	return "warning"
}

// annotation is what is said of a cause.
func (c *cause) annotation(amongAll bool) string {
	text := annotationText(c.Finding, amongAll)
	for _, other := range c.also() {
		text += "\nalso: " + clean(other)
	}
	return text
}

func annotationText(f *finding.Finding, amongAll bool) string {
	text := clean(marked(f, amongAll))
	for _, because := range f.Because {
		text += "\nbecause: " + clean(because)
	}
	switch {
	case f.Waiver != nil:
		text += "\nwaived: " + clean(f.Waiver.Address+" until "+f.Waiver.Until)
	case f.Fix != "":
		text += "\nfix: " + clean(f.Fix)
	}
	if f.Commit != nil {
		text += "\ncommit: " + shortHash(f.Commit.Hash) + " " + clean(f.Commit.Author)
	}
	return text
}

func githubProperties(r *gate.Result, f *finding.Finding) string {
	var parts []string
	if !f.Place.Range.IsZero() {
		start, end := f.Place.Range.StartPosition(), f.Place.Range.EndPosition()
		parts = append(parts, "file="+githubProperty(r.Prefix+f.Place.Range.Path()), fmt.Sprintf("line=%d", start.Line), fmt.Sprintf("endLine=%d", end.Line))
		if start.Line == end.Line {
			parts = append(parts, fmt.Sprintf("col=%d", start.Column), fmt.Sprintf("endColumn=%d", end.Column))
		}
	}
	return strings.Join(append(parts, "title="+githubProperty(fmt.Sprintf("%s %s", f.Rule, f.Severity))), ",")
}

// The escapes of workflow commands (actions/toolkit, command.ts).
var (
	githubDataEscapes     = strings.NewReplacer("%", "%25", "\r", "%0D", "\n", "%0A")
	githubPropertyEscapes = strings.NewReplacer("%", "%25", "\r", "%0D", "\n", "%0A", ":", "%3A", ",", "%2C")
)

func githubData(s string) string     { return githubDataEscapes.Replace(s) }
func githubProperty(s string) string { return githubPropertyEscapes.Replace(clean(s)) }
