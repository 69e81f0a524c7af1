package report_test

import (
	"bytes"
	"encoding/csv"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/tidegate/tidegate/internal/finding"
	"github.com/tidegate/tidegate/internal/gate"
	"github.com/tidegate/tidegate/internal/repo"
	"github.com/tidegate/tidegate/internal/report"
)

// Every format tells of a range, and is read by its reader: of a commit that is clean, one
// that makes findings, and one that cannot be judged; and of no commit at all.
func TestEveryFormatTellsOfARange(t *testing.T) {
	all := results(t)
	var made []finding.Finding
	for _, f := range all["findings"].Findings {
		if f.Waiver == nil {
			made = append(made, f)
		}
	}
	steps := []gate.Step{
		{Commit: repo.Commit{Hash: strings.Repeat("1", 40), Author: "a", When: exampleDay, Title: "clean"}, Result: all["none"]},
		{Commit: repo.Commit{Hash: strings.Repeat("2", 40), Author: "b", When: exampleDay.Add(time.Hour), Title: "broken | \x1b[2J"}, Result: all["findings"], New: made[:1], ByTime: made[1:]},
		{Commit: repo.Commit{Hash: strings.Repeat("3", 40), Author: "c", When: exampleDay.Add(2 * time.Hour), Title: "invalid"}, Result: all["errors"]},
	}
	if !slices.Equal(report.Formats(), names(report.EachFormats)) {
		t.Errorf("formats of a range are %v", names(report.EachFormats))
	}
	write := func(name string, steps []gate.Step) string {
		var b bytes.Buffer
		p := report.EachFormats[name](&b, report.Style{Version: "test"})
		for _, s := range steps {
			if err := p.Step(s); err != nil {
				t.Fatal(err)
			}
		}
		if err := p.End(); err != nil {
			t.Fatal(err)
		}
		return b.String()
	}
	for name := range report.EachFormats {
		t.Run(name, func(t *testing.T) {
			text := write(name, steps)
			if strings.ContainsRune(text, '\x1b') {
				t.Error("an escape")
			}
			switch name {
			case "sarif":
				validate(t, name, []byte(text))
				validate(t, name, []byte(write(name, nil)))
				var log struct {
					Runs []struct {
						AutomationDetails struct{ ID string }
						Results           []struct{ BaselineState, Kind string }
					}
				}
				decode(t, text, &log)
				states := map[string]int{}
				for _, r := range log.Runs[1].Results {
					if r.Kind == "" {
						states[r.BaselineState]++
					}
				}
				if len(log.Runs) != 3 || log.Runs[1].AutomationDetails.ID != "tidegate/"+strings.Repeat("2", 40) || states["new"] != 1 || states["unchanged"] == 0 {
					t.Errorf("%d runs, states %v", len(log.Runs), states)
				}
			case "csv":
				rows, err := csv.NewReader(strings.NewReader(text)).ReadAll()
				if err != nil {
					t.Fatal(err)
				}
				if len(rows) != 1+1+len(made)+1 || rows[2][6] != "new" || rows[3][6] != "by_time" || rows[1][2] != "passes" || rows[len(rows)-1][2] != "cannot be judged" {
					t.Errorf("%q", rows)
				}
			case "junit":
				junitState(t, "findings", write(name, steps[:2]))
			case "compact":
				if lines := strings.Count(text, "\n"); lines != len(made)+len(all["errors"].Findings) || strings.Count(text, ": by time: ") != len(made)-1 {
					t.Error(text)
				}
			case "markdown":
				if strings.Count(text, "\n## ")+1 != 3 || !strings.Contains(text, "- new: ") || !strings.Contains(text, "cannot be judged") {
					t.Error(text)
				}
			case "text", "json": // against.txtar
			default:
				readers()[name](t, "errors", text)
				readers()[name](t, "findings", write(name, steps[:2]))
				readers()[name](t, "none", write(name, steps[:1]))
				readers()[name](t, "none", write(name, nil))
			}
		})
	}
}

func names[T any](m map[string]T) []string {
	var out []string
	for name := range m {
		out = append(out, name)
	}
	slices.Sort(out)
	return out
}
