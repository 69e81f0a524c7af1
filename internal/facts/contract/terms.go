package contract

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/tidegate/tidegate/internal/calendar"
	"github.com/tidegate/tidegate/internal/finding"
	"github.com/tidegate/tidegate/internal/model"
)

// A Term is one term of a contract against what it must be.
type Term struct {
	Name  string     `json:"name"`
	At    model.Path `json:"at"`
	Text  string     `json:"text,omitempty"` // as signed
	Need  string     `json:"need"`           // as "at most 1.0%"
	State string     `json:"state"`          // fine, missing or loose
	Over  int        `json:"over"`           // by how much it is loose
	Unit  string     `json:"unit"`           // of over: seconds, hundredths (of a percent or a multiple) or missing
}

// limits reads terms of one contract against the parameters of one rule.
type limits struct {
	contract *model.Contract
	settings finding.Settings
	rule     string
}

// term reads one term. Over says by how much a text is beyond the limit, and
// whether it can be read at all.
func (l limits) term(need, limit, unit string, path []string, over func(text string) (int, bool)) Term {
	t := Term{Name: path[len(path)-1], At: path, Need: need + " " + limit, State: "missing", Over: nothing, Unit: "missing"}
	if v := l.contract.Find(path...); v != nil && v.Text != "" {
		t.Text, t.State, t.Unit = v.Text, "loose", unit
		beyond, read := over(v.Text)
		if read {
			t.Over = max(beyond, 0)
		}
		if read && beyond <= 0 {
			t.State, t.Over = "fine", 0
		}
	}
	return t
}

// share is a percentage of at most a parameter.
func (l limits) share(parameter string, path ...string) Term {
	limit := l.settings.String(l.rule, parameter)
	most, _ := model.ParsePercent(limit)
	return l.term("at most", limit, "hundredths", path, func(text string) (int, bool) {
		share, err := model.ParsePercent(text)
		return beyond(int64(share-most), 10_000), err == nil
	})
}

// most is a time of at most a parameter.
func (l limits) most(parameter string, path ...string) Term {
	limit := l.settings.Duration(l.rule, parameter)
	return l.term("at most", limit.Text, "seconds", path, func(text string) (int, bool) {
		d, err := calendar.ParseDuration(text)
		return beyond(length(d)-length(limit), 1000), err == nil
	})
}

// least is a time of at least a parameter.
func (l limits) least(parameter string, path ...string) Term {
	limit := l.settings.Duration(l.rule, parameter)
	return l.term("at least", limit.Text, "seconds", path, func(text string) (int, bool) {
		d, err := calendar.ParseDuration(text)
		return beyond(length(limit)-length(d), 1000), err == nil
	})
}

// beyond is a difference in a coarser unit, rounded away from zero: what is over
// by a little is over.
func beyond(difference, unit int64) int {
	if difference > 0 {
		return int((difference + unit - 1) / unit)
	}
	return int(difference / unit)
}

// length puts terms of different units in one order: hours by the clock, months
// from a month of 31 days on, and business days as the calendar days that hold
// them (10bd are two weeks).
func length(d calendar.Duration) int64 {
	const day = 24 * 60 * 60 * 1000
	const start calendar.Date = 20088 // 2025-01-01
	switch {
	case d.BusinessDays > 0:
		return int64(d.BusinessDays/5*7+d.BusinessDays%5) * day
	case d.BusinessMillis > 0:
		return d.BusinessMillis
	case d.Millis > 0:
		return d.Millis
	}
	return int64(start.Add(d)-start) * day
}

// Errors are the shares of decisions that may be wrong.
func Errors(c *model.Contract, settings finding.Settings) []Term {
	l := limits{c, settings, "SL-003"}
	return []Term{l.share("refunds", "errors", "refunds"), l.share("replacements", "errors", "replacements"), l.share("policy_exceptions", "errors", "policy_exceptions")}
}

// An Aim is a share that the company asks of its own work, and that a contract undercuts.
type Aim struct {
	Name      string     `json:"name"`
	At        model.Path `json:"at"` // in the contract
	Text      string     `json:"text"`
	Need      string     `json:"need"`      // as the indicator says it
	Indicator model.Path `json:"indicator"` // in indicators
	Over      int        `json:"over"`      // hundredths of a percent
}

// Aims holds the quality that a contract promises, and the exceptions that it allows,
// against the company's indicators of the same: qa_score and exception_rate.
func Aims(org *model.Organisation, c *model.Contract) []Aim {
	out := []Aim{}
	indicators := org.Lookup("indicators")
	if indicators == nil {
		return out
	}
	hold := func(indicator, at model.Path) {
		name, sign := at[len(at)-1], ">="
		direction := DirectionOf(name)
		if direction == LowerIsBetter {
			sign = "<="
		}
		aim, signed := indicators.Find(indicator...), c.Find(at...)
		if aim == nil || signed == nil {
			return
		}
		number, is := strings.CutPrefix(strings.ReplaceAll(aim.Text, " ", ""), sign)
		want, err := model.ParsePercent(strings.TrimSuffix(number, "%") + "%")
		got, wrong := model.ParsePercent(signed.Text)
		if !is || err != nil || wrong != nil {
			return
		}
		short := want - got
		if direction == LowerIsBetter {
			short = -short
		}
		if short > 0 {
			out = append(out, Aim{name, at, signed.Text, aim.Text, indicator, beyond(int64(short), 10_000)})
		}
	}
	if sla := c.Find("sla"); sla != nil {
		for _, channel := range sla.Items {
			for _, tier := range channel.Value.Items {
				hold(model.Path{"support", "qa_score"}, model.Path{"sla", channel.Name, tier.Name, "quality"})
			}
		}
	}
	hold(model.Path{"operate", "exception_rate"}, model.Path{"errors", "policy_exceptions"})
	return out
}

// An Audit is the right to look.
type Audit struct {
	Terms   []Term `json:"terms"`
	Overdue string `json:"overdue,omitempty"` // the day on which the next audit was due
	Never   bool   `json:"never,omitempty"`   // none was made within a period of the first day
	Late    int    `json:"late"`              // days since it was due
}

// AuditOf holds the audit clause against its limits, and the last audit against
// its interval: a deadline, and so late on the day after.
func AuditOf(c *model.Contract, today calendar.Date, settings finding.Settings) Audit {
	l := limits{c, settings, "SL-007"}
	out := Audit{Terms: []Term{l.most("max_notice", "audit", "notice"), l.most("every", "audit", "every"), l.most("logs_within", "audit", "logs_within")}}
	every := settings.Duration("SL-007", "every")
	if !c.Audit.Every.IsZero() && length(c.Audit.Every) < length(every) {
		every = c.Audit.Every
	}
	last := c.Audit.Last
	if last == 0 {
		last, out.Never = c.Valid.From, true
	}
	if due := last.Add(every); c.In(today) && today > due {
		out.Overdue, out.Late = due.String(), int(today-due)
	} else {
		out.Never = false
	}
	return out
}

// Exit is how the contract ends.
func Exit(c *model.Contract, settings finding.Settings) []Term {
	l := limits{c, settings, "SL-011"}
	end := l.settings.String("SL-011", "data_end")
	most, _ := calendar.ParseDuration(end)
	return []Term{
		l.least("notice", "exit", "notice"),
		l.least("transition", "exit", "transition"),
		l.term("delete_or_return within", end, "seconds", []string{"processing", "end"}, func(text string) (int, bool) {
			within, found := strings.CutPrefix(text, "delete_or_return_")
			d, err := calendar.ParseDuration(within)
			return beyond(length(d)-length(most), 1000), found && err == nil
		}),
	}
}

// PenaltyOf reports whether a data incident costs the vendor anything.
func PenaltyOf(c *model.Contract) bool {
	v := c.Find("data_incident", "penalty")
	if v == nil {
		return false
	}
	amount, _, err := model.ParseMoney(v.Text)
	return err == nil && amount > 0
}

// A Hole is a cell of the table of service levels that is empty, or that nobody
// could measure.
type Hole struct {
	At      model.Path `json:"at"`
	Channel string     `json:"channel,omitempty"`
	Tier    string     `json:"tier,omitempty"`
	What    string     `json:"what"`
	Partly  bool       `json:"partly,omitempty"` // other channels of the queue have levels
}

// Matrix finds the holes of the table: every channel of the teams' queues needs
// every metric in every tier that the queue has, each with a percentile or a
// share, over a stated period, on a stated clock, from a stated source. A channel
// that nobody promised anything about and that the contract does not list is a
// hole as well, and a lesser one where the queue has levels for other channels.
func Matrix(org *model.Organisation, c *model.Contract, support, engineering []string, live func(system model.Address) bool) []Hole {
	out := []Hole{}
	levels := c.Find("sla")
	owns := false
	for _, q := range org.Queues {
		if !serves(org, c, q) {
			continue
		}
		metrics := support
		if q.Kind == "sprint" {
			metrics = engineering
		}
		var bare []string
		some := false
		for _, channel := range q.Channels {
			tiers := slices.DeleteFunc(tiersOf(org, levels.Get(channel), channel), func(tier string) bool { return !Owns(org, c, channel, tier) })
			for _, tier := range tiers {
				out = append(out, row(levels.Get(channel).Get(tier), channel, tier, metrics)...)
			}
			if len(tiers) == 0 {
				bare = append(bare, channel)
			}
			some = some || len(tiers) > 0
		}
		for _, channel := range bare {
			out = append(out, Hole{At: model.Path{"sla", channel}, Channel: channel, What: "any service level", Partly: some})
		}
		owns = owns || len(q.Channels) > 0
	}
	if !owns {
		return out
	}
	need := func(ok bool, what string, path ...string) {
		if !ok {
			out = append(out, Hole{At: path, What: what})
		}
	}
	need(c.Clock != "", "the clock that its times count, calendar or business", "clock")
	need(c.Clock != "business" || c.Find("calendar") != nil, "the calendar of its business hours", "calendar")
	need(c.Measured.Window != "", "the period over which it is measured", "measured", "window")
	source := c.Find("measured", "source")
	need(source != nil, "the system that the figures come from", "measured", "source")
	need(source == nil || live(model.Address(source.Text)), "a live system that the figures come from", "measured", "source")
	return out
}

// tiersOf lists the tiers for which a channel is promised or signed, sorted.
func tiersOf(org *model.Organisation, signed *model.Value, channel string) []string {
	var tiers []string
	add := func(v *model.Value) {
		if v != nil {
			for i := range v.Items {
				tiers = append(tiers, v.Items[i].Name)
			}
		}
	}
	add(signed)
	for _, p := range org.Promises {
		if p.Name == channel {
			add(&p.Value)
		}
	}
	slices.Sort(tiers)
	return slices.Compact(tiers)
}

func row(levels *model.Value, channel, tier string, metrics []string) []Hole {
	var out []Hole
	path := model.Path{"sla", channel, tier}
	for _, metric := range metrics {
		hole := Hole{At: append(slices.Clone(path), metric), Channel: channel, Tier: tier}
		v := levels.Get(metric)
		switch {
		case v == nil:
			hole.What = metric
		case v.Type == model.Object && len(ReadTarget(v, "month")) == 0:
			hole.What = "a bound for " + metric
		case v.Type == model.Object && v.Get("average") != nil && len(v.Items) == 1:
			hole.What = "a percentile for " + metric + ", of which an average says nothing"
		default:
			continue
		}
		out = append(out, hole)
	}
	return out
}

// A Sub is a company that a vendor hands data to, and what is missing of it.
type Sub struct {
	Name   string     `json:"name"`
	At     model.Path `json:"at"`
	Lacks  []string   `json:"lacks"`
	Listed bool       `json:"listed"`         // in the contract; else a flow shows it
	Flow   string     `json:"flow,omitempty"` // that shows it
}

// Subprocessors holds each sub-processor against the approval that the contract
// asks for and the terms that must bind it as well. Outside reports whether a
// country is a third country for the personal data that the vendor receives.
func Subprocessors(org *model.Organisation, c *model.Contract, settings finding.Settings, outside func(country string) bool) []Sub {
	out := []Sub{}
	listed := map[string]bool{}
	for i, used := range c.Processing.Used {
		listed[used.Name] = true
		s := Sub{Name: used.Name, At: model.Path{"processing", "subprocessors_used", strconv.Itoa(i)}, Listed: true, Lacks: []string{}}
		lacks := func(missing bool, what string) {
			if missing {
				s.Lacks = append(s.Lacks, what)
			}
		}
		lacks(used.Country == "", "its country")
		lacks(used.Service == "", "its service")
		switch c.Processing.Subprocessors {
		case "prior_specific":
			lacks(used.Approved == 0, "an approval")
		case "general":
			least := settings.Duration("SL-008", "objection_min")
			lacks(length(c.Processing.Objection) < length(least), fmt.Sprintf("%s in which to object", least))
		default:
			lacks(true, "the contract's leave to use any")
		}
		for _, term := range settings.List("SL-008", "flow_down") {
			lacks(!slices.Contains(used.FlowsDown, term), "our terms for "+term)
		}
		lacks(used.Transfer == "" && used.Country != "" && outside(used.Country), "a mechanism of transfer to "+used.Country)
		out = append(out, s)
	}
	for _, f := range org.Flows {
		from := slices.ContainsFunc(f.From, func(a model.Address) bool { return a == c.Vendor || slices.Contains(c.Teams, a) })
		for _, to := range f.To {
			if from && to.Kind() == "vendor" && to != c.Vendor && !listed[to.Name()] {
				listed[to.Name()] = true
				out = append(out, Sub{Name: to.Name(), At: model.Path{"processing", "subprocessors_used"}, Flow: string(f.Address()), Lacks: []string{}})
			}
		}
	}
	return out
}

// A Season is what the contract says of one peak.
type Season struct {
	Peak    string `json:"peak"`
	Dates   string `json:"dates"`
	Open    bool   `json:"open"`    // some day of it is not in a blackout
	Short   bool   `json:"short"`   // fewer in reserve than the peak needs
	Reserve int    `json:"reserve"` // people that the peak needs
	Late    bool   `json:"late"`    // the contract is not in force for the lead before it, or for all of it
}

// Staffing is the terms about peaks and about who is taken away.
type Staffing struct {
	Seasons []Season `json:"seasons"`
	Terms   []Term   `json:"terms"`
}

// StaffingOf is nil when no peak to come concerns the contract's queues. Reserve
// is what the peak adds to a team's shifts, or at least the seats by which its
// forecast exceeds what is staffed.
func StaffingOf(org *model.Organisation, c *model.Contract, today calendar.Date, settings finding.Settings) *Staffing {
	out := &Staffing{}
	for _, p := range org.Peaks {
		if p.Dates.Until < today {
			continue
		}
		forecast, extra := concerned(org, c, p)
		if !forecast {
			continue
		}
		s := Season{Peak: string(p.Address()), Dates: p.Dates.String(), Reserve: max(extra, added(org, c, p))}
		s.Short = c.Peak.Reserve < s.Reserve
		s.Open = !blackout(c.Peak.Blackout, p.Dates)
		s.Late = c.Valid.From > p.Dates.From.Subtract(settings.Duration("SL-009", "lead")) || c.End() < p.Dates.Until
		out.Seasons = append(out.Seasons, s)
	}
	if len(out.Seasons) == 0 {
		return nil
	}
	l := limits{c, settings, "SL-009"}
	surge := settings.String("SL-009", "surge_cap")
	cap, _ := model.ParseFactor(surge)
	out.Terms = []Term{
		l.term("at most", surge, "hundredths", []string{"peak", "surge_max"}, func(text string) (int, bool) {
			factor, err := model.ParseFactor(text)
			return beyond(factor-cap, 10), err == nil
		}),
		l.least("ready_before", "peak", "ready_before"),
		l.share("reassign_cap", "staffing", "reassign_max"),
		l.least("reassign_notice", "staffing", "reassign_notice"),
	}
	return out
}

// concerned reports whether a peak's forecast names a channel of the contract's
// queues, and by how many seats it exceeds what coverage asks for.
func concerned(org *model.Organisation, c *model.Contract, p *model.Peak) (forecast bool, extra int) {
	for _, q := range org.Queues {
		if !serves(org, c, q) {
			continue
		}
		for _, channel := range q.Channels {
			text, named := p.Forecast[channel]
			if !named {
				continue
			}
			forecast = true
			factor, _ := model.ParseFactor(text)
			seats := 0
			for _, row := range org.Coverage {
				seats = max(seats, row.Min[channel])
			}
			extra += max(0, (seats*int(factor)+999)/1000-seats)
		}
	}
	return forecast, extra
}

// added counts the people of the contract's teams that a peak adds to shifts.
func added(org *model.Organisation, c *model.Contract, p *model.Peak) int {
	if p.Surge == nil {
		return 0
	}
	teams := map[model.Address]model.Address{}
	for _, person := range org.People {
		teams[person.Address()] = person.Team
	}
	seen := map[model.Address]bool{}
	for _, people := range p.Surge.Adds {
		for _, person := range people {
			if slices.Contains(c.Teams, teams[person]) {
				seen[person] = true
			}
		}
	}
	return len(seen)
}

// blackout reports whether every day of a period lies in some blackout.
func blackout(periods []calendar.Period, of calendar.Period) bool {
	for d := of.From; d <= of.Until; d++ {
		if !slices.ContainsFunc(periods, func(p calendar.Period) bool { return p.Contains(d) }) {
			return false
		}
	}
	return true
}
