package finding_test

import (
	"strings"
	"testing"

	"github.com/tidegate/tidegate/internal/calendar"
	"github.com/tidegate/tidegate/internal/finding"
	"github.com/tidegate/tidegate/internal/source"
)

// A plan and a dispute mark what they are about, on their last day too, and are wrong
// themselves the day after, or when there is nothing that they are about.
func TestPlansAndDisputes(t *testing.T) {
	until, err := calendar.ParseDate("2026-10-05")
	if err != nil {
		t.Fatal(err)
	}
	nowhere := func(...string) source.Range { return source.Range{} }
	plan := finding.Note{Address: "plan.p", Rule: "LP-001", Subject: "grant.g", Who: "person.a", Text: "soon", Until: until, At: nowhere}
	dispute := plan
	dispute.Address, dispute.Dispute = "dispute.d", true
	keyed := plan
	keyed.Key = "other"
	for name, tt := range map[string]struct {
		note   finding.Note
		today  calendar.Date
		asked  bool
		marked bool
		want   string // what is said of the note, or ""
	}{
		"a plan in time":             {plan, until, true, true, ""},
		"a plan that is late":        {plan, until + 1, true, false, "was due on 2026-10-05"},
		"a dispute in time":          {dispute, until, true, true, ""},
		"a dispute that is late":     {dispute, until + 3, true, false, "was to be decided by 2026-10-05"},
		"another finding's":          {keyed, until, true, false, "is about a finding that is not there"},
		"of a rule that nobody asks": {keyed, until, false, false, ""},
	} {
		t.Run(name, func(t *testing.T) {
			findings := []finding.Finding{
				{Rule: "LP-001", Subject: "grant.g", Key: "allow", Severity: finding.High},
				{Rule: "LP-001", Subject: "grant.h", Key: "allow", Severity: finding.High},
			}
			said := finding.Annotate(findings, []finding.Note{tt.note}, tt.today, func(string) bool { return tt.asked })
			if got := findings[0].Plan != nil || findings[0].Dispute != nil; got != tt.marked {
				t.Errorf("marked: %v", got)
			}
			if findings[1].Plan != nil || findings[1].Dispute != nil {
				t.Error("what it is not about is marked")
			}
			switch {
			case tt.want == "" && len(said) > 0 || tt.want != "" && len(said) != 1:
				t.Fatalf("said %v", said)
			case tt.want != "" && !strings.Contains(string(said[0].Message), tt.want):
				t.Errorf("said %q", said[0].Message)
			}
			for _, f := range said {
				if f.Rule != finding.RulePlan || f.Unit != "" && f.Extent != int(tt.today-until) {
					t.Errorf("%+v", f)
				}
			}
		})
	}
}
