package contract

import (
	"fmt"
	"strconv"
	"strings"

	"github.com/tidegate/tidegate/internal/calendar"
	"github.com/tidegate/tidegate/internal/model"
)

// A Notice is the time within which one processor tells the next.
type Notice struct {
	Processor string     `json:"processor"`
	Text      string     `json:"text"`   // as written, empty when nothing is
	Millis    int64      `json:"millis"` // 0 unless it counts calendar hours
	Clock     string     `json:"clock"`  // calendar, business, date or missing
	At        model.Path `json:"at"`     // in the contract
	Under     string     `json:"under,omitempty"`
	// Chain is the sum from this processor up to the company, in milliseconds,
	// and -1 when it has no bound.
	Chain     int64  `json:"chain"`
	ChainText string `json:"chain_text"`
	Unbounded string `json:"unbounded,omitempty"` // why the chain above has no bound: it names nobody, or goes round in a circle
	Above     int    `json:"above"`               // index of the processor above, -1 for none
}

// Notices lists the contract's time to tell, then those of its sub-processors.
// Whatever cannot be measured in calendar hours is no bound, and a chain under an
// unknown name or in a circle is the worst of chains. A sub-processor is under the
// vendor when it says nothing, or names it.
func Notices(c *model.Contract) []Notice {
	own := notice(string(c.Vendor), c.DataIncident.Notify, model.Path{"data_incident", "notify"})
	own.Chain, own.ChainText, own.Above = own.Millis, own.Text, -1
	if own.Clock != "calendar" {
		own.Chain = -1
	}
	out := []Notice{own}
	byName := map[string]int{"": 0, c.Vendor.Name(): 0, string(c.Vendor): 0}
	for i, sub := range c.Processing.Used {
		byName[sub.Name] = i + 1
		n := notice(sub.Name, sub.Notify, model.Path{"processing", "subprocessors_used", strconv.Itoa(i), "notify"})
		n.Under = sub.Under
		out = append(out, n)
	}
	for i := range out[1:] {
		n := &out[i+1]
		n.Above = -1
		if above, known := byName[n.Under]; known {
			n.Above = above
		}
	}
	for i := range out[1:] {
		chain(out, i+1)
	}
	return out
}

// chain adds up the times from one processor to the company.
func chain(notices []Notice, i int) {
	n := &notices[i]
	sum, texts := int64(0), []string{}
	seen := map[int]bool{}
	for at := i; ; at = notices[at].Above {
		step := notices[at]
		texts = append(texts, step.Text)
		switch {
		case seen[at]:
			n.Unbounded = "it goes round in a circle"
		case at > 0 && step.Above < 0:
			n.Unbounded = fmt.Sprintf("%s is under %q, which no entry is called", step.Processor, step.Under)
		}
		if n.Unbounded != "" {
			n.Chain, n.ChainText = -1, n.Text
			return
		}
		seen[at] = true
		if step.Clock != "calendar" {
			n.Chain, n.ChainText = -1, n.Text // that step is a finding itself
			return
		}
		if sum += step.Millis; at == 0 {
			n.Chain, n.ChainText = sum, strings.Join(texts, " + ")
			return
		}
	}
}

func notice(processor string, d calendar.Duration, at model.Path) Notice {
	n := Notice{Processor: processor, Text: d.Text, At: at, Clock: "calendar"}
	switch {
	case d.IsZero():
		n.Clock = "missing"
	case d.Business():
		n.Clock = "business"
	case !d.Exact():
		n.Clock = "date"
	default:
		n.Millis = d.Millis
	}
	return n
}
