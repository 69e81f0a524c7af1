package report

import (
	"cmp"
	"fmt"
	"html"
	"io"
	"strings"
	"text/tabwriter"
	"time"

	"github.com/tidegate/tidegate/internal/facts"
	"github.com/tidegate/tidegate/internal/facts/access"
	"github.com/tidegate/tidegate/internal/finding"
	"github.com/tidegate/tidegate/internal/gate"
	"github.com/tidegate/tidegate/internal/model"
)

// AccessFormats are the formats of a list of who can do what.
var AccessFormats = map[string]func(w io.Writer, s *gate.Session, holdings []facts.Holding, style Style) error{
	"csv": accessCSV, "json": accessJSON, "text": accessText,
}

// ViaText is a path in words: grant.x by role.a, role.b, just in time.
func ViaText(p access.Path) string {
	text := p.Grant
	if len(p.Through) > 0 {
		text += " by " + strings.Join(p.Through, " > ")
	}
	if p.JIT {
		text += ", just in time"
	}
	return text
}

// dataText is what a system holds, inherited data counted.
func dataText(h *facts.Holding) string {
	if h.Personal {
		return h.Level + ", personal"
	}
	return h.Level
}

func flags(h *facts.Holding) string {
	var out []string
	for _, f := range []struct {
		is   bool
		name string
	}{{h.Privileged, "privileged"}, {h.Export, "export"}, {h.Wildcard, "wildcard"}, {!h.Needed, "not needed"}} {
		if f.is {
			out = append(out, f.name)
		}
	}
	return strings.Join(out, ", ")
}

func accessText(w io.Writer, s *gate.Session, holdings []facts.Holding, _ Style) error {
	t := tabwriter.NewWriter(w, 0, 0, 2, ' ', 0)
	fmt.Fprintln(t, "PERSON\tTEAM\tVENDOR\tACTION\tDATA\tFLAGS\tVIA")
	seen := map[model.Address]bool{}
	for i := range holdings {
		h := &holdings[i]
		seen[h.Person] = true
		via := ViaText(h.Paths[0])
		if n := len(h.Paths) - 1; n > 0 {
			via += fmt.Sprintf(" (and %s)", plural(n, "more path"))
		}
		fmt.Fprintf(t, "%s\t%s\t%s\t%s\t%s\t%s\t%s\n", clean(string(h.Person)), clean(string(h.Team)), clean(cmp.Or(string(h.Vendor), "-")), clean(h.Action), dataText(h), flags(h), clean(via))
	}
	if err := t.Flush(); err != nil {
		return err
	}
	_, err := fmt.Fprintf(w, "%s, %s, as of %s\n", people(len(seen)), plural(len(holdings), "entitlement"), s.AsOf.Format(time.RFC3339))
	return err
}

type jsonHolding struct {
	Person     string     `json:"person"`
	Team       string     `json:"team"`
	Vendor     string     `json:"vendor,omitempty"`
	Country    string     `json:"country,omitempty"`
	Action     string     `json:"action"`
	System     string     `json:"system"`
	Level      string     `json:"level"`
	Classes    []string   `json:"classes"`
	Personal   bool       `json:"personal"`
	Privileged bool       `json:"privileged"`
	Export     bool       `json:"export"`
	Wildcard   bool       `json:"wildcard"`
	Needed     bool       `json:"needed"`
	Used       string     `json:"used,omitempty"`
	Paths      []jsonPath `json:"paths"`
}

type jsonPath struct {
	Grant    string    `json:"grant"`
	Through  []string  `json:"through"`
	JIT      bool      `json:"jit"`
	Valid    string    `json:"valid,omitempty"`
	Approved string    `json:"approved,omitempty"`
	Reviewed string    `json:"reviewed,omitempty"`
	Place    jsonPlace `json:"place"`
}

func holdingJSON(f *facts.Facts, h *facts.Holding) jsonHolding {
	out := jsonHolding{
		Person: string(h.Person), Team: string(h.Team), Vendor: string(h.Vendor), Country: h.Country, Action: h.Action, System: string(h.System), Level: h.Level,
		Classes: addresses(h.Classes), Personal: h.Personal, Privileged: h.Privileged, Export: h.Export, Wildcard: h.Wildcard, Needed: h.Needed, Used: h.Used, Paths: []jsonPath{},
	}
	for _, p := range h.Paths {
		path := jsonPath{Grant: p.Grant, Through: append([]string{}, p.Through...), JIT: p.JIT}
		if g := f.Grant(model.Address(p.Grant)); g != nil {
			path.Valid = writtenAt(g, "valid")
			path.Approved, path.Reviewed = signature(g.Approved), signature(g.Reviewed)
			path.Place = placeOf(finding.Place{Address: p.Grant, Path: p.At.String(), Range: g.At(p.At...)})
		}
		out.Paths = append(out.Paths, path)
	}
	return out
}

func writtenAt(g *model.Grant, attribute string) string {
	if v := g.Find(attribute); v != nil {
		return v.Text
	}
	return ""
}

func signature(s model.Signature) string {
	if s.By == "" {
		return ""
	}
	return strings.TrimSpace(fmt.Sprintf("%s on %s %s", s.By, s.On, s.Ref))
}

func accessJSON(w io.Writer, s *gate.Session, holdings []facts.Holding, _ Style) error {
	out := struct {
		Version  int           `json:"version"`
		AsOf     string        `json:"as_of"`
		Revision string        `json:"revision,omitempty"`
		Holdings []jsonHolding `json:"holdings"`
	}{1, s.AsOf.Format(time.RFC3339), s.Tree.Revision, []jsonHolding{}}
	for i := range holdings {
		out.Holdings = append(out.Holdings, holdingJSON(s.Facts, &holdings[i]))
	}
	return indented(w, out)
}

func accessCSV(w io.Writer, _ *gate.Session, holdings []facts.Holding, _ Style) error {
	rows := [][]string{{"person", "team", "vendor", "country", "action", "system", "level", "personal", "privileged", "export", "wildcard", "needed", "used", "via"}}
	for i := range holdings {
		h := &holdings[i]
		var paths []string
		for _, p := range h.Paths {
			paths = append(paths, ViaText(p))
		}
		rows = append(rows, []string{
			string(h.Person), string(h.Team), string(h.Vendor), h.Country, h.Action, string(h.System), h.Level, fmt.Sprint(h.Personal), fmt.Sprint(h.Privileged),
			fmt.Sprint(h.Export), fmt.Sprint(h.Wildcard), fmt.Sprint(h.Needed), h.Used, strings.Join(paths, "; "),
		})
	}
	return writeCSV(w, rows)
}

// WhyFormats are the formats of every path between people and actions.
var WhyFormats = map[string]func(w io.Writer, s *gate.Session, holdings []facts.Holding, style Style) error{
	"csv": accessCSV, "json": accessJSON, "text": whyText,
}

func whyText(w io.Writer, s *gate.Session, holdings []facts.Holding, style Style) error {
	for i := range holdings {
		if err := why(w, s, &holdings[i], style); err != nil {
			return err
		}
	}
	return nil
}

func why(w io.Writer, s *gate.Session, h *facts.Holding, style Style) error {
	p := printer{style: style}
	fmt.Fprintf(&p.b, "%s can %s", p.paint(bold, clean(string(h.Person))), p.paint(bold, clean(h.Action)))
	if text := flags(h); text != "" {
		fmt.Fprintf(&p.b, " (%s)", text)
	}
	fmt.Fprintf(&p.b, ", on data that is %s\n", dataText(h))
	for i, path := range h.Paths {
		fmt.Fprintf(&p.b, "\n%d. %s\n", i+1, strings.Join(append(append([]string{clean(string(h.Person))}, cleanAll(path.Through)...), clean(path.Grant), clean(h.Action)), " > "))
		g := s.Facts.Grant(model.Address(path.Grant))
		if g == nil {
			continue
		}
		p.frame(g.At(path.At...), "", false)
		p.note("valid", clean(cmp.Or(writtenAt(g, "valid"), "without end")))
		if path.JIT {
			p.note("elevated", "just in time, for "+clean(g.JIT.Max.Text))
		}
		p.note("approved", clean(signature(g.Approved)))
		p.note("reviewed", clean(signature(g.Reviewed)))
	}
	if person := s.Facts.Person(h.Person); person != nil {
		for _, duty := range s.Facts.NeededBy(person, h.Action) {
			p.note("needed", clean("by "+duty))
		}
	}
	if !h.Needed {
		p.note("needed", "by no duty")
	}
	if h.Used != "" {
		p.note("used", "last on "+h.Used)
	}
	_, err := io.WriteString(w, p.b.String())
	return err
}

func cleanAll(names []string) []string {
	out := make([]string, len(names))
	for i, name := range names {
		out[i] = clean(name)
	}
	return out
}

// DiffFormats are the formats of what a change does to access.
var DiffFormats = map[string]func(w io.Writer, d *gate.AccessDiff, style Style) error{
	"html": diffHTML, "json": diffJSON, "markdown": diffMarkdown, "text": diffText,
}

// A section is one decision that a reviewer has to make, in sentences.
type section struct {
	title     string
	sentences []string
}

// sections tells a difference with verbs, the most dangerous first.
func sections(d *facts.AccessDiff) []section {
	var out []section
	add := func(title string, sentences []string) {
		if len(sentences) > 0 {
			out = append(out, section{title, sentences})
		}
	}
	var risen, first, exposed, terms, paths, edits []string
	changes := map[string][]string{}
	for _, r := range d.Risen {
		verb := "become"
		if len(r.People) == 1 {
			verb = "becomes"
		}
		risen = append(risen, fmt.Sprintf("%s %s privileged, by %s%s", whoText(&r.Staff), verb, r.Action, whomText(&r.Staff)))
	}
	for _, f := range d.Firsts {
		first = append(first, fmt.Sprintf("%s reaches %s for the first time, by %s of %s", f.Who, f.Class, f.Action, f.Person))
	}
	for _, x := range d.Exposed {
		verb := "reach"
		if len(x.People) == 1 {
			verb = "reaches"
		}
		exposed = append(exposed, fmt.Sprintf("%s %s %s in %s, which holds it now%s", whoText(&x.Staff), verb, x.Class, x.System, whomText(&x.Staff)))
	}
	for i := range d.Changes {
		c := &d.Changes[i]
		changes[c.What] = append(changes[c.What], changeSentence(c))
	}
	for i := range d.Paths {
		paths = append(paths, pathSentence(&d.Paths[i]))
	}
	for _, t := range d.Terms {
		terms = append(terms, termSentence(t))
	}
	for _, e := range d.Edits {
		if e.People > 0 {
			edits = append(edits, fmt.Sprintf("%s was %s, which concerns %s", e.Address, e.What, people(e.People)))
		}
	}
	add("Who becomes privileged", risen)
	add("Who reaches data for the first time", first)
	add("Who reaches more data by what they could do before", exposed)
	add("Who need not elevate any more", changes[facts.Standing])
	add("Who gains access", changes[facts.Gained])
	var later []string
	for _, l := range d.Later {
		for i := range l.Changes {
			later = append(later, fmt.Sprintf("from %s: %s", l.From, changeSentence(&l.Changes[i])))
		}
	}
	add("Who will gain access, and when", later)
	add("What limits access otherwise than before", terms)
	add("Who comes by another path to what they could do", paths)
	add("Who must elevate now", changes[facts.Elevated])
	add("Who loses access", changes[facts.Lost])
	add("Whom each edit concerns", edits)
	return out
}

func people(n int) string {
	if n == 1 {
		return "1 person"
	}
	return fmt.Sprintf("%d people", n)
}

// whoText is people with their team, and the country of a vendor's.
func whoText(s *facts.Staff) string {
	text := string(s.People[0])
	if len(s.People) > 1 {
		text = people(len(s.People))
	}
	if s.Team != "" {
		text += " of " + string(s.Team)
	}
	if s.Vendor != "" {
		text += fmt.Sprintf(" (%s, %s)", s.Vendor, s.Country)
	}
	return text
}

// whomText names people who were only counted.
func whomText(s *facts.Staff) string {
	n := len(s.People)
	if n < 2 {
		return ""
	}
	var names []string
	for _, p := range s.People[:min(n, 12)] {
		names = append(names, p.Name())
	}
	if n > 12 {
		names = append(names, "…")
	}
	return ": " + strings.Join(names, ", ")
}

func pathSentence(c *facts.PathChange) string {
	verb := "have a further path"
	if !c.Gained {
		verb = "have no longer the path"
	}
	if len(c.People) == 1 {
		verb = "has" + strings.TrimPrefix(verb, "have")
	}
	return fmt.Sprintf("%s %s to %s through %s%s", whoText(&c.Staff), verb, strings.Join(c.Actions, ", "), ViaText(c.Via), whomText(&c.Staff))
}

// changeVerbs are what people do, and what one does.
var changeVerbs = map[string][2]string{
	facts.Gained: {"gain", "gains"}, facts.Lost: {"lose", "loses"},
	facts.Standing: {"can", "can"}, facts.Elevated: {"must elevate for", "must elevate for"},
}

func changeSentence(c *facts.AccessChange) string {
	verb := changeVerbs[c.What][0]
	if len(c.People) == 1 {
		verb = changeVerbs[c.What][1]
	}
	var is []string
	if c.Privileged {
		is = append(is, "is privileged")
	}
	if c.Export {
		is = append(is, "takes data out in bulk")
	}
	if c.Via.JIT && c.What == facts.Gained {
		is = append(is, "is elevated just in time")
	}
	what := c.Action
	if c.What == facts.Standing {
		what += " at any time"
	}
	if len(is) > 0 {
		what += ", which " + strings.Join(is, " and ") + ","
	}
	data := c.Level
	if c.Personal {
		data += " and personal"
	}
	var classes []string
	for _, class := range c.Classes {
		classes = append(classes, class.Name())
	}
	if len(classes) > 0 {
		data += " data (" + strings.Join(classes, ", ") + ")"
	} else {
		data += " data"
	}
	path := access.Path{Grant: c.Via.Grant, Through: c.Via.Through}
	return fmt.Sprintf("%s %s %s on %s, through %s%s", whoText(&c.Staff), verb, what, data, ViaText(path), whomText(&c.Staff))
}

func termSentence(t facts.TermChange) string {
	if t.What != "changed" {
		return fmt.Sprintf("%s is %s", t.Address, t.What)
	}
	switch {
	case t.Was == "":
		return fmt.Sprintf("%s says %s = %s, and said nothing of it", t.Address, t.Attribute, t.Is)
	case t.Is == "":
		return fmt.Sprintf("%s no longer says %s, which was %s", t.Address, t.Attribute, t.Was)
	}
	return fmt.Sprintf("%s says %s = %s; it was %s", t.Address, t.Attribute, t.Is, t.Was)
}

const nothingChanges = "Nobody gains or loses access, and nothing that limits it has changed."

func diffText(w io.Writer, d *gate.AccessDiff, style Style) error {
	p := printer{style: style}
	list := sections(&d.AccessDiff)
	for _, s := range list {
		fmt.Fprintf(&p.b, "%s\n", p.paint(bold, s.title))
		for _, sentence := range s.sentences {
			fmt.Fprintf(&p.b, "  %s\n", clean(sentence))
		}
		p.b.WriteString("\n")
	}
	if len(list) == 0 {
		p.b.WriteString(nothingChanges + "\n")
	}
	fmt.Fprintf(&p.b, "from %s to %s, as of %s\n", short(d.Base), short(d.Head), d.AsOf.Format(time.RFC3339))
	_, err := io.WriteString(w, p.b.String())
	return err
}

func short(revision string) string {
	if revision == "" {
		return "the files as they lie there"
	}
	return shortHash(revision)
}

// shortHash is as much of a commit's hash as people read.
func shortHash(hash string) string { return hash[:min(len(hash), 12)] }

func diffMarkdown(w io.Writer, d *gate.AccessDiff, _ Style) error {
	_, err := io.WriteString(w, accessMarkdown(&d.AccessDiff, markdownLimit))
	return err
}

// accessMarkdown is the sections as Markdown, at most so long.
func accessMarkdown(d *facts.AccessDiff, limit int) string {
	var b strings.Builder
	b.WriteString("## Access\n\n")
	list := sections(d)
	if len(list) == 0 {
		return b.String() + nothingChanges + "\n\n"
	}
	for _, s := range list {
		fmt.Fprintf(&b, "**%s**\n\n", s.title)
		for i, sentence := range s.sentences {
			line := "- " + markdownText(sentence) + "\n"
			if b.Len()+len(line)+200 > limit {
				fmt.Fprintf(&b, "- … and %d more; tidegate access diff tells them all\n\n", len(s.sentences)-i)
				return b.String()
			}
			b.WriteString(line)
		}
		b.WriteString("\n")
	}
	return b.String()
}

func diffJSON(w io.Writer, d *gate.AccessDiff, _ Style) error {
	type change struct {
		Change     string   `json:"change"`
		Action     string   `json:"action"`
		System     string   `json:"system"`
		Level      string   `json:"level"`
		Personal   bool     `json:"personal"`
		Classes    []string `json:"classes"`
		Privileged bool     `json:"privileged"`
		Export     bool     `json:"export"`
		Team       string   `json:"team"`
		Vendor     string   `json:"vendor,omitempty"`
		Country    string   `json:"country,omitempty"`
		Grant      string   `json:"grant"`
		Through    []string `json:"through"`
		JIT        bool     `json:"jit"`
		People     []string `json:"people"`
		From       string   `json:"from,omitempty"` // of what is gained later
	}
	type path struct {
		Change  string   `json:"change"`
		Team    string   `json:"team"`
		Vendor  string   `json:"vendor,omitempty"`
		Grant   string   `json:"grant"`
		Through []string `json:"through"`
		JIT     bool     `json:"jit"`
		Actions []string `json:"actions"`
		People  []string `json:"people"`
	}
	type risen struct {
		Team   string   `json:"team"`
		Vendor string   `json:"vendor,omitempty"`
		Action string   `json:"action"`
		People []string `json:"people"`
	}
	type exposed struct {
		System string   `json:"system"`
		Class  string   `json:"class"`
		Team   string   `json:"team"`
		Vendor string   `json:"vendor,omitempty"`
		People []string `json:"people"`
	}
	type edit struct {
		Address    string   `json:"address"`
		What       string   `json:"what"`
		Attributes []string `json:"attributes"`
		People     int      `json:"people"`
	}
	out := struct {
		Version int                 `json:"version"`
		AsOf    string              `json:"as_of"`
		Base    string              `json:"base"`
		Head    string              `json:"head,omitempty"`
		Changes []change            `json:"changes"`
		Paths   []path              `json:"paths"`
		Risen   []risen             `json:"becomes_privileged"`
		Firsts  []map[string]string `json:"reaches_first"`
		Exposed []exposed           `json:"reaches_more"`
		Terms   []map[string]string `json:"terms"`
		Edits   []edit              `json:"edits"`
		Later   []change            `json:"later"`
	}{Version: 1, AsOf: d.AsOf.Format(time.RFC3339), Base: d.Base, Head: d.Head, Changes: []change{}, Paths: []path{}, Risen: []risen{}, Firsts: []map[string]string{}, Exposed: []exposed{}, Terms: []map[string]string{}, Edits: []edit{}, Later: []change{}}
	row := func(c *facts.AccessChange) change {
		return change{
			Change: c.What, Action: c.Action, System: string(c.System), Level: c.Level, Personal: c.Personal, Classes: addresses(c.Classes), Privileged: c.Privileged, Export: c.Export,
			Team: string(c.Team), Vendor: string(c.Vendor), Country: c.Country, Grant: c.Via.Grant, Through: append([]string{}, c.Via.Through...), JIT: c.Via.JIT, People: addresses(c.People),
		}
	}
	for i := range d.Changes {
		out.Changes = append(out.Changes, row(&d.Changes[i]))
	}
	for _, l := range d.Later {
		for i := range l.Changes {
			c := row(&l.Changes[i])
			c.From = l.From.String()
			out.Later = append(out.Later, c)
		}
	}
	for _, p := range d.Paths {
		row := path{facts.Lost, string(p.Team), string(p.Vendor), p.Via.Grant, append([]string{}, p.Via.Through...), p.Via.JIT, p.Actions, addresses(p.People)}
		if p.Gained {
			row.Change = facts.Gained
		}
		out.Paths = append(out.Paths, row)
	}
	for _, r := range d.Risen {
		out.Risen = append(out.Risen, risen{string(r.Team), string(r.Vendor), r.Action, addresses(r.People)})
	}
	for _, f := range d.Firsts {
		out.Firsts = append(out.Firsts, map[string]string{"who": f.Who, "class": string(f.Class), "action": f.Action, "person": string(f.Person)})
	}
	for _, x := range d.Exposed {
		out.Exposed = append(out.Exposed, exposed{string(x.System), string(x.Class), string(x.Team), string(x.Vendor), addresses(x.People)})
	}
	for _, t := range d.Terms {
		out.Terms = append(out.Terms, map[string]string{"address": string(t.Address), "what": t.What, "attribute": t.Attribute, "was": t.Was, "is": t.Is})
	}
	for _, e := range d.Edits {
		out.Edits = append(out.Edits, edit{e.Address, e.What, append([]string{}, e.Attributes...), e.People})
	}
	return indented(w, out)
}

func addresses(list []model.Address) []string {
	out := make([]string, len(list))
	for i, a := range list {
		out[i] = string(a)
	}
	return out
}

func diffHTML(w io.Writer, d *gate.AccessDiff, _ Style) error {
	var b strings.Builder
	title := fmt.Sprintf("Access from %s to %s", short(d.Base), short(d.Head))
	pageHead(&b, title, pageStyle)
	fmt.Fprintf(&b, "<p>As of %s.</p>\n", d.AsOf.Format("2006-01-02 15:04 UTC"))
	list := sections(&d.AccessDiff)
	for _, s := range list {
		fmt.Fprintf(&b, "<h2>%s</h2>\n<ul>\n", html.EscapeString(s.title))
		for _, sentence := range s.sentences {
			fmt.Fprintf(&b, "<li>%s</li>\n", html.EscapeString(clean(sentence)))
		}
		b.WriteString("</ul>\n")
	}
	if len(list) == 0 {
		fmt.Fprintf(&b, "<p>%s</p>\n", nothingChanges)
	}
	b.WriteString("</main>\n</body>\n</html>\n")
	_, err := io.WriteString(w, b.String())
	return err
}

// pageHead begins a page that stands alone.
func pageHead(b *strings.Builder, title, style string) {
	title = html.EscapeString(clean(title))
	fmt.Fprintf(b, "<!doctype html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n<meta name=\"viewport\" content=\"width=device-width\">\n<title>%s</title>\n<style>%s</style>\n</head>\n<body>\n<main>\n<h1>%s</h1>\n", title, style, title)
}

// pageStyle is the looks of pages that stand alone, light or dark.
const pageStyle = `
:root { color-scheme: light dark; --page: #ffffff; --ink: #1f2328; --line: #8c959f; --mark: #b3261e; }
@media (prefers-color-scheme: dark) { :root { --page: #0d1117; --ink: #e6edf3; --line: #59636e; --mark: #ff8a80; } }
body { font: 16px/1.5 system-ui, sans-serif; margin: 0; background: var(--page); color: var(--ink); }
main { max-width: 100rem; margin: 0 auto; padding: 1rem 1.5rem 3rem; }
h1 { font-size: 1.5rem; } h2 { font-size: 1.15rem; margin-top: 2rem; }
li { margin: .25rem 0; }
`
