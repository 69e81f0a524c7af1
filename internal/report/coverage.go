package report

import (
	"fmt"
	"html"
	"io"
	"maps"
	"slices"
	"strings"
	"time"

	"github.com/tidegate/tidegate/internal/calendar"
	"github.com/tidegate/tidegate/internal/facts"
	"github.com/tidegate/tidegate/internal/facts/roster"
	"github.com/tidegate/tidegate/internal/gate"
	"github.com/tidegate/tidegate/internal/model"
)

// CoverageFormats are the formats of a picture of the rosters.
var CoverageFormats = map[string]func(w io.Writer, b *gate.Board, style Style) error{
	"ascii": func(w io.Writer, b *gate.Board, style Style) error {
		return coverageText(w, b, style, coverageMarks{"#", "!", ".", "-"})
	},
	"json": coverageJSON,
	"svg":  coverageSVG,
	"text": func(w io.Writer, b *gate.Board, style Style) error {
		return coverageText(w, b, style, coverageMarks{"█", "╳", "·", "–"})
	},
}

// coverageMarks are the characters of a picture in text.
type coverageMarks struct{ staffed, gap, free, dash string }

func coverageText(w io.Writer, b *gate.Board, style Style, marks coverageMarks) error {
	p := printer{style: style}
	for _, row := range b.Rows {
		fmt.Fprintf(&p.b, "%s  %s, %s\n", p.paint(bold, clean(string(row.Coverage.Address()))), seats(row.Coverage.Min), clean(row.Zone.Name()))
		fmt.Fprintf(&p.b, "%16s%s\n", "", p.paint(dim, "0  3  6  9  12 15 18 21"))
		for _, day := range row.Days {
			p.coverageDay(row, day, marks)
		}
		p.b.WriteString("\n")
	}
	for _, pair := range b.Pairs {
		fmt.Fprintf(&p.b, "%s  %s share %s a day at least\n", p.paint(bold, clean(pair.Address)), clean(strings.Join(pair.Between, " and ")), calendar.FormatMinutes(pair.Required))
		for _, run := range pair.Runs {
			colour := ""
			mark := ""
			if run.Minutes < pair.Required {
				colour, mark = red, "  "+marks.gap
			}
			fmt.Fprintf(&p.b, "  %s %s %s  %s\n", run.From, marks.dash, run.Until, p.paint(colour, calendar.FormatMinutes(run.Minutes)+mark))
		}
		p.b.WriteString("\n")
	}
	gaps, short := gapsOf(b)
	switch {
	case len(b.Rows) == 0 && len(b.Pairs) == 0:
		p.b.WriteString("no coverage rows and no overlaps are defined\n")
	default:
		fmt.Fprintf(&p.b, "%s staffed, %s short (%s in %s), %s not promised; from %s, as of %s (tz %s)\n",
			marks.staffed, marks.gap, calendar.FormatMinutes(short), plural(gaps, "hour"), marks.free, b.From, b.Result.AsOf.Format(time.RFC3339), b.Result.TZRelease)
	}
	_, err := io.WriteString(w, p.b.String())
	return err
}

func (p *printer) coverageDay(row facts.BoardRow, day roster.Day, marks coverageMarks) {
	fmt.Fprintf(&p.b, "  %s %s ", day.Date.Weekday().String()[:3], day.Date)
	for _, h := range day.Hours {
		switch {
		case !h.Window:
			p.b.WriteString(p.paint(dim, marks.free))
		case len(h.Short) > 0:
			p.b.WriteString(p.paint(bold+";"+red, marks.gap))
		default:
			p.b.WriteString(marks.staffed)
		}
	}
	if len(day.Hours) != 24 {
		fmt.Fprintf(&p.b, " %d h", len(day.Hours))
	}
	p.b.WriteString("  ")
	for i, watch := range watches(row.Zone, day) {
		if i > 0 {
			p.b.WriteString(p.paint(dim, " | "))
		}
		fmt.Fprintf(&p.b, "%s %s", p.paint(dim, watch.from), clean(watch.names()))
	}
	p.b.WriteString("\n")
}

// A watch is hours in a row in which the same people are on.
type watch struct {
	from   string // local hour
	first  int    // index of the hour
	hours  int
	people []model.Address
	short  bool
}

func (w watch) names() string {
	if len(w.people) == 0 {
		return "nobody"
	}
	names := make([]string, len(w.people))
	for i, person := range w.people {
		names[i] = person.Name()
	}
	return strings.Join(names, " ")
}

// watches joins the promised hours of a day in which the same people are on.
func watches(zone *calendar.Zone, day roster.Day) []watch {
	var out []watch
	for i, h := range day.Hours {
		if !h.Window {
			continue
		}
		if n := len(out); n > 0 && out[n-1].first+out[n-1].hours == i && slices.Equal(out[n-1].people, h.People) && out[n-1].short == (len(h.Short) > 0) {
			out[n-1].hours++
			continue
		}
		local := zone.Format(h.Start) // Sun 2026-11-01 06:00 CST
		out = append(out, watch{from: local[15:17], first: i, hours: 1, people: h.People, short: len(h.Short) > 0})
	}
	return out
}

// gapsOf counts the hours that are short, and the minutes of them.
func gapsOf(b *gate.Board) (hours, minutes int) {
	for _, row := range b.Rows {
		for _, day := range row.Days {
			for _, h := range day.Hours {
				if h.Minutes > 0 {
					hours++
					minutes += h.Minutes
				}
			}
		}
	}
	return hours, minutes
}

func seats(need map[string]int) string {
	var out []string
	for _, channel := range slices.Sorted(maps.Keys(need)) {
		out = append(out, fmt.Sprintf("%s %d", clean(channel), need[channel]))
	}
	return strings.Join(out, ", ")
}

type jsonCoverage struct {
	Version   int        `json:"version"`
	Tool      jsonTool   `json:"tool"`
	AsOf      string     `json:"as_of"`
	Revision  string     `json:"revision,omitempty"`
	TZRelease string     `json:"tz_release"`
	From      string     `json:"from"`
	Days      int        `json:"days"`
	Coverage  []jsonRow  `json:"coverage"`
	Overlaps  []jsonPair `json:"overlaps"`
}

type jsonRow struct {
	Address string         `json:"address"`
	TZ      string         `json:"tz"`
	Min     map[string]int `json:"min"`
	Days    []jsonDay      `json:"days"`
}

type jsonDay struct {
	Date  string     `json:"date"` // local
	Hours []jsonHour `json:"hours"`
}

type jsonHour struct {
	Start        string         `json:"start"` // UTC
	Promised     bool           `json:"promised"`
	Need         int            `json:"need"`
	Have         int            `json:"have"`
	ShortMinutes int            `json:"short_minutes"`
	Short        []roster.Short `json:"short"`
	People       []string       `json:"people"`
}

type jsonPair struct {
	Address  string    `json:"address"`
	Between  []string  `json:"between"`
	Required int       `json:"required_minutes"`
	Runs     []jsonRun `json:"runs"`
}

type jsonRun struct {
	From    string `json:"from"`
	Until   string `json:"until"`
	Minutes int    `json:"minutes"`
}

func coverageJSON(w io.Writer, b *gate.Board, style Style) error {
	out := jsonCoverage{
		Version: 1, Tool: jsonTool{"tidegate", style.Version}, AsOf: b.Result.AsOf.Format(time.RFC3339), Revision: b.Result.Revision,
		TZRelease: b.Result.TZRelease, From: b.From.String(), Days: b.Days, Coverage: []jsonRow{}, Overlaps: []jsonPair{},
	}
	for _, row := range b.Rows {
		r := jsonRow{Address: string(row.Coverage.Address()), TZ: row.Zone.Name(), Min: row.Coverage.Min, Days: []jsonDay{}}
		for _, day := range row.Days {
			d := jsonDay{Date: day.Date.String(), Hours: []jsonHour{}}
			for _, h := range day.Hours {
				hour := jsonHour{Start: h.Start.String(), Promised: h.Window, Need: h.Need, Have: h.Have, ShortMinutes: h.Minutes, Short: []roster.Short{}, People: addresses(h.People)}
				hour.Short = append(hour.Short, h.Short...)
				d.Hours = append(d.Hours, hour)
			}
			r.Days = append(r.Days, d)
		}
		out.Coverage = append(out.Coverage, r)
	}
	for _, pair := range b.Pairs {
		p := jsonPair{Address: pair.Address, Between: pair.Between, Required: pair.Required, Runs: []jsonRun{}}
		for _, run := range pair.Runs {
			p.Runs = append(p.Runs, jsonRun{run.From.String(), run.Until.String(), run.Minutes})
		}
		out.Overlaps = append(out.Overlaps, p)
	}
	return indented(w, out)
}

// The measures of the picture, in pixels.
const (
	svgLeft   = 120
	svgHour   = 34
	svgLine   = 24
	svgMargin = 16
	svgWidth  = svgLeft + 25*svgHour + 2*svgMargin
	svgChart  = 90 // height of an overlap
)

// svgStyle follows the page: the colours change with what the reader prefers.
const svgStyle = `
text { font: 12px system-ui, sans-serif; fill: var(--ink); }
text.title { font-weight: 600; font-size: 14px; }
text.quiet { fill: var(--quiet); }
text.on { fill: var(--on); font-size: 11px; }
rect.page { fill: var(--page); }
rect.staffed { fill: var(--staffed); }
rect.short { fill: var(--short); }
rect.free { fill: none; stroke: var(--line); }
line { stroke: var(--line); }
line.need { stroke: var(--short); stroke-dasharray: 4 3; }
path { fill: none; stroke: var(--staffed); stroke-width: 2; }
svg { --page: #ffffff; --ink: #1f2328; --quiet: #59636e; --on: #ffffff; --staffed: #1a6b55; --short: #c4292f; --line: #d1d9e0; }
@media (prefers-color-scheme: dark) {
  svg { --page: #0d1117; --ink: #e6edf3; --quiet: #9198a1; --on: #04140f; --staffed: #4fc3a1; --short: #ff7b72; --line: #3d444d; }
}
`

// coverageSVG draws the same as an image that stands alone.
func coverageSVG(w io.Writer, b *gate.Board, _ Style) error {
	var body strings.Builder
	y := svgMargin
	for _, row := range b.Rows {
		y = svgRow(&body, row, y)
	}
	for _, pair := range b.Pairs {
		y = svgPair(&body, pair, y)
	}
	gaps, short := gapsOf(b)
	label := fmt.Sprintf("Coverage from %s for %s: %s short in %s", b.From, plural(b.Days, "day"), calendar.FormatMinutes(short), plural(gaps, "hour"))
	svgText(&body, svgMargin, y+14, "quiet", fmt.Sprintf("%s. As of %s, tz %s.", label, b.Result.AsOf.Format(time.RFC3339), b.Result.TZRelease))
	svgText(&body, svgMargin, y+34, "quiet", "Green: staffed, with names, or the number of people. Red: short. White: no coverage required. Dashed: required overlap.")
	height := y + 34 + svgMargin
	_, err := fmt.Fprintf(w, "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 %d %d\" width=\"%d\" height=\"%d\" style=\"max-width: 100%%; height: auto\" role=\"img\" aria-label=\"%s\">\n<title>%s</title>\n<style>%s</style>\n<rect class=\"page\" width=\"100%%\" height=\"100%%\"/>\n%s</svg>\n",
		svgWidth, height, svgWidth, height, html.EscapeString(label), html.EscapeString(label), svgStyle, body.String())
	return err
}

func svgText(b *strings.Builder, x, y int, class, text string) {
	fmt.Fprintf(b, "<text x=\"%d\" y=\"%d\" class=\"%s\">%s</text>\n", x, y, class, html.EscapeString(clean(text)))
}

func svgRow(b *strings.Builder, row facts.BoardRow, y int) int {
	svgText(b, svgMargin, y+14, "title", fmt.Sprintf("%s: %s", row.Coverage.Address(), seats(row.Coverage.Min)))
	svgText(b, svgMargin, y+32, "quiet", row.Zone.Name())
	for hour := 0; hour < 24; hour += 3 {
		svgText(b, svgMargin+svgLeft+hour*svgHour, y+32, "quiet", fmt.Sprintf("%02d", hour))
	}
	y += 38
	for _, day := range row.Days {
		svgText(b, svgMargin, y+16, "", fmt.Sprintf("%s %s", day.Date.Weekday().String()[:3], day.Date))
		x := svgMargin + svgLeft
		fmt.Fprintf(b, "<rect class=\"free\" x=\"%d\" y=\"%d\" width=\"%d\" height=\"%d\"/>\n", x, y+1, len(day.Hours)*svgHour, svgLine-3)
		for _, watch := range watches(row.Zone, day) {
			class := "staffed"
			if watch.short {
				class = "short"
			}
			names := watch.names()
			fmt.Fprintf(b, "<g><title>%s</title><rect class=\"%s\" x=\"%d\" y=\"%d\" width=\"%d\" height=\"%d\"/>", html.EscapeString(clean(fmt.Sprintf("%s from %s:00: %s", day.Date, watch.from, names))), class, x+watch.first*svgHour, y+1, watch.hours*svgHour-1, svgLine-3)
			if room := watch.hours*svgHour/6 - 1; len(names) > room {
				names = fmt.Sprint(len(watch.people))
			}
			fmt.Fprintf(b, "<text class=\"on\" x=\"%d\" y=\"%d\">%s</text></g>\n", x+watch.first*svgHour+4, y+16, html.EscapeString(clean(names)))
		}
		y += svgLine
	}
	return y + svgMargin
}

// svgPair draws the minutes that two teams share over the horizon as steps, and
// says each change with its date below.
func svgPair(b *strings.Builder, pair facts.BoardPair, y int) int {
	svgText(b, svgMargin, y+14, "title", fmt.Sprintf("%s: %s", pair.Address, strings.Join(pair.Between, " and ")))
	if len(pair.Runs) == 0 {
		svgText(b, svgMargin, y+32, "quiet", "they share no required day")
		return y + 38 + svgMargin
	}
	first, last := pair.Runs[0].From, pair.Runs[len(pair.Runs)-1].Until
	most := max(pair.Required, 1)
	for _, run := range pair.Runs {
		most = max(most, run.Minutes)
	}
	top, bottom := y+26, y+svgChart
	scaleX := func(d calendar.Date) int {
		return svgMargin + svgLeft + int(d-first)*24*svgHour/max(int(last-first), 1)
	}
	scaleY := func(minutes int) int { return bottom - minutes*(bottom-top)/most }
	svgText(b, svgMargin, scaleY(pair.Required)+4, "quiet", "at least "+calendar.FormatMinutes(pair.Required))
	fmt.Fprintf(b, "<line x1=\"%d\" y1=\"%d\" x2=\"%d\" y2=\"%d\"/>\n", scaleX(first), bottom, scaleX(last), bottom)
	fmt.Fprintf(b, "<line class=\"need\" x1=\"%d\" y1=\"%d\" x2=\"%d\" y2=\"%d\"/>\n", scaleX(first), scaleY(pair.Required), scaleX(last), scaleY(pair.Required))
	var path strings.Builder
	for i, run := range pair.Runs {
		if i == 0 {
			fmt.Fprintf(&path, "M%d %d", scaleX(run.From), scaleY(run.Minutes))
		} else {
			fmt.Fprintf(&path, " H%d V%d", scaleX(run.From), scaleY(run.Minutes))
		}
	}
	fmt.Fprintf(&path, " H%d", scaleX(last))
	words := runsInWords(pair.Runs)
	fmt.Fprintf(b, "<path d=\"%s\"><title>%s</title></path>\n", path.String(), html.EscapeString(clean(strings.Join(words, ", "))))
	y = bottom + 18
	const perLine = 6
	for line := range slices.Chunk(words, perLine) {
		svgText(b, svgMargin+svgLeft, y, "quiet", strings.Join(line, ",  "))
		y += 16
	}
	return y + svgMargin
}

func runsInWords(runs []roster.Run) []string {
	var out []string
	for _, run := range runs {
		out = append(out, fmt.Sprintf("from %s %s", run.From, calendar.FormatMinutes(run.Minutes)))
	}
	return out
}
