package repo

import (
	"bytes"
	"maps"
	"slices"
	"strings"

	"github.com/go-git/go-git/v5/plumbing"
	"github.com/go-git/go-git/v5/plumbing/filemode"
	"github.com/go-git/go-git/v5/plumbing/object"
	"github.com/sergi/go-diff/diffmatchpatch"
)

// cleanMerge reports whether the tree of a merge commit is what its parents come to by
// themselves: each file as the one side left it that changed it, and where both did, with
// the lines of both. Anything else is a change that the merge itself makes. What cannot be
// read, and merges of more than two sides that changed one file, are not clean.
func (r *Repository) cleanMerge(c *object.Commit) bool {
	r.mu.Lock()
	defer r.mu.Unlock()
	parents := make([]*object.Commit, len(c.ParentHashes))
	for i, hash := range c.ParentHashes {
		parent, err := object.GetCommit(r.objects, hash)
		if err != nil {
			return false
		}
		parents[i] = parent
	}
	bases := []plumbing.Hash{{}} // sides without a common ancestor begin from nothing
	if found, err := parents[0].MergeBase(parents[1]); err != nil {
		return false
	} else if len(found) > 0 {
		bases = nil
		for _, b := range found {
			bases = append(bases, b.TreeHash)
		}
	}
	sides := make([]plumbing.Hash, len(parents))
	for i, p := range parents {
		sides[i] = p.TreeHash
	}
	return slices.ContainsFunc(bases, func(base plumbing.Hash) bool { return r.mergesTo(base, sides, c.TreeHash) })
}

// mergesTo reports whether folders come to another one. The zero hash is an empty folder.
func (r *Repository) mergesTo(base plumbing.Hash, sides []plumbing.Hash, merged plumbing.Hash) bool {
	list := func(hash plumbing.Hash) (*folder, bool) {
		if hash.IsZero() {
			return &folder{}, true
		}
		f, err := r.folder(hash)
		return f, err == nil
	}
	before, ok := list(base)
	if !ok {
		return false
	}
	after, ok := list(merged)
	if !ok {
		return false
	}
	names := map[string]bool{}
	collect := func(f *folder) {
		for _, e := range f.entries {
			names[e.Name] = true
		}
	}
	collect(before)
	collect(after)
	all := make([]*folder, len(sides))
	for i, side := range sides {
		if all[i], ok = list(side); !ok {
			return false
		}
		collect(all[i])
	}
	for _, name := range slices.Sorted(maps.Keys(names)) {
		entries := make([]object.TreeEntry, len(sides))
		for i := range all {
			entries[i] = all[i].entry(name)
		}
		if !r.entryMergesTo(before.entry(name), entries, after.entry(name)) {
			return false
		}
	}
	return true
}

// entry is what has a name in a folder; the zero entry for nothing.
func (f *folder) entry(name string) object.TreeEntry {
	if i, ok := f.byName[name]; ok {
		return f.entries[i]
	}
	return object.TreeEntry{Name: name}
}

func (r *Repository) entryMergesTo(base object.TreeEntry, sides []object.TreeEntry, merged object.TreeEntry) bool {
	var changed []object.TreeEntry // each way in which it was changed, once
	for _, side := range sides {
		if side != base && !slices.Contains(changed, side) {
			changed = append(changed, side)
		}
	}
	switch {
	case len(changed) == 0:
		return merged == base
	case len(changed) == 1:
		return merged == changed[0]
	}
	folder := func(e object.TreeEntry) bool { return e.Mode == filemode.Dir || e.Hash.IsZero() }
	if folder(base) && folder(merged) && !slices.ContainsFunc(sides, func(e object.TreeEntry) bool { return !folder(e) }) {
		hashes := make([]plumbing.Hash, len(sides))
		for i, side := range sides {
			hashes[i] = side.Hash
		}
		return r.mergesTo(base.Hash, hashes, merged.Hash)
	}
	file := func(e object.TreeEntry) bool { return e.Mode == filemode.Regular || e.Mode == filemode.Executable }
	if len(sides) != 2 || !file(base) || !file(sides[0]) || !file(sides[1]) || !file(merged) {
		return false
	}
	mode := sides[0].Mode
	if mode == base.Mode {
		mode = sides[1].Mode
	}
	if merged.Mode != mode {
		return false
	}
	var texts [4][]byte
	for i, e := range []object.TreeEntry{base, sides[0], sides[1], merged} {
		text, size, err := r.blob(e.Hash)
		if err != nil || size > int64(len(text)) || size > mostMerged {
			return false
		}
		texts[i] = text
	}
	return bytes.Equal(mergeLines(texts[0], texts[1], texts[2]), texts[3])
}

// mostMerged is how large a file may be whose lines are merged, in bytes.
const mostMerged = 4 << 20

// hunk is lines of a text, from one up to another, that are replaced.
type hunk struct {
	from, to int
	lines    []string
}

// mergeLines is a text with what two others change of it, or nil where they touch the
// same lines or lines beside each other, which git calls a conflict.
func mergeLines(base, a, b []byte) []byte {
	lines := slices.Collect(strings.Lines(string(base)))
	first, second := hunks(base, a), hunks(base, b)
	out := []byte{}
	at := 0
	for len(first) > 0 || len(second) > 0 {
		next := &first
		if len(first) == 0 || len(second) > 0 && second[0].from < first[0].from {
			next = &second
		}
		h := (*next)[0]
		other := first
		if next == &first {
			other = second
		}
		if len(other) > 0 && other[0].from <= h.to {
			if o := other[0]; o.from != h.from || o.to != h.to || !slices.Equal(o.lines, h.lines) {
				return nil
			}
			// Both sides say the same, once.
			if next == &first {
				second = second[1:]
			} else {
				first = first[1:]
			}
		}
		*next = (*next)[1:]
		for ; at < h.from; at++ {
			out = append(out, lines[at]...)
		}
		for _, line := range h.lines {
			out = append(out, line...)
		}
		at = h.to
	}
	for ; at < len(lines); at++ {
		out = append(out, lines[at]...)
	}
	return out
}

// hunks lists what turns a text into another, from the top.
func hunks(base, changed []byte) []hunk {
	differ := diffmatchpatch.New()
	differ.DiffTimeout = 0 // the same answer however busy the machine is
	before, after, lines := differ.DiffLinesToRunes(string(base), string(changed))
	var out []hunk
	at := 0
	open := false
	for _, d := range differ.DiffMainRunes(before, after, false) {
		n := len([]rune(d.Text))
		if d.Type == diffmatchpatch.DiffEqual {
			at += n
			open = false
			continue
		}
		if !open {
			out = append(out, hunk{from: at, to: at})
			open = true
		}
		h := &out[len(out)-1]
		if d.Type == diffmatchpatch.DiffDelete {
			at += n
			h.to = at
			continue
		}
		for _, c := range d.Text {
			h.lines = append(h.lines, lines[c])
		}
	}
	return out
}
