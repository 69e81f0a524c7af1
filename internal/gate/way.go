package gate

import (
	"context"
	"errors"

	"github.com/tidegate/tidegate/internal/finding"
	"github.com/tidegate/tidegate/internal/load"
	"github.com/tidegate/tidegate/internal/repo"
)

// A Detour is a commit on the way to another one that is worse than what it was made
// from, although the other one is not.
type Detour struct {
	Commit  repo.Commit
	Finding finding.Finding // the gravest
}

// Detours judges the commits that lead to the last one of a range, each against its own
// parents and on the same day: once they are there, any of them can be checked out and
// tagged. A finding counts from a level on. What cannot be judged, and what has no
// definitions, is worse than nothing and is taken for what its parents are: it is refused
// where somebody asks for it. The first definitions of all have nothing to be worse than.
func Detours(ctx context.Context, r *repo.Repository, commits []repo.Commit, level finding.Severity, opts Options) ([]Detour, error) {
	if len(commits) < 2 {
		return nil, nil
	}
	known := map[string]map[string]finding.Finding{} // what each commit has; nil where nothing was judged
	var out []Detour
	for _, c := range commits[:len(commits)-1] { // the last is judged by itself
		var before map[string]finding.Finding // what any of its parents has
		for _, parent := range c.ParentHashes {
			had, seen := known[parent]
			if !seen {
				var err error
				if had, err = countedAt(ctx, r, parent, opts); err != nil {
					return nil, err
				}
				known[parent] = had
			}
			if had != nil && before == nil {
				before = map[string]finding.Finding{}
			}
			for id, f := range had {
				if old, both := before[id]; !both || f.Extent > old.Extent {
					before[id] = f
				}
			}
		}
		now, err := countedAt(ctx, r, c.Hash, opts)
		if err != nil {
			return nil, err
		}
		if now == nil {
			now = before
		}
		known[c.Hash] = now
		if before == nil {
			continue
		}
		var worst *finding.Finding
		for id, f := range now {
			old, both := before[id]
			if f.Severity < level || both && f.Severity <= old.Severity && f.Extent <= old.Extent {
				continue
			}
			if worst == nil || f.Severity > worst.Severity || f.Severity == worst.Severity && f.Identity() < worst.Identity() {
				worst = &f
			}
		}
		if worst != nil {
			out = append(out, Detour{c, *worst})
		}
	}
	return out, nil
}

// countedAt are the findings of a commit that are not waived, by identity; nil where it
// cannot be judged or defines nothing.
func countedAt(ctx context.Context, r *repo.Repository, hash string, opts Options) (map[string]finding.Finding, error) {
	tree, err := r.Commit(hash)
	if err != nil {
		return nil, err
	}
	result, err := Check(ctx, tree, opts)
	if errors.Is(err, load.ErrNoDefinitions) {
		return nil, nil
	}
	if err != nil || result.Invalid() {
		return nil, err
	}
	return counted(result), nil
}
