package gate

import (
	"context"
	"errors"
	"fmt"
	"reflect"
	"slices"
	"strings"

	"github.com/tidegate/tidegate/internal/calendar"
	"github.com/tidegate/tidegate/internal/facts"
	"github.com/tidegate/tidegate/internal/finding"
	"github.com/tidegate/tidegate/internal/model"
	"github.com/tidegate/tidegate/internal/parallel"
	"github.com/tidegate/tidegate/internal/source"
)

// A Coming is a finding that is none today.
type Coming struct {
	Day     calendar.Date // UTC; the first on which it counts
	Finding finding.Finding
}

// A Forecast is what will fail if nobody changes anything.
type Forecast struct {
	Result *Result // of today, for the header; its findings are those of a tree that cannot be judged
	Until  calendar.Date
	Coming []Coming // by day, then as findings are ordered
	Days   int      // that were judged
	Views  int      // that had changed from one day to the next, and so were judged again
}

// farthest is how many days ahead is looked at most.
const farthest = 2 * 366

// Ahead judges every day from the date of the run until another. The same view
// gives the same verdict on any day, so only the views that a day changes are
// judged again. Rosters are simulated again where other people can work; what
// connectors will see is not known.
func Ahead(ctx context.Context, tree source.Tree, opts Options, until func(from calendar.Date) calendar.Date) (*Forecast, error) {
	opts.Skip = append(slices.Clone(opts.Skip), "OW-004") // it is this forecast, in one finding each
	s, problems, err := Open(ctx, tree, opts)
	if err != nil && !errors.Is(err, ErrInvalid) {
		return nil, err
	}
	out := &Forecast{Result: s.result(opts)}
	if len(problems) > 0 {
		out.Result.Findings = problems
		return out, nil
	}
	from := calendar.DateOf(s.AsOf)
	out.Until = until(from)
	if out.Until < from || out.Until > from+farthest {
		return nil, fmt.Errorf("a forecast until %s: want a day within two years after %s", out.Until, from)
	}
	a := &ahead{session: s, facts: s.Facts, opts: opts, views: map[*model.Definition]any{}, found: map[string][]finding.Finding{}, known: map[string]calendar.Date{}}
	for day := from; day <= out.Until; day++ {
		at := calendar.OnDay(day)
		if day == from {
			at = s.Now
		}
		coming, err := a.day(ctx, out, at)
		if err != nil {
			return nil, err
		}
		out.Coming = append(out.Coming, coming...)
		out.Days++
	}
	// What was to begin later, and is now known to begin sooner, is said once.
	out.Coming = slices.DeleteFunc(out.Coming, func(c Coming) bool { return a.known[c.Finding.Identity()] != c.Day })
	slices.SortStableFunc(out.Coming, func(a, b Coming) int { return int(a.Day - b.Day) })
	return out, nil
}

// ahead is what is known of the day before.
type ahead struct {
	session *Session
	facts   *facts.Facts
	opts    Options
	views   map[*model.Definition]any    // facts by subject
	found   map[string][]finding.Finding // by subject
	known   map[string]calendar.Date     // by identity, the day on which it counts
}

// day judges one day and returns what counts on it for the first time.
func (a *ahead) day(ctx context.Context, out *Forecast, at calendar.Now) ([]Coming, error) {
	s := a.session
	a.facts = a.facts.On(at)
	f := a.facts
	changed, view := a.changed(f)
	verdicts, err := s.Judge.Of(ctx, s.Org, changed, view)
	if err != nil {
		return nil, err
	}
	for _, subjects := range changed {
		out.Views += len(subjects)
		for _, d := range subjects {
			delete(a.found, string(d.Address()))
		}
	}
	for _, v := range verdicts {
		a.found[v.Subject] = append(a.found[v.Subject], v)
	}
	today := at.Today()
	var all []finding.Finding
	for _, list := range a.found {
		all = append(all, list...)
	}
	for _, v := range s.early {
		if finding.Select(v.Rule, a.opts.Only, a.opts.Skip) {
			all = append(all, v)
		}
	}
	s.raise(all)
	waivers := s.waivers(out.Result)
	waivers.Today = today
	for i := range all {
		all[i].Because = slices.Clone(all[i].Because) // of this day only
	}
	if about := waivers.Apply(all); finding.Select("GV-001", a.opts.Only, a.opts.Skip) {
		all = append(all, about...)
	}
	finding.Redact(all)
	finding.Sort(all)
	first := len(a.known) == 0 && out.Days == 0
	var coming []Coming
	for _, v := range all {
		if v.Severity < out.Result.FailLevel || v.Waiver != nil {
			continue
		}
		day, begins := today, false
		if d, ok := firstDay(v.First); ok && d > today {
			day, begins = d, true
		}
		if said, ok := a.known[v.Identity()]; ok && said <= day {
			continue
		}
		a.known[v.Identity()] = day
		if first && !begins {
			continue // it counts today
		}
		if day <= out.Until {
			coming = append(coming, Coming{Day: day, Finding: v})
		}
	}
	return coming, nil
}

// firstDay is the UTC day of an instant or a day, as findings give it.
func firstDay(text string) (calendar.Date, bool) {
	day, _, _ := strings.Cut(text, "T")
	d, err := calendar.ParseDate(day)
	return d, err == nil
}

// changed lists the subjects whose facts are not those of the day before, and
// remembers the new ones.
func (a *ahead) changed(f *facts.Facts) (map[string][]*model.Definition, func(*model.Definition) facts.View) {
	var subjects []*model.Definition
	for _, kind := range a.session.Judge.Set.Subjects() {
		subjects = append(subjects, a.session.Org.Kinds[kind]...)
	}
	views := make([]facts.View, len(subjects))
	parallel.Each(len(subjects), func(i int) { views[i] = f.View(subjects[i]) })
	changed := map[string][]*model.Definition{}
	byDefinition := map[*model.Definition]facts.View{}
	for i, d := range subjects {
		before, known := a.views[d]
		if known && reflect.DeepEqual(before, views[i].Facts) {
			continue
		}
		a.views[d] = views[i].Facts
		byDefinition[d] = views[i]
		changed[d.Kind] = append(changed[d.Kind], d)
	}
	return changed, func(d *model.Definition) facts.View { return byDefinition[d] }
}

// UntilDate reads a date, or a duration from the date of the run.
func UntilDate(text string) (func(from calendar.Date) calendar.Date, error) {
	if d, err := calendar.ParseDate(text); err == nil {
		return func(calendar.Date) calendar.Date { return d }, nil
	}
	span, err := calendar.ParseDuration(text)
	if err != nil {
		return nil, fmt.Errorf("%q: want a date as in 2026-12-31, or a duration as in 90d", text)
	}
	return func(from calendar.Date) calendar.Date { return from.Add(span) }, nil
}
