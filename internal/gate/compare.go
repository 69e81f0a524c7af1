package gate

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"slices"
	"time"

	"github.com/tidegate/tidegate/internal/calendar"
	"github.com/tidegate/tidegate/internal/facts"
	"github.com/tidegate/tidegate/internal/finding"
	"github.com/tidegate/tidegate/internal/load"
	"github.com/tidegate/tidegate/internal/model"
	"github.com/tidegate/tidegate/internal/repo"
	"github.com/tidegate/tidegate/internal/source"
)

// A Comparison is what a result is compared with.
type Comparison struct {
	Revision  string            // of the base
	Fixed     []finding.Finding // that the base has, and the tree does not
	Invalid   bool              // the base cannot be judged, so every finding counts as new
	Empty     bool              // the base defines nothing, so every finding is new
	Unrelated bool              // the tree does not come from the base, so every finding is new
	All       bool              // what is unchanged counts as well
	Commits   []repo.Commit     // that lead from the base to the tree, parents first
	Approvals []facts.Need      // what had to be approved, and by whom it was
	Access    *facts.AccessDiff // what it does to access
}

// An AccessDiff is what a change does to access, on a day.
type AccessDiff struct {
	AsOf       time.Time
	Base, Head string // revisions; empty for files as they lie there
	facts.AccessDiff
	Problems []finding.Finding // of a side that cannot be judged
}

// DiffAccess compares who can do what in two trees on the same day.
func DiffAccess(ctx context.Context, base, head source.Tree, opts Options) (*AccessDiff, error) {
	if opts.Cache == nil {
		opts.Cache = &Cache{}
	}
	now, problems, err := Open(ctx, head, opts)
	if err != nil && !errors.Is(err, ErrInvalid) {
		return nil, err
	}
	out := &AccessDiff{AsOf: now.AsOf, Base: base.Revision, Head: head.Revision, Problems: problems}
	if len(problems) > 0 {
		return out, nil
	}
	opts.AsOf = now.Now
	old, problems, err := Open(ctx, base, opts)
	if err != nil && !errors.Is(err, ErrInvalid) {
		return nil, err
	}
	if out.Problems = problems; len(problems) == 0 {
		out.AccessDiff = now.accessDiff(old, both(now, old, opts))
	}
	return out, nil
}

// accessDiff is what a change does to access today, and on the days on which
// something begins in either tree.
func (s *Session) accessDiff(old *Session, days []calendar.Date) facts.AccessDiff {
	diff := s.Facts.AccessDiff(old.Facts)
	if len(diff.Edits) > 0 {
		diff.Later = s.Facts.AccessLater(old.Facts, &diff, days)
	}
	return diff
}

// Defines reports whether a tree defines anything. One that cannot be read does.
func Defines(ctx context.Context, tree source.Tree, opts Options) bool {
	s := &Session{Tree: tree, cache: opts.Cache}
	_, err := s.read(ctx)
	return !errors.Is(err, load.ErrNoDefinitions)
}

// A Change is what leads from a base to a tree.
type Change struct {
	Commits []repo.Commit // parents first
	Signed  []repo.Signed // about the last of them
	Head    *source.Tree  // the last of them, where files as they lie there are judged and not a commit
	Reviews []load.Review // that a forge exported
}

// Compare judges two trees on the same day, and says of each finding what became
// of it from the base. Each side is judged by its own rules and parameters: who
// tightens a rule answers for what it finds. What the base did not show on its own
// day either, time alone broke.
func Compare(ctx context.Context, base, head source.Tree, change Change, opts Options) (*Result, error) {
	if opts.Cache == nil {
		opts.Cache = &Cache{}
	}
	now, problems, err := Open(ctx, head, opts)
	if errors.Is(err, load.ErrNoDefinitions) {
		return nil, nothing(ctx, base, opts, err)
	}
	if err != nil && !errors.Is(err, ErrInvalid) {
		return nil, err
	}
	if len(problems) > 0 {
		return now.check(ctx, problems, opts)
	}
	opts.AsOf = now.Now
	old, wrong, err := Open(ctx, base, opts)
	if errors.Is(err, load.ErrNoDefinitions) {
		result, err := now.check(ctx, nil, opts)
		if err != nil || result.Invalid() {
			return result, err
		}
		result.Against = &Comparison{Revision: base.Revision, Commits: change.Commits, Empty: true}
		result.Unmet = now.unmet("the base defines nothing")
		finding.Compare(nil, result.Findings)
		return result, nil
	}
	if err != nil && !errors.Is(err, ErrInvalid) {
		return nil, fmt.Errorf("the base: %w", err)
	}
	if len(wrong) == 0 {
		if opts.floor = floorOf(old, now); opts.floor != nil {
			if now, problems, err = Open(ctx, head, opts); err != nil {
				return nil, errors.Join(err, unexpected(problems))
			}
		}
		opts.begins = both(now, old, opts)
	}
	result, err := now.check(ctx, nil, opts)
	if err != nil || result.Invalid() {
		return result, err
	}
	result.Against = &Comparison{Revision: base.Revision, Commits: change.Commits, Unrelated: opts.Unrelated}
	opts.floor = nil // the base is held against itself
	before, err := old.check(ctx, wrong, opts)
	if err != nil {
		return nil, fmt.Errorf("the base: %w", err)
	}
	if opts.FailLevel == 0 && old.Config != nil { // whoever lowers the gate does not pass it by that
		result.FailLevel = min(result.FailLevel, old.Config.FailLevel)
	}
	if before.Invalid() {
		result.Against.Invalid = true
		before.Findings = nil
	} else {
		result.Unmet = now.unmet("")
		standing(now, old, before.Findings, result.Findings)
	}
	result.Against.Fixed = finding.Compare(before.Findings, result.Findings)
	if opts.Unrelated {
		for i := range result.Findings {
			result.Findings[i].Change = finding.New
		}
	}
	if err := markTime(ctx, base, opts, result); err != nil {
		return nil, err
	}
	if result.Against.Invalid {
		return result, nil
	}
	diff := now.accessDiff(old, opts.begins)
	result.Against.Access = &diff
	about, needs, err := now.change(ctx, old, change, opts.Clock)
	if err != nil {
		return nil, err
	}
	result.Against.Approvals = needs
	result.Findings = append(result.Findings, about...)
	finding.Sort(result.Findings)
	return result, nil
}

// unexpected is an error for problems of a tree that had none a moment ago.
func unexpected(problems []finding.Finding) error {
	if len(problems) == 0 {
		return nil
	}
	return errors.New(problems[0].Message.String())
}

// ErrNothing says that a comparison has nothing to judge.
var ErrNothing = errors.New("nothing was judged")

// nothing says why a tree without definitions cannot be compared.
func nothing(ctx context.Context, base source.Tree, opts Options, because error) error {
	if opts.AsOf.IsZero() {
		opts.AsOf = calendar.NowOf(time.Now()) // of no matter: nothing is judged
	}
	_, _, err := Open(ctx, base, opts)
	switch {
	case errors.Is(err, load.ErrNoDefinitions):
		return fmt.Errorf("neither the base nor the change has definitions, so %w", ErrNothing)
	case opts.Unrelated:
		return fmt.Errorf("the change has no commit in common with the base and no definitions, so %w", ErrNothing)
	}
	return fmt.Errorf("%w; the base has some, and a change that removes them all cannot be judged", because)
}

// both lists the days on which something begins in either tree, so that both are
// checked on the same ones; what the change touches counts however late it begins.
func both(now, old *Session, opts Options) []calendar.Date {
	touched := map[model.Address]bool{}
	for _, t := range now.Facts.Touches(old.Facts) {
		touched[t] = true
	}
	today := now.Now.Today()
	of := func(a model.Address) bool { return touched[a] }
	days := slices.Concat(now.begins(opts), old.begins(opts), now.Org.BeginsIn(today, of), old.Org.BeginsIn(today, of))
	slices.Sort(days)
	days = slices.Compact(days)
	return days[:min(len(days), mostBegins)]
}

// mostBegins is on how many days to come two trees are compared, the nearest first.
const mostBegins = 200

// standing takes the excuse from findings that a waiver of the base did not weigh:
// those that came after it, and those that have grown since. A waiver is approved for
// what was there, and a change does not make more of it.
func standing(now, old *Session, before, after []finding.Finding) {
	had := map[string]*finding.Finding{}
	for i := range before {
		had[before[i].Identity()] = &before[i]
	}
	for i := range after {
		f := &after[i]
		if f.Waiver == nil {
			continue
		}
		address := model.Address(f.Waiver.Address)
		then, here := old.Org.Lookup(address), now.Org.Lookup(address)
		if then == nil || here == nil || !then.Value.Same(&here.Value) {
			continue // it is of this change, which is judged by itself
		}
		switch was := had[f.Identity()]; {
		case was == nil:
			f.Because = append(f.Because, source.Text(fmt.Sprintf("%s does not excuse it: it was approved before this was there", f.Waiver.Address)))
			f.Waiver = nil
		case f.Severity > was.Severity || f.Extent > was.Extent:
			f.Because = append(f.Because, source.Text(fmt.Sprintf("%s does not excuse it: this change makes it worse (%d to %d %s)", f.Waiver.Address, was.Extent, f.Extent, f.Unit)))
			f.Waiver = nil
		}
	}
}

// change judges the change itself. What it does is new by its nature.
func (s *Session) change(ctx context.Context, old *Session, change Change, clock time.Time) ([]finding.Finding, []facts.Need, error) {
	var made []facts.Made
	for _, c := range change.Commits {
		made = append(made, facts.Made{
			Hash: c.Hash, Author: c.Author, Email: c.AuthorEmail, Message: c.Message, When: c.When, After: c.After,
			Nothing: c.Clean || c.Empty,
		})
	}
	proofs, err := s.proofs(old, change)
	if err != nil {
		return nil, nil, err
	}
	view := s.Facts.ChangeOf(old.Facts, made, proofs, clock, s.governing(old))
	subjects := map[string][]*model.Definition{model.ChangeKind: {view.Definition}}
	found, err := s.Judge.Of(ctx, s.Org, subjects, func(*model.Definition) facts.View { return view })
	if err != nil {
		return nil, nil, err
	}
	s.raise(found)
	for i := range found {
		found[i].Change = finding.New
	}
	s.waivers(s.result(Options{})).Apply(found) // what is wrong with waivers was said of the tree
	finding.Redact(found)
	return found, view.Facts.(facts.Change).Needs, nil
}

// markTime marks the findings that the base has today, and did not have on its own
// day or had as a lesser one.
func markTime(ctx context.Context, base source.Tree, opts Options, result *Result) error {
	if result.Against.Invalid || base.Time.IsZero() || !base.Time.Before(result.AsOf) {
		return nil
	}
	opts.AsOf = calendar.NowOf(base.Time)
	then, err := Check(ctx, base, opts)
	if err != nil {
		return err
	}
	if then.Invalid() {
		return nil
	}
	had := map[string]finding.Severity{}
	for i := range then.Findings {
		if f := &then.Findings[i]; f.Waiver == nil {
			had[f.Identity()] = f.Severity
		}
	}
	for i := range result.Findings {
		f := &result.Findings[i]
		f.Time = f.Change == finding.Unchanged && f.Waiver == nil && had[f.Identity()] < f.Severity
	}
	return nil
}

// mostBlamed is how many commits are judged to find who introduced what.
const mostBlamed = 100

// Blame finds, for each finding that counts, a commit of the range that has it while the
// one before it has not, by halves: a range of a hundred commits costs seven judgements
// where one commit introduced all. Commits that cannot be judged have nothing. What the
// last commit has not is not committed yet.
func Blame(ctx context.Context, r *repo.Repository, result *Result, opts Options) error {
	wanted := map[string]*finding.Finding{}
	for i := range result.Findings {
		if f := &result.Findings[i]; (f.Change == finding.New || f.Change == finding.Worsened) && f.Waiver == nil {
			wanted[f.Identity()] = f
		}
	}
	commits := result.Against.Commits
	if len(wanted) == 0 || len(commits) == 0 {
		return nil
	}
	opts.AsOf = result.Now
	opts.Only = onlyThose(wanted, result, opts.Only)
	judged := 0
	has := func(i int) (map[string]finding.Finding, error) {
		judged++
		return countedAt(ctx, r, commits[i].Hash, opts)
	}
	// Of what is looked for, the commit at high has all, and that before low nothing.
	var search func(low, high int, of []string) error
	search = func(low, high int, of []string) error {
		if len(of) == 0 || judged >= mostBlamed {
			return nil
		}
		if low == high {
			c := commits[low]
			for _, id := range of {
				wanted[id].Commit = CommitOf(&c)
			}
			return nil
		}
		middle := (low + high) / 2
		there, err := has(middle)
		if err != nil {
			return err
		}
		var before, after []string
		for _, id := range of {
			if _, ok := there[id]; ok {
				before = append(before, id)
			} else {
				after = append(after, id)
			}
		}
		if err := search(low, middle, before); err != nil {
			return err
		}
		return search(middle+1, high, after)
	}
	last := len(commits) - 1
	there, err := has(last)
	if err != nil {
		return err
	}
	var committed []string
	for _, id := range slices.Sorted(maps.Keys(wanted)) {
		if _, ok := there[id]; ok {
			committed = append(committed, id)
		}
	}
	return search(0, last, committed)
}

// CommitOf is what findings say of a commit.
func CommitOf(c *repo.Commit) *finding.Commit {
	return &finding.Commit{Hash: c.Hash, Author: source.Text(c.Author), When: c.When.Format(time.RFC3339), Title: source.Text(c.Title)}
}

// onlyThose is the rules that have to be asked for some findings: their own, unless one is
// judged over the findings of others.
func onlyThose(wanted map[string]*finding.Finding, result *Result, asked []string) []string {
	var only []string
	over := finding.Rules()
	for _, f := range wanted {
		if result.Rule(f.Rule) == nil || slices.ContainsFunc(over, func(r finding.Rule) bool { return r.ID == f.Rule }) {
			return asked
		}
		only = append(only, f.Rule)
	}
	slices.Sort(only)
	return slices.Compact(only)
}

// A Step is one commit of a range, judged by itself as of its own time.
type Step struct {
	Commit repo.Commit
	Result *Result

	// Beside the commit before it in the range; nothing where that one or this one cannot
	// be judged. What is waived counts as not there.
	New    []finding.Finding // that it made
	ByTime []finding.Finding // that the one before it has as well by then
	Fixed  []finding.Finding // that it made go away, or that time did
}

// beside compares a step with the one before it, whose tree is judged again at the time of
// this one where time may be what made the difference.
func (s *Step) beside(ctx context.Context, before *Step, tree source.Tree, opts Options) error {
	if before == nil || before.Result.Invalid() || s.Result.Invalid() {
		return nil
	}
	had, has := counted(before.Result), counted(s.Result)
	for id, f := range had {
		if _, both := has[id]; !both {
			s.Fixed = append(s.Fixed, f)
		}
	}
	for id, f := range has {
		if _, both := had[id]; !both {
			s.New = append(s.New, f)
		}
	}
	finding.Sort(s.Fixed)
	finding.Sort(s.New)
	if len(s.New) == 0 || !s.Result.AsOf.After(before.Result.AsOf) {
		return nil
	}
	opts.AsOf = s.Result.Now
	then, err := Check(ctx, tree, opts)
	if err != nil || then.Invalid() {
		return err
	}
	anyway := counted(then)
	s.New = slices.DeleteFunc(s.New, func(f finding.Finding) bool {
		_, time := anyway[f.Identity()]
		if time {
			s.ByTime = append(s.ByTime, f)
		}
		return time
	})
	return nil
}

// counted are the findings that are not waived, by identity.
func counted(r *Result) map[string]finding.Finding {
	out := map[string]finding.Finding{}
	for _, f := range r.Findings {
		if f.Waiver == nil {
			out[f.Identity()] = f
		}
	}
	return out
}

// Each judges every commit of a range by itself, parents first, and hands each to
// the caller. What commits have in common is read and judged once. Commits before the
// first that defines anything are left out; where none does, that is an error.
func Each(ctx context.Context, r *repo.Repository, commits []repo.Commit, opts Options, yield func(Step) error) error {
	if opts.Cache == nil {
		opts.Cache = &Cache{}
	}
	var before *Step
	var beforeTree source.Tree
	for i, c := range commits {
		tree, err := r.Commit(c.Hash)
		if err != nil {
			return err
		}
		result, err := Check(ctx, tree, opts)
		if errors.Is(err, load.ErrNoDefinitions) && before == nil && i < len(commits)-1 {
			continue
		}
		if err != nil {
			return fmt.Errorf("commit %s: %w", c.Hash, err)
		}
		step := &Step{Commit: c, Result: result}
		if err := step.beside(ctx, before, beforeTree, opts); err != nil {
			return fmt.Errorf("commit %s: %w", c.Hash, err)
		}
		if err := yield(*step); err != nil {
			return err
		}
		before, beforeTree = step, tree
	}
	return nil
}
