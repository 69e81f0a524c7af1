package repo

import (
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/go-git/go-git/v5/plumbing"
	"github.com/go-git/go-git/v5/plumbing/object"
)

// A Commit is one step of a history.
type Commit struct {
	Hash        string
	Author      string // name, without the address
	AuthorEmail string
	When        time.Time // the committer's, UTC
	After       time.Time // the latest of its parents that are here, UTC; zero when there is none
	Title       string    // first line of the message
	Message     string

	Tree         string // hash of its tree
	ParentHashes []string
	Empty        bool // its tree is that of its only parent
	Clean        bool // a merge that changes nothing by itself: see cleanMerge
}

func (r *Repository) describe(c *object.Commit) Commit {
	title, _, _ := strings.Cut(c.Message, "\n")
	out := Commit{
		Hash: c.Hash.String(), Author: c.Author.Name, AuthorEmail: c.Author.Email, When: c.Committer.When.UTC(),
		Title: title, Message: c.Message, Tree: c.TreeHash.String(),
	}
	for _, hash := range c.ParentHashes {
		out.ParentHashes = append(out.ParentHashes, hash.String())
		parent, err := object.GetCommit(r.objects, hash)
		if err != nil {
			continue
		}
		if parent.Committer.When.After(out.After) {
			out.After = parent.Committer.When.UTC()
		}
		out.Empty = c.NumParents() == 1 && parent.TreeHash == c.TreeHash
	}
	out.Clean = c.NumParents() > 1 && r.cleanMerge(c)
	return out
}

// ErrUnrelated says that two commits have no common ancestor.
var ErrUnrelated = errors.New("they have no common ancestor")

// MergeBase is the best common ancestor of two commits. Where there is none it is
// ErrUnrelated, or another error where a shallow clone cannot tell.
func (r *Repository) MergeBase(a, b string) (string, error) {
	base, err := r.mergeBase(a, b)
	if err != nil || base != "" {
		return base, err
	}
	what := fmt.Sprintf("the merge base of %s and %s", a, b)
	if r.isShallow() {
		return "", fmt.Errorf("%s is not in this shallow clone; fetch it first: git fetch --unshallow", what)
	}
	return "", fmt.Errorf("%s: %w", what, ErrUnrelated)
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
				parent, err := object.GetCommit(r.objects, hash)
				if errors.Is(err, plumbing.ErrObjectNotFound) {
					continue // below the edge of a shallow clone
				}
				if err != nil {
					return nil, r.explain("commit "+hash.String(), err)
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
	shallow := r.edge()
	var out []Commit
	known[to.Hash] = true
	stack := []visit{{to, 0}}
	for len(stack) > 0 {
		v := &stack[len(stack)-1]
		if v.next == len(v.commit.ParentHashes) || shallow[v.commit.Hash] {
			out = append(out, r.describe(v.commit))
			stack = stack[:len(stack)-1]
			continue
		}
		hash := v.commit.ParentHashes[v.next]
		v.next++
		if known[hash] {
			continue
		}
		known[hash] = true
		parent, err := r.commit(hash)
		if err != nil {
			return nil, err
		}
		stack = append(stack, visit{parent, 0})
	}
	return out, nil
}
