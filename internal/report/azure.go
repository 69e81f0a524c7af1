package report

import (
	"fmt"
	"io"
	"strings"

	"github.com/tidegate/tidegate/internal/finding"
	"github.com/tidegate/tidegate/internal/gate"
)

// azure is logging commands of Azure Pipelines: one issue a cause, gravest first. An issue has
// two types only, so what does not count is a warning.
func azure(w io.Writer, r *gate.Result, _ Style) error {
	var b strings.Builder
	for _, c := range causes(r) {
		f := c.Finding
		kind := "warning"
		if r.Counts(f) {
			kind = "error"
		}
		fmt.Fprintf(&b, "##vso[task.logissue type=%s%s;code=%s]%s\n", kind, azurePlace(r, f), azureProperty(f.Rule), azureData(c.annotation(amongAll(r))))
	}
	_, err := io.WriteString(w, b.String())
	return err
}

func azurePlace(r *gate.Result, f *finding.Finding) string {
	if f.Place.Range.IsZero() {
		return ""
	}
	start := f.Place.Range.StartPosition()
	return fmt.Sprintf(";sourcepath=%s;linenumber=%d;columnnumber=%d", azureProperty(clean(r.Prefix+f.Place.Range.Path())), start.Line, start.Column)
}

// The escapes of logging commands (azure-pipelines-task-lib, taskcommand.ts).
var (
	azureDataEscapes     = strings.NewReplacer("%", "%AZP25", "\r", "%0D", "\n", "%0A")
	azurePropertyEscapes = strings.NewReplacer("%", "%AZP25", "\r", "%0D", "\n", "%0A", "]", "%5D", ";", "%3B")
)

func azureData(s string) string     { return azureDataEscapes.Replace(s) }
func azureProperty(s string) string { return azurePropertyEscapes.Replace(s) }
