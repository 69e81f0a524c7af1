package cli

import (
	"context"
	"fmt"
	"maps"
	"slices"

	"github.com/spf13/cobra"

	"github.com/tidegate/tidegate/internal/finding"
	"github.com/tidegate/tidegate/internal/gate"
	"github.com/tidegate/tidegate/internal/report"
)

type forecastFlags struct {
	judging
	until, output string
}

func (e *environment) forecast() *cobra.Command {
	var flags forecastFlags
	c := &cobra.Command{
		Use:   "forecast [DIR]",
		Short: "Say what will fail, and when, if nobody changes anything",
		Long: `Forecast judges every day from the date of the run until another and prints what
counts for the first time on each: checks, contracts and grants that end, reviews
and samples that fall due, certifications that lapse, waivers that expire, and
what rosters lack after a clock change or a holiday.

Rosters are simulated with the people who can work them today, and what connectors
will see is not known, so what rests on observations is left out.`,
		Example: `  # the next 90 days
  tidegate forecast

  # until the end of the season, as a calendar to subscribe to
  tidegate forecast --until 2026-12-31 -o ics > forecast.ics`,
		Args: cobra.MaximumNArgs(1),
		RunE: func(c *cobra.Command, args []string) error { return e.runForecast(c.Context(), dirOf(args), &flags) },
	}
	flags.flags(c, "say what is of this severity or above (default medium, or what tidegate.hcl says)")
	c.Flags().StringVar(&flags.until, "until", "90d", "the last day, or how far ahead; two years at most")
	formatFlag(c, &flags.output, "text", report.ForecastFormats)
	return c
}

func formatNames[T any](formats map[string]T) []string { return slices.Sorted(maps.Keys(formats)) }

// formatOf is the format of a name among those of a command.
func formatOf[T any](formats map[string]T, name string) (T, error) {
	f, ok := formats[name]
	if !ok {
		return f, finding.Unknown("format", name, formatNames(formats))
	}
	return f, nil
}

func (e *environment) runForecast(ctx context.Context, dir string, flags *forecastFlags) error {
	format, err := formatOf(report.ForecastFormats, flags.output)
	if err != nil {
		return err
	}
	until, err := gate.UntilDate(flags.until)
	if err != nil {
		return fmt.Errorf("--until %w", err)
	}
	opts, err := flags.options()
	if err != nil {
		return err
	}
	tree, err := flags.tree(dir)
	if err != nil {
		return err
	}
	if err := knownRules(ctx, tree, opts); err != nil {
		return err
	}
	stop := e.progress("looking ahead in " + dir)
	forecast, err := gate.Ahead(ctx, tree, opts, until)
	stop()
	if err != nil {
		return err
	}
	if forecast.Result.Invalid() {
		return e.refuse(forecast.Result.Findings)
	}
	e.log.Debugf("judged %d days; %d views had changed", forecast.Days, forecast.Views)
	return format(e.stdout, forecast, report.Style{Colour: e.colour(e.stdout), Version: Version()})
}
