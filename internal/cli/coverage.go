package cli

import (
	"context"
	"fmt"

	"github.com/spf13/cobra"

	"github.com/tidegate/tidegate/internal/calendar"
	"github.com/tidegate/tidegate/internal/gate"
	"github.com/tidegate/tidegate/internal/report"
)

type coverageFlags struct {
	where
	week, day, output string
}

func (e *environment) coverage() *cobra.Command {
	var flags coverageFlags
	c := &cobra.Command{
		Use:   "coverage [DIR]",
		Short: "Draw what the rosters mean: who covers what, hour by hour, and what teams share",
		Long: `Coverage draws each coverage row on its own clock for a week or a day: which hours
are promised, which are staffed and by whom, and which are short. Below it stands
how many minutes the teams of each overlap share on each required day of the
horizon, and the dates on which that changes.

People who are on a roster and cannot work (see OW-005) are not counted.`,
		Example: `  # the week from today
  tidegate coverage

  # the day on which the clocks go back, for a terminal without Unicode
  tidegate coverage --date 2026-11-01 -o ascii

  # a picture for a page, light or dark
  tidegate coverage --week 2026-11-23 -o svg > cyber-week.svg`,
		Args: cobra.MaximumNArgs(1),
		RunE: func(c *cobra.Command, args []string) error { return e.runCoverage(c.Context(), dirOf(args), &flags) },
	}
	flags.flags(c)
	c.Flags().StringVar(&flags.week, "week", "", "the seven days from this date on (default: from the date of the run)")
	c.Flags().StringVar(&flags.day, "date", "", "this day only")
	formatFlag(c, &flags.output, "text", report.CoverageFormats)
	c.MarkFlagsMutuallyExclusive("week", "date")
	return c
}

func (e *environment) runCoverage(ctx context.Context, dir string, flags *coverageFlags) error {
	format, err := formatOf(report.CoverageFormats, flags.output)
	if err != nil {
		return err
	}
	var opts gate.Options
	if opts.AsOf, err = flags.date(); err != nil {
		return err
	}
	tree, err := flags.tree(dir)
	if err != nil {
		return err
	}
	if opts.AsOf.IsZero() {
		opts.AsOf = calendar.NowOf(tree.Time)
	}
	from, days := opts.AsOf.Today(), 7
	text := flags.week
	if flags.day != "" {
		text, days = flags.day, 1
	}
	if text != "" {
		if from, err = calendar.ParseDate(text); err != nil {
			return err
		}
	}
	switch today := opts.AsOf.Today(); {
	case from < today: // the rosters of a day are those of that day
		opts.AsOf = calendar.OnDay(from)
	case from > today+horizon:
		return fmt.Errorf("%s is more than a year after %s; add --as-of to look from another day", from, opts.AsOf.Today())
	}
	board, err := gate.Rosters(ctx, tree, opts, from, days)
	if err != nil {
		return err
	}
	if board.Result.Invalid() {
		return e.refuse(board.Result.Findings)
	}
	return format(e.stdout, board, report.Style{Colour: e.colour(e.stdout), Version: Version()})
}

// horizon is how many days after the date of the run rosters can be drawn.
const horizon = 365
