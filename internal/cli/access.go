package cli

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"github.com/tidegate/tidegate/internal/facts"
	"github.com/tidegate/tidegate/internal/facts/access"
	"github.com/tidegate/tidegate/internal/finding"
	"github.com/tidegate/tidegate/internal/gate"
	"github.com/tidegate/tidegate/internal/model"
	"github.com/tidegate/tidegate/internal/repo"
	"github.com/tidegate/tidegate/internal/report"
)

func (e *environment) access() *cobra.Command {
	c := &cobra.Command{
		Use:   "access",
		Short: "Say who can do what, why, and what a change does to it",
		Long: `Access answers from the same facts that rules see: what people can do through roles,
teams, grants and surges, as of any date and commit.`,
		Example: "  tidegate access who --data customer --vendor andina",
		Args:    cobra.NoArgs,
		RunE:    func(c *cobra.Command, _ []string) error { return c.Help() },
	}
	c.AddCommand(e.accessWho(), e.accessCan(), e.accessWhy(), e.accessDiff(), e.accessReview(), e.accessRightsize(), e.accessGraph())
	return c
}

// accessFlags are where and how of the access commands.
type accessFlags struct {
	where
	dir, output string
}

func (f *accessFlags) flags(c *cobra.Command) {
	f.where.flags(c)
	dirFlag(c, &f.dir)
}

func dirFlag(c *cobra.Command, dir *string) {
	c.Flags().StringVar(dir, "dir", ".", "the folder that holds the definitions")
}

// formatFlag is the format of a command that writes one document.
func formatFlag[T any](c *cobra.Command, name *string, otherwise string, formats map[string]T) {
	c.Flags().StringVarP(name, "output", "o", otherwise, "format: "+strings.Join(formatNames(formats), ", "))
}

// session opens the tree that the flags name. Its errors are printed.
func (e *environment) session(ctx context.Context, f *accessFlags) (*gate.Session, error) {
	asOf, err := f.date()
	if err != nil {
		return nil, err
	}
	tree, err := f.tree(f.dir)
	if err != nil {
		return nil, err
	}
	s, problems, err := gate.Open(ctx, tree, gate.Options{AsOf: asOf})
	if errors.Is(err, gate.ErrInvalid) {
		return nil, e.refuse(problems)
	}
	return s, err
}

// asked opens the tree that the flags name and sees to it that what the filter asks
// for is there.
func (e *environment) asked(ctx context.Context, f *accessFlags, q *filter) (*gate.Session, error) {
	s, err := e.session(ctx, f)
	if err != nil {
		return nil, err
	}
	return s, q.known(s.Org)
}

// filter chooses holdings. Names may be given with their kind or without.
type filter struct {
	system, owner, action, data, team, vendor, location, role string
	privileged                                                bool
}

func (q *filter) flags(c *cobra.Command) {
	c.Flags().StringVar(&q.system, "system", "", "on this system")
	c.Flags().StringVar(&q.owner, "owner", "", "on the systems of this owner, a person or role")
	c.Flags().StringVar(&q.action, "action", "", "this action; * stands for any text, as in *.export or helpdesk:*")
	c.Flags().StringVar(&q.data, "data", "", "on a system that holds this class of data")
	c.Flags().StringVar(&q.team, "team", "", "people of this team")
	c.Flags().StringVar(&q.vendor, "vendor", "", "people of this vendor")
	c.Flags().StringVar(&q.location, "location", "", "people at this location")
	c.Flags().StringVar(&q.role, "role", "", "through this role")
	c.Flags().BoolVar(&q.privileged, "privileged", false, "privileged actions only")
}

// known sees to it that what is asked for exists: a name with a typing error in it
// must not answer "nobody".
func (q *filter) known(org *model.Organisation) error {
	for _, name := range []struct{ kind, value string }{{"system", q.system}, {"data_class", q.data}, {"team", q.team}, {"vendor", q.vendor}, {"location", q.location}, {"role", q.role}} {
		if name.value == "" {
			continue
		}
		if org.Lookup(named(name.kind, name.value)) == nil {
			return notCalled(org, name.kind, name.value, "tidegate view --all lists what there is")
		}
	}
	if q.action != "" {
		var known []string
		for _, s := range org.Systems {
			for _, verb := range slices.Concat(s.Actions, s.Privileged, s.Superuser) {
				known = append(known, s.Name+":"+verb)
			}
		}
		if !slices.ContainsFunc(known, func(action string) bool { return access.MatchAction(q.action, action) }) {
			return fmt.Errorf("no system declares an action %q; %s", q.action, finding.DidYouMean(q.action, known, "each system lists its actions"))
		}
	}
	if q.owner != "" && !slices.ContainsFunc(org.Systems, func(s *model.System) bool { return s.Owner == q.ownerAddress() }) {
		return fmt.Errorf("no system has the owner %q; a system says owner = person.a01", q.owner)
	}
	return nil
}

// ownerAddress is the owner that is asked for, a person when it has no kind.
func (q *filter) ownerAddress() model.Address {
	if strings.HasPrefix(q.owner, "role.") {
		return model.Address(q.owner)
	}
	return named("person", q.owner)
}

func named(kind, name string) model.Address {
	if strings.HasPrefix(name, kind+".") {
		return model.Address(name)
	}
	return model.Join(kind, name)
}

// choose is the holdings that are asked for.
func (q *filter) choose(all []facts.Holding) []facts.Holding {
	var out []facts.Holding
	for i := range all {
		if q.matches(&all[i]) {
			out = append(out, all[i])
		}
	}
	return out
}

func (q *filter) matches(h *facts.Holding) bool {
	is := func(kind, want string, have model.Address) bool { return want == "" || named(kind, want) == have }
	through := q.role == "" || slices.ContainsFunc(h.Paths, func(p access.Path) bool {
		return slices.Contains(p.Through, string(named("role", q.role)))
	})
	return is("system", q.system, h.System) && (q.owner == "" || h.Owner == q.ownerAddress()) && is("team", q.team, h.Team) && is("vendor", q.vendor, h.Vendor) && is("location", q.location, h.Location) &&
		(q.data == "" || slices.Contains(h.Classes, named("data_class", q.data))) && (!q.privileged || h.Privileged) && through &&
		(q.action == "" || access.MatchAction(q.action, h.Action))
}

func (e *environment) accessWho() *cobra.Command {
	var flags accessFlags
	var q filter
	c := &cobra.Command{
		Use:   "who",
		Short: "List the people who can do something, and through what",
		Long:  "Who lists people, actions and paths. Without a filter it lists everything.",
		Example: `  tidegate access who --action '*.export'

  # on a day in March, of a commit, for a spreadsheet
  tidegate access who --data customer --vendor andina --rev v1.4 --as-of 2026-03-15 -o csv`,
		Args: cobra.NoArgs,
		RunE: func(c *cobra.Command, _ []string) error {
			format, err := formatOf(report.AccessFormats, flags.output)
			if err != nil {
				return err
			}
			s, err := e.asked(c.Context(), &flags, &q)
			if err != nil {
				return err
			}
			return format(e.stdout, s, q.choose(s.Facts.Holdings()), report.Style{Version: Version()})
		},
	}
	flags.flags(c)
	formatFlag(c, &flags.output, "text", report.AccessFormats)
	q.flags(c)
	return c
}

// person is the person that an argument names.
func person(s *gate.Session, name string) (*model.Person, error) {
	p := s.Facts.Person(named("person", name))
	if p != nil {
		return p, nil
	}
	return nil, notCalled(s.Org, "person", name, "people are named as person.b07")
}

// notCalled is the error that nothing of a kind has a name, with one like it.
func notCalled(org *model.Organisation, kind, name, hint string) error {
	var candidates []string
	for _, d := range org.Kinds[kind] {
		candidates = append(candidates, d.Name)
	}
	return fmt.Errorf("no %s is called %q; %s", kind, name, finding.DidYouMean(strings.TrimPrefix(name, kind+"."), candidates, hint))
}

func (e *environment) accessCan() *cobra.Command {
	var flags accessFlags
	c := &cobra.Command{
		Use:     "can PERSON",
		Short:   "List what a person can do, and through what",
		Example: "  tidegate access can person.b07",
		Args:    cobra.ExactArgs(1),
		RunE: func(c *cobra.Command, args []string) error {
			format, err := formatOf(report.AccessFormats, flags.output)
			if err != nil {
				return err
			}
			s, err := e.session(c.Context(), &flags)
			if err != nil {
				return err
			}
			p, err := person(s, args[0])
			if err != nil {
				return err
			}
			return format(e.stdout, s, s.Facts.HoldingsOf(p), report.Style{Version: Version()})
		},
	}
	flags.flags(c)
	formatFlag(c, &flags.output, "text", report.AccessFormats)
	return c
}

func (e *environment) accessWhy() *cobra.Command {
	var flags accessFlags
	c := &cobra.Command{
		Use:   "why PERSON ACTION",
		Short: "Show every path between a person and an action",
		Long: `Why shows each path: person, roles or team, grant and action, with validity,
elevation, approval and review of the grant, the duty that needs the action, and
when it was last used. The exit status is 1 when the person cannot do it.`,
		Example: "  tidegate access why person.a01 oms:refund.approve",
		Args:    cobra.ExactArgs(2),
		RunE: func(c *cobra.Command, args []string) error {
			return e.runWhy(c.Context(), &flags, args[0], args[1])
		},
	}
	flags.flags(c)
	formatFlag(c, &flags.output, "text", report.WhyFormats)
	return c
}

func (e *environment) runWhy(ctx context.Context, flags *accessFlags, who, action string) error {
	format, err := formatOf(report.WhyFormats, flags.output)
	if err != nil {
		return err
	}
	s, err := e.session(ctx, flags)
	if err != nil {
		return err
	}
	p, err := person(s, who)
	if err != nil {
		return err
	}
	style := report.Style{Colour: e.colour(e.stdout), Version: Version()}
	for _, h := range s.Facts.HoldingsOf(p) {
		if h.Action == action {
			return format(e.stdout, s, []facts.Holding{h}, style)
		}
	}
	if _, declared := s.Facts.Action(action); !declared {
		return fmt.Errorf("no system declares the action %q", action)
	}
	if flags.output == "text" {
		fmt.Fprintf(e.stdout, "%s cannot %s, as of %s\n", p.Address(), action, s.AsOf.Format(time.RFC3339))
	} else if err := format(e.stdout, s, nil, style); err != nil {
		return err
	}
	return errFound
}

func (e *environment) accessDiff() *cobra.Command {
	var flags accessFlags
	c := &cobra.Command{
		Use:   "diff BASE[..HEAD]",
		Short: "Say what a change does to access",
		Long: `Diff compares who can do what in two commits on the same day, not what their text
says: who gains and loses which action on which data through which path, who becomes
privileged, which vendor or country reaches data for the first time, who will gain
what and when, what limits access otherwise than before, and how many people each
edit concerns. Without HEAD the files are compared as they lie there. BASE is taken
as it is, and BASE...HEAD begins where the two parted; tidegate check --against joins
the same, from the merge base, into its markdown.`,
		Example: `  tidegate access diff main..HEAD

  tidegate access diff main -o markdown`,
		Args: cobra.ExactArgs(1),
		RunE: func(c *cobra.Command, args []string) error {
			format, err := formatOf(report.DiffFormats, flags.output)
			if err != nil {
				return err
			}
			opts := gate.Options{}
			if opts.AsOf, err = flags.date(); err != nil {
				return err
			}
			r, err := repo.Open(flags.dir)
			if err != nil {
				return err
			}
			base, head, _, err := cutRange(r, args[0])
			if err != nil {
				return err
			}
			before, err := r.Commit(base)
			if err != nil {
				return err
			}
			flags.rev = head
			after, err := flags.tree(flags.dir)
			if err != nil {
				return err
			}
			diff, err := gate.DiffAccess(c.Context(), before, after, opts)
			if err != nil {
				return err
			}
			if len(diff.Problems) > 0 {
				return e.refuse(diff.Problems)
			}
			return format(e.stdout, diff, report.Style{Colour: e.colour(e.stdout), Version: Version()})
		},
	}
	c.Flags().StringVar(&flags.asOf, "as-of", "", "compare as of this date or RFC 3339 timestamp (default: the time of HEAD, or now)")
	dirFlag(c, &flags.dir)
	formatFlag(c, &flags.output, "text", report.DiffFormats)
	return c
}
