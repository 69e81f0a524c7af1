// Package report writes results as documents, one file a format.
package report

import (
	"fmt"
	"io"
	"maps"
	"slices"

	"github.com/tidegate/tidegate/internal/finding"
	"github.com/tidegate/tidegate/internal/gate"
	"github.com/tidegate/tidegate/internal/source"
)

// A Format writes a result.
type Format func(w io.Writer, r *gate.Result, style Style) error

// Style is how a format for people looks.
type Style struct {
	Colour  bool
	Elapsed string // how long the run took, for the closing line; left out when empty
	Version string
	Summary bool // counts by rule, and no findings: in text only
	Limit   int  // how many findings are told in full, in text only; all when zero
	Width   int  // of the terminal, in columns; zero where there is none
}

var formats = map[string]Format{
	"azure":      azure,
	"checkstyle": checkstyle,
	"compact":    compact,
	"csv":        csvReport,
	"github":     github,
	"gitlab":     gitlab,
	"json":       writeJSON,
	"junit":      junit,
	"markdown":   markdown,
	"sarif":      sarif,
	"text":       text,
}

// Formats lists the names of formats.
func Formats() []string { return slices.Sorted(maps.Keys(formats)) }

// Find is the format of a name.
func Find(name string) (Format, error) {
	if f, ok := formats[name]; ok {
		return f, nil
	}
	return nil, finding.Unknown("format", name, Formats())
}

// Counts is how many findings of each severity there are, waived ones apart.
type Counts struct {
	Error    int `json:"error"`
	Critical int `json:"critical"`
	High     int `json:"high"`
	Medium   int `json:"medium"`
	Low      int `json:"low"`
	Waived   int `json:"waived"`
}

// Count counts findings.
func Count(findings []finding.Finding) Counts {
	var c Counts
	for _, f := range findings {
		switch {
		case f.Waiver != nil:
			c.Waived++
		case f.Severity == finding.Invalid:
			c.Error++
		case f.Severity == finding.Critical:
			c.Critical++
		case f.Severity == finding.High:
			c.High++
		case f.Severity == finding.Medium:
			c.Medium++
		default:
			c.Low++
		}
	}
	return c
}

// ChangeCounts is how many findings a comparison makes of each change; those that
// time alone broke are among the unchanged.
type ChangeCounts struct {
	New       int `json:"new"`
	Worsened  int `json:"worsened"`
	Unchanged int `json:"unchanged"`
	Fixed     int `json:"fixed"`
	ByTime    int `json:"by_time"`
}

// CountChanges counts what a comparison found, waived findings aside.
func CountChanges(r *gate.Result) ChangeCounts {
	var c ChangeCounts
	if r.Against == nil {
		return c
	}
	for i := range r.Findings {
		f := &r.Findings[i]
		switch {
		case f.Waiver != nil:
		case f.Change == finding.New:
			c.New++
		case f.Change == finding.Worsened:
			c.Worsened++
		default:
			c.Unchanged++
			if f.Time {
				c.ByTime++
			}
		}
	}
	for i := range r.Against.Fixed {
		if r.Against.Fixed[i].Waiver == nil {
			c.Fixed++
		}
	}
	return c
}

// Total is the number of findings that are not waived.
func (c Counts) Total() int { return c.Error + c.Critical + c.High + c.Medium + c.Low }

// clean makes text from definitions safe to print: see source.Clean. A definition from a
// fork must not drive the terminal of whoever reads the report.
func clean[T ~string](s T) string { return source.Clean(string(s)) }

// position is file:line:col, or what there is of it.
func position(p finding.Place) string {
	if p.Range.IsZero() {
		return clean(p.Address)
	}
	at := p.Range.StartPosition()
	path := clean(p.Range.Path())
	return fmt.Sprintf("%s:%d:%d", path, at.Line, at.Column)
}
