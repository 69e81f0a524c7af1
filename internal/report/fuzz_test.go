package report_test

import (
	"encoding/json"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/tidegate/tidegate/internal/finding"
	"github.com/tidegate/tidegate/internal/fuzzing"
	"github.com/tidegate/tidegate/internal/gate"
	"github.com/tidegate/tidegate/internal/report"
	"github.com/tidegate/tidegate/internal/source"
)

// Whatever a definition or a rule says, in its names, messages, paths and text, each
// report is read by its reader, tells of as many findings, and holds nothing that drives a
// terminal. Commands of pipelines are the guard's: see FuzzGuard.
func FuzzReports(f *testing.F) {
	for _, text := range []string{
		"plain", "a\x1b[2Jb\x00", "=cmd() %0A::error::x, <b>@all</b> | `a` ]]>; 100%", "##vso[task.complete]", "\u202ex\u2028y", "\xff\xfe", "![x](http://x)", "\r\n::set-output", "<!-- -->", "```\n```", "\ufffe\uffff", "-+@\t=1", `"},{"`,
	} {
		f.Add(text, "a.hcl")
	}
	tree := source.Tree{FS: fstest.MapFS{"a.hcl": {Data: []byte(company)}}, Time: exampleDay}
	r, err := gate.Check(f.Context(), tree, gate.Options{})
	if err != nil {
		f.Fatal(err)
	}
	readers := readers()
	f.Fuzz(func(t *testing.T, text, path string) {
		said := *r
		said.Findings = append([]finding.Finding(nil), r.Findings...)
		file := &source.File{Path: path, Text: []byte(text)}
		at := finding.Place{Address: text, Path: text, Note: source.Text(text), Range: source.Range{File: file, End: uint32(len(text))}}
		for i := range said.Findings {
			one := &said.Findings[i]
			t := source.Text(text)
			one.Subject, one.Key, one.Message, one.Fix, one.Because, one.Place, one.Related = text, t, t, t, []source.Text{t}, at, []finding.Place{at}
			if one.Waiver != nil {
				waived := *one.Waiver
				waived.Reason, waived.By = source.Text(text), text
				one.Waiver = &waived
			}
		}
		for _, name := range report.Formats() {
			var out string
			fuzzing.Bounded(t, func() { out = render(t, name, &said) })
			shown := strings.NewReplacer("ℹ️", "i", "⏸️", "p", "⚠️", "w").Replace(out) // the report's own
			for line := range strings.FieldsFuncSeq(shown, func(r rune) bool { return r == '\n' || r == '\r' }) {
				if strings.ContainsFunc(line, source.Unsafe) {
					t.Errorf("%s: %q", name, line)
				}
			}
			if read := readers[name]; read != nil {
				read(t, "findings", out)
				continue
			}
			var document struct {
				Findings []json.RawMessage
				Runs     []struct{ Results []struct{ Kind string } }
			}
			if decode(t, out, &document); name == "json" && len(document.Findings) != len(said.Findings) {
				t.Errorf("%d of %d findings", len(document.Findings), len(said.Findings))
			}
		}
	})
}
