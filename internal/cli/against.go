package cli

import (
	"context"
	"fmt"
	"strings"

	"github.com/tidegate/tidegate/internal/gate"
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
	base := flags.against
	if !flags.exact {
		if base, err = r.MergeBase(flags.against, head); err != nil {
			return nil, err
		}
	}
	opts.Cache = &gate.Cache{}
	result, err := compareWith(ctx, r, base, head, tree, opts)
	if err != nil {
		return nil, err
	}
	if result.Against != nil {
		result.Against.All = flags.failOn == "all"
	}
	return result, nil
}

// compareWith compares a tree with a commit, and finds who introduced what.
func compareWith(ctx context.Context, r *repo.Repository, base, head string, tree source.Tree, opts gate.Options) (*gate.Result, error) {
	before, err := r.Commit(base)
	if err != nil {
		return nil, err
	}
	commits, err := r.Range(base, head)
	if err != nil {
		return nil, err
	}
	result, err := gate.Compare(ctx, before, tree, commits, opts)
	if err != nil || result.Against == nil {
		return result, err
	}
	return result, gate.Blame(ctx, r, result, opts)
}

// runEach judges every commit of a range.
func (e *environment) runEach(ctx context.Context, dir string, flags *checkFlags, opts gate.Options) error {
	base, head, ok := strings.Cut(flags.each, "..")
	if !ok {
		return fmt.Errorf("--each %q: want a range, as in main..HEAD", flags.each)
	}
	if head == "" {
		head = "HEAD"
	}
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
	commits, err := r.Range(base, head)
	if err != nil {
		return err
	}
	fails, invalid := 0, 0
	printer := format(e.stdout, report.Style{Colour: e.colour(e.stdout), Version: Version()})
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
