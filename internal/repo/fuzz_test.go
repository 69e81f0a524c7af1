package repo_test

import (
	"bytes"
	"compress/zlib"
	"crypto/sha1"
	"encoding/hex"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/tidegate/tidegate/internal/fuzzing"
	"github.com/tidegate/tidegate/internal/repo"
)

// loose writes a loose object (gitformat-loose(5)), whatever its content, and gives its name.
func loose(t *testing.T, dir, typ string, content []byte) string {
	t.Helper()
	text := append(fmt.Appendf(nil, "%s %d\x00", typ, len(content)), content...)
	sum := sha1.Sum(text)
	name := hex.EncodeToString(sum[:])
	var b bytes.Buffer
	z := zlib.NewWriter(&b)
	_, _ = z.Write(text)
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	path := filepath.Join(dir, "objects", name[:2], name[2:])
	if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(path, b.Bytes(), 0o644); err != nil {
		t.Fatal(err)
	}
	return name
}

// bare makes an empty bare repository without git.
func bare(t *testing.T) string {
	t.Helper()
	t.Setenv("GIT_CONFIG_GLOBAL", "/dev/null")
	t.Setenv("GIT_CONFIG_NOSYSTEM", "1")
	dir := t.TempDir()
	for _, sub := range []string{"objects", "refs/heads"} {
		if err := os.MkdirAll(filepath.Join(dir, sub), 0o755); err != nil {
			t.Fatal(err)
		}
	}
	write(t, dir, "HEAD", "ref: refs/heads/main\n")
	write(t, dir, "config", "[core]\n\trepositoryformatversion = 0\n\tbare = true\n")
	return dir
}

const emptyTree = "4b825dc642cb6eb9a060e54bf8d69288fbee4904"

// Trees, commits and tags of any bytes are read whole or refused; a name of a tree is one
// that git would check out, and once only.
func FuzzObjects(f *testing.F) {
	f.Add("tree", append([]byte("100644 a.hcl\x00"), make([]byte, 20)...))
	f.Add("tree", append([]byte("40000 ..\x00"), make([]byte, 20)...))
	f.Add("tree", append([]byte("120000 .git\x00"), make([]byte, 20)...))
	f.Add("commit", []byte("tree "+emptyTree+"\nauthor a <a@x.example> 1 +0000\ncommitter a <a@x.example> 99999999999999999999 +9999\n\nx\n"))
	f.Add("commit", []byte("tree "+emptyTree+"\nparent "+emptyTree+"\ngpgsig x\n y\n\nApproved-by: a"))
	f.Add("tag", []byte("object "+emptyTree+"\ntype tree\ntag x\ntagger a <a> 1 +0000\n\nx"))
	f.Add("blob", []byte("x"))
	f.Fuzz(func(t *testing.T, typ string, content []byte) {
		if typ != "tree" && typ != "commit" && typ != "tag" && typ != "blob" {
			return
		}
		dir := bare(t)
		loose(t, dir, "tree", nil)
		blob := loose(t, dir, "blob", []byte("x"))
		raw, _ := hex.DecodeString(blob)
		content = bytes.ReplaceAll(content, make([]byte, 20), raw)
		name := loose(t, dir, typ, content)
		if typ == "tree" {
			name = loose(t, dir, "commit", []byte("tree "+name+"\nauthor a <a@x.example> 1 +0000\ncommitter a <a@x.example> 1 +0000\n\nx\n"))
		}
		write(t, dir, "refs/heads/main", name+"\n")
		fuzzing.Bounded(t, func() {
			r, err := repo.Open(dir)
			if err != nil {
				t.Fatal(err)
			}
			commits, err := r.Range("", "main")
			if err == nil {
				_, _ = r.Signed(commits)
			}
			tree, err := r.Commit("main")
			if err != nil {
				return
			}
			_ = fs.WalkDir(tree.FS, ".", func(path string, d fs.DirEntry, err error) error {
				if err != nil { // the tree is refused
					return err
				}
				if !d.IsDir() {
					_, _ = fs.ReadFile(tree.FS, path)
				}
				if base := d.Name(); path != "." && (base == ".." || strings.EqualFold(base, ".git") || strings.ContainsAny(base, "/\x00") || base == "") {
					t.Fatalf("a file called %q", path)
				}
				return err
			})
		})
	})
}

// An index of any bytes is read whole or refused.
func FuzzIndex(f *testing.F) {
	dir := f.TempDir()
	if text, err := os.ReadFile(filepath.Join(dir, "index")); err == nil {
		f.Add(text)
	}
	f.Add([]byte("DIRC\x00\x00\x00\x02\x00\x00\x00\x00"))
	f.Add([]byte("DIRC\x00\x00\x00\x04\xff\xff\xff\xff"))
	f.Add([]byte("DIRC\x00\x00\x00\x02\x00\x00\x00\x01" + strings.Repeat("\x00", 36) + "\x00\x00\x81\xa4" + strings.Repeat("\x00", 60)))
	f.Fuzz(func(t *testing.T, text []byte) {
		dir := bare(t)
		sum := sha1.Sum(text)
		if err := os.WriteFile(filepath.Join(dir, "index"), append(bytes.Clone(text), sum[:]...), 0o644); err != nil {
			t.Fatal(err)
		}
		fuzzing.Bounded(t, func() {
			r, err := repo.Open(dir)
			if err != nil {
				t.Fatal(err)
			}
			tree, err := r.Staged(time.Unix(1, 0))
			if err != nil {
				return
			}
			_ = fs.WalkDir(tree.FS, ".", func(path string, _ fs.DirEntry, err error) error { return err })
		})
	})
}

// A revision of any spelling is a whole commit of the repository, or an error.
func FuzzRevisions(f *testing.F) {
	for _, text := range []string{"HEAD", "main~1^2", "@{u}", "@{-1}", "main...side", ":/x", "HEAD^{/x}", "v1-3-gabcdef0", "refs/heads/../../config", "-x", "", "HEAD~99999999999", "HEAD^{commit}^{tree}", strings.Repeat("^", 3000), "@{1 day ago}", "a..b"} {
		f.Add(text)
	}
	known := regexp.MustCompile(`^[0-9a-f]{40}$`)
	f.Fuzz(func(t *testing.T, text string) {
		dir := bare(t)
		loose(t, dir, "tree", nil)
		name := ""
		for range 3 {
			parent := ""
			if name != "" {
				parent = "parent " + name + "\n"
			}
			name = loose(t, dir, "commit", []byte("tree "+emptyTree+"\n"+parent+"author a <a@x.example> 1 +0000\ncommitter a <a@x.example> 1 +0000\n\nx\n"))
		}
		write(t, dir, "refs/heads/main", name+"\n")
		fuzzing.Bounded(t, func() {
			r, err := repo.Open(dir)
			if err != nil {
				t.Fatal(err)
			}
			if tree, err := r.Commit(text); err == nil && !known.MatchString(tree.Revision) {
				t.Fatalf("%q is %q", text, tree.Revision)
			}
		})
	})
}

// A configuration of git of any text is read or refused, and names no hooks inside it that
// do not exist as a path.
func FuzzConfig(f *testing.F) {
	for _, text := range []string{"[core]\n\thooksPath = x\n", "[include]\n\tpath = config\n", "[includeIf \"gitdir:**\"]\n\tpath = ~/x\n", "[core]\n\trepositoryformatversion = 99\n", "[extensions]\n\tobjectFormat = sha256\n", "[core", "[remote \"o\"]\n\turl = x\n\tfetch = +refs/heads/*:refs/remotes/o/*\n", "[a \"\\\"]\n"} {
		f.Add(text)
	}
	f.Fuzz(func(t *testing.T, text string) {
		dir := bare(t)
		write(t, dir, "config", text)
		fuzzing.Bounded(t, func() {
			r, err := repo.Open(dir)
			if err != nil {
				return
			}
			_, _ = r.Hooks()
			_, _ = r.RemoteHas("o")
		})
	})
}
