package gate

import (
	"context"
	"reflect"
	"slices"

	"github.com/tidegate/tidegate/internal/calendar"
	"github.com/tidegate/tidegate/internal/facts"
	"github.com/tidegate/tidegate/internal/finding"
	"github.com/tidegate/tidegate/internal/model"
	"github.com/tidegate/tidegate/internal/parallel"
)

// begins lists the days to come on which something begins that is checked now: all
// within the time that the configuration looks ahead, and whatever day the other
// side of a comparison asks for.
func (s *Session) begins(opts Options) []calendar.Date {
	today := s.Now.Today()
	days := s.Org.Begins(today, today.Add(s.Config.Ahead))
	for _, d := range opts.begins {
		if d > today {
			days = append(days, d)
		}
	}
	slices.Sort(days)
	return slices.Compact(days)
}

// beginning checks what begins later on the day on which it begins, and adds what
// is wrong then to what is wrong today. A finding of such a day counts when it is
// not there as long as whatever begins on that day has not begun: what the passing
// of time brings is the business of the forecast.
func (s *Session) beginning(ctx context.Context, opts Options, found []finding.Finding) ([]finding.Finding, error) {
	known := map[string]int{}
	for i := range found {
		f := &found[i]
		known[f.Identity()] = i
		if day := s.Org.AccessBegins(model.Address(f.Subject)); day > s.Now.Today() { // wrong as it is written, and in force from then on
			f.Begin(day)
		}
	}
	for _, day := range s.begins(opts) {
		coming, err := s.from(ctx, day)
		if err != nil {
			return nil, err
		}
		for _, f := range coming {
			f.Begin(day)
			i, said := known[f.Identity()]
			switch {
			case !said:
				known[f.Identity()] = len(found)
				found = append(found, f)
			case f.Severity > found[i].Severity:
				found[i] = f
			}
		}
	}
	return found, nil
}

// from is what is wrong on a day because of what begins on it.
func (s *Session) from(ctx context.Context, day calendar.Date) ([]finding.Finding, error) {
	then := s.Facts.At(calendar.OnDay(day))
	without := then.Unbegun()
	subjects := s.subjects(then)
	views, before := make([]facts.View, len(subjects)), make([]facts.View, len(subjects))
	parallel.Each(len(subjects), func(i int) { views[i], before[i] = then.View(subjects[i]), without.View(subjects[i]) })
	changed := map[string][]*model.Definition{}
	after, old := map[*model.Definition]facts.View{}, map[*model.Definition]facts.View{}
	for i, d := range subjects {
		if !reflect.DeepEqual(views[i].Facts, before[i].Facts) {
			changed[d.Kind] = append(changed[d.Kind], d)
			after[d], old[d] = views[i], before[i]
		}
	}
	if len(changed) == 0 {
		return nil, nil
	}
	wrong, err := s.Judge.Of(ctx, s.Org, changed, func(d *model.Definition) facts.View { return after[d] })
	if err != nil {
		return nil, err
	}
	anyway, err := s.Judge.Of(ctx, s.Org, changed, func(d *model.Definition) facts.View { return old[d] })
	if err != nil {
		return nil, err
	}
	had := map[string]finding.Severity{}
	for i := range anyway {
		had[anyway[i].Identity()] = max(had[anyway[i].Identity()], anyway[i].Severity)
	}
	return slices.DeleteFunc(wrong, func(f finding.Finding) bool { return f.Severity <= had[f.Identity()] }), nil
}

// subjects lists what the selected rules check, files aside, which no day changes.
func (s *Session) subjects(f *facts.Facts) []*model.Definition {
	var out []*model.Definition
	for _, kind := range s.Judge.Kinds() {
		if kind == model.FileKind {
			continue
		}
		for _, d := range s.Org.Kinds[kind] {
			if !f.OnFile(d) {
				out = append(out, d)
			}
		}
	}
	return out
}
