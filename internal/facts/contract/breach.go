package contract

import (
	"fmt"
	"strconv"

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
	// and -1 when some step of it has no bound in hours.
	Chain     int64  `json:"chain"`
	ChainText string `json:"chain_text"`
}

// Notices lists the contract's time to tell, then those of its sub-processors.
// Whatever cannot be measured in calendar hours is no bound.
func Notices(c *model.Contract) []Notice {
	own := notice(string(c.Vendor), c.DataIncident.Notify, model.Path{"data_incident", "notify"})
	own.Chain, own.ChainText = own.Millis, own.Text
	if own.Clock != "calendar" {
		own.Chain = -1
	}
	out := []Notice{own}
	byName := map[string]int{"": 0}
	for i, sub := range c.Processing.Used {
		byName[sub.Name] = i + 1
		n := notice(sub.Name, sub.Notify, model.Path{"processing", "subprocessors_used", strconv.Itoa(i), "notify"})
		n.Under = sub.Under
		out = append(out, n)
	}
	for i := range out[1:] {
		n := &out[i+1]
		n.Chain, n.ChainText = chain(out, byName, i+1, len(out))
	}
	return out
}

// chain adds up the times from one processor to the company. An unknown or
// circular chain has no bound.
func chain(notices []Notice, byName map[string]int, i, left int) (millis int64, text string) {
	n := notices[i]
	if n.Clock != "calendar" || left == 0 {
		return -1, n.Text
	}
	if i == 0 {
		return n.Millis, n.Text
	}
	above, known := byName[n.Under]
	if !known {
		return -1, n.Text
	}
	sum, sumText := chain(notices, byName, above, left-1)
	if sum < 0 {
		return -1, n.Text
	}
	return sum + n.Millis, fmt.Sprintf("%s + %s", n.Text, sumText)
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
