package repo

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"path"
	"slices"
	"strings"
	"time"

	"github.com/go-git/go-git/v5/plumbing"
	"github.com/go-git/go-git/v5/plumbing/object"
)

// A Signed is something that a signature binds to a tree: a commit, a tag, or a note.
// Nothing here says that the signature is good, or whose it is.
type Signed struct {
	What      string // as commit 4bf7e0a1c2d3, tag review/12
	Tree      string // hash of the tree that it is about
	Message   string
	Namespace string    // what an SSH signature must be made for
	When      time.Time // the date in what is signed, UTC; zero for a note
	Payload   []byte    // what is signed
	Signature []byte    // armoured
}

// Namespaces of SSH signatures: git's own for commits and tags, and that of notes.
const (
	gitNamespace  = "git"
	noteNamespace = "tidegate-approval"
)

// NotesRef is where notes that approve are looked for.
const NotesRef = "refs/notes/approvals"

// mostSigned is how many signed tags and notes are read, and mostSignedBytes how long each
// may be. Whoever may push could add more.
const (
	mostSigned      = 1000
	mostSignedBytes = 64 << 10
)

// About lists the commits of a range that come to what its last one does: it, and, where
// it changes nothing by itself, the one commit of the range that it follows or merges.
func About(of []Commit) []string {
	if len(of) == 0 {
		return nil
	}
	byHash := map[string]Commit{}
	for _, c := range of {
		byHash[c.Hash] = c
	}
	var out []string
	for at := of[len(of)-1]; ; {
		out = append(out, at.Hash)
		var from []string
		for _, p := range at.ParentHashes {
			if _, here := byHash[p]; here {
				from = append(from, p)
			}
		}
		if len(from) != 1 || !at.Empty && !at.Clean {
			return out
		}
		at = byHash[from[0]]
	}
}

// Signed lists what is signed about what a range comes to: its commits with that tree, tags
// of commits with it, and notes. What cannot be read is an error, and is not taken for no
// approval.
func (r *Repository) Signed(of []Commit) ([]Signed, error) {
	about := map[string]bool{} // hashes of commits
	trees := map[string]bool{}
	for _, hash := range About(of) {
		about[hash] = true
	}
	for _, c := range of {
		if about[c.Hash] {
			trees[c.Tree] = true
		}
	}
	var out []Signed
	for _, c := range of {
		if trees[c.Tree] {
			s, err := r.signedCommit(c.Hash)
			if err != nil {
				return nil, err
			}
			out = append(out, s...)
		}
	}
	tags, err := r.signedTags(trees)
	if err != nil {
		return nil, err
	}
	notes, err := r.signedNotes(about, trees)
	return slices.Concat(out, tags, notes), err
}

// raw is an object as git keeps it.
func (r *Repository) raw(typ plumbing.ObjectType, hash plumbing.Hash) ([]byte, error) {
	what := fmt.Sprintf("reading %s %s", typ, hash)
	o, err := r.objects.EncodedObject(typ, hash)
	if err != nil {
		return nil, r.explain(what, err)
	}
	if o.Size() > mostSignedBytes {
		return nil, fmt.Errorf("%s: it has %d bytes, and at most %d are read", what, o.Size(), mostSignedBytes)
	}
	reader, err := o.Reader()
	if err != nil {
		return nil, r.explain(what, err)
	}
	defer reader.Close()
	return io.ReadAll(reader)
}

// signedCommit is a commit with its signature, if it has one. The signature is a header of
// the commit and is over what remains without it (gitformat-signature(5)).
func (r *Repository) signedCommit(hash string) ([]Signed, error) {
	text, err := r.raw(plumbing.CommitObject, plumbing.NewHash(hash))
	if err != nil {
		return nil, err
	}
	header, message, _ := bytes.Cut(text, []byte("\n\n"))
	var payload, signature []byte
	inside := false
	for line := range bytes.Lines(append(header, '\n')) {
		switch {
		case inside && line[0] == ' ':
			signature = append(signature, line[1:]...)
			continue
		case bytes.HasPrefix(line, []byte("gpgsig ")):
			inside = true
			signature = append(signature, line[len("gpgsig "):]...)
			continue
		}
		inside = false
		payload = append(payload, line...)
	}
	if signature == nil {
		return nil, nil
	}
	payload = append(append(payload, '\n'), message...)
	c, err := r.commit(plumbing.NewHash(hash))
	if err != nil {
		return nil, err
	}
	return []Signed{{
		What: "commit " + hash[:12], Tree: c.TreeHash.String(), Message: c.Message, Namespace: gitNamespace,
		When: c.Committer.When.UTC(), Payload: payload, Signature: signature,
	}}, nil
}

// signedTags are the signed tags of commits with one of the trees. The signature of a tag
// stands at the end of it.
func (r *Repository) signedTags(trees map[string]bool) ([]Signed, error) {
	named, err := r.references(plumbing.ReferenceName.IsTag)
	if err != nil {
		return nil, err
	}
	var out []Signed
	for _, ref := range named {
		tag, err := object.GetTag(r.objects, ref.Hash())
		if errors.Is(err, plumbing.ErrObjectNotFound) {
			continue // it is a commit with a name, and no object of its own
		}
		if err != nil {
			return nil, r.explain(ref.Name().String(), err)
		}
		if tag.TargetType != plumbing.CommitObject {
			continue
		}
		c, err := r.commit(tag.Target)
		if err != nil {
			return nil, err
		}
		if !trees[c.TreeHash.String()] {
			continue
		}
		text, err := r.raw(plumbing.TagObject, ref.Hash())
		if err != nil {
			return nil, err
		}
		at := signatureAt(text)
		if at < 0 {
			continue
		}
		_, message, _ := bytes.Cut(text[:at], []byte("\n\n"))
		out = append(out, Signed{
			What: "tag " + ref.Name().Short(), Tree: c.TreeHash.String(), Message: string(message), Namespace: gitNamespace,
			When: tag.Tagger.When.UTC(), Payload: text[:at], Signature: text[at:],
		})
		if len(out) > mostSigned {
			return nil, fmt.Errorf("more than %d signed tags are about one tree", mostSigned)
		}
	}
	return out, nil
}

// Armour begins an armoured signature, at the beginning of a line.
var armour = [][]byte{[]byte("-----BEGIN SSH SIGNATURE-----"), []byte("-----BEGIN PGP SIGNATURE-----")}

// signatureAt is where the last signature of a text begins, or -1.
func signatureAt(text []byte) int {
	best := -1
	for _, begin := range armour {
		if at := bytes.LastIndex(text, begin); at > best && (at == 0 || text[at-1] == '\n') {
			best = at
		}
	}
	return best
}

// signedNotes are the statements in the notes of commits: each a line "tree HASH", a blank
// line, a message with trailers, and a signature over all that is above it. The statement,
// and not the note, says what it is about, for git signs no notes.
func (r *Repository) signedNotes(about, trees map[string]bool) ([]Signed, error) {
	ref, err := r.objects.Reference(NotesRef)
	if errors.Is(err, plumbing.ErrReferenceNotFound) {
		return nil, nil
	}
	if err != nil {
		return nil, r.explain(NotesRef, err)
	}
	c, err := r.peel(ref.Hash())
	if err != nil {
		return nil, fmt.Errorf("%s: %w", NotesRef, err)
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	files := gitTree{r, c.TreeHash}
	var out []Signed
	for commit := range about {
		entry, err := files.note(commit)
		if errors.Is(err, object.ErrEntryNotFound) {
			continue
		}
		if err != nil {
			return nil, r.explain(NotesRef, err)
		}
		text, err := r.raw(plumbing.BlobObject, entry.Hash)
		if err != nil {
			return nil, err
		}
		for len(text) > 0 {
			at, end := firstSignature(text)
			if at < 0 {
				break
			}
			statement := bytes.TrimLeft(text[:at], "\n")
			if tree, _, ok := strings.Cut(string(statement), "\n\n"); ok {
				if hash, ok := strings.CutPrefix(tree, "tree "); ok && trees[hash] {
					out = append(out, Signed{
						What: "a note of commit " + commit[:12], Tree: hash, Message: string(statement), Namespace: noteNamespace,
						Payload: statement, Signature: text[at:end],
					})
				}
			}
			text = text[end:]
		}
	}
	slices.SortFunc(out, func(a, b Signed) int {
		return strings.Compare(a.What+string(a.Signature), b.What+string(b.Signature))
	})
	return out, nil
}

// firstSignature is where the first signature of a text begins and ends.
func firstSignature(text []byte) (at, end int) {
	at = -1
	for _, begin := range armour {
		if i := bytes.Index(text, begin); i >= 0 && (at < 0 || i < at) && (i == 0 || text[i-1] == '\n') {
			at = i
		}
	}
	if at < 0 {
		return -1, -1
	}
	end = bytes.Index(text[at:], []byte("-----END "))
	if end < 0 {
		return -1, -1
	}
	end += at
	if n := bytes.IndexByte(text[end:], '\n'); n >= 0 {
		return at, end + n + 1
	}
	return at, len(text)
}

// note finds the note of a commit. git spreads many notes over folders of two digits.
func (t gitTree) note(commit string) (object.TreeEntry, error) {
	name := ""
	for rest := commit; len(rest) > 0; rest = rest[2:] {
		entry, err := t.find(path.Join(name, rest))
		if !errors.Is(err, object.ErrEntryNotFound) {
			return entry, err
		}
		name = path.Join(name, rest[:2])
	}
	return object.TreeEntry{}, object.ErrEntryNotFound
}
