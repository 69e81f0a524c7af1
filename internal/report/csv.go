package report

import (
	"encoding/csv"
	"fmt"
	"io"
	"strings"

	"github.com/tidegate/tidegate/internal/gate"
)

// csvReport is a row a finding (RFC 4180). A cell that a spreadsheet would take
// for a formula begins with an apostrophe.
func csvReport(w io.Writer, r *gate.Result, _ Style) error {
	rows := [][]string{{"rule", "severity", "counts", "change", "subject", "key", "message", "file", "line", "column", "fix", "first", "waived_by", "waived_until", "fingerprint"}}
	for i := range r.Findings {
		f := &r.Findings[i]
		row := []string{f.Rule, f.Severity.String(), fmt.Sprint(r.Counts(f)), string(f.Change), f.Subject, f.Key, f.Message, "", "", "", f.Fix, f.First, "", "", f.Fingerprint()}
		if !f.Place.Range.IsZero() {
			start := f.Place.Range.StartPosition()
			row[7], row[8], row[9] = f.Place.Range.Path(), fmt.Sprint(start.Line), fmt.Sprint(start.Column)
		}
		if f.Waiver != nil {
			row[12], row[13] = f.Waiver.Address, f.Waiver.Until
		}
		rows = append(rows, row)
	}
	return writeCSV(w, rows)
}

// writeCSV writes rows of which no cell is a formula.
func writeCSV(w io.Writer, rows [][]string) error {
	for _, row := range rows {
		for i := range row {
			row[i] = harmless(clean(row[i]))
		}
	}
	out := csv.NewWriter(w)
	if err := out.WriteAll(rows); err != nil {
		return err
	}
	return out.Error()
}

// harmless keeps a spreadsheet from taking a cell for a formula (OWASP, CSV
// injection).
func harmless(cell string) string {
	if cell != "" && strings.ContainsRune("=+-@\t\r", rune(cell[0])) {
		return "'" + cell
	}
	return cell
}
