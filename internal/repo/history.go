package repo

import (
	"errors"
	"fmt"
	"os"
	"path"
	"path/filepath"
	"slices"
	"sort"
	"strings"
	"time"

	"github.com/go-git/go-git/v5/plumbing"
	"github.com/go-git/go-git/v5/plumbing/filemode"
	"github.com/go-git/go-git/v5/plumbing/object"

	"github.com/tidegate/tidegate/internal/source"
)

// A Commit is one step of a history.
type Commit struct {
	Hash        string
	Author      string // name, without the address
	AuthorEmail string
	When        time.Time // the committer's, UTC
	Title       string    // first line of the message
	Message     string
	Parents     int
}

func describe(c *object.Commit) Commit {
	title, _, _ := strings.Cut(c.Message, "\n")
	return Commit{
		Hash: c.Hash.String(), Author: c.Author.Name, AuthorEmail: c.Author.Email, When: c.Committer.When.UTC(),
		Title: title, Message: c.Message, Parents: c.NumParents(),
	}
}

// Staged is the index as a tree: what the next commit would hold.
func (r *Repository) Staged(now time.Time) (source.Tree, error) {
	index, err := r.git.Storer.Index()
	if err != nil {
		return source.Tree{}, explain("the index", err)
	}
	prefix := ""
	if r.sub != "." {
		prefix = r.sub + "/"
	}
	staged := stagedTree{files: map[string]object.TreeEntry{}, folders: map[string][]object.TreeEntry{".": nil}}
	for _, e := range index.Entries {
		if e.Stage != 0 {
			return source.Tree{}, fmt.Errorf("%s is not merged; resolve it and stage it first", e.Name)
		}
		name, below := strings.CutPrefix(e.Name, prefix)
		if !below || e.IntentToAdd {
			continue
		}
		staged.add(name, object.TreeEntry{Name: path.Base(name), Mode: e.Mode, Hash: e.Hash})
	}
	for name := range staged.folders {
		list := staged.folders[name]
		sort.Slice(list, func(i, j int) bool { return list[i].Name < list[j].Name })
	}
	return source.Tree{FS: &treeFS{files: staged, repo: r, time: now}, Time: now}, nil
}

// stagedTree is the entries of an index.
type stagedTree struct {
	files   map[string]object.TreeEntry
	folders map[string][]object.TreeEntry
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

// MergeBase is the best common ancestor of two commits.
func (r *Repository) MergeBase(a, b string) (string, error) {
	first, err := r.resolve(a)
	if err != nil {
		return "", err
	}
	second, err := r.resolve(b)
	if err != nil {
		return "", err
	}
	what := fmt.Sprintf("the merge base of %s and %s", a, b)
	bases, err := first.MergeBase(second)
	if err != nil {
		return "", explain(what, err)
	}
	if len(bases) == 0 {
		if shallow, err := r.git.Storer.Shallow(); err == nil && len(shallow) > 0 {
			return "", fmt.Errorf("%s is not in this shallow clone; fetch it first: git fetch --unshallow", what)
		}
		return "", fmt.Errorf("%s: they have no common ancestor; name the commit to compare with by its hash and --exact", what)
	}
	slices.SortFunc(bases, func(a, b *object.Commit) int { return strings.Compare(a.Hash.String(), b.Hash.String()) })
	return bases[0].Hash.String(), nil
}

// Range lists the commits that lead to head and not to base, parents first, as
// git rev-list --reverse --topo-order would. An empty base is all of them.
func (r *Repository) Range(base, head string) ([]Commit, error) {
	known := map[plumbing.Hash]bool{}
	if base != "" {
		from, err := r.resolve(base)
		if err != nil {
			return nil, err
		}
		stack := []*object.Commit{from}
		known[from.Hash] = true
		for len(stack) > 0 {
			c := stack[len(stack)-1]
			stack = stack[:len(stack)-1]
			for _, hash := range c.ParentHashes {
				if known[hash] {
					continue
				}
				known[hash] = true
				parent, err := r.git.CommitObject(hash)
				if errors.Is(err, plumbing.ErrObjectNotFound) {
					continue // below the edge of a shallow clone
				}
				if err != nil {
					return nil, explain("commit "+hash.String(), err)
				}
				stack = append(stack, parent)
			}
		}
	}
	to, err := r.resolve(head)
	if err != nil {
		return nil, err
	}
	return r.leading(to, known)
}

// leading lists the ancestors of a commit that are not known, it last.
func (r *Repository) leading(to *object.Commit, known map[plumbing.Hash]bool) ([]Commit, error) {
	if known[to.Hash] {
		return nil, nil
	}
	type visit struct {
		commit *object.Commit
		next   int
	}
	shallow := map[plumbing.Hash]bool{}
	if hashes, err := r.git.Storer.Shallow(); err == nil {
		for _, h := range hashes {
			shallow[h] = true
		}
	}
	var out []Commit
	known[to.Hash] = true
	stack := []visit{{to, 0}}
	for len(stack) > 0 {
		v := &stack[len(stack)-1]
		if v.next == len(v.commit.ParentHashes) || shallow[v.commit.Hash] {
			out = append(out, describe(v.commit))
			stack = stack[:len(stack)-1]
			continue
		}
		hash := v.commit.ParentHashes[v.next]
		v.next++
		if known[hash] {
			continue
		}
		known[hash] = true
		parent, err := r.git.CommitObject(hash)
		if err != nil {
			return nil, explain("commit "+hash.String(), err)
		}
		stack = append(stack, visit{parent, 0})
	}
	return out, nil
}

// NoCommit reports whether a hash is how git writes that there is no commit.
func NoCommit(hash string) bool { return strings.Trim(hash, "0") == "" }

// IsCommit reports whether a hash is a commit, or a tag of one.
func (r *Repository) IsCommit(hash string) bool {
	_, err := r.resolve(hash)
	return err == nil
}

// Ground is the commit from which a pushed one is to be judged: the best common
// ancestor with what the reference was, or else with the branch that HEAD names;
// it is empty when there is neither, as in the first push of all.
func (r *Repository) Ground(old, pushed string) string {
	candidates := []string{"HEAD"}
	if !NoCommit(old) {
		candidates = []string{old, "HEAD"}
	}
	for _, candidate := range candidates {
		if base, err := r.MergeBase(candidate, pushed); err == nil {
			return base
		}
	}
	return ""
}

// Hooks is the folder of the repository's hooks, as git has it.
func (r *Repository) Hooks() (string, error) {
	config, err := r.git.Config()
	if err != nil {
		return "", explain("the configuration", err)
	}
	if own := config.Raw.Section("core").Option("hooksPath"); own != "" {
		if filepath.IsAbs(own) {
			return own, nil
		}
		return filepath.Join(r.root, own), nil
	}
	name, bare := gitDir(r.root)
	if bare {
		return filepath.Join(name, "hooks"), nil
	}
	info, err := os.Stat(name)
	if err != nil {
		return "", err
	}
	if info.IsDir() {
		return filepath.Join(name, "hooks"), nil
	}
	// A linked work tree shares the hooks of its repository.
	text, err := os.ReadFile(name)
	if err != nil {
		return "", err
	}
	folder := strings.TrimSpace(strings.TrimPrefix(string(text), "gitdir:"))
	if !filepath.IsAbs(folder) {
		folder = filepath.Join(r.root, folder)
	}
	if common, err := os.ReadFile(filepath.Join(folder, "commondir")); err == nil {
		folder = filepath.Join(folder, strings.TrimSpace(string(common)))
	}
	return filepath.Join(folder, "hooks"), nil
}
