package repo

import (
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/go-git/go-git/v5/plumbing"
	"github.com/go-git/go-git/v5/plumbing/object"
	"github.com/go-git/go-git/v5/plumbing/storer"
)

// NoCommit reports whether a hash is how git writes that there is no commit.
func NoCommit(hash string) bool { return strings.Trim(hash, "0") == "" }

// Peel is the commit behind a full hash, tags followed. What is no commit, such as a
// tag of a file, is a *NotCommitError; what is not here is another error.
func (r *Repository) Peel(hash string) (string, error) {
	if !fullHash.MatchString(hash) {
		return "", fmt.Errorf("%q is no full hash", hash)
	}
	c, err := r.peel(plumbing.NewHash(hash))
	if err != nil {
		return "", err
	}
	return c.Hash.String(), nil
}

// A Ground is the commit from which another one is to be judged. It has no hash
// before the first commit.
type Ground struct {
	Hash      string
	Unrelated bool // it is no ancestor
}

// Ground is the commit from which a pushed one is to be judged: the best common
// ancestor with what the reference was, or else the nearest with anything that the
// other side has. Where there is none, as for a branch that begins anew, it is the first
// that the other side has.
func (r *Repository) Ground(old, pushed string, has func() ([]string, error)) (Ground, error) {
	if !NoCommit(old) {
		before, err := r.peel(plumbing.NewHash(old))
		var other *NotCommitError
		switch {
		case err == nil:
			base, err := r.mergeBase(before.Hash.String(), pushed)
			if err != nil || base != "" {
				return Ground{Hash: base}, err
			}
		case errors.As(err, &other), errors.Is(err, ErrMissing): // nothing to compare with; or the other side knows more than this one
		default:
			return Ground{}, err
		}
	}
	hashes, err := has()
	if err != nil || len(hashes) == 0 {
		return Ground{}, err
	}
	best, nearest := "", -1
	for _, hash := range hashes {
		base, err := r.mergeBase(hash, pushed)
		if err != nil {
			return Ground{}, err
		}
		if base == "" {
			continue
		}
		ahead, err := r.Range(base, pushed)
		if err != nil {
			return Ground{}, err
		}
		if nearest < 0 || len(ahead) < nearest || len(ahead) == nearest && base < best {
			best, nearest = base, len(ahead)
		}
	}
	switch {
	case best != "":
		return Ground{Hash: best}, nil
	case r.isShallow():
		return Ground{}, errors.New("what it has in common with what is there is not in this shallow clone; fetch it first: git fetch --unshallow")
	}
	return Ground{Hash: hashes[0], Unrelated: true}, nil
}

// Has lists the commits of a server's branches and tags, that of its main line first.
func (r *Repository) Has() ([]string, error) {
	return r.commitsOf(mainLine("refs/heads/", plumbing.HEAD), "refs/heads/", "refs/tags/")
}

// mainLine lists what the main line may be called: what HEAD names, and where there is no
// HEAD, as of a remote that was never cloned, what is usual.
func mainLine(prefix string, head plumbing.ReferenceName) []plumbing.ReferenceName {
	out := []plumbing.ReferenceName{head}
	for _, name := range []string{"main", "master", "trunk"} {
		out = append(out, plumbing.ReferenceName(prefix+name))
	}
	return out
}

// RemoteHas lists the commits that a remote is known to have: its branches, as they
// were when they were fetched or pushed last. A remote is given by its name, or by its
// address where it has none.
func (r *Repository) RemoteHas(remote string) ([]string, error) {
	s, err := r.config()
	if err != nil {
		return nil, err
	}
	name := remote
	for _, known := range s.subsections("remote") {
		for _, key := range []string{"url", "pushurl"} {
			for _, e := range s.find("remote", known, key) {
				if e.value == remote {
					name = known
				}
			}
		}
	}
	prefix := "refs/remotes/" + name + "/"
	return r.commitsOf(mainLine(prefix, plumbing.ReferenceName(prefix+"HEAD")), prefix)
}

// Names lists the branches and tags, and the branches of remotes, by their short names.
func (r *Repository) Names() ([]string, error) {
	refs, err := r.references(func(n plumbing.ReferenceName) bool { return n.IsBranch() || n.IsTag() || n.IsRemote() })
	out := make([]string, len(refs))
	for i, ref := range refs {
		out[i] = ref.Name().Short()
	}
	slices.Sort(out)
	return slices.Compact(out), err
}

// references lists the references that are to be kept and that lead to an object by
// themselves, by name.
func (r *Repository) references(keep func(plumbing.ReferenceName) bool) ([]*plumbing.Reference, error) {
	refs, err := r.objects.IterReferences()
	if err != nil {
		return nil, r.explain("the references", err)
	}
	var out []*plumbing.Reference
	if err := refs.ForEach(func(ref *plumbing.Reference) error {
		if ref.Type() == plumbing.HashReference && keep(ref.Name()) {
			out = append(out, ref)
		}
		return nil
	}); err != nil {
		return nil, r.explain("the references", err)
	}
	slices.SortFunc(out, func(a, b *plumbing.Reference) int { return strings.Compare(a.Name().String(), b.Name().String()) })
	return out, nil
}

// commitsOf lists the commits of the references below some prefixes, each once: that
// of the first reference that is there of some, and then by hash.
func (r *Repository) commitsOf(first []plumbing.ReferenceName, prefixes ...string) ([]string, error) {
	refs, err := r.references(func(n plumbing.ReferenceName) bool {
		return slices.ContainsFunc(prefixes, func(p string) bool { return strings.HasPrefix(n.String(), p) })
	})
	if err != nil {
		return nil, err
	}
	var out []string
	for _, ref := range refs {
		c, err := r.peel(ref.Hash())
		var other *NotCommitError
		switch {
		case errors.As(err, &other):
			continue
		case err != nil:
			return nil, fmt.Errorf("%s: %w", ref.Name(), err)
		}
		out = append(out, c.Hash.String())
	}
	slices.Sort(out)
	out = slices.Compact(out)
	for _, name := range first {
		ref, err := storer.ResolveReference(r.objects, name)
		if err != nil {
			continue
		}
		if c, err := r.peel(ref.Hash()); err == nil {
			hash := c.Hash.String()
			return slices.Insert(slices.DeleteFunc(out, func(h string) bool { return h == hash }), 0, hash), nil
		}
	}
	return out, nil
}

// mergeBase is the best common ancestor of two commits, or empty.
func (r *Repository) mergeBase(a, b string) (string, error) {
	first, err := r.resolve(a)
	if err != nil {
		return "", err
	}
	second, err := r.resolve(b)
	if err != nil {
		return "", err
	}
	bases, err := first.MergeBase(second)
	if err != nil {
		return "", r.explain(fmt.Sprintf("the merge base of %s and %s", a, b), err)
	}
	if len(bases) == 0 {
		return "", nil
	}
	slices.SortFunc(bases, func(a, b *object.Commit) int { return strings.Compare(a.Hash.String(), b.Hash.String()) })
	return bases[0].Hash.String(), nil
}
