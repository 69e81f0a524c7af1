package finding

import (
	"fmt"

	"github.com/tidegate/tidegate/internal/calendar"
	"github.com/tidegate/tidegate/internal/source"
)

// LongestWaiver is the most days that a waiver may live after its approval.
const LongestWaiver = 90

// A Waiver excuses findings of one rule about one subject, from the day of its
// approval until the day it expires, when it stops at 00:00 UTC.
type Waiver struct {
	Address string
	Rule    string
	Subject string
	Key     string // one finding's own key; every finding of the rule when empty
	Reason  string
	By, Ref string
	On      calendar.Date
	Expires calendar.Date
	Range   source.Range
}

// Refusal is why a waiver excuses nothing on a day, or "" when it holds.
func (w *Waiver) Refusal(rule *Rule, today calendar.Date) string {
	switch {
	case rule != nil && !rule.Waivable:
		return fmt.Sprintf("%s cannot be waived", w.Rule)
	case w.By == "" || w.Ref == "" || w.On == 0 || w.Reason == "":
		return "it lacks a reason, or who approved it, when, or under which ticket"
	case w.By == w.Subject:
		return "nobody approves a waiver for themselves"
	case w.Expires > w.On+LongestWaiver:
		return fmt.Sprintf("it lives longer than %d days after its approval", LongestWaiver)
	case today < w.On:
		return "it is approved on a day to come"
	case today >= w.Expires:
		return fmt.Sprintf("it expired on %s", w.Expires)
	}
	return ""
}

// Waive marks the findings that a waiver excuses. A waiver that matches and does
// not hold is said in the finding, which then counts like any other.
func Waive(findings []Finding, waivers []Waiver, rule func(id string) *Rule, today calendar.Date) {
	bySubject := map[string][]*Waiver{}
	for i := range waivers {
		bySubject[waivers[i].Subject] = append(bySubject[waivers[i].Subject], &waivers[i])
	}
	for i := range findings {
		f := &findings[i]
		for _, w := range bySubject[f.Subject] {
			if w.Rule != f.Rule || w.Key != "" && w.Key != f.Key || f.Severity == Invalid {
				continue
			}
			if refusal := w.Refusal(rule(f.Rule), today); refusal != "" {
				f.Because = append(f.Because, fmt.Sprintf("%s does not excuse it: %s", w.Address, refusal))
				continue
			}
			f.Waiver = &Waived{Address: w.Address, Reason: w.Reason, By: w.By, Until: w.Expires.String(), Range: w.Range}
			break
		}
	}
}
