package report

import (
	"fmt"
	"io"
	"strings"

	"github.com/tidegate/tidegate/internal/gate"
)

// compact is one line a finding, in the form that editors and grep know:
// file:line:col: severity: message [RULE]. Where trees are compared it is what is new or
// worse, marked, the gravest first.
func compact(w io.Writer, r *gate.Result, _ Style) error {
	var b strings.Builder
	for _, f := range listed(r) {
		if !shown(r, f) {
			continue
		}
		severity := f.Severity.String()
		if f.Waiver != nil {
			severity = "waived"
		}
		fmt.Fprintf(&b, "%s: %s: %s [%s]\n", position(f.Place), severity, clean(marked(f, amongAll(r))), f.Rule)
	}
	_, err := io.WriteString(w, b.String())
	return err
}
