// Package cli is the commands: flags in, one call, a report out.
package cli

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"runtime/debug"
	"strings"
	"time"

	"github.com/sirupsen/logrus"
	"github.com/spf13/cobra"
	"github.com/spf13/pflag"
	"golang.org/x/term"

	"github.com/tidegate/tidegate/internal/calendar"
	"github.com/tidegate/tidegate/internal/finding"
	"github.com/tidegate/tidegate/internal/repo"
	"github.com/tidegate/tidegate/internal/source"
)

// The exit statuses, the same for every command and format.
const (
	statusFine    = 0 // nothing at or above the fail level
	statusFound   = 1 // findings at or above it
	statusInvalid = 2 // it could not be judged
)

// errFound makes a command end with the status for findings; what there is to
// say has been said.
var errFound = errors.New("findings")

// errSaid makes a command end with the status for errors; what there is to say
// has been said.
var errSaid = errors.New("errors")

// Main runs one command line and returns the exit status. It may run several
// times in one process.
func Main(args []string, stdin io.Reader, stdout, stderr io.Writer) int {
	out, errs := &source.Guard{W: stdout}, &source.Guard{W: stderr, Strict: true}
	defer func() { _ = errs.Flush() }() // there is nowhere else to say what goes wrong
	log := logrus.New()
	log.SetOutput(errs)
	log.SetLevel(logrus.WarnLevel)
	log.SetFormatter(&logrus.TextFormatter{DisableTimestamp: true})
	e := &environment{stdout: out, stderr: errs, log: log}
	root := e.root()
	root.SetArgs(args)
	root.SetIn(stdin)
	root.SetOut(out)
	root.SetErr(errs)
	err := root.ExecuteContext(context.Background())
	if wrong := out.Flush(); wrong != nil && (err == nil || errors.Is(err, errFound)) {
		err = wrong
	}
	switch {
	case err == nil:
		return statusFine
	case errors.Is(err, errFound):
		return statusFound
	case errors.Is(err, errSaid):
		return statusInvalid
	default:
		fmt.Fprintf(errs, "tidegate: %v\n", err)
		return statusInvalid
	}
}

// environment is what commands share.
type environment struct {
	stdout, stderr io.Writer
	log            *logrus.Logger
	verbose        bool
	noColour       bool
}

func (e *environment) root() *cobra.Command {
	root := &cobra.Command{
		Use:   "tidegate",
		Short: "Judge how a company with nearshore and offshore teams is run",
		Long: `Tidegate judges a git repository in which a company writes down, as HCL, who
works where and when, who may touch what, what vendors signed, and where data
flows. It only reads, but for fmt and for what access review apply --write is told to
write, and it never asks a network.

Exit status: 0 when nothing at or above the fail level was found, 1 when
something was, 2 when the definitions could not be judged.`,
		Example: `  # judge the definitions in this folder, as of now
  tidegate check

  # judge what was committed, as of a day in March
  tidegate check --rev v1.4 --as-of 2026-03-15

  # what a rule means, and how to satisfy it
  tidegate rules show LP-005`,
		SilenceUsage:  true,
		SilenceErrors: true,
		PersistentPreRun: func(*cobra.Command, []string) {
			if e.verbose {
				e.log.SetLevel(logrus.DebugLevel)
			}
		},
	}
	root.PersistentFlags().BoolVarP(&e.verbose, "verbose", "v", false, "say on standard error what is being done")
	root.PersistentFlags().BoolVar(&e.noColour, "no-color", false, "print no colours; NO_COLOR in the environment does the same")
	root.AddCommand(e.check(), e.access(), e.drift(), e.flows(), e.forecast(), e.coverage(), e.waive(), e.hook(), e.identity(), e.rules(), e.view(), e.format(), e.version())
	root.SetFlagErrorFunc(func(c *cobra.Command, err error) error {
		if _, name, unknown := strings.Cut(err.Error(), "unknown flag: "); unknown {
			var flags []string
			c.Flags().VisitAll(func(f *pflag.Flag) { flags = append(flags, "--"+f.Name) })
			if near := finding.Near(name, flags); near != "" {
				return fmt.Errorf("%w; did you mean %s?\nhint: %s --help", err, near, c.CommandPath())
			}
		}
		return fmt.Errorf("%w\nhint: %s --help", err, c.CommandPath())
	})
	root.InitDefaultCompletionCmd()
	e.complete(root)
	sayUsage(root)
	return root
}

// sayUsage makes a wrong number of arguments say what is wanted.
func sayUsage(c *cobra.Command) {
	if check := c.Args; check != nil && c.Runnable() {
		c.Args = func(c *cobra.Command, args []string) error {
			if err := check(c, args); err != nil {
				return fmt.Errorf("%w\nusage: %s", err, c.UseLine())
			}
			return nil
		}
	}
	for _, sub := range c.Commands() {
		sayUsage(sub)
	}
}

// Root is the tree of commands, for the reference pages.
func Root() *cobra.Command {
	return (&environment{stdout: io.Discard, stderr: io.Discard, log: logrus.New()}).root()
}

// Version is the version that the build was stamped with, or what the module
// system knows of it.
func Version() string {
	if stamped != "" {
		return stamped
	}
	info, ok := debug.ReadBuildInfo()
	if !ok || info.Main.Version == "" || info.Main.Version == "(devel)" {
		return "devel"
	}
	return info.Main.Version
}

var stamped string // by the linker, for releases

func (e *environment) version() *cobra.Command {
	return &cobra.Command{
		Use:     "version",
		Short:   "Print the version and the releases of the data that it carries",
		Example: "  tidegate version",
		Args:    cobra.NoArgs,
		RunE: func(*cobra.Command, []string) error {
			fmt.Fprintf(e.stdout, "tidegate %s\ntz database %s\n", Version(), calendar.Carried().Release)
			return nil
		},
	}
}

// where is the tree that a command is about.
type where struct {
	rev    string
	asOf   string
	staged bool
}

func (w *where) flags(c *cobra.Command) {
	c.Flags().StringVar(&w.rev, "rev", "", "judge this commit, branch or tag instead of the files as they lie there")
	c.Flags().StringVar(&w.asOf, "as-of", "", "judge as of this date (the whole day) or RFC 3339 timestamp (default: the commit's time, or now)")
}

func (w *where) tree(dir string) (source.Tree, error) {
	if w.rev == "" && !w.staged {
		tree, err := source.WorkTree(dir, time.Now())
		tree.Prefix, tree.Past = repo.Prefix(dir), repo.Past(dir)
		return tree, err
	}
	r, err := repo.Open(dir)
	if err != nil {
		return source.Tree{}, err
	}
	if w.staged {
		return r.Staged(time.Now())
	}
	return r.Commit(w.rev)
}

// date reads --as-of; a date without a time is that whole day wherever the subject
// is.
func (w *where) date() (calendar.Now, error) {
	if w.asOf == "" {
		return calendar.Now{}, nil
	}
	if d, err := calendar.ParseDate(w.asOf); err == nil {
		return calendar.OnDay(d), nil
	}
	t, err := time.Parse(time.RFC3339, w.asOf)
	if err != nil {
		return calendar.Now{}, fmt.Errorf("--as-of %q: want a date as in 2026-10-05, or a timestamp as in 2026-10-05T17:00:00Z", w.asOf)
	}
	return calendar.NowOf(t), nil
}

func dirOf(args []string) string {
	if len(args) == 0 {
		return "."
	}
	return args[0]
}

// raw is a writer without its guard, for what is no text or has commands of its own.
func raw(w io.Writer) io.Writer {
	if g, ok := w.(*source.Guard); ok {
		return g.W
	}
	return w
}

// commands is where a report of a format goes that pipelines read: the formats that are
// commands escape what they quote by themselves.
func (e *environment) commands(format string) io.Writer {
	if format == "github" || format == "azure" {
		return raw(e.stdout)
	}
	return e.stdout
}

func isTerminal(w io.Writer) bool {
	f, ok := raw(w).(*os.File)
	return ok && term.IsTerminal(int(f.Fd()))
}

// width is how wide a terminal is, in columns; zero for what is none.
func width(w io.Writer) int {
	f, ok := raw(w).(*os.File)
	if !ok {
		return 0
	}
	columns, _, err := term.GetSize(int(f.Fd()))
	if err != nil {
		return 0
	}
	return columns
}

func (e *environment) colour(w io.Writer) bool {
	return !e.noColour && os.Getenv("NO_COLOR") == "" && isTerminal(w)
}

// progress says on a terminal what a run is at, once it has taken a second. It
// returns what takes the line away again.
func (e *environment) progress(what string) (stop func()) {
	if !isTerminal(e.stderr) {
		return func() {}
	}
	started := make(chan struct{})
	timer := time.AfterFunc(time.Second, func() {
		fmt.Fprintf(raw(e.stderr), "\r%s …", source.Clean(what))
		close(started)
	})
	return func() {
		if !timer.Stop() {
			<-started
			fmt.Fprint(raw(e.stderr), "\r\x1b[K")
		}
	}
}
