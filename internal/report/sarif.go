package report

import (
	"fmt"
	"io"
	"net/url"
	"strings"
	"time"
	"unicode"

	"github.com/tidegate/tidegate/internal/finding"
	"github.com/tidegate/tidegate/internal/gate"
)

// SARIF 2.1.0 (OASIS). The structures are our own because the library that has
// them all (go-sarif, which the tests read the output with) writes byteOffset
// and charOffset as 0 beside lines, and null where the schema wants nothing.
type (
	sarifLog struct {
		Schema  string     `json:"$schema"`
		Version string     `json:"version"`
		Runs    []sarifRun `json:"runs"`
	}
	sarifRun struct {
		Tool        sarifTool         `json:"tool"`
		Automation  *sarifAutomation  `json:"automationDetails,omitempty"`
		ColumnKind  string            `json:"columnKind"`
		Results     []sarifResult     `json:"results"`
		Invocations []sarifInvocation `json:"invocations"`
		Provenance  []sarifRevision   `json:"versionControlProvenance,omitempty"`
		Properties  map[string]any    `json:"properties"`
	}
	sarifAutomation struct {
		ID string `json:"id"`
	}
	sarifRevision struct {
		RepositoryURI string `json:"repositoryUri"`
		RevisionID    string `json:"revisionId"`
	}
	sarifInvocation struct {
		Successful bool `json:"executionSuccessful"`
	}
	sarifTool struct {
		Driver sarifDriver `json:"driver"`
	}
	sarifDriver struct {
		Name           string      `json:"name"`
		Version        string      `json:"version,omitempty"`
		InformationURI string      `json:"informationUri"`
		Rules          []sarifRule `json:"rules"`
	}
	sarifRule struct {
		ID            string         `json:"id"`
		Name          string         `json:"name"`
		Short         sarifText      `json:"shortDescription"`
		Full          sarifText      `json:"fullDescription"`
		Help          sarifText      `json:"help"`
		Configuration sarifLevel     `json:"defaultConfiguration"`
		Properties    map[string]any `json:"properties"`
	}
	sarifLevel struct {
		Level string `json:"level"`
	}
	sarifText struct {
		Text     string `json:"text"`
		Markdown string `json:"markdown,omitempty"`
	}
	sarifResult struct {
		RuleID       string             `json:"ruleId"`
		RuleIndex    int                `json:"ruleIndex"`
		Kind         string             `json:"kind,omitempty"`
		Level        string             `json:"level"`
		Message      sarifText          `json:"message"`
		Locations    []sarifLocation    `json:"locations,omitempty"`
		Related      []sarifLocation    `json:"relatedLocations,omitempty"`
		Fingerprints map[string]string  `json:"partialFingerprints"`
		Suppressions []sarifSuppression `json:"suppressions,omitempty"`
		Baseline     string             `json:"baselineState,omitempty"`
		Properties   map[string]any     `json:"properties"`
	}
	sarifSuppression struct {
		Kind          string         `json:"kind"`
		Status        string         `json:"status"`
		Justification string         `json:"justification"`
		Location      *sarifLocation `json:"location,omitempty"`
	}
	sarifLocation struct {
		ID       *int           `json:"id,omitempty"`
		Message  *sarifText     `json:"message,omitempty"`
		Physical *sarifPhysical `json:"physicalLocation,omitempty"`
		Logical  []sarifLogical `json:"logicalLocations,omitempty"`
	}
	sarifLogical struct {
		FullyQualifiedName string `json:"fullyQualifiedName"`
		Kind               string `json:"kind"`
	}
	sarifPhysical struct {
		Artifact sarifArtifact `json:"artifactLocation"`
		Region   sarifRegion   `json:"region"`
	}
	sarifArtifact struct {
		URI string `json:"uri"`
	}
	sarifRegion struct {
		StartLine   int `json:"startLine"`
		StartColumn int `json:"startColumn"`
		EndLine     int `json:"endLine"`
		EndColumn   int `json:"endColumn"`
	}
)

const homepage = "https://github.com/tidegate/tidegate"

func sarif(w io.Writer, r *gate.Result, style Style) error {
	return writeSARIF(w, []sarifRun{sarifRunOf(r, style)})
}

func writeSARIF(w io.Writer, runs []sarifRun) error {
	return indented(w, sarifLog{
		Schema:  "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json",
		Version: "2.1.0", Runs: runs,
	})
}

func sarifRunOf(r *gate.Result, style Style) sarifRun {
	run := sarifRun{
		Tool:        sarifTool{sarifDriver{Name: "tidegate", Version: style.Version, InformationURI: homepage, Rules: []sarifRule{}}},
		ColumnKind:  "unicodeCodePoints",
		Results:     []sarifResult{},
		Invocations: []sarifInvocation{{Successful: !r.Invalid()}},
		Properties:  map[string]any{"as_of": r.AsOf.Format(time.RFC3339), "tz_release": r.TZRelease},
	}
	if r.Revision != "" {
		run.Properties["revision"] = r.Revision
	}
	from := sarifWriter{prefix: r.Prefix, index: map[string]int{}}
	for i := range r.Rules {
		from.index[r.Rules[i].ID] = i
		run.Tool.Driver.Rules = append(run.Tool.Driver.Rules, sarifRuleOf(&r.Rules[i]))
	}
	for i := range r.Findings {
		run.Results = append(run.Results, from.result(&r.Findings[i]))
	}
	for _, a := range r.Assessments() {
		if state := from.state(a); state != nil {
			run.Results = append(run.Results, *state)
		}
	}
	if r.Against != nil {
		for i := range r.Against.Fixed {
			run.Results = append(run.Results, from.result(&r.Against.Fixed[i]))
		}
	}
	return run
}

// sarifState is the result for a rule of which nothing could be assessed ("open"), or
// that applies to no subject ("notApplicable"); nil for any other. SARIF §3.27.9. It
// stands in the configuration: code scanning takes no result without a location.
func (s *sarifWriter) state(a gate.Assessment) *sarifResult {
	print := "not assessed " + a.Rule
	out := &sarifResult{
		RuleID: a.Rule, RuleIndex: s.index[a.Rule], Level: "none", Properties: map[string]any{},
		Fingerprints: map[string]string{"tidegateIdentity/v1": print, "primaryLocationLineHash": print},
		Locations: []sarifLocation{{Physical: &sarifPhysical{
			Artifact: sarifArtifact{(&url.URL{Path: s.prefix + "tidegate.hcl"}).EscapedPath()}, Region: sarifRegion{1, 1, 1, 1},
		}}},
	}
	switch {
	case a.Because != "":
		out.Kind, out.Message = "open", sarifText{Text: "not assessed: " + a.Because}
	case a.Checked == 0:
		out.Kind, out.Message = "notApplicable", sarifText{Text: "no subject that the rule applies to"}
	default:
		return nil
	}
	return out
}

// level is SARIF's coarser scale. GitHub reads security-severity for the finer
// one.
func level(s finding.Severity) string {
	switch s {
	case finding.Low:
		return "note"
	case finding.Medium:
		return "warning"
	}
	return "error"
}

// securitySeverity is on the scale of CVSS, as code scanning buckets it.
func securitySeverity(s finding.Severity) string {
	return [...]string{"0.0", "3.0", "5.5", "8.0", "9.5", "9.5"}[s]
}

func sarifRuleOf(r *finding.Rule) sarifRule {
	tags := []string{"family/" + r.Family()}
	for _, c := range r.Controls {
		tag := c.Framework + " " + c.Reference
		if c.Uncertain {
			tag += " (to be confirmed)"
		}
		tags = append(tags, tag)
	}
	return sarifRule{
		ID: r.ID, Name: pascal(r.Title), Short: sarifText{Text: r.Title}, Full: sarifText{Text: r.Description},
		Help:          sarifText{Text: r.Description + "\n\n" + r.Remediation, Markdown: Page(r)},
		Configuration: sarifLevel{level(r.Severity)},
		Properties:    map[string]any{"tags": tags, "security-severity": securitySeverity(r.Severity), "precision": "very-high"},
	}
}

func pascal(title string) string {
	var b strings.Builder
	for word := range strings.FieldsFuncSeq(title, func(r rune) bool { return r > unicode.MaxASCII || !unicode.IsLetter(r) && !unicode.IsDigit(r) }) {
		b.WriteString(strings.ToUpper(word[:1]) + word[1:])
	}
	return b.String()
}

// A sarifWriter knows what all results share.
type sarifWriter struct {
	prefix string // of paths
	index  map[string]int
}

func (s *sarifWriter) result(f *finding.Finding) sarifResult {
	message := clean(f.Message)
	for _, because := range f.Because {
		message += "\nbecause: " + clean(because)
	}
	if f.Fix != "" {
		message += "\nfix: " + clean(f.Fix)
	}
	out := sarifResult{
		RuleID: f.Rule, RuleIndex: s.index[f.Rule], Level: level(f.Severity), Message: sarifText{Text: message},
		// Code scanning tells alerts apart by the second one only, which it makes of the
		// line where it is missing: many findings of one line would be one alert.
		Fingerprints: map[string]string{"tidegateIdentity/v1": f.Fingerprint(), "primaryLocationLineHash": f.Fingerprint()},
		Properties:   map[string]any{"severity": f.Severity.String()},
	}
	if location, ok := s.location(f.Place); ok {
		if f.Subject != "" {
			location.Logical = []sarifLogical{{clean(f.Subject), "object"}}
		}
		out.Locations = []sarifLocation{location}
	}
	for i, related := range f.Related {
		if location, ok := s.location(related); ok {
			location.ID = &i
			location.Message = &sarifText{Text: clean(related.Note)}
			out.Related = append(out.Related, location)
		}
	}
	out.Baseline = baselineStates[f.Change]
	if f.Waiver != nil {
		waived := sarifSuppression{
			Kind: "external", Status: "accepted",
			Justification: clean(fmt.Sprintf("%s until %s, approved by %s: %s", f.Waiver.Address, f.Waiver.Until, f.Waiver.By, f.Waiver.Reason)),
		}
		if location, ok := s.location(finding.Place{Range: f.Waiver.Range}); ok {
			waived.Location = &location
		}
		out.Suppressions = []sarifSuppression{waived}
	}
	return out
}

// baselineStates are SARIF's words for changes (§3.27.24).
var baselineStates = map[finding.Change]string{finding.New: "new", finding.Worsened: "updated", finding.Unchanged: "unchanged", finding.Fixed: "absent"}

func (s *sarifWriter) location(p finding.Place) (sarifLocation, bool) {
	if p.Range.IsZero() {
		return sarifLocation{}, false
	}
	start, end := p.Range.StartPosition(), p.Range.EndPosition()
	path := (&url.URL{Path: s.prefix + p.Range.Path()}).EscapedPath() // relative, with forward slashes
	return sarifLocation{Physical: &sarifPhysical{
		Artifact: sarifArtifact{strings.ReplaceAll(path, ":", "%3A")},
		Region:   sarifRegion{start.Line, start.Column, end.Line, end.Column},
	}}, true
}
