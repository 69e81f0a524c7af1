package dataflow

import (
	"fmt"
	"slices"

	"github.com/tidegate/tidegate/internal/calendar"
	"github.com/tidegate/tidegate/internal/model"
)

// AdequacyList is the day to which the list of decisions below was checked.
const AdequacyList = "2026-09-30"

// adequacy is a decision of the European Commission under GDPR Art. 45(3).
type adequacy struct {
	country     string // ISO 3166-1 alpha-2
	decision    string // number of the act in EUR-Lex
	from, until string // the first and last day; no last day when empty
	scope       string // the only scope that it covers, if it is limited
}

// decisions is the list of adequacy decisions in force, from EUR-Lex. Brazil's
// counts from its publication in the Official Journal. The number of the act that
// renewed the United Kingdom's in 2025 is not known here.
var decisions = []adequacy{
	{country: "AD", decision: "2010/625/EU", from: "2010-10-19"},
	{country: "AR", decision: "2003/490/EC", from: "2003-06-30"},
	{country: "BR", decision: "(EU) 2026/179", from: "2026-01-28"},
	{country: "CA", decision: "2002/2/EC", from: "2001-12-20", scope: "commercial"}, // under PIPEDA
	{country: "CH", decision: "2000/518/EC", from: "2000-07-26"},
	{country: "FO", decision: "2010/146/EU", from: "2010-03-05"},
	{country: "GB", decision: "(EU) 2021/1772", from: "2021-06-28", until: "2031-12-27"},
	{country: "GG", decision: "2003/821/EC", from: "2003-11-21"},
	{country: "IL", decision: "2011/61/EU", from: "2011-01-31"},
	{country: "IM", decision: "2004/411/EC", from: "2004-04-28"},
	{country: "JE", decision: "2008/393/EC", from: "2008-05-08"},
	{country: "JP", decision: "(EU) 2019/419", from: "2019-01-23"},
	{country: "KR", decision: "(EU) 2022/254", from: "2021-12-17"},
	{country: "NZ", decision: "2013/65/EU", from: "2012-12-19"},
	{country: "US", decision: "(EU) 2023/1795", from: "2023-07-10", scope: "dpf"},
	{country: "UY", decision: "2012/484/EU", from: "2012-08-21"},
}

// A Misfit is a transfer whose mechanism does not carry it.
type Misfit struct {
	To     string     `json:"to"`
	Reason string     `json:"reason"`
	At     model.Path `json:"at"`             // in the flow
	Other  string     `json:"other"`          // the definition that it is held against, or empty
	List   string     `json:"list,omitempty"` // the day of the list of decisions, when that was asked
}

// Misfits holds the mechanism of a transfer against each recipient in a third
// country: a country and scope that a decision covers on the day, the module of
// the standard clauses that fits the roles and an assessment made before signing
// and recent enough, a group that rules bind, or a derogation for a single event
// (GDPR Art. 45, 46(2), 47, 49).
func (g *Graph) Misfits(f *model.Flow, crossing Crossing, today calendar.Date, maxAge calendar.Duration) []Misfit {
	out := []Misfit{}
	if f.Transfer == nil || !crossing.Personal {
		return out
	}
	for _, r := range crossing.Recipients {
		if !r.Third {
			continue
		}
		if reason := g.elsewhere(f, &f.Transfer.About, r); reason != "" && f.Transfer.Mechanism == "scc" {
			out = append(out, Misfit{To: r.Address, Reason: reason, At: model.Path{"transfer", "about"}})
			continue
		}
		if reason, at, other := g.misfit(f, model.Address(r.Address), r.Country, today, maxAge); reason != "" {
			m := Misfit{To: r.Address, Reason: reason, At: append(model.Path{"transfer"}, at...), Other: string(other)}
			if f.Transfer.Mechanism == "adequacy" {
				m.List = AdequacyList
			}
			out = append(out, m)
		}
	}
	return out
}

// elsewhere says what of a flow to a recipient evidence was not about, or "".
func (g *Graph) elsewhere(f *model.Flow, about *model.About, r Recipient) string {
	now := model.About{Countries: []string{r.Country}, Parties: []model.Address{model.Address(r.Address)}}
	for _, from := range f.From {
		if s := g.Systems[from]; s != nil {
			now.Hosted = append(now.Hosted, s.Hosted)
		}
	}
	if is := about.Other(now); is != "" {
		return fmt.Sprintf("the signature and the assessment do not cover %s", is)
	}
	return ""
}

// Assessed reports whether the assessment of a flow was made, is no older than a time,
// and was about what the flow is now.
func (g *Graph) Assessed(f *model.Flow, crossing Crossing, today calendar.Date, maxAge calendar.Duration) bool {
	a := &f.Assessed
	return a.On != 0 && a.By != "" && today <= a.On.Add(maxAge) && !slices.ContainsFunc(crossing.Recipients, func(r Recipient) bool {
		return r.Third && !r.Separate && g.elsewhere(f, &a.About, r) != ""
	})
}

func (g *Graph) misfit(f *model.Flow, to model.Address, country string, today calendar.Date, maxAge calendar.Duration) (reason string, at model.Path, other model.Address) {
	t := f.Transfer
	vendor := g.vendors[to]
	switch t.Mechanism {
	case "adequacy":
		return g.adequate(t, vendor, country, today)
	case "scc":
		return g.clauses(f, vendor, today, maxAge)
	case "bcr":
		if vendor != nil && !vendor.Group {
			return fmt.Sprintf("binding rules hold within the group, and %s is outside it", vendor.Address()), model.Path{"mechanism"}, vendor.Address()
		}
	case "derogation":
		if f.Frequency != "one_off" {
			return "a derogation is for a single event, and not for a flow that goes on", model.Path{"mechanism"}, ""
		}
	}
	return "", nil, ""
}

func (g *Graph) adequate(t *model.Transfer, vendor *model.Vendor, country string, today calendar.Date) (string, model.Path, model.Address) {
	i := slices.IndexFunc(decisions, func(d adequacy) bool { return d.country == country })
	if i < 0 {
		return fmt.Sprintf("no decision finds %s adequate", country), model.Path{"mechanism"}, ""
	}
	d := decisions[i]
	from, _ := calendar.ParseDate(d.from)
	until := calendar.Forever
	if d.until != "" {
		until, _ = calendar.ParseDate(d.until)
	}
	switch {
	case today < from:
		return fmt.Sprintf("decision %s on %s holds from %s on", d.decision, country, d.from), model.Path{"mechanism"}, ""
	case today > until:
		return fmt.Sprintf("decision %s on %s ended on %s", d.decision, country, d.until), model.Path{"mechanism"}, ""
	case d.scope == "dpf":
		return g.certified(vendor, today)
	case d.scope != "" && t.Scope != d.scope:
		return fmt.Sprintf("decision %s on %s covers %s organisations only, and the flow does not say that the recipient is one", d.decision, country, d.scope), model.Path{"scope"}, ""
	}
	return "", nil, ""
}

// certified asks for the recipient's own certification under the EU-U.S. Data
// Privacy Framework on the day.
func (g *Graph) certified(vendor *model.Vendor, today calendar.Date) (string, model.Path, model.Address) {
	var until calendar.Date
	var who model.Address
	switch {
	case vendor != nil:
		until, who = vendor.DPFCertifiedUntil, vendor.Address()
	case g.org.Company != nil:
		until, who = g.org.Company.Privacy.DPFCertifiedUntil, g.org.Company.Address()
	}
	switch {
	case until == 0:
		return "the recipient in the US is not certified under the Data Privacy Framework", model.Path{"mechanism"}, who
	case today > until:
		return fmt.Sprintf("the recipient's certification under the Data Privacy Framework ended on %s", until), model.Path{"mechanism"}, who
	}
	return "", nil, ""
}

// clauses holds the standard contractual clauses of (EU) 2021/914 against who
// exports and who imports.
func (g *Graph) clauses(f *model.Flow, vendor *model.Vendor, today calendar.Date, maxAge calendar.Duration) (string, model.Path, model.Address) {
	t := f.Transfer
	if t.Clauses != "" && t.Clauses != "(EU) 2021/914" {
		return fmt.Sprintf("%s are not the clauses of (EU) 2021/914, and older ones ended on 2022-12-27", t.Clauses), model.Path{"clauses"}, ""
	}
	if want := g.module(f, vendor); want != 0 && t.Module != want {
		var other model.Address
		if vendor != nil {
			other = vendor.Address()
		}
		return fmt.Sprintf("module %d does not fit: %s", t.Module, moduleNames[want]), model.Path{"module"}, other
	}
	switch {
	case t.Signed == 0:
		return "nobody says when the clauses were signed", model.Path{"signed"}, ""
	case len(t.TIA) == 0:
		return "no transfer impact assessment was made", model.Path{"tia"}, ""
	case slices.Min(t.TIA) > t.Signed:
		return fmt.Sprintf("the transfer impact assessment of %s came after the signature of %s", slices.Min(t.TIA), t.Signed), model.Path{"tia"}, ""
	case today > slices.Max(t.TIA).Add(maxAge):
		return fmt.Sprintf("the transfer impact assessment of %s is older than %s", slices.Max(t.TIA), maxAge), model.Path{"tia"}, ""
	}
	return "", nil, ""
}

var moduleNames = [...]string{
	1: "from one controller to another it is module 1",
	2: "from a controller to a processor it is module 2",
	3: "from a processor to another it is module 3",
	4: "from a processor to a controller it is module 4",
}

// module is the module that fits the roles of exporter and importer, and 0 for a
// team of the company's own, whose role the parties choose.
func (g *Graph) module(f *model.Flow, importer *model.Vendor) int {
	if importer == nil {
		return 0
	}
	processor := g.org.Company != nil && g.org.Company.Privacy.Role == "processor"
	for _, from := range f.From {
		if v := g.vendors[from]; v != nil {
			processor = v.Role == "processor"
		}
	}
	switch {
	case !processor && importer.Role == "processor":
		return 2
	case !processor:
		return 1
	case importer.Role == "processor":
		return 3
	}
	return 4
}

// Card is card data on its way to people.
type Card struct {
	To       string `json:"to"`
	Class    string `json:"class"`
	Kind     string `json:"kind"` // masked_pan, pan or sad (sensitive authentication data)
	InScope  bool   `json:"in_scope"`
	CopySafe bool   `json:"copy_safe"` // copying is prevented, or the team sits at headquarters
}

// Cards lists the card data that a flow brings to teams and vendors.
func (g *Graph) Cards(f *model.Flow, payment map[model.Address]string, people func(to model.Address) (inScope, copySafe bool)) []Card {
	out := []Card{}
	carried := slices.Clone(f.Carries)
	if len(carried) == 0 {
		for _, from := range f.From {
			if s := g.Systems[from]; s != nil {
				carried = append(carried, s.Holds...)
			}
		}
	}
	for _, to := range f.To {
		if to.Kind() == "system" {
			continue
		}
		inScope, copySafe := people(to)
		if g.arrives(f).Card && !slices.ContainsFunc(carried, func(class model.Address) bool { return g.classes[class].Card }) {
			out = append(out, Card{To: string(to), Class: "", Kind: "pan", InScope: inScope, CopySafe: copySafe})
		}
		for _, class := range carried {
			if kind := payment[class]; kind != "" && kind != "token" {
				out = append(out, Card{To: string(to), Class: string(class), Kind: kind, InScope: inScope, CopySafe: copySafe})
			}
		}
	}
	return out
}

// PersonalTo is the first flow that brings personal data to a vendor or one of
// its teams, in the order of their addresses, or nil.
func (g *Graph) PersonalTo(v *model.Vendor) *model.Flow {
	for _, f := range g.org.Flows {
		for _, to := range f.To {
			if g.vendors[to] == v && g.arrivesPersonal(f) {
				return f
			}
		}
	}
	return nil
}

// Vendor is the vendor that an address is, or whose team it is, or nil.
func (g *Graph) Vendor(a model.Address) *model.Vendor { return g.vendors[a] }
