package contract

import (
	"cmp"
	"maps"
	"slices"

	"github.com/tidegate/tidegate/internal/calendar"
	"github.com/tidegate/tidegate/internal/finding"
	"github.com/tidegate/tidegate/internal/model"
)

// Servers is the teams that serve a queue: its owner where one of the owner's shifts
// serves a channel of it, or where no shift does, and else the teams whose shifts
// do. Contracts are asked of the vendors of those.
func Servers(org *model.Organisation, q *model.Queue) []model.Address {
	var out []model.Address
	for _, t := range org.Teams {
		serves := false
		for _, shift := range t.Shifts {
			serves = serves || len(shift.Roster) > 0 && slices.ContainsFunc(shift.Serves, func(c string) bool {
				return slices.Contains(q.Channels, c) && (t.Address() == q.Owner || !ownsChannel(org, t.Address(), c))
			})
		}
		if serves && t.Address() == q.Owner {
			return []model.Address{q.Owner}
		}
		if serves {
			out = append(out, t.Address())
		}
	}
	if len(out) == 0 {
		return []model.Address{q.Owner}
	}
	return out
}

// ownsChannel reports whether a team owns a queue with a channel: its shifts serve
// the channel for that one.
func ownsChannel(org *model.Organisation, team model.Address, channel string) bool {
	return slices.ContainsFunc(org.Queues, func(q *model.Queue) bool { return q.Owner == team && slices.Contains(q.Channels, channel) })
}

// serves reports whether teams of a contract serve a queue.
func serves(org *model.Organisation, c *model.Contract, q *model.Queue) bool {
	if slices.Contains(c.Teams, q.Owner) {
		return true
	}
	return slices.ContainsFunc(Servers(org, q), func(team model.Address) bool { return slices.Contains(c.Teams, team) })
}

// Force is whether a vendor's team works under a contract.
type Force struct {
	State    string `json:"state"`              // in_force, ending, over, to_come or none
	Contract string `json:"contract,omitempty"` // the one in force longest, or else nearest
	End      string `json:"end,omitempty"`
	Start    string `json:"start,omitempty"`
	Late     int    `json:"late"` // days since the last contract ended
}

// Cover is the contracts of a vendor that name one of its teams, any of its teams
// when team is empty, the earliest first. A contract of another vendor that names
// the team is no reason for its work.
func Cover(org *model.Organisation, vendor, team model.Address) []*model.Contract {
	var out []*model.Contract
	for _, c := range org.Contracts {
		if vendor != "" && c.Vendor == vendor && (team == "" || slices.Contains(c.Teams, team)) {
			out = append(out, c)
		}
	}
	slices.SortStableFunc(out, func(a, b *model.Contract) int {
		return cmp.Or(cmp.Compare(a.Valid.From, b.Valid.From), cmp.Compare(a.End(), b.End()))
	})
	return out
}

// CoveredUntil is the last day on which one of the contracts is in force without a
// gap from a day on, and that contract; nil when none is in force on the day.
func CoveredUntil(contracts []*model.Contract, from calendar.Date) (*model.Contract, calendar.Date) {
	var last *model.Contract
	end := from - 1
	for again := true; again; {
		again = false
		for _, c := range contracts {
			if c.In(end+1) && c.End() > end {
				last, end, again = c, c.End(), true
				if end == calendar.Forever {
					return last, end
				}
			}
		}
	}
	return last, end
}

// ForceOf looks for a contract of the team's vendor that names the team and is
// in force today. It is ending when no contract covers the days of the warning.
func ForceOf(org *model.Organisation, t *model.Team, today calendar.Date, warn calendar.Duration) Force {
	return forceOf(Cover(org, t.Vendor, t.Address()), today, warn)
}

// VendorForce is the same for a vendor as a whole.
func VendorForce(org *model.Organisation, v *model.Vendor, today calendar.Date, warn calendar.Duration) Force {
	return forceOf(Cover(org, v.Address(), ""), today, warn)
}

func forceOf(named []*model.Contract, today calendar.Date, warn calendar.Duration) Force {
	if len(named) == 0 {
		return Force{State: "none"}
	}
	describe := func(c *model.Contract, state string) Force {
		f := Force{State: state, Contract: string(c.Address()), End: c.End().String(), Start: c.Valid.From.String()}
		if state == "over" {
			f.Late = int(today - c.End())
		}
		return f
	}
	last, end := CoveredUntil(named, today)
	switch {
	case last == nil:
		latest := slices.MaxFunc(named, func(a, b *model.Contract) int { return cmp.Compare(a.End(), b.End()) })
		if latest.End() < today {
			return describe(latest, "over")
		}
		i := slices.IndexFunc(named, func(c *model.Contract) bool { return c.Valid.From > today })
		return describe(named[max(i, 0)], "to_come")
	case end <= today.Add(warn):
		return describe(last, "ending")
	}
	return describe(last, "in_force")
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
	Late      int      `json:"late"`      // days since the review was due
	Diligence string   `json:"diligence"` // before, late, missing or elsewhere
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
	case len(v.Diligence) == 0:
		out.Diligence = "missing"
	case v.About.Other(model.About{Countries: []string{v.Country}}) != "":
		out.Diligence = "elsewhere"
	case slices.Min(v.Diligence) >= start:
		out.Diligence = "late"
	}
	due := v.Reviewed.Add(settings.Duration("SL-010", "review"))
	switch {
	case v.Reviewed == 0:
		out.Review = "missing"
	case due <= today:
		out.Review, out.Late = "overdue", int(today-due)+1
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
//
// Systems lists the systems in which the work of a queue is done. A contract
// integrates those of its teams' queues that the queue names itself, or that any
// contract integrates, besides the names that a parameter adds: a system that no
// contract speaks of goes by another name there.
func FitOf(org *model.Organisation, v *model.Vendor, today calendar.Date, integrates []string, systems func(*model.Queue) []model.Address) Fit {
	out := Fit{Contracts: []Joined{}, Tags: []Tagged{}, Uncovered: []string{}}
	spoken := map[string]bool{}
	for _, c := range org.Contracts {
		for _, name := range c.Integrates {
			spoken[name] = true
		}
	}
	var teams []model.Address
	for _, c := range org.Contracts {
		if c.Vendor != v.Address() || today > c.End() {
			continue
		}
		teams = append(teams, c.Teams...)
		wanted := slices.Clone(integrates)
		for _, q := range org.Queues {
			if !serves(org, c, q) {
				continue
			}
			for _, s := range systems(q) {
				if spoken[s.Name()] || slices.Contains(q.Systems, s) {
					wanted = append(wanted, s.Name())
				}
			}
		}
		slices.Sort(wanted)
		lacks := slices.DeleteFunc(slices.Compact(wanted), func(name string) bool { return slices.Contains(c.Integrates, name) })
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
	Late       int      `json:"late"`       // days since then
	Rarely     int      `json:"rarely"`     // days by which the agreed interval is too long
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
	const day = 24 * 60 * 60 * 1000
	out.Rarely = beyond(max(0, length(s.Every)-length(every)), day)
	if !s.Every.IsZero() && length(s.Every) < length(every) {
		every = s.Every
	}
	last := s.Last
	if last == 0 {
		last = c.Valid.From
	}
	if due := last.Add(every); c.In(today) && today > due {
		out.Overdue, out.Late = due.String(), int(today-due)
	}
	return out
}
