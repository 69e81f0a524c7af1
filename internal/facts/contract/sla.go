// Package contract compares what vendors signed with what was promised: service
// levels as a partial order, and the time to tell of a breach along a chain.
package contract

import (
	"fmt"
	"slices"
	"strings"

	"github.com/tidegate/tidegate/internal/calendar"
	"github.com/tidegate/tidegate/internal/model"
)

// A Target is one promise or one service level about one metric.
type Target struct {
	Text       string        // as it was written
	Percentile model.Percent // of time targets; zero for an average
	Bound      calendar.Duration
	Ratio      model.Percent // of share targets
	IsRatio    bool
	Serial     []Target           // steps one after another; then Percentile and Bound are those of the whole
	Window     string             // day, week, month, quarter or year
	Business   bool               // the clock counts business time
	Clock      *calendar.Business // on which it does, when that is written down
	Horizon    calendar.Interval  // over which clocks are compared
}

// Direction says which ratios are better.
type Direction bool

// Shares of good outcomes are better high, shares of errors better low.
const (
	HigherIsBetter Direction = false
	LowerIsBetter  Direction = true
)

// A Verdict of a comparison. Only AsStrict passes: what cannot be compared is no
// proof.
type Verdict string

// The verdicts.
const (
	AsStrict     Verdict = "as_strict"
	Looser       Verdict = "looser"
	Incomparable Verdict = "incomparable"
	Missing      Verdict = "missing"
)

// Compare says whether the vendor's target is at least as strict as the promise:
// the percentile is no lower, the bound no larger, and clock and window are such
// that meeting the one implies meeting the other. The margin, in millionths of a
// percent, is how much tighter the vendor's bound must be.
func Compare(vendor, promise Target, direction Direction, margin model.Percent) (Verdict, string) {
	if vendor.IsRatio != promise.IsRatio {
		return Incomparable, "a share and a time cannot be compared"
	}
	if !nests(vendor.Window, promise.Window) {
		return Incomparable, fmt.Sprintf("meeting it %s does not mean meeting it %s", per(vendor.Window), per(promise.Window))
	}
	if vendor.IsRatio {
		if direction == LowerIsBetter && vendor.Ratio > promise.Ratio || direction == HigherIsBetter && vendor.Ratio < promise.Ratio {
			return Looser, fmt.Sprintf("%s against %s", vendor.Text, promise.Text)
		}
		return AsStrict, ""
	}
	vendorMillis, promiseMillis, why := bounds(vendor, promise)
	switch {
	case why != "":
		return Incomparable, why
	case vendor.Percentile == 0 || promise.Percentile == 0:
		if vendor.Percentile == 0 && promise.Percentile == 0 {
			break
		}
		return Incomparable, "an average says nothing about a percentile"
	}
	lowerPercentile := vendor.Percentile < promise.Percentile
	// bound > promise × (1 − margin), in integers.
	largerBound := over(vendorMillis, promiseMillis, margin)
	switch {
	case !lowerPercentile && !largerBound:
		return AsStrict, ""
	case !lowerPercentile && vendorMillis <= promiseMillis:
		return Looser, "the bound leaves less than the margin"
	case lowerPercentile && vendorMillis < promiseMillis:
		return Incomparable, "a smaller bound for fewer cases is not a stricter one"
	case largerBound && vendor.Percentile > promise.Percentile:
		return Incomparable, "a larger bound for more cases is not a stricter one"
	case lowerPercentile:
		return Looser, "a lower percentile"
	case vendor.Business && !promise.Business:
		return Looser, fmt.Sprintf("%s may take %s by the calendar", vendor.Bound, calendar.FormatMillis(vendorMillis))
	}
	return Looser, "a larger bound"
}

func over(vendor, promise int64, margin model.Percent) bool {
	const whole = 100_000_000 // millionths of a percent in a hundred percent
	limit := promise/whole*(whole-int64(margin)) + promise%whole*(whole-int64(margin))/whole
	return vendor > limit
}

// bounds are the two bounds in one unit, or why there is none. Business time
// never exceeds elapsed time, so a calendar bound may stand against a business
// promise; the other way round the worst case over the horizon counts, holidays
// and clock changes in it. Of two business clocks the vendor's must run whenever
// the other does.
func bounds(vendor, promise Target) (vendorMillis, promiseMillis int64, why string) {
	v, vendorExact := vendor.Bound.Exactly()
	p, promiseExact := promise.Bound.Exactly()
	unknown := fmt.Sprintf("%s and %s run on clocks that cannot be compared", vendor.Text, promise.Text)
	switch {
	case vendorExact && promiseExact:
		return v, p, ""
	case vendorExact && promise.Bound.BusinessMillis > 0:
		return v, promise.Bound.BusinessMillis, ""
	case vendorExact && promise.Business && promise.Clock != nil:
		return v, promise.Clock.Span(promise.Bound), ""
	case !vendor.Business || vendor.Clock == nil:
		return 0, 0, unknown
	case promiseExact:
		worst, _ := vendor.Clock.Worst(vendor.Horizon, vendor.Clock.Span(vendor.Bound))
		if worst == 0 {
			return 0, 0, unknown
		}
		return int64(worst) * 1000, p, ""
	case !promise.Business || promise.Clock == nil:
		return 0, 0, unknown
	case !vendor.Clock.Covers(promise.Clock, vendor.Horizon):
		return 0, 0, "the vendor's business hours do not cover those of the promise on every day"
	}
	return vendor.Clock.Span(vendor.Bound), promise.Clock.Span(promise.Bound), ""
}

var windowOrder = []string{"day", "month", "quarter", "year"}

// nests reports whether periods of the first kind fill periods of the second:
// if every day meets a target, so does the month. Weeks fill nothing but weeks.
func nests(vendor, promise string) bool {
	if vendor == promise || vendor == "day" {
		return true
	}
	v, p := slices.Index(windowOrder, vendor), slices.Index(windowOrder, promise)
	return v >= 0 && p >= 0 && v <= p
}

func per(window string) string { return "per " + window }

// ReadTarget reads a metric of a promise or a contract. Several percentiles of
// one metric are several targets.
func ReadTarget(v *model.Value, window string) []Target {
	if v.Type == model.String {
		if ratio, err := model.ParsePercent(v.Text); err == nil {
			return []Target{{Text: v.Text, Ratio: ratio, IsRatio: true, Window: window}}
		}
		return nil
	}
	if w := v.Get("window"); w != nil {
		window = w.Text
	}
	var out []Target
	for _, f := range v.Items {
		switch percentile, ok := model.Percentile(f.Name); {
		case ok:
			out = append(out, timeTarget(f.Name, percentile, f.Value.Text, window))
		case f.Name == "average":
			out = append(out, timeTarget(f.Name, 0, f.Value.Text, window))
		case f.Name == "serial":
			if t, ok := serial(&f.Value, window); ok {
				out = append(out, t)
			}
		}
	}
	return out
}

func timeTarget(name string, percentile model.Percent, text, window string) Target {
	bound, _ := calendar.ParseDuration(text)
	return Target{Text: name + " " + text, Percentile: percentile, Bound: bound, Window: window, Business: bound.Business()}
}

// serial adds up steps: bounds add, and so do the shares that may miss them.
func serial(v *model.Value, window string) (Target, bool) {
	const all = 100_000_000
	whole := Target{Percentile: all, Window: window}
	var texts []string
	for _, step := range v.Items {
		targets := ReadTarget(&step.Value, window)
		if len(targets) != 1 || targets[0].IsRatio || targets[0].Percentile == 0 || !targets[0].Bound.Exact() {
			return Target{}, false
		}
		whole.Serial = append(whole.Serial, targets[0])
		whole.Bound.Millis += targets[0].Bound.Millis
		whole.Percentile -= all - targets[0].Percentile
		texts = append(texts, targets[0].Text)
	}
	whole.Bound.Text = calendar.FormatMillis(whole.Bound.Millis)
	whole.Text = strings.Join(texts, ", then ")
	return whole, len(whole.Serial) > 0 && whole.Percentile > 0
}

// A Comparison is one promise against one contract.
type Comparison struct {
	Channel        string     `json:"channel"`
	Tier           string     `json:"tier"`
	Metric         string     `json:"metric"`
	Promise        string     `json:"promise"`
	Vendor         string     `json:"vendor,omitempty"`
	Verdict        Verdict    `json:"verdict"`
	Reason         string     `json:"reason,omitempty"`
	At             model.Path `json:"at"`   // in the contract
	Over           int        `json:"over"` // by how much it is looser: see Excess
	Unit           string     `json:"unit"` // of over
	PromiseAddress string     `json:"promise_address"`
	PromiseAt      model.Path `json:"promise_at"`
}

// Owns reports whether a queue of the contract's teams has a channel in a tier. A
// queue that states no tiers has all of them.
func Owns(org *model.Organisation, c *model.Contract, channel, tier string) bool {
	return slices.ContainsFunc(org.Queues, func(q *model.Queue) bool {
		return serves(org, c, q) && slices.Contains(q.Channels, channel) && (len(q.Tiers) == 0 || slices.Contains(q.Tiers, tier))
	})
}

// SLA holds every promise about a channel that the contract's teams own against
// the contract.
func SLA(org *model.Organisation, c *model.Contract, margin model.Percent, horizon calendar.Interval) []Comparison {
	window := c.Measured.Window
	if window == "" {
		window = "month"
	}
	ours := clock(org, c.Find("calendar"))
	out := []Comparison{}
	for _, p := range org.Promises {
		for _, tier := range p.Value.Items {
			if !Owns(org, c, p.Name, tier.Name) {
				continue
			}
			for _, metric := range tier.Value.Items {
				path := model.Path{"sla", p.Name, tier.Name, metric.Name}
				signed := c.Find(path...)
				for _, promised := range ReadTarget(&metric.Value, "month") {
					promised.Clock = clock(org, metric.Value.Get("calendar"))
					comparison := compareOne(signed, promised, terms{window, ours, horizon}, metric.Name, margin)
					comparison.Channel, comparison.Tier, comparison.Metric = p.Name, tier.Name, metric.Name
					comparison.PromiseAddress, comparison.PromiseAt = string(p.Address()), model.Path{tier.Name, metric.Name}
					comparison.At = append(path, comparison.At...)
					out = append(out, comparison)
				}
			}
		}
	}
	return out
}

// lowerIsBetter names the metrics whose shares are of errors.
var lowerIsBetter = map[string]bool{"errors": true, "error_rate": true, "refunds": true, "replacements": true, "policy_exceptions": true, "rework_rate": true, "escalation_rate": true, "abandonment": true}

// DirectionOf says which shares of a metric are better.
func DirectionOf(metric string) Direction { return Direction(lowerIsBetter[metric]) }

// terms are what a contract says of all its times.
type terms struct {
	window  string
	clock   *calendar.Business
	horizon calendar.Interval
}

// clock reads business hours: days and hours at a location, whose holidays are
// closed. It is nil when they are not written down.
func clock(org *model.Organisation, v *model.Value) *calendar.Business {
	if v == nil {
		return nil
	}
	text := func(name string) string {
		if attribute := v.Get(name); attribute != nil {
			return attribute.Text
		}
		return ""
	}
	days, err := calendar.ParseWeekdays(text("days"))
	hours, wrong := calendar.ParseClockRange(text("hours"))
	if err != nil || wrong != nil {
		return nil
	}
	for _, l := range org.Locations {
		if string(l.Address()) == text("location") {
			if zone, err := calendar.Carried().Zone(l.TZ); err == nil {
				return &calendar.Business{Zone: zone, Days: days, Hours: hours, Holidays: calendar.HolidaySet(l.Holidays)}
			}
		}
	}
	return nil
}

// nothing is how far a promise is from being kept where the contract says nothing
// of it: farther than anything that it could say.
const nothing = 1_000_000_000

// Excess is by how much a target is looser than a promise: seconds of the bound
// and hundredths of a percent of the percentile for times, hundredths of a percent
// for shares. What cannot be compared is far off.
func Excess(vendor, promise Target, direction Direction) (over int, unit string) {
	const hundredth = 10_000 // millionths of a percent in a hundredth
	if vendor.IsRatio && promise.IsRatio {
		short := promise.Ratio - vendor.Ratio
		if direction == LowerIsBetter {
			short = -short
		}
		return int(max(short, 0)) / hundredth, "hundredths of a percent"
	}
	v, p, why := bounds(vendor, promise)
	if why != "" || vendor.IsRatio != promise.IsRatio {
		return nothing / 2, "not comparable"
	}
	return int(max(v-p, 0)/1000) + int(max(promise.Percentile-vendor.Percentile, 0))/hundredth, "seconds and hundredths of a percentile"
}

// compareOne takes the vendor's strongest answer: one percentile that is at
// least as strict is enough.
func compareOne(signed *model.Value, promised Target, t terms, metric string, margin model.Percent) Comparison {
	out := Comparison{Promise: promised.Text, Verdict: Missing, Reason: "the contract says nothing about it", Over: nothing, Unit: "missing"}
	if signed == nil {
		return out
	}
	rank := map[Verdict]int{AsStrict: 3, Looser: 2, Incomparable: 1, Missing: 0}
	for _, target := range ReadTarget(signed, t.window) {
		target.Clock, target.Horizon = t.clock, t.horizon
		verdict, reason := Compare(target, promised, Direction(lowerIsBetter[metric]), margin)
		if rank[verdict] <= rank[out.Verdict] {
			continue
		}
		out.Vendor, out.Verdict, out.Reason = target.Text, verdict, reason
		out.Over, out.Unit = Excess(target, promised, Direction(lowerIsBetter[metric]))
		out.At = nil
		if name, _, found := strings.Cut(target.Text, " "); found && target.Serial == nil && !target.IsRatio {
			out.At = model.Path{name}
		}
	}
	return out
}
