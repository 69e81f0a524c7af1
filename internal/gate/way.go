package gate

import (
	"context"
	"errors"

	"github.com/tidegate/tidegate/internal/finding"
	"github.com/tidegate/tidegate/internal/load"
	"github.com/tidegate/tidegate/internal/repo"
	"github.com/tidegate/tidegate/internal/source"
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
	if opts.Cache == nil {
		opts.Cache = &Cache{}
	}
	type state map[string]finding.Finding // what counts, by identity; nil for nothing judged
	known := map[string]state{}
	judge := func(hash string) (state, error) {
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
		out := state{}
		for _, f := range result.Findings {
			if f.Waiver == nil && f.Severity >= level {
				out[f.Identity()] = f
			}
		}
		return out, nil
	}
	var out []Detour
	for i, c := range commits {
		var before state
		for _, parent := range c.ParentHashes {
			had, seen := known[parent]
			if !seen {
				var err error
				if had, err = judge(parent); err != nil {
					return nil, err
				}
				known[parent] = had
			}
			for id, f := range had {
				if before == nil {
					before = state{}
				}
				if old, both := before[id]; !both || f.Extent > old.Extent {
					before[id] = f
				}
			}
			if had != nil && before == nil {
				before = state{}
			}
		}
		if i == len(commits)-1 { // which is judged by itself
			break
		}
		now, err := judge(c.Hash)
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
			if both && f.Severity <= old.Severity && f.Extent <= old.Extent {
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

// FailLevel is from which severity on a finding counts in some trees: what the run asks for,
// or the lowest that their configurations say.
func FailLevel(opts Options, trees ...source.Tree) (finding.Severity, error) {
	if opts.FailLevel != 0 {
		return opts.FailLevel, nil
	}
	level := finding.Critical
	for _, tree := range trees {
		config, _, err := load.ReadConfig(tree)
		if err != nil {
			return 0, err
		}
		if config != nil { // or else the tree is refused, when it is judged
			level = min(level, config.FailLevel)
		}
	}
	return level, nil
}
