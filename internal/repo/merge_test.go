package repo_test

import (
	"fmt"
	"math/rand/v2"
	"os/exec"
	"slices"
	"strings"
	"testing"

	"github.com/tidegate/tidegate/internal/repo"
)

// TestMergesThatGitMakesAreClean merges random changes with git: what git merges by itself
// changes nothing by itself, and the same merge with one more edit does.
func TestMergesThatGitMakesAreClean(t *testing.T) {
	dir := history(t)
	random := rand.New(rand.NewPCG(1, 2))
	text := func() []string {
		var lines []string
		for i := range 40 {
			lines = append(lines, fmt.Sprintf("line %d\n", i))
		}
		return lines
	}
	save := func(name string, lines []string) { write(t, dir, name, strings.Join(lines, "")) }
	change := func(side string, from, to int) {
		lines := text()
		for range 1 + random.IntN(3) {
			at := from + random.IntN(to-from)
			switch random.IntN(3) {
			case 0:
				lines[at] = "changed by " + side + "\n"
			case 1:
				lines[at] += "added by " + side + "\n"
			case 2:
				lines[at] = ""
			}
		}
		save("both.txt", lines)
		if random.IntN(2) == 0 {
			save("dir/"+side+".txt", []string{side})
		}
		if random.IntN(3) == 0 {
			lines := text()
			lines[7] = "the same on both sides\n"
			save("dir/same.txt", lines)
		}
	}
	merged, evil := 0, 0
	for n := range 12 {
		branch := fmt.Sprintf("t%d", n)
		git(t, dir, "checkout", "-q", "--orphan", branch)
		git(t, dir, "rm", "-rqf", "--ignore-unmatch", ".")
		save("both.txt", text())
		save("dir/same.txt", text())
		git(t, dir, "add", "-A")
		git(t, dir, "commit", "-qm", "base")
		git(t, dir, "checkout", "-qb", branch+"-side")
		change("side", 0, 18)
		git(t, dir, "add", "-A")
		git(t, dir, "commit", "-qm", "side", "--allow-empty")
		git(t, dir, "checkout", "-q", branch)
		change("main", 21, 40)
		git(t, dir, "add", "-A")
		git(t, dir, "commit", "-qm", "main", "--allow-empty")
		merge := exec.Command("git", "-c", "user.name=a", "-c", "user.email=a@x", "merge", "-q", "--no-ff", "-m", "merge", branch+"-side")
		merge.Dir = dir
		if out, err := merge.CombinedOutput(); err != nil {
			t.Fatalf("git merge: %v: %s", err, out)
		}
		if !clean(t, dir) {
			t.Errorf("merge %d is not clean: %s", n, git(t, dir, "show", "-m", "--stat", "HEAD"))
		}
		merged++
		for what, edit := range map[string]func(){
			"a line more":   func() { save("both.txt", append(strings.SplitAfter(read(t, dir, "both.txt"), "\n"), "by the merge\n")) },
			"a file more":   func() { save("more.txt", []string{"by the merge"}) },
			"a file less":   func() { git(t, dir, "rm", "-q", "dir/same.txt") },
			"one side only": func() { git(t, dir, "checkout", branch+"-side", "--", "both.txt") },
			"a mode":        func() { git(t, dir, "update-index", "--chmod=+x", "both.txt") },
		} {
			git(t, dir, "reset", "-q", "--hard", "HEAD")
			before := git(t, dir, "rev-parse", "HEAD", "HEAD^{tree}")
			edit()
			if what != "a mode" {
				git(t, dir, "add", "-A")
			}
			git(t, dir, "commit", "-q", "--amend", "--no-edit")
			if !strings.HasSuffix(before, git(t, dir, "rev-parse", "HEAD^{tree}")) { // one side only may be what it is already
				if clean(t, dir) {
					t.Errorf("merge %d with %s is clean", n, what)
				}
				evil++
			}
			git(t, dir, "reset", "-q", "--hard", strings.Fields(before)[0])
		}
	}
	if merged < 10 || evil < 40 {
		t.Errorf("%d merges and %d edits of them were tried", merged, evil)
	}
}

func clean(t *testing.T, dir string) bool {
	t.Helper()
	commits, err := open(t, dir).Range("HEAD^1", "HEAD")
	if err != nil {
		t.Fatal(err)
	}
	return commits[len(commits)-1].Clean
}

func TestSidesThatTouchTheSameLinesAreNoCleanMerge(t *testing.T) {
	dir := history(t)
	write(t, dir, "a.txt", "one\ntwo\nthree\n")
	git(t, dir, "add", "-A")
	git(t, dir, "commit", "-qm", "base")
	git(t, dir, "checkout", "-qb", "left")
	write(t, dir, "a.txt", "one\nleft\nthree\n")
	git(t, dir, "commit", "-qam", "left")
	git(t, dir, "checkout", "-q", "-b", "right", "main")
	write(t, dir, "a.txt", "one\nright\nthree\n")
	git(t, dir, "commit", "-qam", "right")
	git(t, dir, "merge", "-q", "-s", "ours", "-m", "merge", "left")
	if clean(t, dir) {
		t.Error("a merge that throws one side away is clean")
	}
	if git(t, dir, "checkout", "-q", "main"); clean(t, dir) {
		t.Error("a commit with one parent is a merge")
	}
}

func TestAboutFollowsWhatChangesNothing(t *testing.T) {
	dir := history(t)
	git(t, dir, "checkout", "-qb", "change")
	write(t, dir, "c.txt", "change")
	git(t, dir, "add", "-A")
	git(t, dir, "commit", "-qm", "change")
	made := git(t, dir, "rev-parse", "HEAD")
	git(t, dir, "commit", "-q", "--allow-empty", "-m", "empty")
	empty := git(t, dir, "rev-parse", "HEAD")
	git(t, dir, "checkout", "-q", "main")
	write(t, dir, "d.txt", "main")
	git(t, dir, "add", "-A")
	git(t, dir, "commit", "-qm", "main")
	git(t, dir, "merge", "-q", "--no-ff", "-m", "merge", "change")
	commits, err := open(t, dir).Range("HEAD^1", "HEAD")
	if err != nil {
		t.Fatal(err)
	}
	if got, want := repo.About(commits), []string{git(t, dir, "rev-parse", "HEAD"), empty, made}; !slices.Equal(got, want) {
		t.Errorf("about %v, want %v", got, want)
	}
}
