package gate_test

import (
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"github.com/tidegate/tidegate/internal/gate"
	"github.com/tidegate/tidegate/internal/repo"
	"github.com/tidegate/tidegate/internal/source"
)

// gitIn runs git in a folder, on one day.
func gitIn(tb testing.TB, dir string) func(args ...string) {
	return func(args ...string) {
		tb.Helper()
		c := exec.Command("git", append([]string{"-C", dir, "-c", "user.name=t", "-c", "user.email=t@example.invalid"}, args...)...)
		c.Env = append(os.Environ(), "GIT_COMMITTER_DATE=2026-10-05T00:00:00Z", "GIT_AUTHOR_DATE=2026-10-05T00:00:00Z")
		if out, err := c.CombinedOutput(); err != nil {
			tb.Fatalf("git %v: %v\n%s", args, err, out)
		}
	}
}

// A range that shares work finds in each commit what the commit alone does: the
// same findings at the same places, whatever was judged before it.
func TestEachAgreesWithJudgingFromScratch(t *testing.T) {
	if _, err := exec.LookPath("git"); err != nil {
		t.Skip("needs git to make a history")
	}
	dir := t.TempDir()
	if err := os.CopyFS(dir, os.DirFS("../../teams")); err != nil {
		t.Fatal(err)
	}
	git := gitIn(t, dir)
	git("init", "-q", "-b", "main")
	git("add", ".")
	git("commit", "-qm", "base")
	random := rand.New(rand.NewPCG(1, 2))
	edits := [][3]string{
		{"access.hcl", `max = "8h"`, `max = "12h"`},
		{"teams.hcl", `hours = "06:00-14:30"`, `hours = "06:00-13:30"`},
		{"people.hcl", `criminal = "2026-01-22"`, `criminal = "2024-10-05"`},
		{"vendors.hcl", `notify = "24h"`, `notify = "30h"`},
		{"systems.hcl", `tia = "2026-01-15"`, `tia = "2026-01-25"`},
		{"company.hcl", "company \"solstice\" {", "# a line more\ncompany \"solstice\" {"},
		{"access.hcl", `"erp:invoice.enter"]`, `"erp:invoice.enter", "erp:*"]`},
		{"roles.hcl", "[duty.review_quality]", "[duty.review_quality, duty.approve_refund]"},
		{"operations.hcl", `, "cover:2026-11-30"`, ``},
		{"access.hcl", "oms:return.process", "oms:return.oops"},
	}
	for i := range 16 {
		e := edits[random.IntN(len(edits))]
		name := filepath.Join(dir, e[0])
		text, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		from, to := e[1], e[2]
		if strings.Contains(string(text), to) && to != "" { // and back again
			from, to = to, from
		}
		changed := strings.Replace(string(text), from, to, 1)
		if err := os.WriteFile(name, []byte(changed), 0o644); err != nil {
			t.Fatal(err)
		}
		git("commit", "-qam", strconv.Itoa(i), "--allow-empty")
	}
	r, err := repo.Open(dir)
	if err != nil {
		t.Fatal(err)
	}
	commits, err := r.Range("", "main")
	if err != nil {
		t.Fatal(err)
	}
	if len(commits) != 17 {
		t.Fatalf("%d commits", len(commits))
	}
	cache := &gate.Cache{}
	different := map[int]bool{}
	err = gate.Each(t.Context(), r, commits, gate.Options{Cache: cache}, func(s gate.Step) error {
		tree, err := r.Commit(s.Commit.Hash)
		if err != nil {
			return err
		}
		alone, err := gate.Check(t.Context(), tree, gate.Options{Exhaustive: true})
		if err != nil {
			return err
		}
		different[len(alone.Findings)] = true
		if diff := cmp.Diff(alone.Findings, s.Result.Findings, cmpopts.EquateEmpty(), cmpopts.IgnoreUnexported(source.File{}), cmp.Comparer(sameRange)); diff != "" {
			t.Errorf("commit %s (-alone +in the range):\n%s", s.Commit.Title, diff)
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	if len(different) < 4 {
		t.Errorf("the commits find too much alike: %v", different)
	}
	if cache.Verdicts.Hits < 5*cache.Verdicts.Misses {
		t.Errorf("%d views were judged before and %d were not", cache.Verdicts.Hits, cache.Verdicts.Misses)
	}
}

func sameRange(a, b source.Range) bool {
	return a.Path() == b.Path() && a.Start == b.Start && a.End == b.End && a.Text() == b.Text()
}
