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

// edits break every rule somewhere; the empty one leaves the example as it is.
var edits = []struct{ file, old, new string }{
	{},
	{"access.hcl", `"helpdesk:ticket.read", "helpdesk:ticket.reply", "oms:order.read", "oms:refund.issue"`, `"helpdesk:*", "oms:order.read", "oms:refund.issue", "oms:refund.approve"`},
	{"access.hcl", `  jit      = { max = "8h", approver = role.privacy_lead }`, `  jit      = { max = "9h", approver = person.a01 }`},
	{"roles.hcl", `[duty.release_payment]`, `[duty.release_payment, duty.onboard_vendor]`},
	{"people.hcl", `criminal = "2026-01-22"`, `criminal = "pending"`},
	{"people.hcl", `criminal = "2026-01-21"`, `criminal = "2024-01-21"`},
	{"people.hcl", `criminal = "2026-01-16"`, `criminal = "2026-02-16"`},
	{"teams.hcl", `hours = "06:00-14:30"`, `hours = "06:00-13:30"`},
	{"teams.hcl", `hours = "09:00-17:00", break = "15m"`, `hours = "09:00-16:00", break = "15m"`},
	{"vendors.hcl", `p90 = "45s"`, `p85 = "45s"`},
	{"vendors.hcl", `notify = "24h"`, `notify = "1bd"`},
	{"systems.hcl", `  purpose = "breach assessment and quality review"`, ``},
	{"systems.hcl", `from    = [system.helpdesk]`, `from    = [system.oms]`},
	{"systems.hcl", `  transfer = { mechanism = "adequacy", decision = "US-DPF" }`, ``},
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
	for _, edit := range edits {
		t.Run(edit.file+" "+edit.new, func(t *testing.T) {
			dir := filepath.Join(t.TempDir(), "teams")
			if err := os.CopyFS(dir, os.DirFS("../../teams")); err != nil {
				t.Fatal(err)
			}
			if edit.file != "" {
				name := filepath.Join(dir, edit.file)
				text, err := os.ReadFile(name)
				if err != nil {
					t.Fatal(err)
				}
				if !strings.Contains(string(text), edit.old) {
					t.Fatalf("%q is not in %s", edit.old, edit.file)
				}
				if err := os.WriteFile(name, bytes.Replace(text, []byte(edit.old), []byte(edit.new), 1), 0o644); err != nil {
					t.Fatal(err)
				}
			}
			views := filepath.Join(dir, "views.json")
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
			if err := json.Unmarshal(run(t, -1, "check", "--as-of", "2026-10-05", "--skip", "POL", "-o", "json", dir), &report); err != nil {
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
		if strings.HasPrefix(id, "DEF-") || strings.HasPrefix(id, "POL-") {
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
	if got := cli.Main(args, &out, &errs); status >= 0 && got != status || got > 1 {
		t.Fatalf("tidegate %s: status %d\n%s%s", strings.Join(args, " "), got, out.String(), errs.String())
	}
	return out.Bytes()
}
