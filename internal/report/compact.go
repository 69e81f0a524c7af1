package report

import (
	"fmt"
	"io"
	"strings"

	"github.com/tidegate/tidegate/internal/gate"
)

// compact is one line a finding, in the form that editors and grep know:
// file:line:col: severity: message [RULE].
func compact(w io.Writer, r *gate.Result, _ Style) error {
	var b strings.Builder
	for i := range r.Findings {
		f := &r.Findings[i]
		severity := f.Severity.String()
		if f.Waiver != nil {
			severity = "waived"
		}
		fmt.Fprintf(&b, "%s: %s: %s [%s]\n", position(f.Place), severity, clean(f.Message), f.Rule)
	}
	_, err := io.WriteString(w, b.String())
	return err
}
