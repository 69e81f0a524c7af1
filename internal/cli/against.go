package cli

import (
	"context"
	"errors"
	"fmt"
	"strings"

	"github.com/tidegate/tidegate/internal/gate"
	"github.com/tidegate/tidegate/internal/load"
	"github.com/tidegate/tidegate/internal/repo"
	"github.com/tidegate/tidegate/internal/report"
	"github.com/tidegate/tidegate/internal/source"
)

// judge judges a tree, compared with another when that is asked for.
func (e *environment) judge(ctx context.Context, dir string, tree source.Tree, flags *checkFlags, opts gate.Options) (*gate.Result, error) {
	if flags.against == "" {
		return gate.Check(ctx, tree, opts)
	}
	r, err := repo.Open(dir)
	if err != nil {
		return nil, err
	}
	head := flags.rev
	if head == "" {
		head = "HEAD"
	}
	opts.AsOfNow()
	opts.Cache = &gate.Cache{}
	ground, err := groundOf(r, flags.against, head, flags.exact)
	if err == nil && !flags.exact {
		ground, err = firm(ctx, r, ground, func() ([]string, error) { return []string{flags.against}, nil }, opts)
	}
	if err != nil {
		return nil, err
	}
	var change gate.Change
	if flags.reviews != "" {
		text, err := readNamed(flags.reviews)
		if err == nil {
			change.Reviews, err = load.Reviews(text)
		}
		if err != nil {
			return nil, fmt.Errorf("--reviews %s: %w", flags.reviews, err)
		}
	}
	result, err := compareWith(ctx, r, ground, head, tree, change, opts)
	if err != nil {
		return nil, err
	}
	if result.Against != nil {
		result.Against.All = flags.failOn == "all"
	}
	return result, nil
}

// groundOf is the commit to compare with. Before the first commit there is none, and a
// branch that begins anew is held against the one that was named.
func groundOf(r *repo.Repository, against, head string, exact bool) (repo.Ground, error) {
	if exact {
		_, err := r.Commit(against)
		if errors.Is(err, repo.ErrNoCommit) {
			return repo.Ground{}, nil
		}
		return repo.Ground{Hash: against}, err
	}
	base, err := r.MergeBase(against, head)
	switch {
	case errors.Is(err, repo.ErrNoCommit):
		if _, err := r.Commit(against); errors.Is(err, repo.ErrNoCommit) {
			return repo.Ground{}, nil
		}
		return repo.Ground{Hash: against, Unrelated: true}, nil
	case errors.Is(err, repo.ErrUnrelated):
		return repo.Ground{Hash: against, Unrelated: true}, nil
	}
	return repo.Ground{Hash: base}, err
}

// firm is the ground, or the first commit that the other side has where the ground defines
// nothing and that one does. Whoever begins anew, or at a commit from before there were
// definitions, is held by what holds everybody else.
func firm(ctx context.Context, r *repo.Repository, ground repo.Ground, has func() ([]string, error), opts gate.Options) (repo.Ground, error) {
	defines := func(hash string) (bool, error) {
		tree, err := r.Commit(hash)
		return err == nil && gate.Defines(ctx, tree, opts), err
	}
	if ground.Hash == "" {
		return ground, nil
	}
	if is, err := defines(ground.Hash); is || err != nil {
		return ground, err
	}
	others, err := has()
	if err != nil || len(others) == 0 {
		return ground, err
	}
	is, err := defines(others[0])
	if err != nil || !is {
		return ground, err
	}
	return repo.Ground{Hash: others[0], Unrelated: true}, nil
}

// compareWith compares a tree with a commit, and finds who introduced what.
func compareWith(ctx context.Context, r *repo.Repository, ground repo.Ground, head string, tree source.Tree, change gate.Change, opts gate.Options) (*gate.Result, error) {
	before := r.Empty()
	var err error
	if ground.Hash != "" {
		if before, err = r.Commit(ground.Hash); err != nil {
			return nil, err
		}
	}
	commits, err := r.Range(ground.Hash, head)
	if err != nil && !errors.Is(err, repo.ErrNoCommit) {
		return nil, err
	}
	opts.Unrelated = ground.Unrelated
	change.Commits = commits
	if change.Signed, err = r.Signed(commits); err != nil {
		return nil, err
	}
	if tree.Revision == "" && len(commits) > 0 {
		last, err := r.Commit(commits[len(commits)-1].Hash)
		if err != nil {
			return nil, err
		}
		change.Head = &last
	}
	result, err := gate.Compare(ctx, before, tree, change, opts)
	if err != nil || result.Against == nil {
		return result, err
	}
	return result, gate.Blame(ctx, r, result, opts)
}

// cutRange reads BASE..HEAD, and BASE...HEAD, which begins where the two parted. Ok is
// false for one commit, which is the base.
func cutRange(r *repo.Repository, text string) (base, head string, ok bool, err error) {
	if base, head, ok = strings.Cut(text, "..."); ok {
		from := head
		if from == "" {
			from = "HEAD"
		}
		base, err = r.MergeBase(base, from)
		return base, head, true, err
	}
	base, head, ok = strings.Cut(text, "..")
	return base, head, ok, nil
}

// runEach judges every commit of a range.
func (e *environment) runEach(ctx context.Context, dir string, flags *checkFlags, opts gate.Options) error {
	name := "text"
	switch len(flags.outputs) {
	case 0:
	case 1:
		name = flags.outputs[0]
	default:
		return fmt.Errorf("--each prints one format")
	}
	format, err := formatOf(report.EachFormats, name)
	if err != nil {
		return err
	}
	r, err := repo.Open(dir)
	if err != nil {
		return err
	}
	base, head, ok, err := cutRange(r, flags.each)
	if err != nil {
		return err
	}
	if !ok {
		return fmt.Errorf("--each %q: want a range, as in main..HEAD", flags.each)
	}
	if head == "" {
		head = "HEAD"
	}
	commits, err := r.Range(base, head)
	if err != nil {
		return err
	}
	if len(commits) > 0 {
		tree, err := r.Commit(commits[len(commits)-1].Hash)
		if err != nil {
			return err
		}
		if err := knownRules(ctx, tree, opts); err != nil {
			return err
		}
	}
	fails, invalid := 0, 0
	printer := format(e.commands(name), report.Style{Colour: e.colour(e.stdout), Version: Version()})
	err = gate.Each(ctx, r, commits, opts, func(s gate.Step) error {
		switch {
		case s.Result.Invalid():
			invalid++
		case s.Result.Fails():
			fails++
		}
		return printer.Step(s)
	})
	if err != nil {
		return err
	}
	if err := printer.End(); err != nil {
		return err
	}
	switch {
	case invalid > 0:
		return errSaid
	case fails > 0:
		return errFound
	}
	return nil
}
