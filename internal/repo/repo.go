// Package repo reads trees out of a git repository. Only this package knows
// that go-git exists.
//
// What it cannot read it refuses, with the reason and the command that helps: no
// function takes what is missing, unknown or ambiguous for something else.
package repo

import (
	"errors"
	"fmt"
	"path/filepath"
	"strings"
	"sync"
	"time"

	"github.com/go-git/go-billy/v5/osfs"
	"github.com/go-git/go-git/v5/plumbing"
	"github.com/go-git/go-git/v5/plumbing/cache"
	"github.com/go-git/go-git/v5/plumbing/object"
	"github.com/go-git/go-git/v5/storage/filesystem"
	"github.com/go-git/go-git/v5/storage/filesystem/dotgit"

	"github.com/tidegate/tidegate/internal/source"
)

// A Repository is a git repository that is only ever read.
type Repository struct {
	layout
	sub     string // of the work tree, slash-separated, where the run began
	objects *filesystem.Storage
	mu      sync.Mutex // go-git shares file positions between readers of a pack

	folders map[plumbing.Hash]*folder // decoded tree objects
	sizes   map[plumbing.Hash]int64   // of blobs
	config  func() (*settings, error)
}

// Open finds the repository that holds the folder, as git does: in it or above it,
// bare repositories, linked work trees and submodules included. A repository of
// which something is kept in a form that cannot be read is an error.
func Open(dir string) (*Repository, error) {
	l, sub, err := discover(dir)
	if err != nil {
		return nil, err
	}
	r := &Repository{layout: l, sub: sub}
	r.config = sync.OnceValues(r.readSettings)
	if err := r.readable(); err != nil {
		return nil, err
	}
	common, err := objectFolders(l)
	if err != nil {
		return nil, err
	}
	fs := dotgit.NewRepositoryFilesystem(osfs.New(l.git), common)
	if l.git == l.common {
		fs = dotgit.NewRepositoryFilesystem(common, nil)
	}
	// A larger cache and open pack files halve what reading a whole tree allocates.
	r.objects = filesystem.NewStorageWithOptions(fs, cache.NewObjectLRU(256*cache.MiByte), filesystem.Options{KeepDescriptors: true})
	return r, nil
}

// Sub is the folder in which the repository was opened, slash-separated and relative
// to its root; "." for the root.
func (r *Repository) Sub() string { return r.sub }

// ErrMissing says that the repository does not have an object.
var ErrMissing = errors.New("an object is not here")

// explain turns what go-git cannot read into one clear sentence.
func (r *Repository) explain(what string, err error) error {
	switch {
	case errors.Is(err, plumbing.ErrObjectNotFound):
		return fmt.Errorf("%s: %w; %s", what, ErrMissing, r.remedy())
	case errors.Is(err, plumbing.ErrReferenceNotFound):
		return fmt.Errorf("%s: there is no such commit, branch or tag here; fetch it first: git fetch origin REF", what)
	}
	return fmt.Errorf("%s: %w", what, err)
}

// remedy is what brings objects that are not here.
func (r *Repository) remedy() string {
	if s, err := r.config(); err == nil {
		for _, remote := range s.subsections("remote") {
			if s.truth("remote", remote, "promisor") || s.last("remote", remote, "partialclonefilter") != "" {
				return "this is a partial clone, so fetch the rest first: git fetch --refetch --no-filter"
			}
		}
	}
	if r.isShallow() {
		return "this is a shallow clone, so fetch the rest first: git fetch --unshallow"
	}
	return "see what git fsck says"
}

func (r *Repository) isShallow() bool {
	edge, err := r.objects.Shallow()
	return err == nil && len(edge) > 0
}

// Empty is a tree without files: what there was before the first commit.
func (r *Repository) Empty() source.Tree {
	return source.Tree{FS: &treeFS{files: stagedTree{}, repo: r}, Prefix: r.prefix()}
}

// Commit is the tree of a commit, named as git rev-parse would take it, below the
// folder in which the repository was opened. Its time is the committer's. A commit
// without that folder is an empty tree.
func (r *Repository) Commit(revision string) (source.Tree, error) {
	commit, err := r.resolve(revision)
	if err != nil {
		return source.Tree{}, err
	}
	return r.tree(commit, fmt.Sprintf("revision %q", revision))
}

func (r *Repository) tree(commit *object.Commit, what string) (source.Tree, error) {
	when := commit.Committer.When.UTC()
	tree, err := object.GetTree(r.objects, commit.TreeHash)
	if err != nil {
		return source.Tree{}, r.explain(what, err)
	}
	out := source.Tree{Prefix: r.prefix(), Revision: commit.Hash.String(), Time: when}
	out.Past = func(at time.Time) (source.Tree, bool, error) { return r.past(commit, at) }
	hash := tree.Hash
	if r.sub != "." {
		below, err := tree.Tree(r.sub)
		switch {
		case errors.Is(err, object.ErrDirectoryNotFound):
			out.FS = &treeFS{files: stagedTree{}, repo: r, time: when}
			return out, nil
		case err != nil:
			return source.Tree{}, r.explain(what, err)
		}
		hash = below.Hash
	}
	out.FS = &treeFS{files: gitTree{r, hash}, repo: r, time: when}
	return out, nil
}

// past is the tree that a commit and its first parents had in force at a time.
func (r *Repository) past(c *object.Commit, at time.Time) (source.Tree, bool, error) {
	shallow := r.edge()
	for c.Committer.When.After(at) {
		if c.NumParents() == 0 || shallow[c.Hash] {
			return source.Tree{}, false, nil
		}
		parent, err := r.parent(c, 1)
		if err != nil {
			return source.Tree{}, false, err
		}
		c = parent
	}
	tree, err := r.tree(c, "commit "+c.Hash.String())
	return tree, err == nil, err
}

// Past is the trees that HEAD had in force, for what comes from it without being a commit:
// files as they lie there, and what is staged. The first commit comes from nothing.
func (r *Repository) Past(at time.Time) (source.Tree, bool, error) {
	head, err := r.resolve("HEAD")
	if err != nil {
		return source.Tree{}, false, nil
	}
	return r.past(head, at)
}

// Past is the same for a folder, which may lie in no repository.
func Past(dir string) func(at time.Time) (source.Tree, bool, error) {
	return func(at time.Time) (source.Tree, bool, error) {
		r, err := Open(dir)
		if err != nil {
			return source.Tree{}, false, nil
		}
		return r.Past(at)
	}
}

// prefix is what leads from the root of the repository to the files of a tree.
func (r *Repository) prefix() string {
	if r.sub == "." {
		return ""
	}
	return r.sub + "/"
}

// Prefix is what leads from the root of the repository that holds a folder to files
// in it, as in "corp/company/"; empty where there is no repository, or none that can
// be found.
func Prefix(dir string) string {
	_, sub, err := discover(dir)
	if err != nil || sub == "." {
		return ""
	}
	return sub + "/"
}

// below is where a folder lies in the work tree.
func (l *layout) below(dir string) (string, error) {
	absolute, err := filepath.Abs(dir)
	if err == nil {
		absolute, err = filepath.EvalSymlinks(absolute)
	}
	if err != nil {
		return "", fmt.Errorf("opening %s: %w", dir, err)
	}
	if l.bare {
		return ".", nil
	}
	sub, err := filepath.Rel(l.top, absolute)
	if err != nil || sub == ".." || strings.HasPrefix(sub, ".."+string(filepath.Separator)) {
		return "", fmt.Errorf("%s does not lie in the work tree %s", dir, l.top)
	}
	if first, _, _ := strings.Cut(filepath.ToSlash(sub), "/"); first == ".git" {
		return ".", nil // git runs some hooks there
	}
	return filepath.ToSlash(sub), nil
}
