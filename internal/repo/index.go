package repo

import (
	"bufio"
	"errors"
	"fmt"
	"os"
	"path"
	"path/filepath"
	"slices"
	"sort"
	"strings"
	"time"

	"github.com/go-git/go-git/v5/plumbing/filemode"
	"github.com/go-git/go-git/v5/plumbing/format/index"
	"github.com/go-git/go-git/v5/plumbing/object"

	"github.com/tidegate/tidegate/internal/source"
)

// Staged is the index as a tree: what the next commit would hold. It is the index that
// git names in GIT_INDEX_FILE, which is another one than usual while git commit -a, or
// git commit with paths, runs its hooks. No index is an empty one.
func (r *Repository) Staged(now time.Time) (source.Tree, error) {
	prefix := r.prefix()
	entries, err := r.index()
	if err != nil {
		return source.Tree{}, fmt.Errorf("the index: %w", err)
	}
	staged := stagedTree{files: map[string]object.TreeEntry{}, folders: map[string][]object.TreeEntry{".": nil}}
	for _, e := range entries {
		if e.Stage != 0 {
			return source.Tree{}, fmt.Errorf("%s is not merged; resolve it and stage it first", e.Name)
		}
		if slices.ContainsFunc(strings.Split(e.Name, "/"), func(part string) bool { return !isName(part) }) {
			return source.Tree{}, fmt.Errorf("the index has an entry %q, which is not a valid file name; run git fsck, then rebuild the index: git reset", e.Name)
		}
		name, below := strings.CutPrefix(e.Name, prefix)
		if !below || e.IntentToAdd {
			continue
		}
		if _, twice := staged.files[name]; twice || staged.inFile(name) {
			return source.Tree{}, fmt.Errorf("the index has %q twice, or as both a file and a folder; rebuild the index: git reset", e.Name)
		}
		staged.add(name, object.TreeEntry{Name: path.Base(name), Mode: e.Mode, Hash: e.Hash})
	}
	for name := range staged.folders {
		list := staged.folders[name]
		sort.Slice(list, func(i, j int) bool { return list[i].Name < list[j].Name })
	}
	return source.Tree{FS: &treeFS{files: staged, repo: r, time: now}, Prefix: prefix, Time: now, Past: r.Past}, nil
}

// index decodes the index.
func (r *Repository) index() ([]*index.Entry, error) {
	name := filepath.Join(r.git, "index")
	if env := os.Getenv("GIT_INDEX_FILE"); env != "" {
		if name = env; !filepath.IsAbs(name) {
			name = filepath.Join(r.top, name) // git runs hooks at the top of the work tree
		}
	}
	f, err := os.Open(name)
	if errors.Is(err, os.ErrNotExist) {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	defer f.Close()
	var decoded index.Index
	err = index.NewDecoder(bufio.NewReader(f)).Decode(&decoded)
	switch {
	case errors.Is(err, index.ErrUnknownExtension):
		return nil, errors.New("it is split or sparse, which this version cannot read; write it whole: git update-index --no-split-index, and git sparse-checkout reapply --no-sparse-index")
	case errors.Is(err, index.ErrUnsupportedVersion):
		return nil, errors.New("it has a version that this version of tidegate cannot read; write it anew: git update-index --index-version 2")
	case err != nil:
		return nil, fmt.Errorf("%s cannot be read: %w", name, err)
	}
	return decoded.Entries, nil
}

// stagedTree is the entries of an index.
type stagedTree struct {
	files   map[string]object.TreeEntry
	folders map[string][]object.TreeEntry
}

// inFile reports whether a folder of a name is a file.
func (t stagedTree) inFile(name string) bool {
	for dir := path.Dir(name); dir != "."; dir = path.Dir(dir) {
		if e, known := t.files[dir]; known {
			return e.Mode != filemode.Dir
		}
	}
	return false
}

func (t stagedTree) add(name string, e object.TreeEntry) {
	dir := path.Dir(name)
	if _, known := t.files[name]; known {
		return
	}
	t.files[name] = e
	t.folders[dir] = append(t.folders[dir], e)
	if e.Mode == filemode.Dir {
		t.folders[name] = t.folders[name][:len(t.folders[name]):len(t.folders[name])]
	}
	if dir != "." {
		t.add(dir, object.TreeEntry{Name: path.Base(dir), Mode: filemode.Dir})
	}
}

func (t stagedTree) find(name string) (object.TreeEntry, error) {
	e, ok := t.files[name]
	if !ok {
		return e, object.ErrEntryNotFound
	}
	return e, nil
}

func (t stagedTree) list(name string) ([]object.TreeEntry, error) { return t.folders[name], nil }
