package gate

import (
	"fmt"
	"slices"
	"strings"

	"github.com/tidegate/tidegate/internal/finding"
	"github.com/tidegate/tidegate/internal/model"
)

// An Assessment is what a run came to for one rule, counted in subjects. A subject
// has one state: that of its gravest finding.
type Assessment struct {
	Rule          string
	Checked       int // subjects that the rule was asked about, and applies to
	Passed        int
	Failed        int // in force, planned and disputed ones included
	Waived        int
	Planned       int // of those that failed
	Disputed      int // of those that failed
	NotApplicable int
	NotAssessed   int
	Because       string // why nothing, or not everything, was assessed; empty when all was
}

// Assessments says for each rule that was asked what its subjects came to, by ID.
// It is nil when the tree could not be judged.
func (r *Result) Assessments() []Assessment {
	if r.Invalid() {
		return nil
	}
	type state struct{ failed, waived, planned, disputed bool }
	subjects := map[string]map[string]*state{}
	for i := range r.Findings {
		f := &r.Findings[i]
		if subjects[f.Rule] == nil {
			subjects[f.Rule] = map[string]*state{}
		}
		s := subjects[f.Rule][f.Subject]
		if s == nil {
			s = &state{}
			subjects[f.Rule][f.Subject] = s
		}
		if f.Waiver != nil {
			s.waived = true
			continue
		}
		s.failed = true
		s.planned = s.planned || f.Plan != nil
		s.disputed = s.disputed || f.Dispute != nil
	}
	var out []Assessment
	for i := range r.Rules {
		rule := &r.Rules[i]
		count, counted := r.Tally[rule.ID]
		if rule.Severity == finding.Invalid || !counted && subjects[rule.ID] == nil && r.Unmet[rule.ID] == "" {
			continue // a rule of the loader, or one that is judged over all findings and has none
		}
		a := Assessment{Rule: rule.ID, Because: r.Unmet[rule.ID]}
		if counted {
			a.Checked, a.NotApplicable = count.Checked, count.NotApplicable
		}
		for _, s := range subjects[rule.ID] {
			switch {
			case s.failed:
				a.Failed++
			case s.waived:
				a.Waived++
			}
			if s.failed && s.planned {
				a.Planned++
			}
			if s.failed && s.disputed {
				a.Disputed++
			}
		}
		a.Checked = max(a.Checked, a.Failed+a.Waived)
		a.Passed = a.Checked - a.Failed - a.Waived
		if a.Because != "" { // what has no finding was not looked at
			a.NotAssessed, a.Passed = a.Passed, 0
			a.Checked -= a.NotAssessed
		}
		out = append(out, a)
	}
	slices.SortFunc(out, func(a, b Assessment) int { return strings.Compare(a.Rule, b.Rule) })
	return out
}

// unmet says of each selected rule whose requirements are not there why it cannot be
// assessed. Base says why no other tree is at hand, and is empty where one is.
func (s *Session) unmet(base string) map[string]string {
	out := map[string]string{}
	for i := range s.Set.Rules {
		r := &s.Set.Rules[i]
		if s.Judge.Selected != nil && !s.Judge.Selected(r.ID) {
			continue
		}
		for _, needed := range r.Requires {
			switch {
			case needed == finding.RequiresObservations && s.Observed == nil:
				out[r.ID] = "there are no observations"
			case needed == finding.RequiresBase && base != "":
				out[r.ID] = base
			case needed != finding.RequiresObservations && needed != finding.RequiresBase && len(s.Org.Kinds[needed]) == 0:
				out[r.ID] = fmt.Sprintf("no %s is defined", needed)
			}
		}
		if slices.Equal(r.Subjects, []string{model.ChangeKind}) && base != "" {
			out[r.ID] = base
		}
	}
	return out
}
