package cli

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"github.com/tidegate/tidegate/internal/finding"
	"github.com/tidegate/tidegate/internal/gate"
	"github.com/tidegate/tidegate/internal/repo"
	"github.com/tidegate/tidegate/internal/report"
	"github.com/tidegate/tidegate/internal/source"
	"github.com/tidegate/tidegate/internal/write"
)

func (e *environment) hook() *cobra.Command {
	c := &cobra.Command{
		Use:   "hook",
		Short: "Judge what git is about to take: as a hook of a server, or of a clone",
		Long: `Hook is what git calls. On a server, pre-receive judges what is pushed before it is
accepted; in a clone, pre-commit and pre-merge-commit judge what is about to be
committed, and pre-push what is about to be pushed. Only what a change makes worse is
refused, and the clock is that of the machine, never a date that somebody wrote into a
commit. Where there are no definitions, nothing is judged, and the hook says so.`,
		Example: "  tidegate hook install pre-commit pre-push",
		Args:    cobra.NoArgs,
		RunE:    func(c *cobra.Command, _ []string) error { return c.Help() },
	}
	c.AddCommand(e.hookInstall(), e.pushHook("pre-receive", `Pre-receive reads from standard input what git gives it: old and new commit and the
name of each reference. Each is judged, as of now, against the commit from which it
left what the server has, objects in quarantine included; and so is each commit on the
way against its parents, as anybody can check it out and tag it. Deleted references, and tags
of files and folders, are let through. The first push of a repository is judged whole.`, preReceive),
		e.pushHook("pre-push", `Pre-push reads from standard input what git gives it and judges each commit that is
about to be pushed, as of now, against what the remote has. The arguments are those
that git gives: the name of the remote, and its address.`, prePush),
		e.commitHook("pre-commit", `Pre-commit judges what is about to be committed, as of now, against the last commit:
the index that git names, which is another one for git commit -a and for git commit
with paths. The first commit of a repository is judged whole.`),
		e.commitHook("pre-merge-commit", `Pre-merge-commit judges what a merge is about to commit, as of now, against the commit
into which it is merged. Git calls it where pre-commit is not called.`))
	return c
}

// hooking is what all hooks know of what they are called for.
type hooking struct {
	dir, asOf, failLevel string
}

func (h *hooking) flags(c *cobra.Command) {
	c.Flags().StringVar(&h.dir, "dir", ".", "the folder of the definitions, in the repository")
	c.Flags().StringVar(&h.asOf, "as-of", "", "judge as of this date (the whole day) or RFC 3339 timestamp (default: now)")
	c.Flags().StringVar(&h.failLevel, "fail-level", "", "refuse from this severity on (default medium, or what tidegate.hcl says)")
}

// options are those of a gate, whose clock is its own: no date of a commit counts.
func (h *hooking) options() (gate.Options, error) {
	j := judging{failLevel: h.failLevel}
	j.asOf = h.asOf
	opts, err := j.options()
	opts.AsOfNow()
	opts.Cache = &gate.Cache{}
	return opts, err
}

// pushHook is a hook that reads references from standard input.
func (e *environment) pushHook(name, long string, read func(line string, args []string) (push, error)) *cobra.Command {
	var h hooking
	c := &cobra.Command{
		Use:     name,
		Short:   "The " + name + " hook",
		Long:    long,
		Example: "  # in hooks/" + name + "\n  exec tidegate hook " + name + ` "$@"`,
		// git gives pre-push the name and the address of the remote.
		Args: cobra.ArbitraryArgs,
		RunE: func(c *cobra.Command, args []string) error {
			opts, err := h.options()
			if err != nil {
				return err
			}
			var pushes []push
			lines := bufio.NewScanner(c.InOrStdin())
			for lines.Scan() {
				if strings.TrimSpace(lines.Text()) == "" {
					continue
				}
				p, err := read(lines.Text(), args)
				if err != nil {
					return err
				}
				pushes = append(pushes, p)
			}
			if err := lines.Err(); err != nil {
				return fmt.Errorf("reading what git gives to the hook: %w", err)
			}
			if len(pushes) == 0 && name == "pre-receive" { // git calls pre-push where nothing is to be pushed, too
				return errors.New("git gave no references to the hook on standard input, so nothing was judged")
			}
			return e.receive(c.Context(), h.dir, pushes, opts)
		},
	}
	h.flags(c)
	return c
}

// commitHook is a hook that judges the index.
func (e *environment) commitHook(name, long string) *cobra.Command {
	var h hooking
	c := &cobra.Command{
		Use:     name,
		Short:   "The " + name + " hook",
		Long:    long,
		Example: "  # in hooks/" + name + "\n  exec tidegate hook " + name,
		Args:    cobra.NoArgs,
		RunE: func(c *cobra.Command, _ []string) error {
			opts, err := h.options()
			if err != nil {
				return err
			}
			r, err := repo.Open(h.dir)
			if err != nil {
				return err
			}
			tree, err := r.Staged(time.Now())
			if err != nil {
				return err
			}
			ground, err := groundOf(r, "HEAD", "HEAD", true)
			if err != nil {
				return err
			}
			status, err := e.judgeChange(c.Context(), r, ground, "HEAD", tree, "what is staged", opts)
			if err != nil {
				return err
			}
			return outcome(status)
		},
	}
	h.flags(c)
	return c
}

// outcome is the error that ends the program with a status.
func outcome(status int) error {
	switch status {
	case statusInvalid:
		return errSaid
	case statusFound:
		return errFound
	}
	return nil
}

// A push is one reference that moves.
type push struct {
	old, new, name string
	has            func(*repo.Repository) ([]string, error) // what the other side has
}

var wholeHash = regexp.MustCompile(`^[0-9a-f]{40}([0-9a-f]{24})?$`)

func preReceive(line string, _ []string) (push, error) {
	parts := strings.Fields(line)
	if len(parts) != 3 || !wholeHash.MatchString(parts[0]) || !wholeHash.MatchString(parts[1]) {
		return push{}, fmt.Errorf("%q: want an old commit, a new commit and a reference, as git gives them to a hook", line)
	}
	return push{parts[0], parts[1], parts[2], (*repo.Repository).Has}, nil
}

func prePush(line string, args []string) (push, error) {
	parts := strings.Fields(line)
	if len(parts) != 4 || !wholeHash.MatchString(parts[1]) || !wholeHash.MatchString(parts[3]) {
		return push{}, fmt.Errorf("%q: want a local reference and commit and a remote reference and commit, as git gives them to a hook", line)
	}
	has := func(r *repo.Repository) ([]string, error) {
		if len(args) == 0 {
			return r.RemoteHas("origin")
		}
		return r.RemoteHas(args[0])
	}
	return push{parts[3], parts[1], parts[2], has}, nil
}

// receive judges what is pushed. It speaks on standard error, which git shows to
// whoever pushes.
func (e *environment) receive(ctx context.Context, dir string, pushes []push, opts gate.Options) error {
	if len(pushes) == 0 {
		return nil
	}
	r, err := repo.Open(dir)
	if err != nil {
		return err
	}
	worst := statusFine
	for _, p := range pushes {
		status, err := e.judgePush(ctx, r, p, opts)
		if err != nil {
			return fmt.Errorf("%s: %w", p.name, err)
		}
		worst = max(worst, status)
	}
	return outcome(worst)
}

func (e *environment) judgePush(ctx context.Context, r *repo.Repository, p push, opts gate.Options) (status int, err error) {
	if repo.NoCommit(p.new) { // a deletion
		return statusFine, nil
	}
	commit, err := r.Peel(p.new)
	var other *repo.NotCommitError
	if errors.As(err, &other) {
		fmt.Fprintf(e.stderr, "tidegate: %s is a tag of a %s, and nothing was judged\n", p.name, other.Type)
		return statusFine, nil
	}
	if err != nil {
		return statusInvalid, err
	}
	has := func() ([]string, error) { return p.has(r) }
	ground, err := r.Ground(p.old, commit, has)
	if err == nil {
		ground, err = firm(ctx, r, ground, has, opts)
	}
	if err != nil {
		return statusInvalid, err
	}
	tree, err := r.Commit(commit)
	if err != nil {
		return statusInvalid, err
	}
	return e.judgeChange(ctx, r, ground, commit, tree, fmt.Sprintf("%s at %s", p.name, p.new[:12]), opts)
}

// detours says which commits of a change are worse than what they were made from, although
// the last one is fine: whoever has them can tag them. The first push of a repository brings
// what there was.
func (e *environment) detours(ctx context.Context, r *repo.Repository, result *gate.Result, opts gate.Options) (bool, error) {
	if result.Against.Revision == "" || result.Against.Unrelated {
		return false, nil
	}
	found, err := gate.Detours(ctx, r, result.Against.Commits, result.FailLevel, opts)
	for _, d := range found {
		fmt.Fprintf(e.stderr, "tidegate: commit %s %q is worse than what it was made from: %s: %s [%s]\n", d.Commit.Hash[:12], d.Commit.Title, d.Finding.Severity, d.Finding.Message, d.Finding.Rule)
	}
	return len(found) > 0, err
}

// judgeChange judges a tree for a hook, and says on standard error what became of it.
func (e *environment) judgeChange(ctx context.Context, r *repo.Repository, ground repo.Ground, head string, tree source.Tree, what string, opts gate.Options) (status int, err error) {
	result, err := compareWith(ctx, r, ground, head, tree, gate.Change{}, opts)
	if errors.Is(err, gate.ErrNothing) {
		fmt.Fprintf(e.stderr, "tidegate: %s has no definitions, and nothing was judged\n", what)
		return statusFine, nil
	}
	if err != nil {
		return statusInvalid, err
	}
	status = statusFine
	verdict := "accepted"
	switch {
	case result.Invalid():
		status, verdict = statusInvalid, "refused: its definitions cannot be judged"
	case result.Fails():
		status, verdict = statusFound, "refused"
	default:
		detours, err := e.detours(ctx, r, result, opts)
		if err != nil {
			return statusInvalid, err
		}
		if detours {
			fmt.Fprintf(e.stderr, "tidegate: %s refused: each commit that a push brings is checked; if a later one repairs it, make one of the two (git rebase --interactive)\n", what)
			return statusFound, nil
		}
	}
	if status != statusFine {
		format, err := report.Find("text")
		if err != nil {
			return statusInvalid, err
		}
		if err := format(e.stderr, result, report.Style{Version: Version()}); err != nil {
			return statusInvalid, err
		}
	}
	fmt.Fprintf(e.stderr, "tidegate: %s %s\n", what, verdict)
	return status, nil
}

// hookNames are the hooks that install knows, and whether it writes them unasked.
var hookNames = map[string]bool{"pre-commit": true, "pre-merge-commit": true, "pre-push": true, "pre-receive": false}

// hookMark tells our hooks from others.
const hookMark = "# written by tidegate hook install\n"

// written matches the whole text of a hook that install wrote and nobody changed.
var written = regexp.MustCompile(`^#!/bin/sh\n` + regexp.QuoteMeta(hookMark) + `exec tidegate (?:check --staged --against HEAD --exact|hook [a-z-]+(?: --dir '[^\n]*')?(?: "\$@")?)\n$`)

// script is the text of a hook for a folder of the repository.
func script(name, sub string) string {
	text := "#!/bin/sh\n" + hookMark + "exec tidegate hook " + name
	if sub != "." {
		text += " --dir '" + strings.ReplaceAll(sub, "'", `'\''`) + "'"
	}
	if name == "pre-push" {
		text += ` "$@"`
	}
	return text + "\n"
}

func (e *environment) hookInstall() *cobra.Command {
	var dir string
	var force bool
	c := &cobra.Command{
		Use:   "install [HOOK...]",
		Short: "Write hooks that call tidegate into a repository",
		Long: `Install writes the hooks pre-commit, pre-merge-commit and pre-push (or those that are
named, among them pre-receive for a server) to where git looks for the hooks of this
repository, and says which files it wrote. They judge the folder that --dir names. A
hook that is there already, and is not just as install wrote it, is left alone unless
--force is given. Where core.hooksPath sends several repositories to one folder,
nothing is written.`,
		Example:   "  tidegate hook install\n\n  # on a server\n  tidegate hook install pre-receive --dir /srv/git/company.git",
		ValidArgs: formatNames(hookNames),
		RunE: func(_ *cobra.Command, args []string) error {
			if len(args) == 0 {
				for _, name := range formatNames(hookNames) {
					if hookNames[name] {
						args = append(args, name)
					}
				}
			}
			return e.installHooks(dir, args, force)
		},
	}
	c.Flags().StringVar(&dir, "dir", ".", "the folder of the definitions, in the repository")
	c.Flags().BoolVar(&force, "force", false, "replace hooks that are there")
	return c
}

func (e *environment) installHooks(dir string, names []string, force bool) error {
	r, err := repo.Open(dir)
	if err != nil {
		return err
	}
	hooks, err := r.Hooks()
	if err != nil {
		return err
	}
	if hooks.Shared != "" {
		return fmt.Errorf("git looks for hooks in %s, where core.hooksPath in %s sends other repositories as well; let the hooks there call tidegate hook pre-commit, or give this repository a folder of its own: git config core.hooksPath %s", hooks.Dir, hooks.Shared, ".git/hooks")
	}
	names = slices.Sorted(slices.Values(names))
	for _, name := range names { // before anything is written
		if _, known := hookNames[name]; !known {
			return finding.Unknown("hook", name, formatNames(hookNames))
		}
		path := filepath.Join(hooks.Dir, name)
		old, err := os.ReadFile(path)
		switch {
		case errors.Is(err, os.ErrNotExist):
		case err != nil:
			return err
		case !force && !written.Match(old):
			return fmt.Errorf("%s is there already; call tidegate hook %s from it, or replace it with --force", path, name)
		}
	}
	if err := os.MkdirAll(hooks.Dir, 0o755); err != nil {
		return err
	}
	for _, name := range names {
		path := filepath.Join(hooks.Dir, name)
		if err := write.File(path, []byte(script(name, r.Sub())), 0o755); err != nil {
			return err
		}
		if err := os.Chmod(path, 0o755); err != nil { // one that was there may have been switched off
			return err
		}
		fmt.Fprintln(e.stdout, path)
	}
	return nil
}
