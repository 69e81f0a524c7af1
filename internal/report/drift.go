package report

import (
	"fmt"
	"io"
	"strings"
	"time"

	"github.com/tidegate/tidegate/internal/facts"
	"github.com/tidegate/tidegate/internal/gate"
)

// DriftFormats are the formats of a comparison with an identity provider.
var DriftFormats = map[string]func(w io.Writer, drifts []facts.Drift, s *gate.Session) error{
	"csv": driftCSV, "json": driftJSON, "text": driftText,
}

func driftText(w io.Writer, drifts []facts.Drift, s *gate.Session) error {
	var b strings.Builder
	for _, d := range drifts {
		fmt.Fprintf(&b, "%-16s %s\n", d.What, clean(d.Text))
	}
	what := plural(len(drifts), "difference")
	if len(drifts) == 0 {
		what = "no differences"
	}
	fmt.Fprintf(&b, "%s, as of %s\n", what, s.AsOf.Format(time.RFC3339))
	_, err := io.WriteString(w, b.String())
	return err
}

func driftJSON(w io.Writer, drifts []facts.Drift, s *gate.Session) error {
	type row struct {
		What    string `json:"what"`
		Account string `json:"account,omitempty"`
		Person  string `json:"person,omitempty"`
		Detail  string `json:"detail,omitempty"`
		Text    string `json:"text"`
	}
	out := struct {
		Version int    `json:"version"`
		AsOf    string `json:"as_of"`
		Drift   []row  `json:"drift"`
	}{1, s.AsOf.Format(time.RFC3339), []row{}}
	for _, d := range drifts {
		out.Drift = append(out.Drift, row{d.What, d.Account, string(d.Person), d.Detail, d.Text})
	}
	return indented(w, out)
}

func driftCSV(w io.Writer, drifts []facts.Drift, _ *gate.Session) error {
	rows := [][]string{{"what", "account", "person", "detail", "text"}}
	for _, d := range drifts {
		rows = append(rows, []string{d.What, d.Account, string(d.Person), d.Detail, d.Text})
	}
	return writeCSV(w, rows)
}
