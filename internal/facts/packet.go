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
	people, grants, past := map[model.Address]*Person{}, map[model.Address]*Grant{}, map[model.Address]bool{}
	f.entries(holdings, func(h *Holding, g *model.Grant, e Entry) {
		p := once(people, h.Person, func() *Person { p := f.person(f.access.Person(h.Person)); return &p })
		known := once(grants, g.Address(), func() *Grant { known := f.grant(g); return &known })
		e.Flags = flagsOf(h, p, g, known, once(past, h.Team, func() bool { return f.pastContract(f.teams[h.Team]) }))
		out = append(out, e)
	})
	return out
}

// once is the value of a key, which is derived when it is asked for first.
func once[K comparable, V any](known map[K]V, key K, derive func() V) V {
	v, ok := known[key]
	if !ok {
		v = derive()
		known[key] = v
	}
	return v
}

// Entries lists the same without flags.
func (f *Facts) Entries(holdings []Holding) []Entry {
	var out []Entry
	f.entries(holdings, func(_ *Holding, _ *model.Grant, e Entry) { out = append(out, e) })
	return out
}

func (f *Facts) entries(holdings []Holding, yield func(h *Holding, g *model.Grant, e Entry)) {
	states := map[model.Address]string{}
	for i := range holdings {
		h := &holdings[i]
		seen := map[string]bool{}
		for _, path := range h.Paths {
			g := f.Grant(model.Address(path.Grant))
			if g == nil || seen[path.Grant] {
				continue
			}
			seen[path.Grant] = true
			yield(h, g, Entry{
				ID:     "r" + shortHash(string(h.Person), h.Action, path.Grant),
				State:  once(states, g.Address(), func() string { return "s" + shortHash(written(&g.Value)) }),
				Person: h.Person, Team: h.Team, Vendor: h.Vendor, Action: h.Action, System: h.System, Data: h.Level, Personal: h.Personal,
				Grant: g.Address(), Path: path, Used: h.Used, Valid: written(g.Find("valid")), Reviewed: written(g.Find("reviewed", "on")),
			})
		}
	}
}

// pastContract reports whether a vendor's team works without a contract in force.
func (f *Facts) pastContract(t *model.Team) bool {
	if t == nil || t.Vendor == "" {
		return false
	}
	force := f.force(t)
	return force.State != "in_force" && force.State != "ending"
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

// Flags says what each flag of an entry means, in the order in which an entry has them.
var Flags = [...][2]string{
	{"privileged", "The system lists this action as privileged."},
	{"export", "The action exports data in bulk."},
	{"wildcard", "The grant uses a pattern instead of the action's name."},
	{"broader than duties", "No duty of the person's roles needs this action."},
	{"segregation conflict", "The person also has an action that must be kept separate from this one."},
	{"leaver", "The person leaves, or has left."},
	{"past contract", "The contract of the person's team is over."},
	{"dormant", "The person has not logged in for longer than the limit."},
	{"unused", "The action has not been used for longer than the limit."},
	{"unobserved", "The system is not observed, so it is unknown whether the action is used."},
	{"new since the last review", "The grant began, or was approved, after its last review."},
	{"approver not independent", "The approver benefits from the grant, or is not independent of those who do."},
}

func flagsOf(h *Holding, p *Person, g *model.Grant, known *Grant, pastContract bool) []string {
	a := known.Approval
	var out []string
	for i, is := range [len(Flags)]bool{
		h.Privileged,
		h.Export,
		h.Wildcard,
		!h.Needed,
		slices.ContainsFunc(p.Conflicts, func(c access.Clash) bool { return c.Actions[0] == h.Action || c.Actions[1] == h.Action }),
		p.Leaving != nil,
		pastContract,
		slices.ContainsFunc(p.Dormant, func(d access.Dormant) bool { return d.State == "dormant" || d.Leave }),
		slices.ContainsFunc(p.Unused, func(u access.Usage) bool { return u.Action == h.Action && u.State == "unused" }),
		slices.ContainsFunc(p.Unused, func(u access.Usage) bool { return u.Action == h.Action && u.State == "unobserved" }),
		g.Reviewed.On == 0 || g.Approved.On > g.Reviewed.On || g.Valid.From > g.Reviewed.On,
		a.Beneficiary || a.Vendor != "" || a.Manager != "" || !a.Active || !a.Complete,
	} {
		if is {
			out = append(out, Flags[i][0])
		}
	}
	return out
}
