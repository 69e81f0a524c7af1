package contract

import (
	"testing"

	"github.com/tidegate/tidegate/internal/calendar"
	"github.com/tidegate/tidegate/internal/model"
)

func text(s string) model.Value { return model.Value{Type: model.String, Text: s} }

func object(fields ...model.Field) model.Value {
	return model.Value{Type: model.Object, Items: fields}
}

func field(name string, v model.Value) model.Field { return model.Field{Name: name, Value: v} }

// target reads "p90 45s", "average 30s", "90%", or serial steps after "serial".
func target(t *testing.T, window string, parts ...string) Target {
	t.Helper()
	var v model.Value
	switch {
	case len(parts) == 1:
		v = text(parts[0])
	case parts[0] == "serial":
		steps := model.Value{Type: model.List}
		for i := 1; i < len(parts); i += 2 {
			steps.Items = append(steps.Items, model.Field{Value: object(field(parts[i], text(parts[i+1])))})
		}
		v = object(field("serial", steps))
	default:
		v = object(field(parts[0], text(parts[1])))
	}
	targets := ReadTarget(&v, window)
	if len(targets) != 1 {
		t.Fatalf("%v is read as %d targets", parts, len(targets))
	}
	return targets[0]
}

func TestServiceLevels(t *testing.T) {
	for name, tt := range map[string]struct {
		vendor, promise             []string
		vendorWindow, promiseWindow string
		direction                   Direction
		margin                      model.Percent
		want                        Verdict
	}{
		"L1":                       {vendor: []string{"p90", "45s"}, promise: []string{"p90", "60s"}, want: AsStrict},
		"L2 equal in other units":  {vendor: []string{"p90", "15m"}, promise: []string{"p90", "0.25h"}, want: AsStrict},
		"L3 lower percentile":      {vendor: []string{"p80", "30s"}, promise: []string{"p90", "30s"}, want: Looser},
		"L4":                       {vendor: []string{"p95", "60s"}, promise: []string{"p90", "45s"}, want: Incomparable},
		"L5 higher percentile":     {vendor: []string{"p90", "0.5m"}, promise: []string{"p80", "30s"}, want: AsStrict},
		"L6 an average":            {vendor: []string{"average", "30s"}, promise: []string{"p90", "60s"}, want: Incomparable},
		"L7":                       {vendor: []string{"p75", "20s"}, promise: []string{"p80", "30s"}, want: Incomparable},
		"L8":                       {vendor: []string{"p90", "2m"}, promise: []string{"p90", "60s"}, want: Looser},
		"L10 no floating point":    {vendor: []string{"p90", "0.1h"}, promise: []string{"p90", "6m"}, want: AsStrict},
		"H8 calendar for business": {vendor: []string{"p90", "4h"}, promise: []string{"p90", "4bh"}, want: AsStrict},
		"business for calendar":    {vendor: []string{"p90", "4bh"}, promise: []string{"p90", "24h"}, want: Incomparable},
		"H10 steps add up":         {vendor: []string{"serial", "p95", "15m", "p95", "3.75h"}, promise: []string{"p90", "4h"}, want: AsStrict},
		"H11 misses add up":        {vendor: []string{"serial", "p90", "15m", "p90", "3.75h"}, promise: []string{"p90", "4h"}, want: Looser},
		"H12 higher is better":     {vendor: []string{"90%"}, promise: []string{"88%"}, want: AsStrict},
		"H12 the other way":        {vendor: []string{"87%"}, promise: []string{"88%"}, want: Looser},
		"H13 lower is better":      {vendor: []string{"0.5%"}, promise: []string{"1.0%"}, direction: LowerIsBetter, want: AsStrict},
		"H14 day for month":        {vendor: []string{"p90", "45s"}, promise: []string{"p90", "60s"}, vendorWindow: "day", promiseWindow: "month", want: AsStrict},
		"H14 month for day":        {vendor: []string{"p90", "45s"}, promise: []string{"p90", "60s"}, vendorWindow: "month", promiseWindow: "day", want: Incomparable},
		"H14 week for month":       {vendor: []string{"p90", "45s"}, promise: []string{"p90", "60s"}, vendorWindow: "week", promiseWindow: "month", want: Incomparable},
		"a share for a time":       {vendor: []string{"90%"}, promise: []string{"p90", "60s"}, want: Incomparable},
		"margin kept":              {vendor: []string{"p90", "48s"}, promise: []string{"p90", "60s"}, margin: 20_000_000, want: AsStrict},
		"margin not kept":          {vendor: []string{"p90", "49s"}, promise: []string{"p90", "60s"}, margin: 20_000_000, want: Looser},
	} {
		t.Run(name, func(t *testing.T) {
			window := func(w string) string {
				if w == "" {
					return "month"
				}
				return w
			}
			vendor, promise := target(t, window(tt.vendorWindow), tt.vendor...), target(t, window(tt.promiseWindow), tt.promise...)
			got, reason := Compare(vendor, promise, tt.direction, tt.margin)
			if got != tt.want {
				t.Errorf("%s (%s), want %s", got, reason, tt.want)
			}
			if got != AsStrict && reason == "" {
				t.Error("a failure says no reason")
			}
		})
	}
}

func hours(n int64) calendar.Duration {
	return calendar.Duration{Millis: n * 3_600_000, Text: calendar.FormatMillis(n * 3_600_000)}
}

func TestChainsOfProcessors(t *testing.T) {
	c := &model.Contract{Definition: &model.Definition{Kind: "contract", Name: "c"}, Vendor: "vendor.v"}
	c.DataIncident.Notify = hours(24)
	c.Processing.Used = []model.Subprocessor{
		{Name: "a", Notify: hours(24)},
		{Name: "b", Notify: hours(12), Under: "a"},
		{Name: "lost", Notify: hours(1), Under: "nobody"},
		{Name: "round", Notify: hours(1), Under: "round"},
		{Name: "slow", Notify: calendar.Duration{BusinessDays: 1, Text: "1bd"}},
		{Name: "behind slow", Notify: hours(1), Under: "slow"},
	}
	want := map[string]int64{"vendor.v": 24, "a": 48, "b": 60, "lost": -1, "round": -1, "slow": -1, "behind slow": -1}
	for _, n := range Notices(c) {
		got := n.Chain
		if got > 0 {
			got /= 3_600_000
		}
		if got != want[n.Processor] {
			t.Errorf("%s: %d hours, want %d", n.Processor, got, want[n.Processor])
		}
	}
}
