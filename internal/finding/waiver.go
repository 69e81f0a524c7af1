package finding

import (
	"fmt"
	"slices"
	"strings"

	"github.com/tidegate/tidegate/internal/calendar"
	"github.com/tidegate/tidegate/internal/source"
)

// ruleWaiver is the rule about waivers, which this package judges by: whether a
// waiver is used is known only once every other rule has spoken.
const ruleWaiver = "GV-001"

// RuleClaim is the rule about dates that claim what has not happened yet.
const RuleClaim = "GV-013"

// Rules lists what this package reports by itself, in the form of the catalogue.
func Rules() []Rule {
	return []Rule{{
		ID: ruleWaiver, Title: "Waiver invalid", Severity: High, Subjects: []string{"waiver"},
		Description: "Exceptions must be visible, owned and temporary. A waiver names a rule that may be waived, a subject, a reason, an approver who works here and is not the subject, the day and the ticket, and an end within max of the approval. It stops at 00:00 UTC of the day it expires. One that has expired, excuses nothing or repeats another is a finding as well, so that no dead exception is left behind.",
		Remediation: "Fix the cause and delete the waiver, or renew it with a new approval; tidegate waive prints one.",
		Controls: []Control{
			{Framework: "ISO 27001:2022", Reference: "A.5.36"}, {Framework: "NIST 800-53 r5", Reference: "CA-5"}, {Framework: "SOC 2", Reference: "CC4.2"},
		},
		Parameters: []Parameter{{Name: "max", Type: "duration", Default: "90d", Stricter: "lower", Limit: "90d", Description: "The longest life of a waiver after its approval."}},
		Bad:        "waiver \"w\" {\n  rule     = \"LP-003\"\n  subject  = person.b07\n  reason   = \"no time\"\n  approved = { by = person.b07, on = \"2026-09-28\", ref = \"RISK-1\" }\n  expires  = \"2027-09-28\"\n}",
		Good:       "waiver \"w\" {\n  rule     = \"TR-005\"\n  subject  = person.b07\n  reason   = \"session moved by a typhoon\"\n  approved = { by = person.a01, on = \"2026-09-28\", ref = \"RISK-1\" }\n  expires  = \"2026-10-31\"\n}",
	}, {
		ID: RulePlan, Title: "Plan or dispute that is overdue or about nothing", Severity: Medium, Waivable: true, Subjects: []string{"plan", "dispute"},
		Description: "A plan says who will remove a finding by when, and a dispute says who thinks that it is wrong. Neither excuses it. A plan whose day has passed, a dispute that was not decided on its day, and either of them about a finding that is not there, are findings themselves.",
		Remediation: "Do the work or decide the dispute, then delete the block; or agree on another day.",
		Controls: []Control{
			{Framework: "NIST 800-53 r5", Reference: "CA-5"}, {Framework: "SOC 2", Reference: "CC4.2"},
		},
		Bad:  "plan \"mfa\" {\n  rule    = \"LP-013\"\n  subject = system.helpdesk\n  action  = \"enforce MFA\"\n  owner   = person.a01\n  due     = \"2026-01-31\"\n}",
		Good: "plan \"mfa\" {\n  rule    = \"LP-013\"\n  subject = system.helpdesk\n  action  = \"enforce MFA\"\n  owner   = person.a01\n  due     = \"2026-12-31\"\n}",
	}, {
		ID: RuleClaim, Title: "Evidence dated in the future", Severity: High, Waivable: true,
		Subjects:    []string{"conflict", "company", "contract", "device_standard", "flow", "grant", "location", "module", "person", "playbook", "service_account", "vendor", "waiver"},
		Description: "A date that claims that something happened (an access was reviewed, a check was cleared, devices were attested) counts only once the day has come. Until then every rule reads it as if it were not written. A date that lies after the day on which the tree was made is a finding as well, because nobody can have done it.",
		Remediation: "Write the day on which it happened, once it has happened. Plans and ends are other attributes.",
		Controls: []Control{
			{Framework: "SOC 2", Reference: "CC4.1"}, {Framework: "ISO 27001:2022", Reference: "A.5.28"},
		},
		Bad:  "device_standard \"managed\" {\n  require  = [\"disk_encryption\"]\n  attested = \"2096-09-21\"\n}",
		Good: "device_standard \"managed\" {\n  require  = [\"disk_encryption\"]\n  attested = \"2026-09-21\"\n}",
	}}
}

// A Waiver excuses findings of one rule about one subject, from the day of its
// approval until the day it expires, when it stops at 00:00 UTC.
type Waiver struct {
	Address  string
	Rule     string
	Subject  string
	Key      source.Text // one finding's own key; every finding of the rule when empty
	Reason   source.Text
	By, Ref  string
	Approver bool           // who approved it worked here that day
	Own      bool           // who approved it is the same human as the subject, or gains by it
	Accepted map[string]int // extent by key, as it was when it was approved; nil when that was not recorded
	On       calendar.Date
	Expires  calendar.Date
	At       func(path ...string) source.Range
}

// Waivers is what excuses findings, and by what it is judged.
type Waivers struct {
	All     []Waiver
	Rule    func(id string) *Rule // nil for a rule that was not asked
	Today   calendar.Date         // UTC
	Longest calendar.Duration
}

// refusal is why a waiver excuses nothing today and the attribute that says so,
// or "" when it holds.
func (ws *Waivers) refusal(w *Waiver) (why, at, fix string) {
	rule := ws.Rule(w.Rule)
	last := w.On.Add(ws.Longest)
	switch {
	case rule != nil && !rule.Waivable:
		return w.Rule + " cannot be waived", "rule", "fix the cause, and delete the waiver"
	case w.By == "" || w.Ref == "" || w.On == 0 || w.Reason == "":
		return "it lacks a reason, or who approved it, when, or under which ticket", "approved", "complete it: approved = { by, on, ref }, and a reason"
	case w.By == w.Subject || w.Own:
		return "nobody approves a waiver for themselves", "approved", "let somebody else approve it"
	case !w.Approver:
		return fmt.Sprintf("%s did not work here on %s", w.By, w.On), "approved", "let somebody approve it who works here"
	case w.Expires == 0:
		return "it never expires", "expires", fmt.Sprintf("let it expire by %s", last)
	case w.Expires > last:
		return fmt.Sprintf("it lives longer than %s after its approval", ws.Longest), "expires", fmt.Sprintf("let it expire by %s", last)
	case ws.Today < w.On:
		return fmt.Sprintf("it is approved only on %s", w.On), "approved", "date the approval when it is given"
	case ws.Today >= w.Expires:
		return fmt.Sprintf("it expired on %s", w.Expires), "expires", "fix the cause and delete the waiver, or renew it with a new approval"
	}
	return "", "", ""
}

// Apply marks the findings that a waiver excuses, and returns what is wrong with
// the waivers. A waiver that matches and does not hold is said in the finding,
// which then counts like any other.
func (ws *Waivers) Apply(findings []Finding) []Finding {
	bySubject := map[string][]int{}
	var found []Finding
	refused, used, excuses := make([]string, len(ws.All)), make([]bool, len(ws.All)), make([]int, len(ws.All))
	count := map[string]*int{}
	for i := range ws.All {
		w := &ws.All[i]
		bySubject[w.Subject] = append(bySubject[w.Subject], i)
		count[w.Address] = &excuses[i]
		why, at, fix := ws.refusal(w)
		if refused[i] = why; why != "" {
			found = append(found, w.finding(High, at, "excuses nothing: "+why, at, fix))
		}
	}
	for i := range findings {
		f := &findings[i]
		for _, j := range bySubject[f.Subject] {
			w := &ws.All[j]
			if w.Rule != f.Rule || w.Key != "" && w.Key != f.Key || f.Severity == Invalid {
				continue
			}
			why := refused[j]
			if why == "" && f.Begins > ws.Today && f.Begins >= w.Expires {
				why = fmt.Sprintf("it expires on %s, before this begins", w.Expires)
			}
			if why == "" {
				why = w.exceeded(f, ws.Today)
			}
			if why != "" {
				f.Because = append(f.Because, source.Text(fmt.Sprintf("%s does not excuse it: %s", w.Address, why)))
				continue
			}
			used[j] = true
			excuses[j]++
			if f.Waiver == nil {
				f.Waiver = &Waived{Address: w.Address, Reason: w.Reason, By: w.By, Until: w.Expires.String(), Range: w.At()}
			}
		}
	}
	for i := range findings {
		if w := findings[i].Waiver; w != nil && count[w.Address] != nil {
			w.Count = *count[w.Address]
		}
	}
	for i := range ws.All {
		w := &ws.All[i]
		if refused[i] != "" {
			continue
		}
		if j := slices.IndexFunc(ws.All[:i], func(other Waiver) bool {
			return other.Rule == w.Rule && other.Subject == w.Subject && (other.Key == "" || other.Key == w.Key)
		}); j >= 0 && refused[j] == "" {
			f := w.finding(Medium, "rule", "repeats "+ws.All[j].Address, "duplicate", "delete one of them")
			f.Related = []Place{{Address: ws.All[j].Address, Range: ws.All[j].At(), Note: "the other one"}}
			found = append(found, f)
			continue
		}
		if !used[i] && ws.Rule(w.Rule) != nil {
			found = append(found, w.finding(Low, "rule", fmt.Sprintf("excuses nothing: %s finds nothing about %s", w.Rule, w.Subject), "unused", "delete it"))
		}
	}
	return found
}

// exceeded is why a finding is not what a waiver accepted, or "": it was not there
// when the waiver was approved, or it has grown since. What grows by the day, by no
// change, may grow by the days since the approval.
func (w *Waiver) exceeded(f *Finding, today calendar.Date) string {
	if w.Accepted == nil {
		return ""
	}
	accepted, known := w.Accepted[string(f.Key)]
	if !known {
		return "it was approved for other findings of the rule"
	}
	if strings.HasPrefix(f.Unit, "days") {
		accepted += max(0, int(today-w.On))
	}
	if f.Extent > accepted {
		return fmt.Sprintf("it was approved for %d (%s), and now it is %d", w.Accepted[string(f.Key)], f.Unit, f.Extent)
	}
	return ""
}

func (w *Waiver) finding(severity Severity, at, message, key, fix string) Finding {
	return Finding{
		Rule: ruleWaiver, Severity: severity, Subject: w.Address, Key: source.Text(key), Message: source.Text(w.Address + " " + message), Fix: source.Text(fix),
		Place: Place{Address: w.Address, Path: at, Range: w.At(at)},
	}
}
