package gate

import (
	"bytes"
	"errors"
	"fmt"
	"io/fs"
	"slices"
	"strings"
	"time"

	"github.com/tidegate/tidegate/internal/facts"
	"github.com/tidegate/tidegate/internal/load"
	"github.com/tidegate/tidegate/internal/repo"
	"github.com/tidegate/tidegate/internal/signing"
	"github.com/tidegate/tidegate/internal/source"
)

// proofs are the approvals of a change that its author cannot have typed: signatures by
// keys that the base names, about the very tree that is judged, and reviews of its last
// commit that a forge exported. A tree that is not committed is approved by nobody.
func (s *Session) proofs(old *Session, change Change) (facts.Proofs, error) {
	var out facts.Proofs
	note := func(what string, err error) { out.Unproved = append(out.Unproved, what+": "+err.Error()) }
	if len(change.Signed)+len(change.Reviews) == 0 || len(change.Commits) == 0 {
		return out, nil
	}
	if change.Head != nil {
		same, err := s.committed(*change.Head)
		if err != nil {
			return out, err
		}
		if !same {
			note("files that are not committed", errors.New("what was approved is the last commit, and these differ from it"))
			return out, nil
		}
	}
	for _, signed := range change.Signed {
		at := signed.When
		if at.IsZero() {
			at = s.AsOf
		}
		key, err := signing.Verify(old.Signers, signed.Payload, signed.Signature, signed.Namespace, at)
		switch {
		case err != nil:
			note(signed.What, err)
		case at.Before(old.Tree.Time):
			// The date is the signer's own: a key that has ended would sign for ever.
			note(signed.What, fmt.Errorf("it is dated %s, before the base", at.Format(time.DateOnly)))
		default:
			out.Approvals = append(out.Approvals, facts.Proof{Principals: key.Principals, Message: signed.Message, What: signed.What})
		}
	}
	last := map[string]load.Review{} // by reviewer: the last decision counts
	for _, r := range change.Reviews {
		if before, known := last[r.User]; r.State != "COMMENTED" && (!known || !r.At.Before(before.At)) {
			last[r.User] = r
		}
	}
	about := repo.About(change.Commits)
	for _, r := range change.Reviews {
		what := "a review by " + r.User
		switch latest := last[r.User]; {
		case latest != r || r.State != "APPROVED":
		case !slices.Contains(about, r.Commit):
			note(what, fmt.Errorf("it approves %.12s, and that is not what is judged", r.Commit))
		default:
			out.Approvals = append(out.Approvals, facts.Proof{Principals: []string{r.User}, What: what})
		}
	}
	return out, nil
}

// committed reports whether the files that were judged are those of a commit.
func (s *Session) committed(head source.Tree) (bool, error) {
	same := true
	err := fs.WalkDir(head.FS, ".", func(name string, d fs.DirEntry, err error) error {
		if err != nil || !same || !d.Type().IsRegular() {
			return err
		}
		there, err := source.Read(head.FS, name, mostCompared)
		if err != nil {
			return err
		}
		here, err := source.Read(s.Tree.FS, name, mostCompared)
		same = err == nil && bytes.Equal(plain(here), plain(there))
		return nil
	})
	if err != nil {
		return false, err
	}
	for _, f := range s.Org.Files {
		if _, err := fs.Stat(head.FS, f.Path); err != nil {
			return false, nil
		}
	}
	return same, nil
}

// mostCompared is how large a file may be that is compared with what is committed.
const mostCompared = 64 << 20

// plain is a text with the line endings that git keeps.
func plain(text []byte) []byte { return bytes.ReplaceAll(text, []byte("\r\n"), []byte("\n")) }

// trusted lists the keys that a change trusts and its base did not.
func (s *Session) trusted(old *Session) []string {
	var out []string
	for i := range s.Signers {
		key := &s.Signers[i]
		if !slices.ContainsFunc(old.Signers, func(k signing.Key) bool { return k.Same(key) }) {
			out = append(out, key.Fingerprint+" of "+strings.Join(key.Principals, ", "))
		}
	}
	return out
}
