package cli

import (
	"context"
	"fmt"

	"github.com/spf13/cobra"

	"github.com/tidegate/tidegate/internal/calendar"
	"github.com/tidegate/tidegate/internal/edit"
	"github.com/tidegate/tidegate/internal/model"
	"github.com/tidegate/tidegate/internal/report"
	"github.com/tidegate/tidegate/internal/review"
)

func (e *environment) accessRightsize() *cobra.Command {
	var flags accessFlags
	var seen exports
	var over, since string
	c := &cobra.Command{
		Use:   "rightsize",
		Short: "Propose the smallest grants that keep what duties take and what was used",
		Long: `Rightsize holds each grant in force against the duties of those who hold it and what
they were seen to use over a window, and proposes a patch. What a duty takes stays, on
call, in a season and after a move included, and so does what somebody used; emergency
access is left alone. Where evidence is missing it says what, and proposes nothing: a
system that nobody watches, an account that nobody saw, a window that was not watched
whole, people who are new or on leave, or who all are there for a season only.

Observations are those of the repository, or exports as tidegate drift reads them.`,
		Example: `  tidegate access rightsize --window 180d

  # apply it
  tidegate access rightsize -o patch | git apply`,
		Args: cobra.NoArgs,
		RunE: func(c *cobra.Command, _ []string) error {
			return e.runRightsize(c.Context(), &flags, &seen, over, since)
		},
	}
	flags.flags(c)
	formatFlag(c, &flags.output, "text", report.RightsizeFormats)
	seen.flags(c)
	c.Flags().StringVar(&over, "window", "90d", "how long use is looked at, back from the day of the observations")
	c.Flags().StringVar(&since, "watched-since", "", "the first day that the exports cover, where they do not say")
	return c
}

func (e *environment) runRightsize(ctx context.Context, flags *accessFlags, seen *exports, over, since string) error {
	format, err := formatOf(report.RightsizeFormats, flags.output)
	if err != nil {
		return err
	}
	window, err := calendar.ParseDuration(over)
	if err != nil || window.Business() || window.Days == 0 && window.Months == 0 {
		return fmt.Errorf("--window %q: want days, weeks, months or years, as in 90d", over)
	}
	s, err := e.session(ctx, flags)
	if err != nil {
		return err
	}
	var observed *model.Observations
	if len(seen.files) > 0 {
		if observed, err = e.readExports(seen); err != nil {
			return err
		}
		if since != "" {
			if observed.From, err = calendar.ParseDate(since); err != nil {
				return fmt.Errorf("--watched-since: %w", err)
			}
		}
	} else if since != "" {
		return fmt.Errorf("--watched-since goes with --observed; the repository's own observations say since when they watch")
	}
	r := &report.Rightsizing{Session: s, Advice: s.Facts.Rightsize(observed, window), Over: over}
	files, byHand, err := review.Rightsize(s.Facts, &r.Advice)
	if err != nil {
		return err
	}
	r.ByHand = byHand
	if _, err := e.edited(ctx, s, files); err != nil {
		return err
	}
	if r.Patch, err = edit.Patch(files); err != nil {
		return err
	}
	if flags.output == "patch" {
		for _, note := range byHand {
			e.log.Warn(note)
		}
	}
	return format(e.stdout, r, report.Style{Colour: e.colour(e.stdout), Version: Version()})
}
