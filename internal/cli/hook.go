package cli

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"github.com/tidegate/tidegate/internal/gate"
	"github.com/tidegate/tidegate/internal/repo"
	"github.com/tidegate/tidegate/internal/report"
)

func (e *environment) hook() *cobra.Command {
	c := &cobra.Command{
		Use:   "hook",
		Short: "Judge what git is about to take: as a hook of a server, or of a clone",
		Long: `Hook is what git calls. On a server, pre-receive judges what is pushed before it is
accepted; in a clone, pre-commit judges what is staged, and pre-push what is about to
be pushed. Only what a change makes worse is refused.`,
		Example: "  tidegate hook install pre-commit pre-push",
		Args:    cobra.NoArgs,
		RunE:    func(c *cobra.Command, _ []string) error { return c.Help() },
	}
	c.AddCommand(e.hookInstall(), e.hookRun("pre-receive", `Pre-receive reads from standard input what git gives it: old and new commit and the
name of each reference. Each is judged against the commit from which it left what
the server has, objects in quarantine included. Deleted references and tags of
anything but commits are let through. The first push of a repository is judged
whole.`, preReceive), e.hookRun("pre-push", `Pre-push reads from standard input what git gives it and judges each commit that is
about to be pushed against what the remote has.`, prePush))
	return c
}

// hookRun is a hook that reads references from standard input.
func (e *environment) hookRun(name, long string, read func(line string) (push, error)) *cobra.Command {
	var dir, failLevel string
	c := &cobra.Command{
		Use:     name,
		Short:   "The " + name + " hook",
		Long:    long,
		Example: "  # in hooks/" + name + "\n  exec tidegate hook " + name,
		// git gives pre-push the name and the address of the remote.
		Args: cobra.ArbitraryArgs,
		RunE: func(c *cobra.Command, _ []string) error {
			opts, err := (&judging{failLevel: failLevel}).options()
			if err != nil {
				return err
			}
			var pushes []push
			for lines := bufio.NewScanner(c.InOrStdin()); lines.Scan(); {
				if strings.TrimSpace(lines.Text()) == "" {
					continue
				}
				p, err := read(lines.Text())
				if err != nil {
					return err
				}
				pushes = append(pushes, p)
			}
			return e.receive(c.Context(), dir, pushes, opts)
		},
	}
	c.Flags().StringVar(&dir, "dir", ".", "the repository")
	c.Flags().StringVar(&failLevel, "fail-level", "", "refuse from this severity on (default medium, or what tidegate.hcl says)")
	return c
}

// A push is one reference that moves.
type push struct{ old, new, name string }

func preReceive(line string) (push, error) {
	parts := strings.Fields(line)
	if len(parts) != 3 || len(parts[0]) < 40 || len(parts[1]) < 40 {
		return push{}, fmt.Errorf("%q: want an old commit, a new commit and a reference, as git gives them to a hook", line)
	}
	return push{parts[0], parts[1], parts[2]}, nil
}

func prePush(line string) (push, error) {
	parts := strings.Fields(line)
	if len(parts) != 4 || len(parts[1]) < 40 || len(parts[3]) < 40 {
		return push{}, fmt.Errorf("%q: want a local reference and commit and a remote reference and commit, as git gives them to a hook", line)
	}
	return push{parts[3], parts[1], parts[2]}, nil
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
	opts.Cache = &gate.Cache{}
	outcome := statusFine
	for _, p := range pushes {
		status, err := e.judgePush(ctx, r, p, opts)
		if err != nil {
			return fmt.Errorf("%s: %w", p.name, err)
		}
		outcome = max(outcome, status)
	}
	switch outcome {
	case statusInvalid:
		return errSaid
	case statusFound:
		return errFound
	}
	return nil
}

func (e *environment) judgePush(ctx context.Context, r *repo.Repository, p push, opts gate.Options) (status int, err error) {
	if repo.NoCommit(p.new) || !r.IsCommit(p.new) { // a deletion, or a tag of something else
		return statusFine, nil
	}
	base := r.Ground(p.old, p.new)
	tree, err := r.Commit(p.new)
	if err != nil {
		return statusInvalid, err
	}
	var result *gate.Result
	if base == "" {
		result, err = gate.Check(ctx, tree, opts)
	} else {
		result, err = compareWith(ctx, r, base, p.new, tree, opts)
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
	fmt.Fprintf(e.stderr, "tidegate: %s at %s %s\n", p.name, p.new[:12], verdict)
	return status, nil
}

// hookScripts are what install writes, by hook.
var hookScripts = map[string]string{
	"pre-commit":  "exec tidegate check --staged --against HEAD --exact\n",
	"pre-push":    "exec tidegate hook pre-push\n",
	"pre-receive": "exec tidegate hook pre-receive\n",
}

// hookMark tells our hooks from others.
const hookMark = "# written by tidegate hook install\n"

func (e *environment) hookInstall() *cobra.Command {
	var dir string
	var force bool
	c := &cobra.Command{
		Use:   "install [HOOK...]",
		Short: "Write hooks that call tidegate into a repository",
		Long: `Install writes the hooks pre-commit and pre-push (or those that are named, among
them pre-receive for a server) into the repository's folder of hooks, and says which
files it wrote. A hook that is there already is left alone unless --force is given.`,
		Example:   "  tidegate hook install\n\n  # on a server\n  tidegate hook install pre-receive --dir /srv/git/company.git",
		ValidArgs: formatNames(hookScripts),
		RunE: func(_ *cobra.Command, args []string) error {
			if len(args) == 0 {
				args = []string{"pre-commit", "pre-push"}
			}
			return e.installHooks(dir, args, force)
		},
	}
	c.Flags().StringVar(&dir, "dir", ".", "the repository")
	c.Flags().BoolVar(&force, "force", false, "replace hooks that are there")
	return c
}

func (e *environment) installHooks(dir string, names []string, force bool) error {
	r, err := repo.Open(dir)
	if err != nil {
		return err
	}
	folder, err := r.Hooks()
	if err != nil {
		return err
	}
	for _, name := range names { // before anything is written
		if hookScripts[name] == "" {
			return fmt.Errorf("there is no hook %q: want %s", name, strings.Join(formatNames(hookScripts), ", "))
		}
		old, err := os.ReadFile(filepath.Join(folder, name))
		switch {
		case errors.Is(err, os.ErrNotExist):
		case err != nil:
			return err
		case !force && !strings.Contains(string(old), hookMark):
			return fmt.Errorf("%s is there already; call tidegate from it, or replace it with --force", filepath.Join(folder, name))
		}
	}
	if err := os.MkdirAll(folder, 0o755); err != nil {
		return err
	}
	for _, name := range slices.Sorted(slices.Values(names)) {
		path := filepath.Join(folder, name)
		if err := os.WriteFile(path, []byte("#!/bin/sh\n"+hookMark+hookScripts[name]), 0o755); err != nil {
			return err
		}
		if err := os.Chmod(path, 0o755); err != nil { // one that was there keeps its mode
			return err
		}
		fmt.Fprintln(e.stdout, path)
	}
	return nil
}
