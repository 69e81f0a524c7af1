package facts

import (
	"slices"
	"strconv"

	"github.com/tidegate/tidegate/internal/calendar"
	"github.com/tidegate/tidegate/internal/facts/contract"
	"github.com/tidegate/tidegate/internal/facts/dataflow"
	"github.com/tidegate/tidegate/internal/model"
)

// A Contract is what rules know of a contract beyond the definition.
type Contract struct {
	SLA       []contract.Comparison `json:"sla"`
	Notices   []contract.Notice     `json:"notices"`
	Matrix    []contract.Hole       `json:"matrix"` // holes in the table of service levels
	Errors    []contract.Term       `json:"errors"`
	Aims      []contract.Aim        `json:"aims"`    // indicators of the company that it undercuts
	Penalty   bool                  `json:"penalty"` // a data incident costs something
	Audit     contract.Audit        `json:"audit"`
	Exit      []contract.Term       `json:"exit"`
	Subs      []contract.Sub        `json:"subs"` // companies that the vendor hands data to
	Staffing  *contract.Staffing    `json:"staffing,omitempty"`
	Screening *contract.Sampling    `json:"screening,omitempty"` // when people work under it
	Personal  string                `json:"personal,omitempty"`  // a flow of personal data to the vendor as processor
	Objection bool                  `json:"objection_short"`     // sub-processors may be added without time enough to object
	Strangers []Stranger            `json:"strangers"`           // teams that it names and that are not the vendor's
}

// A Stranger is a team of another company.
type Stranger struct {
	Team   string `json:"team"`
	Index  string `json:"index"`
	Vendor string `json:"vendor"` // empty for a team of the company's own
}

func (f *Facts) contract(c *model.Contract) Contract {
	today := f.access.Now.Today()
	margin, _ := model.ParsePercent(f.settings.String("SL-001", "margin"))
	out := Contract{
		SLA:     contract.SLA(f.org, c, margin, f.rosters.Window),
		Notices: contract.Notices(c),
		Matrix: contract.Matrix(f.org, c, f.settings.List("SL-002", "metrics"), f.settings.List("SL-002", "engineering"), func(system model.Address) bool {
			s := f.flows.Systems[system]
			return s == nil || f.flows.Live(s)
		}),
		Errors:  contract.Errors(c, f.settings),
		Aims:    contract.Aims(f.org, c),
		Penalty: contract.PenaltyOf(c),
		Audit:   contract.AuditOf(c, today, f.settings),
		Exit:    contract.Exit(c, f.settings),
		Subs: contract.Subprocessors(f.org, c, f.settings, func(country string) bool {
			return f.personalTo(c.Vendor) != nil && !dataflow.InEEA(country)
		}),
		Staffing: contract.StaffingOf(f.org, c, today, f.settings),
	}
	out.Strangers = []Stranger{}
	out.Objection = c.Processing.Subprocessors == "general" && shorter(c.Processing.Objection, f.settings.Duration("SL-008", "objection_min"))
	for i, team := range c.Teams {
		if t := f.teams[team]; t != nil && t.Vendor != c.Vendor {
			out.Strangers = append(out.Strangers, Stranger{string(team), strconv.Itoa(i), string(t.Vendor)})
		}
	}
	if flow := f.personalTo(c.Vendor); flow != nil {
		if v := f.flows.Vendor(c.Vendor); v != nil && v.Role == "processor" {
			out.Personal = string(flow.Address())
		}
	}
	people := 0
	lacks := []string{}
	for _, team := range c.Teams {
		people += len(f.access.Holders(team))
		if t := f.teams[team]; t != nil && c.Screening != nil {
			lacks = append(lacks, f.vetting.PackageLacks(c.Screening.Package, f.locations[t.Location])...)
		}
	}
	slices.Sort(lacks)
	if people > 0 {
		sampling := contract.SamplingOf(c, today, people, f.settings, slices.Compact(lacks))
		out.Screening = &sampling
	}
	return out
}

// personalTo is a flow of personal data to a vendor or its teams, or nil.
func (f *Facts) personalTo(vendor model.Address) *model.Flow {
	v := f.flows.Vendor(vendor)
	if v == nil {
		return nil
	}
	return f.flows.PersonalTo(v)
}

// A Vendor is what rules know of a vendor beyond the definition.
type Vendor struct {
	Assurance *contract.Assurance `json:"assurance,omitempty"` // of one with a contract
	Fit       contract.Fit        `json:"fit"`
	Touches   []string            `json:"touches"` // personal data, by which one sees that it needs a contract
	Force     contract.Force      `json:"force"`   // of all its contracts
	Employs   int                 `json:"employs"` // people, under the law of a country of which nobody wrote down which checks it allows
}

// touches says by what one sees that a vendor has personal data in its hands: flows
// to it, and systems that it operates.
func (f *Facts) touches(v *model.Vendor) []string {
	out := []string{}
	for _, flow := range f.org.Flows {
		if slices.Contains(flow.To, v.Address()) && f.flows.Crossing(flow, nil).Personal {
			out = append(out, string(flow.Address()))
		}
	}
	for _, s := range f.org.Systems {
		if s.OperatedBy == v.Address() && f.flows.Store(s.Address()).Personal {
			out = append(out, string(s.Address()))
		}
	}
	return out
}

func (f *Facts) vendor(v *model.Vendor) Vendor {
	today := f.access.Now.Today()
	card := ""
	for _, flow := range f.org.Flows {
		for _, c := range f.flows.Cards(flow, f.payment, f.cardScope) {
			if card == "" && f.flows.Vendor(model.Address(c.To)) == v {
				card = string(flow.Address())
			}
		}
	}
	employs := 0
	for _, p := range f.org.People {
		if t := f.teams[p.Team]; t != nil && t.Vendor == v.Address() && f.access.Active(p) && f.vetting.Unprofiled(p) != "" {
			employs++
		}
	}
	return Vendor{
		Employs: employs,
		Touches: f.touches(v), Force: contract.VendorForce(f.org, v, today, f.settings.Duration("SL-012", "warn")),
		Assurance: contract.AssuranceOf(f.org, v, today, f.settings, card),
		Fit:       contract.FitOf(f.org, v, today, f.settings.List("SL-013", "integrates"), f.systemsOf),
	}
}

// cardScope says whether a team is declared to be in the scope of PCI DSS, and
// whether it cannot copy what it sees; at headquarters that is the business of
// the company's own assessment.
func (f *Facts) cardScope(to model.Address) (inScope, copySafe bool) {
	t := f.teams[to]
	if t == nil {
		return false, false
	}
	l := f.locations[t.Location]
	return t.PCI.InScope, t.PCI.CopyPrevention || l != nil && l.Class == "hq"
}

// A Flow is what rules know of a flow beyond the definition.
type Flow struct {
	dataflow.Crossing
	Lowered   []dataflow.Lowered `json:"lowered"`
	Misfits   []dataflow.Misfit  `json:"misfits"`
	Cards     []dataflow.Card    `json:"cards"`
	Purpose   bool               `json:"purpose_known"` // it is on the company's list
	Unused    []string           `json:"unused"`        // indices of carried classes that no recipient's duty uses
	Retention string             `json:"retention"`     // fine, kept (from a view) or longer (than the source)
	Longest   string             `json:"longest,omitempty"`
	TooLong   *Kept              `json:"too_long,omitempty"` // personal data is kept beyond the limit
	Assessed  bool               `json:"assessed"`           // the risk of access from third countries was assessed, and recently enough
	Exports   []Export           `json:"exports"`            // standing access to take data out in bulk
}

// Kept is how long something is kept, where that is too long.
type Kept struct {
	Text string     `json:"text"`
	At   model.Path `json:"at"`
	Over int        `json:"over"` // days beyond the limit
}

// kept holds a time of retention against the limit for personal data.
func (f *Facts) kept(d calendar.Duration, at ...string) *Kept {
	limit := f.settings.Duration("DF-006", "retention_max")
	if d.IsZero() || limit.IsZero() || !shorter(limit, d) {
		return nil
	}
	return &Kept{Text: d.Text, At: at, Over: days(d) - days(limit)}
}

// Export is bulk access that is not just in time.
type Export struct {
	Person string     `json:"person"`
	Action string     `json:"action"`
	Grant  string     `json:"grant"`
	At     model.Path `json:"at"`
}

// Recipient is one end of a flow.
type Recipient = dataflow.Recipient

// FlowOf is what rules know of a flow.
func (f *Facts) FlowOf(flow *model.Flow) Flow { return f.flow(flow) }

// Country is where a system, team or vendor is, an ISO 3166-1 alpha-2 code.
func (f *Facts) Country(a model.Address) string { return f.flows.Country(a) }

// Vendor is a vendor at its own address, or that of a team that it staffs; nil for
// anything else.
func (f *Facts) Vendor(a model.Address) *model.Vendor { return f.flows.Vendor(a) }

func (f *Facts) flow(flow *model.Flow) Flow {
	crossing := f.flows.Crossing(flow, f.settings.List("DF-003", "regimes"))
	out := Flow{
		Crossing: crossing,
		Lowered:  f.flows.Lowered(flow),
		Misfits:  f.flows.Misfits(flow, crossing, f.access.Now.Today(), f.settings.Duration("DF-004", "tia_max_age")),
		Cards:    f.flows.Cards(flow, f.payment, f.cardScope),
		Unused:   f.unusedClasses(flow),
		Exports:  f.standingExports(flow),
	}
	if crossing.Personal && flow.Mode != "remote_view" {
		kept, _ := calendar.ParseDuration(flow.Retention)
		out.TooLong = f.kept(kept, "retention")
	}
	out.Assessed = f.flows.Assessed(flow, crossing, f.access.Now.Today(), f.settings.Duration("DF-004", "tia_max_age"))
	if f.org.Company != nil {
		out.Purpose = slices.Contains(f.org.Company.Purposes, flow.Purpose)
	}
	out.Retention, out.Longest = f.retention(flow)
	return out
}

// retention holds how long a recipient keeps data against how long its source
// does. What is only viewed is not kept.
func (f *Facts) retention(flow *model.Flow) (state, longest string) {
	kept, err := calendar.ParseDuration(flow.Retention)
	if flow.Retention == "" || err != nil || kept.IsZero() {
		return "fine", ""
	}
	if flow.Mode == "remote_view" {
		return "kept", ""
	}
	for _, from := range flow.From {
		if s := f.flows.Systems[from]; s != nil && !s.Controls.Retention.IsZero() && shorter(s.Controls.Retention, kept) {
			return "longer", s.Controls.Retention.Text
		}
	}
	return "fine", ""
}
