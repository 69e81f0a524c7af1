//go:build differential

package main

import (
	"bytes"
	"encoding/json"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/tidegate/tidegate/internal/cli"
)

// A change is one line of the script single_edit: what it breaks there is broken
// here as well, so there is one list.
type change struct{ file, old, new, line string }

func changes(t *testing.T) []change {
	t.Helper()
	script, err := os.ReadFile("testdata/script/single_edit.txtar")
	if err != nil {
		t.Fatal(err)
	}
	out := []change{{}} // the example as it is
	for line := range strings.Lines(string(script)) {
		rest, ok := strings.CutPrefix(line, "edit teams/")
		if !ok {
			continue
		}
		file, rest, _ := strings.Cut(rest, " ")
		e := change{file: file}
		for _, field := range []*string{&e.old, &e.new, &e.line} {
			rest = strings.TrimPrefix(strings.TrimSpace(rest), "'")
			for rest != "" {
				text, after, _ := strings.Cut(rest, "'")
				*field += text
				if rest = after; !strings.HasPrefix(rest, "'") {
					break
				}
				*field += "'"
				rest = rest[1:]
			}
		}
		out = append(out, e)
	}
	return out
}

// apply makes the edit in a copy of the example.
func (e change) apply(t *testing.T, dir string) {
	t.Helper()
	if e.file == "" {
		return
	}
	name := filepath.Join(dir, e.file)
	text, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	lines := strings.SplitAfter(string(text), "\n")
	for i, line := range lines {
		if strings.Contains(line, e.old) && strings.Contains(line, e.line) {
			lines[i] = strings.Replace(line, e.old, e.new, 1)
			if err := os.WriteFile(name, []byte(strings.Join(lines, "")), 0o644); err != nil {
				t.Fatal(err)
			}
			return
		}
	}
	t.Fatalf("%q is not in %s", e.old, e.file)
}

// The stock opa, fed the exported views and the rules as files, finds exactly
// what tidegate finds.
func TestDifferential(t *testing.T) {
	opa := filepath.Join(t.TempDir(), "opa")
	if out, err := exec.Command("go", "build", "-o", opa, "github.com/open-policy-agent/opa").CombinedOutput(); err != nil {
		t.Fatalf("building opa: %v\n%s", err, out)
	}
	query, rules := query(t)
	broken := map[string]bool{}
	for _, edit := range changes(t) {
		t.Run(edit.file+" "+edit.new, func(t *testing.T) {
			dir := filepath.Join(t.TempDir(), "teams")
			if err := os.CopyFS(dir, os.DirFS("../../teams")); err != nil {
				t.Fatal(err)
			}
			edit.apply(t, dir)
			views := filepath.Join(t.TempDir(), "views.json")
			if err := os.WriteFile(views, run(t, 0, "view", "--all", "--as-of", "2026-10-05", "--dir", dir), 0o644); err != nil {
				t.Fatal(err)
			}
			out, err := exec.Command(opa, "eval", "-d", "../../policies", "-i", views, "--format", "json", query).Output()
			if err != nil {
				t.Fatalf("opa eval: %v\n%s", err, out)
			}
			var answer struct {
				Result []struct{ Expressions []struct{ Value []verdict } }
			}
			if err := json.Unmarshal(out, &answer); err != nil {
				t.Fatal(err)
			}
			want := map[verdict]bool{}
			for _, v := range answer.Result[0].Expressions[0].Value {
				want[v] = true
			}
			var report struct{ Findings []verdict }
			if err := json.Unmarshal(run(t, -1, "check", "--as-of", "2026-10-05", "--skip", "POL,GV-001,GV-010,GV-013", "-o", "json", dir), &report); err != nil {
				t.Fatal(err)
			}
			got := map[verdict]bool{}
			for _, v := range report.Findings {
				got[v] = true
				broken[v.Rule] = true
			}
			if diff := cmp.Diff(want, got); diff != "" {
				t.Errorf("(-opa +tidegate):\n%s", diff)
			}
		})
	}
	for _, rule := range rules {
		if !broken[rule] {
			t.Errorf("no edit breaks %s", rule)
		}
	}
}

type verdict struct {
	Rule    string `json:"rule"`
	Subject string `json:"subject"`
	Message string `json:"message"`
}

// query asks opa for every verdict of every rule about every view of its kinds.
func query(t *testing.T) (query string, rules []string) {
	var parts []string
	for line := range strings.Lines(string(run(t, 0, "rules", "list"))) {
		fields := strings.Fields(line)
		id := fields[0]
		if strings.HasPrefix(id, "DEF-") || strings.HasPrefix(id, "POL-") || slices.Contains([]string{"GV-001", "GV-010", "GV-013"}, id) || fields[2] == "change" { // judged in Go, or of two trees
			continue
		}
		rules = append(rules, id)
		kinds, err := json.Marshal(strings.Split(fields[2], ","))
		if err != nil {
			t.Fatal(err)
		}
		family, _, _ := strings.Cut(strings.ToLower(id), "-")
		parts = append(parts, fmt.Sprintf(
			`[{"rule": %q, "subject": v.address, "message": d.message} | some v in input.views; v.kind in %s; found := data.tidegate.%s.%s.deny with input as v; some d in found]`,
			id, kinds, family, strings.ReplaceAll(strings.ToLower(id), "-", "_")))
	}
	if len(parts) == 0 {
		t.Fatal("no rules")
	}
	slices.Sort(rules)
	return "[d | some list in [" + strings.Join(parts, ", ") + "]; some d in list]", rules
}

// run runs a command line that must end with the status, unless it is negative.
func run(t *testing.T, status int, args ...string) []byte {
	t.Helper()
	var out, errs bytes.Buffer
	if got := cli.Main(args, strings.NewReader(""), &out, &errs); status >= 0 && got != status || got > 1 {
		t.Fatalf("tidegate %s: status %d\n%s%s", strings.Join(args, " "), got, out.String(), errs.String())
	}
	return out.Bytes()
}
