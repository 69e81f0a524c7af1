package facts

import (
	"crypto/sha256"
	"encoding/hex"
	"maps"
	"math"
	"slices"
	"strings"
	"time"

	"github.com/tidegate/tidegate/internal/model"
)

// A Change is what rules know of a change: what it touches, who made it and who
// approved it, and what it does to access.
type Change struct {
	Authors  []string   `json:"authors"`  // people, where a map knows them
	Unknown  []string   `json:"unknown"`  // authors whom no map knows, by name
	Mapped   bool       `json:"mapped"`   // there is a map
	Touched  []Touched  `json:"touched"`  // definitions, by address
	Needs    []Need     `json:"needs"`    // approvals, by reviewer group
	Gains    []Gain     `json:"gains"`    // access that authors give themselves
	Approves []Gain     `json:"approves"` // definitions that authors approve or review
	People   Removed    `json:"people"`
	Grants   Removed    `json:"grants"`
	Holders  []Left     `json:"holders"`  // actions that lose holders
	Excused  []Excused  `json:"excused"`  // waivers added with what they excuse
	Unneeded []Unneeded `json:"unneeded"` // what it removes although something needs it
	Given    Given      `json:"given"`
	Loosened []Loosened `json:"loosened"` // what governs the gate or is required, and is less strict
	Misdated []Misdated `json:"misdated"` // commits whose dates cannot be
	Unproved []string   `json:"unproved"` // signatures and reviews that prove nothing, and why
}

// Misdated is a commit whose date cannot be.
type Misdated struct {
	Commit  string `json:"commit"` // the first twelve digits of its hash
	Date    string `json:"date"`
	Why     string `json:"why"`     // as "before its parent of …"
	Seconds int    `json:"seconds"` // by how much
}

// misdated are the commits that are dated before their parents, after now, or outside
// the years that anything here is of. A zero now asks nothing of the future.
func misdated(made []Made, now time.Time) []Misdated {
	out := []Misdated{}
	for _, m := range made {
		note := func(why string, by time.Duration) {
			out = append(out, Misdated{m.Hash[:min(12, len(m.Hash))], m.When.Format(time.RFC3339), why, int(by / time.Second)})
		}
		switch {
		case m.When.IsZero():
		case m.When.Year() < 1990 || m.When.Year() > 2100:
			note("outside 1990 to 2100", time.Duration(math.MaxInt32)*time.Second)
		case m.When.Before(m.After):
			note("before its parent of "+m.After.Format(time.RFC3339), m.After.Sub(m.When))
		case !now.IsZero() && m.When.After(now):
			note("in the future", m.When.Sub(now))
		}
	}
	return out
}

// Touched is a definition that is not what it was.
type Touched struct {
	Address    string   `json:"address"`
	Kind       string   `json:"kind"`
	What       string   `json:"what"`                 // added, changed or removed
	Attributes []string `json:"attributes,omitempty"` // of a changed one
}

// Need is a group that must approve.
type Need struct {
	Group    string   `json:"group"`
	For      []string `json:"for"`      // the first definitions that ask for it
	Count    int      `json:"count"`    // of all of them
	Approved []string `json:"approved"` // by whom, of the group and no authors; proved, where that is asked for
	Claimed  []string `json:"claimed"`  // by whom somebody wrote that it is, where a proof is asked for
	Proved   []string `json:"proved"`   // what proves it, as "person.a01: commit 4bf7e0a1c2d3"
}

// Gain is something that an author does to their own advantage.
type Gain struct {
	Person  string     `json:"person"`
	Address string     `json:"address"` // where
	At      model.Path `json:"at"`
	Action  string     `json:"action,omitempty"`
}

// Removed is how much of something a change takes away.
type Removed struct {
	Count   int    `json:"count"`
	Of      int    `json:"of"`
	Percent int    `json:"percent"` // rounded down
	First   string `json:"first,omitempty"`
}

// Left is an action that fewer people can do.
type Left struct {
	Action string `json:"action"`
	Was    int    `json:"was"`
	Is     int    `json:"is"`
}

// Excused is a waiver that comes with what it excuses.
type Excused struct {
	Waiver  string `json:"waiver"`
	Subject string `json:"subject"`
}

// A Made is one commit of a change.
type Made struct {
	Hash          string
	Author, Email string
	Message       string
	When          time.Time // the committer's
	After         time.Time // the latest of its parents; zero when it has none here
	Nothing       bool      // it changes nothing by itself, as a merge that takes over what others made
}

// Proofs are approvals that nobody but the approver can have made.
type Proofs struct {
	Approvals []Proof
	Unproved  []string // what was signed or exported and proves nothing, and why
}

// A Proof is a signature or a review about the tree that is judged.
type Proof struct {
	Principals []string // who approves: addresses, logins or pseudonyms
	Message    string   // with the trailer that names the signer; empty for a review of a forge
	What       string   // as commit 4bf7e0a1c2d3
}

// Hash is how an identity map writes an address: the SHA-256 of salt, colon and
// the address in lower case, in hexadecimal.
func Hash(salt, email string) string {
	sum := sha256.Sum256([]byte(salt + ":" + strings.ToLower(strings.TrimSpace(email))))
	return hex.EncodeToString(sum[:])
}

// ChangeOf derives what a change from an older organisation to this one does.
// People are known by the maps of the older one: a change does not say who made
// it.
// Governing is what the change loosens outside definitions: parameters, settings of
// the run.
func (f *Facts) ChangeOf(old *Facts, commits []Made, proofs Proofs, now time.Time, governing []Loosened) View {
	c := Change{Authors: []string{}, Unknown: []string{}, Needs: []Need{}, Gains: []Gain{}, Approves: []Gain{}, Holders: []Left{}, Excused: []Excused{}}
	c.Misdated = misdated(commits, now)
	c.Unproved = append([]string{}, proofs.Unproved...)
	made := slices.DeleteFunc(slices.Clone(commits), func(m Made) bool { return m.Nothing })
	approvers := map[string][]string{} // what proves it; nothing for a claim
	for _, m := range commits {
		for _, name := range approvals(m.Message) {
			if person := old.behind(name); person != "" {
				approvers[person] = []string{}
			}
		}
	}
	for _, p := range proofs.Approvals {
		if person, why := old.proves(p); person == "" {
			c.Unproved = append(c.Unproved, p.What+": "+why)
		} else {
			approvers[person] = append(approvers[person], p.What)
		}
	}
	for _, m := range made {
		if person := old.behind(m.Email); person != "" {
			c.Authors = append(c.Authors, person)
		} else {
			c.Unknown = append(c.Unknown, m.Author)
		}
	}
	c.Authors, c.Unknown = distinct(c.Authors), distinct(c.Unknown)
	same := func(a, b string) bool { // in either tree: a change does not cut two pseudonyms apart
		return old.org.Humans().Same(model.Address(a), model.Address(b)) || f.org.Humans().Same(model.Address(a), model.Address(b))
	}
	for _, author := range c.Authors {
		maps.DeleteFunc(approvers, func(approver string, _ []string) bool { return same(approver, author) })
	}
	c.Touched = touched(old.written, f.written)
	c.Mapped = len(old.org.IdentityMaps) > 0
	if len(made) > 0 { // nobody can have approved what is not committed
		c.Needs = f.needs(old, c.Touched, approvers, same)
	}
	c.Gains, c.Approves = f.gains(old, c.Authors), f.approves(c.Touched, c.Authors)
	c.People, c.Grants = removed(c.Touched, "person", len(old.org.People)), removed(c.Touched, "grant", len(old.org.Grants))
	c.Holders = f.fewerHolders(old)
	c.Unneeded, c.Given = f.unneeded(old, c.Touched), f.given(old)
	c.Loosened = append(f.loosened(old, c.Touched, c.Needs), governing...)
	c.Excused = excused(f.org, c.Touched)
	return View{Definition: &model.Definition{Kind: model.ChangeKind, Name: "this", Value: model.Value{Type: model.Object}}, Facts: c}
}

func distinct(names []string) []string {
	slices.Sort(names)
	return slices.Compact(names)
}

// behind is the person behind an address, a login or a pseudonym, or "".
func (f *Facts) behind(email string) string {
	if address := model.Address(strings.TrimSpace(email)); address.Kind() == "person" && f.org.Lookup(address) != nil {
		return string(address)
	}
	for _, m := range f.org.IdentityMaps {
		if person, known := m.People[Hash(m.Salt, email)]; known {
			return string(person)
		}
	}
	return ""
}

// proves is who approves by a signature or a review, or why it is nobody. A signature is an
// approval only where what is signed says so, and names the signer.
func (f *Facts) proves(p Proof) (person, why string) {
	for _, principal := range p.Principals {
		if person = f.behind(principal); person != "" {
			break
		}
	}
	switch {
	case person == "":
		return "", "nobody is known by the name of the key or of the reviewer"
	case p.Message == "":
		return person, ""
	}
	for _, name := range approvals(p.Message) {
		if f.behind(name) == person {
			return person, ""
		}
	}
	return "", "it is signed by " + person + ", and does not say Approved-by: " + person
}

// approvals lists the addresses of Approved-by and Reviewed-by trailers of a
// message: lines of its last paragraph (git-interpret-trailers(1)).
func approvals(message string) []string {
	paragraphs := strings.Split(strings.TrimSpace(strings.ReplaceAll(message, "\r\n", "\n")), "\n\n")
	if len(paragraphs) < 2 {
		return nil
	}
	var out []string
	for line := range strings.Lines(paragraphs[len(paragraphs)-1]) {
		name, rest, ok := strings.Cut(line, ":")
		if !ok || !strings.EqualFold(name, "Approved-by") && !strings.EqualFold(name, "Reviewed-by") {
			continue
		}
		if _, address, ok := strings.Cut(rest, "<"); ok {
			rest, _, _ = strings.Cut(address, ">")
		}
		out = append(out, strings.TrimSpace(rest))
	}
	return out
}

// Touches lists the addresses of the definitions that differ from those of an older
// organisation.
func (f *Facts) Touches(old *Facts) []model.Address {
	var out []model.Address
	for _, t := range touched(old.written, f.written) {
		out = append(out, model.Address(t.Address))
	}
	return out
}

// Gains reports whether a person is the same human as a subject, or holds the grant
// that it is.
func (f *Facts) Gains(person, subject model.Address) bool {
	humans := f.org.Humans()
	if subject.Kind() == "person" {
		return humans.Same(person, subject)
	}
	g := f.Grant(subject)
	return g != nil && humans.Among(f.access.GrantHolders(g), person)
}

// touched compares definitions by what they say, wherever they stand.
func touched(old, now *model.Organisation) []Touched {
	out := []Touched{}
	for _, d := range now.Definitions {
		before := old.Lookup(d.Address())
		if before == nil {
			out = append(out, Touched{Address: string(d.Address()), Kind: d.Kind, What: "added"})
			continue
		}
		if attributes := differing(&before.Value, &d.Value); len(attributes) > 0 {
			out = append(out, Touched{Address: string(d.Address()), Kind: d.Kind, What: "changed", Attributes: attributes})
		}
	}
	for _, d := range old.Definitions {
		if now.Lookup(d.Address()) == nil {
			out = append(out, Touched{Address: string(d.Address()), Kind: d.Kind, What: "removed"})
		}
	}
	slices.SortFunc(out, func(a, b Touched) int { return strings.Compare(a.Address, b.Address) })
	return out
}

// differing lists the attributes that two objects do not say alike.
func differing(a, b *model.Value) []string {
	names := map[string]bool{}
	for _, f := range slices.Concat(a.Items, b.Items) {
		names[f.Name] = true
	}
	var out []string
	for _, name := range slices.Sorted(maps.Keys(names)) {
		before, after := a.Get(name), b.Get(name)
		if (before == nil) != (after == nil) || before != nil && !before.Same(after) {
			out = append(out, name)
		}
	}
	return out
}

// needs lists the groups that must approve what is touched, by the groups of the
// older organisation: a change does not choose who approves it. Groups that it
// adds count as well.
func (f *Facts) needs(old *Facts, touched []Touched, approvers map[string][]string, same func(a, b string) bool) []Need {
	groups := slices.Clone(old.org.ReviewerGroups)
	for _, g := range f.org.ReviewerGroups {
		if old.org.Lookup(g.Address()) == nil {
			groups = append(groups, g)
		}
	}
	out := []Need{}
	// Neither side alone says that a claim is enough.
	provable := f.settings.Bool("GV-003", "provable") || old.settings.Bool("GV-003", "provable")
	for _, g := range groups {
		n := Need{Group: string(g.Address()), For: []string{}, Approved: []string{}, Claimed: []string{}, Proved: []string{}}
		for _, t := range touched {
			if slices.ContainsFunc(g.Kinds, func(kind string) bool { return asks(kind, t) }) {
				if n.Count++; n.Count <= 3 {
					n.For = append(n.For, t.Address)
				}
			}
		}
		for _, person := range g.People {
			for _, approver := range slices.Sorted(maps.Keys(approvers)) {
				if !same(approver, string(person)) {
					continue
				}
				for _, what := range approvers[approver] {
					n.Proved = append(n.Proved, string(person)+": "+what)
				}
				if provable && len(approvers[approver]) == 0 {
					n.Claimed = append(n.Claimed, string(person))
				} else {
					n.Approved = append(n.Approved, string(person))
				}
			}
		}
		n.Approved, n.Claimed, n.Proved = distinct(n.Approved), distinct(n.Claimed), distinct(n.Proved)
		if n.Count > 0 {
			out = append(out, n)
		}
	}
	return out
}

// asks reports whether a kind, or an attribute of one as person.checks, is
// touched.
func asks(kind string, t Touched) bool {
	name, attribute, limited := strings.Cut(kind, ".")
	return t.Kind == name && (!limited || t.What != "changed" || slices.Contains(t.Attributes, attribute))
}

// gains lists actions that authors can do now and could not before.
func (f *Facts) gains(old *Facts, authors []string) []Gain {
	out := []Gain{}
	for _, author := range authors {
		had, said := map[string]bool{}, map[string]bool{}
		aliases := slices.Concat(old.org.Humans().Aliases(model.Address(author)), f.org.Humans().Aliases(model.Address(author)))
		slices.Sort(aliases)
		aliases = slices.Compact(aliases)
		for _, alias := range aliases {
			if before := old.access.Person(alias); before != nil {
				for _, e := range old.access.Entitlements(before) {
					had[e.Action] = true
				}
			}
		}
		for _, alias := range aliases {
			p := f.access.Person(alias)
			if p == nil {
				continue
			}
			for _, e := range f.access.Entitlements(p) {
				if !had[e.Action] && !said[e.Action] {
					said[e.Action] = true
					out = append(out, Gain{Person: author, Address: e.Paths[0].Grant, At: e.Paths[0].At, Action: e.Action})
				}
			}
		}
	}
	return out
}

// approves lists what a change adds or changes with an author's own approval or
// review in it.
func (f *Facts) approves(touched []Touched, authors []string) []Gain {
	out := []Gain{}
	for _, t := range touched {
		d := f.org.Lookup(model.Address(t.Address))
		if d == nil || t.What == "removed" {
			continue
		}
		for _, attribute := range []string{"approved", "reviewed"} {
			if t.What == "changed" && !slices.Contains(t.Attributes, attribute) {
				continue
			}
			if by := d.Find(attribute, "by"); by != nil && slices.ContainsFunc(authors, func(author string) bool { return f.org.Humans().Same(model.Address(author), model.Address(by.Text)) }) {
				out = append(out, Gain{Person: by.Text, Address: t.Address, At: model.Path{attribute, "by"}})
			}
		}
	}
	return out
}

func removed(touched []Touched, kind string, of int) Removed {
	out := Removed{Of: of}
	for _, t := range touched {
		if t.Kind == kind && t.What == "removed" {
			if out.Count == 0 {
				out.First = t.Address
			}
			out.Count++
		}
	}
	if of > 0 {
		out.Percent = out.Count * 100 / of
	}
	return out
}

// fewerHolders lists the live actions that fewer people can do than before.
func (f *Facts) fewerHolders(old *Facts) []Left {
	before, after := old.holderCounts(), f.holderCounts()
	out := []Left{}
	for _, action := range slices.Sorted(maps.Keys(before)) {
		if _, declared := f.access.Action(action); declared && after[action] < before[action] { // one of a system that is gone is nobody's
			out = append(out, Left{action, before[action], after[action]})
		}
	}
	return out
}

func (f *Facts) holderCounts() map[string]int {
	holders := map[string][]model.Address{}
	for _, h := range f.Holdings() {
		if h.Live {
			holders[h.Action] = append(holders[h.Action], h.Person)
		}
	}
	out := map[string]int{}
	for action, people := range holders {
		out[action] = len(f.org.Humans().Distinct(people))
	}
	return out
}

// excused lists the waivers that a change adds for a subject that it adds or
// changes.
func excused(org *model.Organisation, touched []Touched) []Excused {
	what := map[string]string{}
	for _, t := range touched {
		what[t.Address] = t.What
	}
	out := []Excused{}
	for _, w := range org.Waivers {
		subject := what[string(w.Subject)]
		if what[string(w.Address())] == "added" && (subject == "added" || subject == "changed") {
			out = append(out, Excused{string(w.Address()), string(w.Subject)})
		}
	}
	return out
}
