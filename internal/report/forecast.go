package report

import (
	"fmt"
	"io"
	"slices"
	"time"

	ics "github.com/arran4/golang-ical"

	"github.com/tidegate/tidegate/internal/calendar"
	"github.com/tidegate/tidegate/internal/gate"
)

// ForecastFormats are the formats of a forecast.
var ForecastFormats = map[string]func(w io.Writer, f *gate.Forecast, style Style) error{
	"text": forecastText,
	"json": forecastJSON,
	"ics":  forecastICS,
}

// forecastText is a calendar of what is to come, a block a day.
func forecastText(w io.Writer, f *gate.Forecast, style Style) error {
	p := printer{style: style}
	today := calendar.DateOf(f.Result.AsOf)
	var last calendar.Date
	for i, c := range f.Coming {
		if i == 0 || c.Day != last {
			if i > 0 {
				p.b.WriteString("\n")
			}
			fmt.Fprintf(&p.b, "%s  %s\n", p.paint(bold, c.Day.String()), p.paint(dim, fmt.Sprintf("%s, in %s", c.Day.Weekday().String()[:3], days(int(c.Day-today)))))
			last = c.Day
		}
		fmt.Fprintf(&p.b, "  %s %s  %s\n", p.paint(severityColour(c.Finding.Severity), fmt.Sprintf("%-8s", c.Finding.Severity)), c.Finding.Rule, clean(c.Finding.Message))
		fmt.Fprintf(&p.b, "           %s %s\n", p.paint(dim, "-->"), position(c.Finding.Place))
	}
	if len(f.Coming) > 0 {
		p.b.WriteString("\n")
	}
	what := "nothing new fails"
	switch n := len(f.Coming); {
	case n == 1:
		what = "1 thing fails"
	case n > 1:
		what = fmt.Sprintf("%d things fail", n)
	}
	fmt.Fprintf(&p.b, "%s from %s until %s if nobody changes anything, as of %s (tz %s)\n", what, today, f.Until, f.Result.AsOf.Format(time.RFC3339), f.Result.TZRelease)
	_, err := io.WriteString(w, p.b.String())
	return err
}

func days(n int) string {
	if n == 1 {
		return "1 day"
	}
	return fmt.Sprintf("%d days", n)
}

type jsonForecast struct {
	Version   int          `json:"version"`
	Tool      jsonTool     `json:"tool"`
	AsOf      string       `json:"as_of"`
	Until     string       `json:"until"`
	Revision  string       `json:"revision,omitempty"`
	TZRelease string       `json:"tz_release"`
	Coming    []jsonComing `json:"coming"`
}

type jsonComing struct {
	Date    string      `json:"date"` // UTC
	Finding jsonFinding `json:"finding"`
}

func forecastJSON(w io.Writer, f *gate.Forecast, style Style) error {
	out := jsonForecast{Version: 1, Tool: jsonTool{"tidegate", style.Version}, AsOf: f.Result.AsOf.Format(time.RFC3339), Until: f.Until.String(), Revision: f.Result.Revision, TZRelease: f.Result.TZRelease, Coming: []jsonComing{}}
	for i := range f.Coming {
		out.Coming = append(out.Coming, jsonComing{f.Coming[i].Day.String(), jsonOf(f.Result, &f.Coming[i].Finding)})
	}
	return indented(w, out)
}

// forecastICS is a calendar (RFC 5545) with an event of a day for each finding.
// The stamp of each is the date of the run, so that the same run gives the same bytes.
func forecastICS(w io.Writer, f *gate.Forecast, style Style) error {
	c := ics.NewCalendarFor("tidegate")
	c.SetMethod(ics.MethodPublish)
	c.SetProductId("-//Tidegate//" + style.Version + "//EN")
	c.SetName("Tidegate forecast")
	for i := range f.Coming {
		coming := &f.Coming[i]
		v := &coming.Finding
		e := c.AddEvent(v.Fingerprint() + "@tidegate")
		e.SetDtStampTime(f.Result.AsOf)
		day := coming.Day
		e.SetAllDayStartAt(calendar.UTC.At(day, 0).Time())
		e.SetAllDayEndAt(calendar.UTC.At(day+1, 0).Time())
		e.SetSummary(clean(fmt.Sprintf("%s %s: %s", v.Rule, v.Severity, v.Message)))
		about := position(v.Place)
		for _, text := range append(slices.Clone(v.Because), "fix: "+v.Fix) {
			about += "; " + clean(text)
		}
		e.SetDescription(about)
		e.AddProperty(ics.ComponentPropertyCategories, v.Rule)
		e.SetTimeTransparency(ics.TransparencyTransparent)
	}
	return c.SerializeTo(w, ics.WithNewLineWindows)
}
