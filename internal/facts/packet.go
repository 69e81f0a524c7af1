package facts

import (
	"crypto/sha256"
	"encoding/hex"
	"slices"

	"github.com/tidegate/tidegate/internal/facts/access"
	"github.com/tidegate/tidegate/internal/model"
)

// An Entry is one row of a review: one action of one person through one grant.
type Entry struct {
	ID       string // of person, action and grant; the same in every packet
	State    string // of what the grant says; another when it has changed
	Person   model.Address
	Team     model.Address
	Vendor   model.Address
	Action   string
	System   model.Address
	Data     string
	Personal bool
	Grant    model.Address
	Path     access.Path
	Flags    []string
	Used     string
	Valid    string
	Reviewed string
}

// Packet lists the entries of some holdings, by person, action and grant, with
// flags that come from the facts of the rules.
func (f *Facts) Packet(holdings []Holding) []Entry {
	var out []Entry
	people := map[model.Address]*Person{}
	grants := map[model.Address]*Grant{}
	for i := range holdings {
		h := &holdings[i]
		p := people[h.Person]
		if p == nil {
			facts := f.person(f.access.Person(h.Person))
			p = &facts
			people[h.Person] = p
		}
		seen := map[string]bool{}
		for _, path := range h.Paths {
			g := f.Grant(model.Address(path.Grant))
			if g == nil || seen[path.Grant] {
				continue
			}
			seen[path.Grant] = true
			known := grants[g.Address()]
			if known == nil {
				facts := f.grant(g)
				known = &facts
				grants[g.Address()] = known
			}
			out = append(out, Entry{
				ID: "r" + shortHash(string(h.Person), h.Action, path.Grant), State: "s" + shortHash(written(&g.Value)),
				Person: h.Person, Team: h.Team, Vendor: h.Vendor, Action: h.Action, System: h.System, Data: h.Level, Personal: h.Personal,
				Grant: g.Address(), Path: path, Flags: f.flagsOf(h, p, g, known), Used: h.Used, Valid: written(g.Find("valid")), Reviewed: written(g.Find("reviewed", "on")),
			})
		}
	}
	return out
}

// shortHash is some digits of a hash. Before it goes a letter, or a spreadsheet
// would take 1234567e8901 for a number.
func shortHash(parts ...string) string {
	sum := sha256.New()
	for _, part := range parts {
		sum.Write([]byte(part))
		sum.Write([]byte{0})
	}
	return hex.EncodeToString(sum.Sum(nil))[:12]
}

func (f *Facts) flagsOf(h *Holding, p *Person, g *model.Grant, known *Grant) []string {
	var out []string
	add := func(is bool, name string) {
		if is {
			out = append(out, name)
		}
	}
	add(h.Privileged, "privileged")
	add(h.Export, "export")
	add(h.Wildcard, "wildcard")
	add(!h.Needed, "broader than duties")
	add(slices.ContainsFunc(p.Conflicts, func(c access.Clash) bool { return c.Actions[0] == h.Action || c.Actions[1] == h.Action }), "segregation conflict")
	add(p.Leaving != nil, "leaver")
	if t := f.teams[h.Team]; t != nil && t.Vendor != "" {
		var team Team
		f.underContract(t, &team)
		add(team.Force.State != "in_force" && team.Force.State != "ending", "past contract")
	}
	add(slices.ContainsFunc(p.Dormant, func(d access.Dormant) bool { return d.State == "dormant" || d.Leave }), "dormant")
	add(slices.ContainsFunc(p.Unused, func(u access.Usage) bool { return u.Action == h.Action && u.State == "unused" }), "unused")
	add(slices.ContainsFunc(p.Unused, func(u access.Usage) bool { return u.Action == h.Action && u.State == "unobserved" }), "unobserved")
	add(g.Reviewed.On == 0 || g.Approved.On > g.Reviewed.On || g.Valid.From > g.Reviewed.On, "new since the last review")
	a := known.Approval
	add(a.Beneficiary || a.Vendor != "" || a.Manager != "" || !a.Active || !a.Complete, "approver not independent")
	return out
}
