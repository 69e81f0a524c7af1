package report

import (
	"encoding/csv"
	"fmt"
	"io"
	"strings"

	"github.com/tidegate/tidegate/internal/finding"
	"github.com/tidegate/tidegate/internal/gate"
)

// csvReport is a row a finding (RFC 4180). A cell that a spreadsheet would take
// for a formula begins with an apostrophe.
func csvReport(w io.Writer, r *gate.Result, _ Style) error {
	rows := [][]string{csvHeader}
	for _, f := range listed(r) {
		rows = append(rows, csvRow(r, f, string(f.Change)))
	}
	return writeCSV(w, rows)
}

var csvHeader = []string{"rule", "severity", "counts", "change", "subject", "key", "message", "file", "line", "column", "fix", "first", "waived_by", "waived_until", "fingerprint"}

func csvRow(r *gate.Result, f *finding.Finding, change string) []string {
	row := []string{f.Rule, f.Severity.String(), fmt.Sprint(r.Counts(f)), change, f.Subject, string(f.Key), string(f.Message), "", "", "", string(f.Fix), f.First, "", "", f.Fingerprint()}
	if !f.Place.Range.IsZero() {
		start := f.Place.Range.StartPosition()
		row[7], row[8], row[9] = f.Place.Range.Path(), fmt.Sprint(start.Line), fmt.Sprint(start.Column)
	}
	if f.Waiver != nil {
		row[12], row[13] = f.Waiver.Address, f.Waiver.Until
	}
	return row
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
