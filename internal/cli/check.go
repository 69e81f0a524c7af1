package cli

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"github.com/tidegate/tidegate/internal/finding"
	"github.com/tidegate/tidegate/internal/gate"
	"github.com/tidegate/tidegate/internal/report"
	"github.com/tidegate/tidegate/internal/write"
)

// judging is by what a tree is judged, and from which severity on.
type judging struct {
	where
	failLevel  string
	only, skip []string
}

func (j *judging) flags(c *cobra.Command, failLevel string) {
	j.where.flags(c)
	c.Flags().StringVar(&j.failLevel, "fail-level", "", failLevel)
	c.Flags().StringSliceVar(&j.only, "only", nil, "judge by these rules or families only, as in LP,OW-001")
	c.Flags().StringSliceVar(&j.skip, "skip", nil, "leave out these rules or families")
}

func (j *judging) options() (gate.Options, error) {
	opts := gate.Options{Only: j.only, Skip: j.skip}
	var err error
	if opts.AsOf, err = j.date(); err != nil {
		return opts, err
	}
	if j.failLevel != "" {
		if opts.FailLevel, err = finding.ParseSeverity(j.failLevel); err != nil {
			return opts, fmt.Errorf("--fail-level: %w", err)
		}
	}
	return opts, nil
}

type checkFlags struct {
	judging
	outputs []string
	against string
	exact   bool
	failOn  string
	reviews string
	each    string
	summary bool
	limit   int
}

func (e *environment) check() *cobra.Command {
	var flags checkFlags
	c := &cobra.Command{
		Use:   "check [DIR]",
		Short: "Judge the definitions in a folder, or in a commit",
		Long: `Check reads every definition below DIR (this folder when left out), judges it by
every rule, and prints what it finds. tidegate.hcl in DIR says where things lie
when they lie elsewhere.

When a definition has an error, all errors are printed and nothing is judged.`,
		Example: `  # this folder, as of now
  tidegate check

  # what passes today and fails then
  tidegate check --as-of 2027-01-04

  # what this branch made worse since it left main: nothing else counts
  tidegate check --against main

  # what is about to be committed, against the last commit
  tidegate check --staged --against HEAD

  # every commit of a range, each judged by itself
  tidegate check --each main..HEAD

  # a commit, without a checkout, by two families of rules
  tidegate check --rev HEAD~3 --only LP,BC

  # text here, and a file for code scanning
  tidegate check -o text -o sarif=tidegate.sarif`,
		Args: cobra.MaximumNArgs(1),
		RunE: func(c *cobra.Command, args []string) error { return e.runCheck(c.Context(), dirOf(args), &flags) },
	}
	flags.flags(c, "exit with 1 from this severity on: low, medium, high or critical (default medium, or what tidegate.hcl says)")
	c.Flags().BoolVar(&flags.staged, "staged", false, "judge what is staged for the next commit")
	c.Flags().StringVar(&flags.against, "against", "", "compare with the merge base with this commit, branch or tag; only what is new or worse counts")
	c.Flags().BoolVar(&flags.exact, "exact", false, "compare with the commit of --against itself, not with the merge base")
	c.Flags().StringVar(&flags.failOn, "fail-on", "new", "with --against: new, or all for the rest as well")
	c.Flags().StringVar(&flags.reviews, "reviews", "", "with --against: a file with the reviews of the pull request, as GitHub lists them, which prove approvals")
	c.Flags().BoolVar(&flags.summary, "summary", false, "in text, print how many findings each rule has, and no findings")
	c.Flags().IntVar(&flags.limit, "limit", 0, "in text, tell at most so many findings in full, the gravest first (default all)")
	c.Flags().StringVar(&flags.each, "each", "", "check every commit of a range BASE..HEAD and report how each differs from the one before it, in one format")
	c.MarkFlagsMutuallyExclusive("rev", "staged", "each")
	c.MarkFlagsMutuallyExclusive("against", "each")
	c.Flags().StringArrayVarP(&flags.outputs, "output", "o", nil, "format, or format=path; may be given again: "+strings.Join(report.Formats(), ", ")+" (default text)")
	return c
}

// An output is a format and where it goes; standard output when path is empty.
type output struct {
	format report.Format
	name   string
	path   string
}

func readOutputs(specs []string) ([]output, error) {
	var out []output
	printed := ""
	for _, spec := range specs {
		name, path, _ := strings.Cut(spec, "=")
		format, err := report.Find(name)
		if err != nil {
			return nil, err
		}
		if path == "" {
			if printed != "" {
				return nil, fmt.Errorf("%s and %s would both go to standard output; give one a path: %s=FILE", printed, name, name)
			}
			printed = name
		}
		out = append(out, output{format, name, path})
	}
	return out, nil
}

func (e *environment) runCheck(ctx context.Context, dir string, flags *checkFlags) error {
	started := time.Now()
	opts, err := flags.options()
	if err != nil {
		return err
	}
	outputs, err := readOutputs(flags.outputs) // before the work, so that a typing error costs nothing
	if err != nil {
		return err
	}
	if flags.failOn != "new" && flags.failOn != "all" {
		return fmt.Errorf("--fail-on %q: want new or all", flags.failOn)
	}
	if flags.reviews != "" && flags.against == "" {
		return errors.New("--reviews is about a change; name what to compare with: --against BASE")
	}
	if flags.limit < 0 {
		return fmt.Errorf("--limit %d: want a number of findings, or 0 for all", flags.limit)
	}
	if flags.each != "" {
		return e.runEach(ctx, dir, flags, opts)
	}
	tree, err := flags.tree(dir)
	if err != nil {
		return err
	}
	if err := knownRules(ctx, tree, opts); err != nil {
		return err
	}
	opts.Skipped = func(name, why string) { e.log.Debugf("left out %s: %s", name, why) }
	stop := e.progress("judging " + dir)
	result, err := e.judge(ctx, dir, tree, flags, opts)
	stop()
	if err != nil {
		return err
	}
	e.log.Debugf("judged %d definitions of %d files in %s", result.Definitions, result.Files, time.Since(started).Round(time.Millisecond))
	if len(outputs) == 0 {
		outputs, err = configured(result.Outputs)
		if err != nil {
			return err
		}
	}
	if err := e.write(result, outputs, flags, time.Since(started)); err != nil {
		return err
	}
	switch {
	case result.Invalid():
		return errSaid
	case result.Fails():
		return errFound
	}
	return nil
}

// configured reads the outputs of tidegate.hcl. They may not name paths: what a
// fork writes there must not decide which files a run overwrites.
func configured(specs []string) ([]output, error) {
	if len(specs) == 0 {
		specs = []string{"text"}
	}
	for _, spec := range specs {
		if strings.Contains(spec, "=") {
			return nil, errors.New("tidegate.hcl: outputs name formats only; give a path on the command line: -o " + spec)
		}
	}
	return readOutputs(specs)
}

func (e *environment) write(result *gate.Result, outputs []output, flags *checkFlags, elapsed time.Duration) error {
	for _, o := range outputs {
		style := report.Style{Version: Version(), Summary: flags.summary, Limit: flags.limit}
		var text bytes.Buffer
		if o.path == "" {
			style.Colour = e.colour(e.stdout)
			if isTerminal(e.stdout) { // elsewhere the same run gives the same bytes
				style.Elapsed = elapsed.Round(time.Millisecond).String()
				style.Width = width(e.stdout)
			}
		}
		if err := o.format(&text, result, style); err != nil {
			return fmt.Errorf("writing %s: %w", o.name, err)
		}
		if o.path == "" {
			if _, err := e.commands(o.name).Write(text.Bytes()); err != nil {
				return fmt.Errorf("writing %s: %w", o.name, err)
			}
			continue
		}
		if err := write.File(o.path, text.Bytes(), 0o666); err != nil {
			return fmt.Errorf("writing %s: %w", o.name, err)
		}
	}
	return nil
}

// mostRead is how much of a file that is named on the command line is read, in bytes.
const mostRead = 32 << 20

// readNamed reads a file that is named on the command line.
func readNamed(name string) ([]byte, error) {
	info, err := os.Stat(name)
	if err != nil {
		return nil, err
	}
	if info.Mode().IsRegular() && info.Size() > mostRead {
		return nil, fmt.Errorf("it has %d bytes, and at most %d are read", info.Size(), mostRead)
	}
	f, err := os.Open(name)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	text, err := io.ReadAll(io.LimitReader(f, mostRead+1))
	if err == nil && len(text) > mostRead {
		err = fmt.Errorf("it is longer than %d bytes", mostRead)
	}
	return text, err
}
