package repo_test

import (
	"encoding/hex"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/tidegate/tidegate/internal/repo"
)

// git runs git in a folder, with nothing of the machine's configuration.
func git(t *testing.T, dir string, args ...string) string {
	t.Helper()
	c := exec.Command("git", args...)
	c.Dir = dir
	c.Env = append(os.Environ(), "GIT_CONFIG_GLOBAL=/dev/null", "GIT_CONFIG_NOSYSTEM=1", "GIT_AUTHOR_NAME=a", "GIT_AUTHOR_EMAIL=a@x.example", "GIT_COMMITTER_NAME=a",
		"GIT_COMMITTER_EMAIL=a@x.example", "GIT_AUTHOR_DATE=2026-10-05T00:00:00Z", "GIT_COMMITTER_DATE=2026-10-05T00:00:00Z")
	out, err := c.CombinedOutput()
	if err != nil {
		t.Fatalf("git %s: %v\n%s", strings.Join(args, " "), err, out)
	}
	return strings.TrimSpace(string(out))
}

func write(t *testing.T, dir, name, text string) {
	t.Helper()
	path := filepath.Join(dir, name)
	if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(path, []byte(text), 0o644); err != nil {
		t.Fatal(err)
	}
}

func read(t *testing.T, dir, name string) string {
	t.Helper()
	text, err := os.ReadFile(filepath.Join(dir, name))
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

// history is a repository whose file says one, two, and three in its three commits, with
// a merge on top.
func history(t *testing.T) string {
	t.Helper()
	if _, err := exec.LookPath("git"); err != nil {
		t.Skip("git is not there")
	}
	t.Setenv("GIT_CONFIG_GLOBAL", "/dev/null")
	t.Setenv("GIT_CONFIG_NOSYSTEM", "1")
	dir := filepath.Join(t.TempDir(), "r")
	if err := os.Mkdir(dir, 0o755); err != nil {
		t.Fatal(err)
	}
	git(t, dir, "init", "-q", "-b", "main")
	for _, text := range []string{"one", "two", "three"} {
		write(t, dir, "a.txt", text)
		git(t, dir, "add", "-A")
		git(t, dir, "commit", "-qm", text)
		git(t, dir, "tag", "-a", "-m", text, text)
	}
	git(t, dir, "tag", "-a", "-m", "nested", "nested", "two")
	git(t, dir, "checkout", "-qb", "side", "HEAD~1")
	write(t, dir, "b.txt", "side")
	git(t, dir, "add", "-A")
	git(t, dir, "commit", "-qm", "side")
	git(t, dir, "checkout", "-q", "main")
	git(t, dir, "merge", "-q", "--no-ff", "-m", "merge", "side")
	return dir
}

func open(t *testing.T, dir string) *repo.Repository {
	t.Helper()
	r, err := repo.Open(dir)
	if err != nil {
		t.Fatal(err)
	}
	return r
}

// Each spelling names the commit that git names, or is refused.
func TestRevisionsAreThoseOfGit(t *testing.T) {
	dir := history(t)
	r := open(t, dir)
	full := git(t, dir, "rev-parse", "HEAD~1")
	for _, revision := range []string{
		"HEAD", "@", "main", "refs/heads/main", "heads/main", "tags/one", "one", "nested", "nested^{commit}", "nested^{}", "side",
		"HEAD^", "HEAD^1", "HEAD^2", "HEAD^2~1", "HEAD~2", "HEAD~", "HEAD^^", "HEAD^0", "main~1^0", full, full[:10], strings.ToUpper(full[:9]), "v1-3-g" + full[:8],
	} {
		tree, err := r.Commit(revision)
		if err != nil {
			t.Errorf("%s: %v", revision, err)
			continue
		}
		name := revision
		if strings.HasSuffix(name, "^{}") {
			name = strings.TrimSuffix(name, "{}") + "{commit}"
		}
		if want := git(t, dir, "rev-parse", name+"^{commit}"); tree.Revision != want {
			t.Errorf("%s is %s; git says %s", revision, tree.Revision, want)
		}
	}
	for revision, want := range map[string]string{
		"HEAD^3": "has 2 parents, and no parent 3", "HEAD~9": "is the first commit", "one^": "is the first commit", "main..side": "it is a range", "main...side": "it is a range",
		"HEAD:a.txt": "names a file", ":/side": "not searched for", "HEAD^{/side}": "not searched for", "HEAD^{tree}": "^{tree} is not read", "HEAD@{1}": "@{1} is not read", "@{-1}": "@{-1} is not read",
		"main@{upstream}": "follows no other", "HEAD^@": "is not read", "HEAD^!": "is not read", "^main": "leaves commits out", "-main": "begins with a dash", "": "empty", "nowhere": "no such commit",
		"HEAD~x": "is not read", "0123abcd": "no such commit", "main@{push}": "@{push} is not read", "HEAD^{tag}": "^{tag} is not read", "HEAD~99999999999999999999": "no commit has so many",
	} {
		if tree, err := r.Commit(revision); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%q: %v (%s), want %q", revision, err, tree.Revision, want)
		}
	}
	blob := git(t, dir, "rev-parse", "HEAD:a.txt")
	var other *repo.NotCommitError
	if _, err := r.Peel(blob); !errors.As(err, &other) || other.Type != "blob" {
		t.Errorf("a blob: %v", err)
	}
	if _, err := r.Peel(strings.Repeat("1", 40)); !errors.Is(err, repo.ErrMissing) {
		t.Errorf("what is not there: %v", err)
	}
	// A branch whose name could be a hash is a branch.
	git(t, dir, "branch", full[:8], "one")
	if tree, err := r.Commit(full[:8]); err != nil || tree.Revision != git(t, dir, "rev-parse", "one^{commit}") {
		t.Errorf("a branch that looks like a hash: %s %v", tree.Revision, err)
	}
}

func TestUpstream(t *testing.T) {
	dir := history(t)
	clone := filepath.Join(t.TempDir(), "c")
	git(t, dir, "clone", "-q", dir, clone)
	write(t, clone, "a.txt", "four")
	git(t, clone, "commit", "-qam", "four")
	r := open(t, clone)
	want := git(t, clone, "rev-parse", "@{upstream}")
	for _, revision := range []string{"@{u}", "@{upstream}", "HEAD@{upstream}", "main@{u}", "@{U}", "main@{UPSTREAM}", "@{u}^0"} {
		if tree, err := r.Commit(revision); err != nil || tree.Revision != want {
			t.Errorf("%s: %s, %v; want %s", revision, tree.Revision, err, want)
		}
	}
	git(t, clone, "checkout", "-q", "--detach")
	if _, err := open(t, clone).Commit("@{u}"); err == nil || !strings.Contains(err.Error(), "HEAD is on no branch") {
		t.Errorf("detached: %v", err)
	}
}

// Each form in which people have repositories is read, or refused with what helps.
func TestForms(t *testing.T) {
	for name, form := range map[string]struct {
		make func(t *testing.T, dir string) string // where it is opened
		want string                                // of a.txt in HEAD, or a part of the error
	}{
		"packed":  {func(t *testing.T, dir string) string { git(t, dir, "gc", "-q"); return dir }, "three"},
		"bare":    {func(t *testing.T, dir string) string { return cloned(t, dir, "--bare") }, "three"},
		"shared":  {func(t *testing.T, dir string) string { return cloned(t, dir, "--shared") }, "three"},
		"shallow": {func(t *testing.T, dir string) string { return cloned(t, "file://"+dir, "--depth=1") }, "three"},
		"relative alternates": {func(t *testing.T, dir string) string {
			clone := cloned(t, dir, "--shared")
			relative, err := filepath.Rel(filepath.Join(clone, ".git", "objects"), filepath.Join(dir, ".git", "objects"))
			if err != nil {
				t.Fatal(err)
			}
			write(t, clone, ".git/objects/info/alternates", "# from\n"+relative+"\n")
			return clone
		}, "three"},
		"shared of shared": {func(t *testing.T, dir string) string { return cloned(t, cloned(t, dir, "--shared"), "--shared") }, "three"},
		"alternates that are gone": {func(t *testing.T, dir string) string {
			write(t, dir, ".git/objects/info/alternates", "/nowhere/objects\n")
			return dir
		}, "borrows objects from /nowhere/objects, which is not there"},
		"linked": {func(t *testing.T, dir string) string {
			linked := filepath.Join(t.TempDir(), "l")
			git(t, dir, "worktree", "add", "-q", "--detach", linked)
			return linked
		}, "three"},
		"folder of a linked one": {func(t *testing.T, dir string) string {
			linked := filepath.Join(t.TempDir(), "l")
			git(t, dir, "worktree", "add", "-q", "--detach", linked)
			return filepath.Join(linked, ".")
		}, "three"},
		"work tree configuration": {func(t *testing.T, dir string) string {
			git(t, dir, "config", "extensions.worktreeConfig", "true")
			return dir
		}, "three"},
		"relative work trees": {func(t *testing.T, dir string) string {
			git(t, dir, "config", "core.repositoryformatversion", "1")
			git(t, dir, "config", "extensions.relativeWorktrees", "true")
			return dir
		}, "three"},
		"unknown extension": {func(t *testing.T, dir string) string {
			git(t, dir, "config", "core.repositoryformatversion", "1")
			write(t, dir, ".git/config", "[core]\n\trepositoryformatversion = 1\n[extensions]\n\tfuture = 1\n")
			return dir
		}, `it has the extension "future", which this version does not know`},
		"later format": {func(t *testing.T, dir string) string {
			write(t, dir, ".git/config", "[core]\n\trepositoryformatversion = 7\n")
			return dir
		}, `its format has version "7"`},
		"reftable": {func(t *testing.T, dir string) string {
			write(t, dir, ".git/config", "[core]\n\trepositoryformatversion = 1\n[extensions]\n\trefstorage = reftable\n")
			return dir
		}, "its references are kept in a form (reftable)"},
		"the folder .git": {func(t *testing.T, dir string) string { return filepath.Join(dir, ".git") }, "three"},
		"a broken pointer": {func(t *testing.T, dir string) string {
			write(t, dir, "in/.git", "gitdir: ../nowhere\n")
			return filepath.Join(dir, "in")
		}, "which is no git repository"},
		"no pointer at all": {func(t *testing.T, dir string) string {
			write(t, dir, "in/.git", "hello\n")
			return filepath.Join(dir, "in")
		}, "no file that names a folder"},
		"planted": {func(t *testing.T, dir string) string {
			git(t, dir, "clone", "-q", "--bare", "--branch", "one", dir, filepath.Join(dir, "planted"))
			return filepath.Join(dir, "planted")
		}, "nothing"},
	} {
		t.Run(name, func(t *testing.T) {
			dir := form.make(t, history(t))
			r, err := repo.Open(dir)
			got := ""
			if err == nil {
				tree, wrong := r.Commit("HEAD")
				if err = wrong; err == nil {
					text, wrong := fs.ReadFile(tree.FS, "a.txt")
					if errors.Is(wrong, fs.ErrNotExist) {
						text, wrong = []byte("nothing"), nil
					}
					got, err = string(text), wrong
				}
			}
			if err != nil {
				got = err.Error()
			}
			if !strings.Contains(got, form.want) {
				t.Errorf("%s; want %s", got, form.want)
			}
		})
	}
}

func cloned(t *testing.T, from string, option string) string {
	t.Helper()
	dir := filepath.Join(t.TempDir(), "c")
	git(t, "/", "clone", "-q", option, from, dir)
	return dir
}

// The index is the one that git names.
func TestIndex(t *testing.T) {
	dir := history(t)
	write(t, dir, "a.txt", "staged")
	git(t, dir, "add", "a.txt")
	text := func() string {
		t.Helper()
		tree, err := open(t, dir).Staged(time.Now())
		if err != nil {
			return err.Error()
		}
		text, err := fs.ReadFile(tree.FS, "a.txt")
		if err != nil {
			t.Fatal(err)
		}
		return string(text)
	}
	if got := text(); got != "staged" {
		t.Errorf("the usual index: %s", got)
	}
	other := filepath.Join(t.TempDir(), "index")
	c := exec.Command("git", "read-tree", "HEAD")
	c.Dir = dir
	c.Env = append(os.Environ(), "GIT_INDEX_FILE="+other)
	if out, err := c.CombinedOutput(); err != nil {
		t.Fatal(err, string(out))
	}
	t.Run("GIT_INDEX_FILE", func(t *testing.T) {
		t.Setenv("GIT_INDEX_FILE", other)
		if got := text(); got != "three" {
			t.Errorf("the index of GIT_INDEX_FILE: %s", got)
		}
	})
	git(t, dir, "update-index", "--split-index")
	if got := text(); !strings.Contains(got, "git update-index --no-split-index") {
		t.Errorf("a split index: %s", got)
	}
}

// What a push is judged against is what the other side has.
func TestGround(t *testing.T) {
	dir := history(t)
	hash := func(name string) string { return git(t, dir, "rev-parse", name+"^{commit}") }
	const none = "0000000000000000000000000000000000000000"
	r := open(t, dir)
	for name, c := range map[string]struct {
		old, pushed string
		has         []string
		want        repo.Ground
	}{
		"a branch that moves":         {hash("two"), hash("three"), nil, repo.Ground{Hash: hash("two")}},
		"a branch that was forced":    {hash("side"), hash("three"), nil, repo.Ground{Hash: hash("two")}},
		"a new branch":                {none, hash("HEAD"), []string{hash("one"), hash("three")}, repo.Ground{Hash: hash("three")}},
		"the first push":              {none, hash("HEAD"), nil, repo.Ground{}},
		"one that is there already":   {none, hash("one"), []string{hash("three")}, repo.Ground{Hash: hash("one")}},
		"an old one that is not here": {strings.Repeat("1", 40), hash("three"), []string{hash("one")}, repo.Ground{Hash: hash("one")}},
	} {
		got, err := r.Ground(c.old, c.pushed, func() ([]string, error) { return c.has, nil })
		if err != nil || got != c.want {
			t.Errorf("%s: %v %v, want %v", name, got, err, c.want)
		}
	}
	git(t, dir, "checkout", "-q", "--orphan", "new")
	git(t, dir, "commit", "-qm", "new")
	if got, err := r.Ground(none, hash("new"), func() ([]string, error) { return []string{hash("main")}, nil }); err != nil || !got.Unrelated {
		t.Errorf("a branch that begins anew: %v %v", got, err)
	}
}

// What git fsck refuses is checked out as something else than what was read.
func TestUnsoundTreesAreRefused(t *testing.T) {
	dir := history(t)
	blob := git(t, dir, "rev-parse", "HEAD:a.txt")
	folder := git(t, dir, "rev-parse", "HEAD^{tree}")
	raw := func(hash string) string {
		bytes, err := hex.DecodeString(hash)
		if err != nil {
			t.Fatal(err)
		}
		return string(bytes)
	}
	file := func(name string) string { return "100644 " + name + "\x00" + raw(blob) }
	tree := func(name string) string { return "40000 " + name + "\x00" + raw(folder) }
	for name, entries := range map[string]string{
		"sound":            file("a") + file("b") + tree("b.d") + tree("c"),
		"folders in order": file("a.b") + tree("a") + file("a0"),
		"two files":        file("a") + file("a"),
		"file and folder":  file("a") + file("a.b") + tree("a"),
		"two folders":      tree("a") + tree("a"),
		"unsorted":         file("b") + file("a"),
		"a slash":          file("a/b"),
		"up":               tree(".."),
		"here":             tree("."),
		"of git":           tree(".GIT"),
	} {
		write(t, dir, "tree", entries)
		object := git(t, dir, "hash-object", "-t", "tree", "-w", "--literally", "tree")
		commit := git(t, dir, "commit-tree", "-m", name, object)
		files, err := open(t, dir).Commit(commit)
		if err == nil {
			_, err = fs.ReadDir(files.FS, ".")
		}
		if sound := name == "sound" || name == "folders in order"; sound != (err == nil) {
			t.Errorf("%s: %v", name, err)
		}
	}
}

// Objects of a pack are kept as differences from each other, commits and files alike, and
// go-git reads those over 16 KiB in another way than small ones.
func TestPackedObjectsThatAreDifferences(t *testing.T) {
	dir := history(t)
	long := strings.Repeat("a line that all of them have\n", 2000)
	for i := range 20 {
		write(t, dir, "long.txt", fmt.Sprintf("%s%d\n", long, i))
		git(t, dir, "add", "-A")
		git(t, dir, "commit", "-qm", fmt.Sprintf("long\n\n%s%d", long, i))
	}
	git(t, dir, "repack", "-adfq", "--depth=50", "--window=50")
	git(t, dir, "prune-packed")
	if chains := git(t, dir, "verify-pack", "-v", filepath.Join(".git", "objects", "pack", packOf(t, dir))); !strings.Contains(chains, "chain length = 1") {
		t.Fatalf("nothing in the pack is a difference: %.300s", chains)
	}
	r := open(t, dir)
	commits, err := r.Range("", "HEAD")
	if err != nil {
		t.Fatal(err)
	}
	for i, c := range commits[len(commits)-20:] {
		tree, err := r.Commit(c.Hash)
		if err != nil {
			t.Fatal(err)
		}
		text, err := fs.ReadFile(tree.FS, "long.txt")
		if want := fmt.Sprintf("%s%d\n", long, i); err != nil || string(text) != want {
			t.Errorf("commit %d: %d bytes, want %d (%v)", i, len(text), len(want), err)
		}
	}
}

func packOf(t *testing.T, dir string) string {
	t.Helper()
	found, err := filepath.Glob(filepath.Join(dir, ".git", "objects", "pack", "*.idx"))
	if err != nil || len(found) != 1 {
		t.Fatal(found, err)
	}
	return filepath.Base(found[0])
}
