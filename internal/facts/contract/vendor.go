package contract

import (
	"cmp"
	"maps"
	"slices"

	"github.com/tidegate/tidegate/internal/calendar"
	"github.com/tidegate/tidegate/internal/finding"
	"github.com/tidegate/tidegate/internal/model"
)

// Force is whether a vendor's team works under a contract.
type Force struct {
	State    string `json:"state"`              // in_force, ending, over, to_come or none
	Contract string `json:"contract,omitempty"` // the one in force longest, or else nearest
	End      string `json:"end,omitempty"`
	Start    string `json:"start,omitempty"`
}

// ForceOf looks for a contract of the team's vendor that names the team and is
// in force today. It is ending when no contract covers the days of the warning.
func ForceOf(org *model.Organisation, t *model.Team, today calendar.Date, warn calendar.Duration) Force {
	var named []*model.Contract
	for _, c := range org.Contracts {
		if c.Vendor == t.Vendor && slices.Contains(c.Teams, t.Address()) {
			named = append(named, c)
		}
	}
	if len(named) == 0 {
		return Force{State: "none"}
	}
	describe := func(c *model.Contract, state string) Force {
		return Force{State: state, Contract: string(c.Address()), End: c.End().String(), Start: c.Valid.From.String()}
	}
	covered := func(d calendar.Date) *model.Contract {
		i := slices.IndexFunc(named, func(c *model.Contract) bool { return c.In(d) })
		if i < 0 {
			return nil
		}
		return named[i]
	}
	if covered(today) == nil {
		slices.SortFunc(named, func(a, b *model.Contract) int { return cmp.Compare(b.End(), a.End()) })
		if named[0].End() < today {
			return describe(named[0], "over")
		}
		return describe(named[len(named)-1], "to_come")
	}
	last := today
	for until := today.Add(warn); last <= until; {
		c := covered(last)
		if c == nil {
			return describe(covered(last-1), "ending")
		}
		last = c.End() + 1
	}
	return describe(covered(last-1), "in_force")
}

// A Report is one report or certificate of a vendor.
type Report struct {
	Name  string `json:"name"`
	Until string `json:"until"`
	State string `json:"state"`          // valid, ending, bridged or lapsed
	Open  string `json:"open,omitempty"` // a delivery site that it does not cover
}

// Assurance is the evidence that a vendor is fit.
type Assurance struct {
	Assured   bool     `json:"assured"` // one of the accepted reports holds for every site
	Reports   []Report `json:"reports"` // the accepted ones
	Review    string   `json:"review"`  // fine, due_soon, overdue or missing
	ReviewDue string   `json:"review_due,omitempty"`
	Diligence string   `json:"diligence"` // before, late or missing
	Start     string   `json:"start,omitempty"`
	CardData  string   `json:"card_data,omitempty"` // a flow that brings it card data
	PCI       bool     `json:"pci"`                 // an attestation of compliance holds
}

// AssuranceOf judges the reports, the review and the diligence of a vendor with a
// contract; it is nil for one without. Sites are where its teams work, by team.
func AssuranceOf(org *model.Organisation, v *model.Vendor, today calendar.Date, settings finding.Settings, cardData string) *Assurance {
	var start calendar.Date
	sites := map[model.Address]bool{}
	for _, c := range org.Contracts {
		if c.Vendor == v.Address() && today <= c.End() {
			if start == 0 || c.Valid.From < start {
				start = c.Valid.From
			}
		}
	}
	if start == 0 {
		return nil
	}
	for _, t := range org.Teams {
		if t.Vendor == v.Address() {
			sites[t.Location] = true
		}
	}
	warn := settings.Duration("SL-010", "warn")
	out := &Assurance{Reports: []Report{}, Start: start.String(), CardData: cardData, Diligence: "before", Review: "fine"}
	for _, name := range settings.List("SL-010", "required") {
		until, has := v.Assured[name]
		if !has {
			continue
		}
		r := Report{Name: name, Until: until.String(), State: "valid"}
		bridge := v.Assured["bridge_letter"]
		switch {
		case until < today && bridge >= today && today <= until.Add(settings.Duration("SL-010", "bridge_letter")):
			r.State = "bridged"
		case until < today:
			r.State = "lapsed"
		case until <= today.Add(warn):
			r.State = "ending"
		}
		if scope, limited := v.Scope[name]; limited {
			for _, site := range slices.Sorted(maps.Keys(sites)) {
				if r.Open == "" && !slices.Contains(scope, site) {
					r.Open = string(site)
				}
			}
		}
		out.Assured = out.Assured || r.State != "lapsed" && r.Open == ""
		out.Reports = append(out.Reports, r)
	}
	out.PCI = v.Assured["pci_dss"] >= today
	switch {
	case v.Diligence == 0:
		out.Diligence = "missing"
	case v.Diligence >= start:
		out.Diligence = "late"
	}
	due := v.Reviewed.Add(settings.Duration("SL-010", "review"))
	switch {
	case v.Reviewed == 0:
		out.Review = "missing"
	case due <= today:
		out.Review = "overdue"
	case due <= today.Add(warn):
		out.Review = "due_soon"
	}
	if v.Reviewed != 0 {
		out.ReviewDue = due.String()
	}
	return out
}

// Fit is how a vendor's work joins ours.
type Fit struct {
	Contracts []Joined `json:"contracts"`
	Tags      []Tagged `json:"tags"`      // its queues with another set of tags
	Uncovered []string `json:"uncovered"` // its teams in no programme of quality
	QA        string   `json:"qa"`        // the first programme; empty when there is none
}

// Joined is what one contract does not integrate.
type Joined struct {
	Contract string   `json:"contract"`
	Lacks    []string `json:"lacks"`
}

// Tagged is a queue whose tags are not those of most queues.
type Tagged struct {
	Queue string `json:"queue"`
	Tags  string `json:"tags"`
	Ours  string `json:"ours"`
}

// FitOf compares a vendor's contracts and queues with the company's own way of
// working.
func FitOf(org *model.Organisation, v *model.Vendor, today calendar.Date, integrates []string) Fit {
	out := Fit{Contracts: []Joined{}, Tags: []Tagged{}, Uncovered: []string{}}
	var teams []model.Address
	for _, c := range org.Contracts {
		if c.Vendor != v.Address() || today > c.End() {
			continue
		}
		teams = append(teams, c.Teams...)
		lacks := slices.DeleteFunc(slices.Clone(integrates), func(name string) bool { return slices.Contains(c.Integrates, name) })
		if len(lacks) > 0 {
			out.Contracts = append(out.Contracts, Joined{string(c.Address()), lacks})
		}
	}
	ours := commonTags(org)
	calibrated := map[model.Address]bool{}
	for i, qa := range org.QAs {
		if i == 0 {
			out.QA = string(qa.Address())
		}
		for _, team := range qa.Calibration.Teams {
			calibrated[team] = true
		}
	}
	for _, q := range org.Queues {
		if !slices.Contains(teams, q.Owner) {
			continue
		}
		if q.Uses.Tags != ours {
			out.Tags = append(out.Tags, Tagged{string(q.Address()), q.Uses.Tags, ours})
		}
		if !calibrated[q.Owner] && !slices.Contains(out.Uncovered, string(q.Owner)) {
			out.Uncovered = append(out.Uncovered, string(q.Owner))
		}
	}
	return out
}

// commonTags is the set of tags that most queues use, the first by name of those
// used equally often.
func commonTags(org *model.Organisation) string {
	uses := map[string]int{}
	for _, q := range org.Queues {
		if q.Uses.Tags != "" {
			uses[q.Uses.Tags]++
		}
	}
	best := ""
	for _, tags := range slices.Sorted(maps.Keys(uses)) {
		if uses[tags] > uses[best] {
			best = tags
		}
	}
	return best
}

// Sampling is how a vendor's own screening is checked.
type Sampling struct {
	Declared   bool     `json:"declared"`
	Ours       bool     `json:"ours"`       // the company screens by itself
	Share      string   `json:"share"`      // as signed
	Small      bool     `json:"small"`      // below the least share
	Sampled    int      `json:"sampled"`    // people in the last sample, 0 when nobody says
	Least      int      `json:"least"`      // people that a sample needs
	Overdue    string   `json:"overdue"`    // the day by which the next was due
	Lacks      []string `json:"lacks"`      // checks of ours that its package does not have
	Mismatches int      `json:"mismatches"` // records that differed
}

// SamplingOf holds the screening clause against its limits; people is how many
// work under the contract.
func SamplingOf(c *model.Contract, today calendar.Date, people int, settings finding.Settings, lacks []string) Sampling {
	out := Sampling{Lacks: lacks}
	s := c.Screening
	if s == nil {
		return out
	}
	out.Declared, out.Ours, out.Share, out.Sampled, out.Mismatches = true, s.RunBy == "company", s.Sample, s.Sampled, s.Mismatches
	least, _ := model.ParsePercent(settings.String("BC-008", "sample"))
	share, err := model.ParsePercent(s.Sample)
	out.Small = err != nil || share < least
	const whole = 100_000_000 // millionths of a percent in a hundred percent
	out.Least = min(people, max(settings.Int("BC-008", "people"), int((int64(people)*int64(least)+whole-1)/whole)))
	every := settings.Duration("BC-008", "every")
	if !s.Every.IsZero() && length(s.Every) < length(every) {
		every = s.Every
	}
	last := s.Last
	if last == 0 {
		last = c.Valid.From
	}
	if due := last.Add(every); c.In(today) && today > due {
		out.Overdue = due.String()
	}
	return out
}
