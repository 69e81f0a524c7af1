package report

import (
	"io"

	"github.com/tidegate/tidegate/internal/finding"
	"github.com/tidegate/tidegate/internal/gate"
)

// gitlabIssue is one issue of a Code Quality report (docs.gitlab.com,
// ci/testing/code_quality, "Code quality report format").
type gitlabIssue struct {
	Description string         `json:"description"`
	Check       string         `json:"check_name"`
	Fingerprint string         `json:"fingerprint"`
	Severity    string         `json:"severity"`
	Location    gitlabLocation `json:"location"`
}

type gitlabLocation struct {
	Path  string      `json:"path"`
	Lines gitlabLines `json:"lines"`
}

type gitlabLines struct {
	Begin int `json:"begin"`
	End   int `json:"end"`
}

var gitlabSeverities = map[finding.Severity]string{
	finding.Low: "minor", finding.Medium: "major", finding.High: "critical", finding.Critical: "blocker", finding.Invalid: "blocker",
}

// gitlab is a Code Quality report. The platform compares the reports of two
// branches by fingerprint, so every finding is in it; a waived one is info.
func gitlab(w io.Writer, r *gate.Result, _ Style) error {
	out := []gitlabIssue{}
	for i := range r.Findings {
		f := &r.Findings[i]
		issue := gitlabIssue{
			Description: f.Rule + ": " + annotationText(f, true), Check: f.Rule, Fingerprint: f.Fingerprint(), Severity: gitlabSeverities[f.Severity],
			Location: gitlabLocation{Path: ".", Lines: gitlabLines{1, 1}},
		}
		if f.Waiver != nil {
			issue.Severity = "info"
		}
		if !f.Place.Range.IsZero() {
			issue.Location = gitlabLocation{r.Prefix + f.Place.Range.Path(), gitlabLines{f.Place.Range.StartPosition().Line, f.Place.Range.EndPosition().Line}}
		}
		out = append(out, issue)
	}
	return indented(w, out)
}
