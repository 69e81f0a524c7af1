package gate

import (
	"fmt"

	"github.com/tidegate/tidegate/internal/calendar"
	"github.com/tidegate/tidegate/internal/finding"
	"github.com/tidegate/tidegate/internal/source"
)

// claims finds dates that claim that something has happened on a day after the tree
// was made: the commit's, or today's of a working tree. A run as of an earlier day
// does not know what happened since, and holds it against nobody.
func (s *Session) claims(opts Options) []finding.Finding {
	if !finding.Select(finding.RuleClaim, opts.Only, opts.Skip) {
		return nil
	}
	made := calendar.DateOf(s.Tree.Time)
	if s.Tree.Time.IsZero() {
		made = s.Now.Today()
	}
	made = max(made, s.Now.Today()) + 1 // it is tomorrow already somewhere
	var out []finding.Finding
	for _, c := range s.Org.ClaimsAfter(made) {
		path := c.Path.String()
		out = append(out, finding.Finding{
			Rule: finding.RuleClaim, Severity: finding.High, Subject: string(c.Definition.Address()), Key: source.Text(path),
			Message: source.Text(fmt.Sprintf("%s of %s is %s, a day that has not come", path, c.Definition.Address(), c.Day)),
			Place:   finding.Place{Address: string(c.Definition.Address()), Path: path, Range: c.Definition.At(c.Path...)},
			Because: []source.Text{"the date claims that something has happened, so until then it counts as if it were not written"},
			Fix:     "write the day on which it happened, once it has happened",
			Extent:  int(c.Day - s.Now.Today()), Unit: "days ahead",
		})
	}
	return out
}
