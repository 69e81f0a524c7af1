package finding

import (
	"fmt"

	"github.com/tidegate/tidegate/internal/calendar"
	"github.com/tidegate/tidegate/internal/source"
)

// RulePlan is the rule about plans and disputes.
const RulePlan = "GV-010"

// A Note is a plan or a dispute: it says something about findings of one rule about
// one subject, and excuses none.
type Note struct {
	Address string
	Dispute bool
	Rule    string
	Subject string
	Key     source.Text // one finding's own key; every finding of the rule when empty
	Who     string
	Text    source.Text
	Until   calendar.Date // due, or to be decided by; late on the day after
	At      func(path ...string) source.Range
}

// Annotate marks the findings that plans and disputes are about, and returns what is
// wrong with those: they are overdue, or about a finding that is not there. Asked
// says whether a rule was selected at all.
func Annotate(findings []Finding, notes []Note, today calendar.Date, asked func(rule string) bool) []Finding {
	var found []Finding
	for i := range notes {
		n := &notes[i]
		about := 0
		for j := range findings {
			f := &findings[j]
			if f.Rule != n.Rule || f.Subject != n.Subject || n.Key != "" && n.Key != f.Key || f.Severity == Invalid {
				continue
			}
			about++
			if today > n.Until {
				f.Because = append(f.Because, source.Text(fmt.Sprintf("%s was due on %s", n.Address, n.Until)))
				continue
			}
			noted := &Noted{n.Address, n.Who, n.Until.String(), n.Text, n.At()}
			if n.Dispute {
				f.Dispute = noted
			} else {
				f.Plan = noted
			}
		}
		say := func(severity Severity, at string, key, message, fix source.Text) {
			found = append(found, Finding{
				Rule: RulePlan, Severity: severity, Subject: n.Address, Key: key, Message: source.Text(n.Address) + " " + message, Fix: fix,
				Place: Place{Address: n.Address, Path: at, Range: n.At(at)},
			})
		}
		switch {
		case about == 0 && asked(n.Rule):
			say(Medium, "rule", "about", source.Text(fmt.Sprintf("is about a finding that is not there: %s has none about %s", n.Rule, n.Subject)), "delete it")
		case about > 0 && today > n.Until && n.Dispute:
			say(Medium, "decide_by", "late", source.Text(fmt.Sprintf("was to be decided by %s", n.Until)), "decide it: correct what is found, or report that the rule is wrong")
			found[len(found)-1].Extent, found[len(found)-1].Unit = int(today-n.Until), "days late"
		case about > 0 && today > n.Until:
			say(Medium, "due", "late", source.Text(fmt.Sprintf("was due on %s, and the finding is still there", n.Until)), "do the work, or agree on another day")
			found[len(found)-1].Extent, found[len(found)-1].Unit = int(today-n.Until), "days late"
		}
	}
	return found
}
