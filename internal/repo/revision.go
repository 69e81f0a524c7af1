package repo

import (
	"encoding/hex"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"github.com/go-git/go-git/v5/config"
	"github.com/go-git/go-git/v5/plumbing"
	"github.com/go-git/go-git/v5/plumbing/object"
	"github.com/go-git/go-git/v5/plumbing/storer"
)

// resolve is the commit that a revision names, as gitrevisions(7) has it: a hash in
// full or abbreviated, a reference, @, what git describe says, NAME@{upstream}, and
// ^, ^N, ~N, ^0, ^{} and ^{commit} after any of these. What else git knows is refused
// by name, and never taken for something else.
func (r *Repository) resolve(revision string) (*object.Commit, error) {
	commit, err := r.parse(revision)
	if err != nil {
		return nil, fmt.Errorf("revision %q: %w", revision, err)
	}
	return commit, nil
}

var errSpelling = errors.New("write the hash that git rev-parse prints for it")

func (r *Repository) parse(revision string) (*object.Commit, error) {
	switch {
	case revision == "":
		return nil, errors.New("it is empty; name a commit, a branch or a tag")
	case strings.HasPrefix(revision, "-"):
		return nil, errors.New("it begins with a dash, as no commit, branch or tag does")
	case strings.Contains(revision, ".."):
		return nil, errors.New("it is a range; name one commit")
	case strings.HasPrefix(revision, ":"), strings.Contains(revision, "^{/"):
		return nil, fmt.Errorf("commits are not searched for by their message; %w", errSpelling)
	case strings.Contains(revision, ":"):
		return nil, errors.New("it names a file or a folder of a commit; name the commit")
	case strings.HasPrefix(revision, "^"):
		return nil, errors.New("it begins with ^, which leaves commits out; name one commit")
	}
	end := strings.IndexAny(revision, "^~")
	if end < 0 {
		end = len(revision)
	}
	hash, err := r.name(revision[:end])
	if err != nil {
		return nil, err
	}
	commit, err := r.peel(hash)
	if err != nil {
		return nil, err
	}
	return r.walk(commit, revision[end:])
}

// walk follows the suffixes of a revision.
func (r *Repository) walk(c *object.Commit, suffix string) (*object.Commit, error) {
	for suffix != "" {
		kind := suffix[0]
		suffix = suffix[1:]
		if kind == '^' && strings.HasPrefix(suffix, "{") {
			what, rest, ok := strings.Cut(suffix[1:], "}")
			if !ok || what != "" && what != "commit" {
				return nil, fmt.Errorf("^{%s} is not read; %w", what, errSpelling)
			}
			suffix = rest
			continue
		}
		digits := len(suffix) - len(strings.TrimLeft(suffix, "0123456789"))
		n := 1
		if digits > 0 {
			var err error
			if n, err = strconv.Atoi(suffix[:digits]); err != nil {
				return nil, fmt.Errorf("%c%s: no commit has so many ancestors", kind, suffix[:digits])
			}
			suffix = suffix[digits:]
		}
		if suffix != "" && suffix[0] != '^' && suffix[0] != '~' {
			return nil, fmt.Errorf("%c%s is not read; %w", kind, suffix, errSpelling)
		}
		var err error
		switch {
		case n == 0:
		case kind == '^':
			c, err = r.parent(c, n)
		default:
			for ; n > 0 && err == nil; n-- {
				c, err = r.parent(c, 1)
			}
		}
		if err != nil {
			return nil, err
		}
	}
	return c, nil
}

// parent is the nth parent of a commit, from 1.
func (r *Repository) parent(c *object.Commit, n int) (*object.Commit, error) {
	at := c.Hash.String()[:12]
	switch {
	case r.edge()[c.Hash]:
		return nil, fmt.Errorf("the parents of %s are not in this shallow clone; fetch them first: git fetch --deepen=%d", at, max(n, 1))
	case len(c.ParentHashes) == 0:
		return nil, fmt.Errorf("%s is the first commit, and has no parent", at)
	case n > len(c.ParentHashes):
		return nil, fmt.Errorf("%s has %s, and no parent %d", at, parents(len(c.ParentHashes)), n)
	}
	return r.commit(c.ParentHashes[n-1])
}

func parents(n int) string {
	if n == 1 {
		return "one parent"
	}
	return fmt.Sprintf("%d parents", n)
}

// edge is the commits of a shallow clone whose parents are not there.
func (r *Repository) edge() map[plumbing.Hash]bool {
	out := map[plumbing.Hash]bool{}
	if hashes, err := r.objects.Shallow(); err == nil {
		for _, h := range hashes {
			out[h] = true
		}
	}
	return out
}

// commit is a commit by its hash.
func (r *Repository) commit(hash plumbing.Hash) (*object.Commit, error) {
	c, err := object.GetCommit(r.objects, hash)
	if err != nil {
		return nil, r.explain("commit "+hash.String()[:12], err)
	}
	return c, nil
}

// mostTags is how long a chain of tags may be.
const mostTags = 32

// A NotCommitError says that a name leads to something else than a commit.
type NotCommitError struct{ Type string }

func (e *NotCommitError) Error() string { return "it is a " + e.Type + ", and no commit" }

// peel follows tags to a commit.
func (r *Repository) peel(hash plumbing.Hash) (*object.Commit, error) {
	for range mostTags {
		o, err := r.objects.EncodedObject(plumbing.AnyObject, hash)
		if err != nil {
			return nil, r.explain("object "+hash.String()[:12], err)
		}
		switch o.Type() {
		case plumbing.CommitObject:
			return r.commit(hash)
		case plumbing.TagObject:
			tag, err := object.DecodeTag(r.objects, o)
			if err != nil {
				return nil, r.explain("tag "+hash.String()[:12], err)
			}
			hash = tag.Target
		default:
			return nil, &NotCommitError{o.Type().String()}
		}
	}
	return nil, errors.New("it is a tag of a tag of a tag, more than 32 times")
}

var (
	fullHash  = regexp.MustCompile(`^[0-9a-fA-F]{40}$`)
	someHash  = regexp.MustCompile(`^[0-9a-fA-F]{4,39}$`)
	described = regexp.MustCompile(`-g([0-9a-fA-F]{4,40})$`)
	besides   = regexp.MustCompile(`^(.*)@\{([^}]*)\}$`)
)

// name is what a name without suffixes stands for. A reference wins over an
// abbreviated hash.
func (r *Repository) name(name string) (plumbing.Hash, error) {
	if name == "@" {
		name = "HEAD"
	}
	if m := besides.FindStringSubmatch(name); m != nil {
		switch strings.ToLower(m[2]) {
		case "upstream", "u":
			return r.upstream(m[1])
		}
		return plumbing.ZeroHash, fmt.Errorf("@{%s} is not read; %w", m[2], errSpelling)
	}
	if fullHash.MatchString(name) {
		return plumbing.NewHash(name), nil
	}
	hash, err := r.reference(name)
	if err != nil || !hash.IsZero() {
		return hash, err
	}
	if m := described.FindStringSubmatch(name); m != nil {
		return r.abbreviated(m[1])
	}
	if someHash.MatchString(name) {
		return r.abbreviated(name)
	}
	return plumbing.ZeroHash, r.unknown(name)
}

// unknown says that a name stands for nothing here.
func (r *Repository) unknown(name string) error {
	if name == "HEAD" {
		if branch, err := r.branch(); err == nil {
			return fmt.Errorf("%w: the branch %s has no commit yet", ErrNoCommit, branch)
		}
	}
	return fmt.Errorf("there is no such commit, branch or tag here; fetch it first: git fetch origin %s", strings.TrimPrefix(name, "origin/"))
}

// ErrNoCommit says that HEAD is a branch without commits, as in a new repository.
var ErrNoCommit = errors.New("nothing is committed")

// reference looks a reference up in the order of gitrevisions(7). It is zero when there
// is none.
func (r *Repository) reference(name string) (plumbing.Hash, error) {
	if strings.ContainsAny(name, "\\ \x00") {
		return plumbing.ZeroHash, nil
	}
	if regexp.MustCompile(`^[A-Z_]+_HEAD$`).MatchString(name) {
		return r.pseudo(name)
	}
	for _, pattern := range []string{"%s", "refs/%s", "refs/tags/%s", "refs/heads/%s", "refs/remotes/%s", "refs/remotes/%s/HEAD"} {
		full := plumbing.ReferenceName(fmt.Sprintf(pattern, name))
		if full != "HEAD" && full.Validate() != nil || pattern == "%s" && full != "HEAD" && !strings.HasPrefix(name, "refs/") {
			continue
		}
		ref, err := storer.ResolveReference(r.objects, full)
		switch {
		case err == nil && !ref.Hash().IsZero():
			return ref.Hash(), nil
		case err == nil, errors.Is(err, plumbing.ErrReferenceNotFound):
		default:
			return plumbing.ZeroHash, r.explain(string(full), err)
		}
	}
	return plumbing.ZeroHash, nil
}

// pseudo reads FETCH_HEAD, MERGE_HEAD and their like: files whose first word is a hash.
func (r *Repository) pseudo(name string) (plumbing.Hash, error) {
	text, err := os.ReadFile(filepath.Join(r.git, name))
	if errors.Is(err, os.ErrNotExist) {
		return plumbing.ZeroHash, nil
	}
	if err != nil {
		return plumbing.ZeroHash, err
	}
	first, _, _ := strings.Cut(strings.TrimSpace(string(text)), "\n")
	word, _, _ := strings.Cut(first, "\t")
	if !fullHash.MatchString(strings.TrimSpace(word)) {
		return plumbing.ZeroHash, fmt.Errorf("%s names no commit", name)
	}
	return plumbing.NewHash(strings.TrimSpace(word)), nil
}

// abbreviated is the one commit, or tag of a commit, whose hash begins so.
func (r *Repository) abbreviated(prefix string) (plumbing.Hash, error) {
	prefix = strings.ToLower(prefix)
	bytes, _ := hex.DecodeString(prefix[:len(prefix)/2*2])
	hashes, err := r.objects.HashesWithPrefix(bytes)
	if err != nil {
		return plumbing.ZeroHash, err
	}
	var found []plumbing.Hash
	for _, h := range hashes {
		if !strings.HasPrefix(h.String(), prefix) || slices.Contains(found, h) {
			continue
		}
		if _, err := r.peel(h); err == nil {
			found = append(found, h)
		}
	}
	switch len(found) {
	case 0:
		return plumbing.ZeroHash, fmt.Errorf("there is no such commit, branch or tag here; fetch it first, or write more of the hash")
	case 1:
		return found[0], nil
	}
	return plumbing.ZeroHash, fmt.Errorf("%d commits begin with %s; write more of the hash", len(found), prefix)
}

// branch is the branch that HEAD names.
func (r *Repository) branch() (string, error) {
	ref, err := r.objects.Reference(plumbing.HEAD)
	if err != nil {
		return "", r.explain("HEAD", err)
	}
	if ref.Type() != plumbing.SymbolicReference || !ref.Target().IsBranch() {
		return "", errors.New("HEAD is on no branch")
	}
	return ref.Target().Short(), nil
}

// upstream is what a branch follows: branch.NAME.merge of branch.NAME.remote, as the
// remote's refspecs keep it here.
func (r *Repository) upstream(name string) (plumbing.Hash, error) {
	fail := func(format string, args ...any) (plumbing.Hash, error) {
		return plumbing.ZeroHash, fmt.Errorf(format, args...)
	}
	if name == "" || name == "HEAD" || name == "@" {
		branch, err := r.branch()
		if err != nil {
			return fail("%w, so it follows nothing", err)
		}
		name = branch
	}
	name = strings.TrimPrefix(name, "refs/heads/")
	s, err := r.config()
	if err != nil {
		return plumbing.ZeroHash, err
	}
	remote, merge := s.last("branch", name, "remote"), s.last("branch", name, "merge")
	if remote == "" || merge == "" {
		return fail("the branch %s follows no other; git branch --set-upstream-to says which one", name)
	}
	tracking := plumbing.ReferenceName(merge)
	if remote != "." {
		tracking = ""
		for _, e := range s.find("remote", remote, "fetch") {
			spec := config.RefSpec(e.value)
			if spec.Validate() == nil && !strings.HasPrefix(e.value, "^") && spec.Match(plumbing.ReferenceName(merge)) {
				tracking = spec.Dst(plumbing.ReferenceName(merge))
				break
			}
		}
		if tracking == "" {
			return fail("the branch %s follows %s of %s, which is not fetched here; see remote.%s.fetch", name, merge, remote, remote)
		}
	}
	ref, err := storer.ResolveReference(r.objects, tracking)
	if errors.Is(err, plumbing.ErrReferenceNotFound) {
		return fail("the branch %s follows %s, which is not here; fetch it first: git fetch %s", name, tracking, remote)
	}
	if err != nil {
		return plumbing.ZeroHash, r.explain(string(tracking), err)
	}
	return ref.Hash(), nil
}
