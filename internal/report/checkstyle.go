package report

import (
	"encoding/xml"
	"io"

	"github.com/tidegate/tidegate/internal/finding"
	"github.com/tidegate/tidegate/internal/gate"
)

type (
	checkstyleReport struct {
		XMLName xml.Name         `xml:"checkstyle"`
		Version string           `xml:"version,attr"`
		Files   []checkstyleFile `xml:"file"`
	}
	checkstyleFile struct {
		Name   string            `xml:"name,attr"`
		Errors []checkstyleError `xml:"error"`
	}
	checkstyleError struct {
		Line     int    `xml:"line,attr"`
		Column   int    `xml:"column,attr"`
		Severity string `xml:"severity,attr"`
		Message  string `xml:"message,attr"`
		Source   string `xml:"source,attr"`
	}
)

// checkstyle groups findings by file. Waived ones are ignored in its words, and
// stay visible; what is unchanged where trees are compared is left out.
func checkstyle(w io.Writer, r *gate.Result, _ Style) error {
	out := checkstyleReport{Version: "10.0"}
	for i := range r.Findings {
		f := &r.Findings[i]
		if !shown(r, f) {
			continue
		}
		name := clean(r.Prefix + f.Place.Range.Path())
		if n := len(out.Files); n == 0 || out.Files[n-1].Name != name {
			out.Files = append(out.Files, checkstyleFile{Name: name})
		}
		e := checkstyleError{Line: 1, Column: 1, Severity: checkstyleSeverity(r, f), Message: annotationText(f, amongAll(r)), Source: "tidegate." + f.Rule}
		if !f.Place.Range.IsZero() {
			start := f.Place.Range.StartPosition()
			e.Line, e.Column = start.Line, start.Column
		}
		last := &out.Files[len(out.Files)-1]
		last.Errors = append(last.Errors, e)
	}
	return writeXML(w, out)
}

// writeXML writes a document.
func writeXML(w io.Writer, v any) error {
	text, err := xml.MarshalIndent(v, "", "  ")
	if err != nil {
		return err
	}
	_, err = io.WriteString(w, xml.Header+string(text)+"\n")
	return err
}

func checkstyleSeverity(r *gate.Result, f *finding.Finding) string {
	switch {
	case f.Waiver != nil:
		return "ignore"
	case r.Counts(f):
		return "error"
	case f.Severity <= finding.Low:
		return "info"
	}
	return "warning"
}
