package access

import (
	"slices"

	"github.com/tidegate/tidegate/internal/calendar"
	"github.com/tidegate/tidegate/internal/model"
)

// A Signing is how an approval or a review stands against those who gain by it.
type Signing struct {
	By          string `json:"by,omitempty"`
	On          string `json:"on,omitempty"`
	Complete    bool   `json:"complete"`          // it says who, when, and under which ticket
	Beneficiary bool   `json:"beneficiary"`       // whoever signed holds the grant
	Vendor      string `json:"vendor,omitempty"`  // of both the signer and a holder
	Manager     string `json:"manager,omitempty"` // the holder that the signer reports to
	Active      bool   `json:"active"`            // the signer worked here on that day
	Late        bool   `json:"late"`              // it is dated after the grant began
	Outranked   bool   `json:"outranked"`         // the grant is privileged, and the signer holds no role that may approve such
}

// Approval judges who approved a grant. Roles are those that may approve
// privileged access; any when empty.
func (ix *Index) Approval(g *model.Grant, privileged bool, roles []string, retro calendar.Duration) Signing {
	s := ix.signing(g, g.Approved)
	s.Complete = g.Approved.By != "" && g.Approved.On != 0 && g.Approved.Ref != ""
	s.Late = g.Approved.On != 0 && g.Valid != (calendar.Period{}) && g.Approved.On > g.Valid.From.Add(retro)
	if p := ix.people[g.Approved.By]; p != nil && privileged && len(roles) > 0 {
		held := ix.RolesHeld(p, g.Approved.On)
		s.Outranked = !slices.ContainsFunc(held, func(r model.Address) bool { return slices.Contains(roles, r.Name()) })
	}
	return s
}

// Review judges who last reviewed a grant; nil when nobody did.
func (ix *Index) Review(g *model.Grant) *Signing {
	if g.Reviewed.By == "" && g.Reviewed.On == 0 {
		return nil
	}
	s := ix.signing(g, g.Reviewed)
	s.Complete = g.Reviewed.By != "" && g.Reviewed.On != 0
	return &s
}

func (ix *Index) signing(g *model.Grant, signed model.Signature) Signing {
	s := Signing{By: string(signed.By)}
	if signed.On != 0 {
		s.On = signed.On.String()
	}
	signer := ix.people[signed.By]
	if signer == nil {
		return s
	}
	s.Active = signed.On >= signer.Start && (signer.Until.IsZero() || signed.On <= signer.Until.LastDay(ix.zone(signer)))
	holders := ix.GrantHolders(g)
	s.Beneficiary = ix.humans.Among(holders, signed.By)
	for _, alias := range ix.humans.Aliases(signed.By) {
		signer := ix.people[alias]
		if signer == nil {
			continue
		}
		managers := ix.managers(signer)
		for _, holder := range holders {
			if team := ix.teams[ix.people[holder].Team]; team != nil && team.Vendor != "" && s.Vendor == "" {
				if own := ix.teams[signer.Team]; own != nil && own.Vendor == team.Vendor {
					s.Vendor = string(team.Vendor)
				}
			}
			if s.Manager == "" && ix.humans.Among(managers, holder) && !s.Beneficiary {
				s.Manager = string(holder)
			}
		}
	}
	return s
}

// managers is everybody above a person: whom they report to, or else the lead of
// their team, and so on upwards.
func (ix *Index) managers(p *model.Person) []model.Address {
	var out []model.Address
	for at := p; at != nil; {
		above := at.ReportsTo
		if team := ix.teams[at.Team]; above == "" && team != nil {
			above = team.Lead
		}
		if above == "" || above == p.Address() || above == at.Address() || slices.Contains(out, above) {
			break
		}
		out = append(out, above)
		at = ix.people[above]
	}
	return out
}

// A Due is when a grant must next be reviewed.
type Due struct {
	On       string `json:"on"`   // the last day on which it is not late; empty when nobody ever approved it
	Last     string `json:"last"` // the review, or the approval that counts as the first
	Interval string `json:"interval"`
	Basis    string `json:"basis"` // privileged, external or standard
	State    string `json:"state"` // fine, soon or overdue
	Late     int    `json:"late"`  // days after the deadline
}

// Intervals are how often access is reviewed.
type Intervals struct {
	Standard, Privileged, External, Warn calendar.Duration
}

// ReviewDue says when a grant must next be reviewed: an interval after the last
// review by somebody, or, for a grant without one, after its approval. A later
// approval does not stand in for a review, for whoever changes a grant could write
// one. A deadline is inclusive: it is late the day after.
func (ix *Index) ReviewDue(g *model.Grant, privileged, external bool, in Intervals) Due {
	interval, basis := in.Standard, "standard"
	if external && earlier(in.External, interval) {
		interval, basis = in.External, "external"
	}
	if privileged && earlier(in.Privileged, interval) {
		interval, basis = in.Privileged, "privileged"
	}
	out := Due{Interval: interval.String(), Basis: basis, State: "overdue"}
	last := g.Approved.On
	if g.Reviewed.On != 0 && g.Reviewed.By != "" { // who looked is part of a review
		last = g.Reviewed.On
	}
	if last == 0 {
		return out
	}
	today, due := ix.Now.Today(), last.Add(interval)
	out.Last, out.On = last.String(), due.String()
	switch {
	case today > due:
		out.Late = int(today - due)
	case today >= due.Subtract(in.Warn):
		out.State = "soon"
	default:
		out.State = "fine"
	}
	return out
}

// earlier orders durations from one day, so that months and days compare.
func earlier(a, b calendar.Duration) bool {
	const someDay calendar.Date = 20000
	return someDay.Add(a) < someDay.Add(b)
}
