package report

import (
	"cmp"
	"encoding/json"
	"fmt"
	"html"
	"io"
	"strings"
	"text/tabwriter"

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
	_, err := fmt.Fprintf(w, "%s, %s, as of %s\n", people(len(seen)), plural(len(holdings), "entitlement"), s.AsOf.Format("2006-01-02T15:04:05Z"))
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
		Classes: []string{}, Personal: h.Personal, Privileged: h.Privileged, Export: h.Export, Wildcard: h.Wildcard, Needed: h.Needed, Used: h.Used, Paths: []jsonPath{},
	}
	for _, c := range h.Classes {
		out.Classes = append(out.Classes, string(c))
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
	}{1, s.AsOf.Format("2006-01-02T15:04:05Z"), s.Tree.Revision, []jsonHolding{}}
	for i := range holdings {
		out.Holdings = append(out.Holdings, holdingJSON(s.Facts, &holdings[i]))
	}
	return indented(w, out)
}

func indented(w io.Writer, v any) error {
	encoder := json.NewEncoder(w)
	encoder.SetIndent("", "  ")
	encoder.SetEscapeHTML(false)
	return encoder.Encode(v)
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

// Why writes every path between a person and an action.
func Why(w io.Writer, s *gate.Session, h *facts.Holding, style Style) error {
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
	var risen, first, gains, losses, terms, edits []string
	for _, r := range d.Risen {
		risen = append(risen, fmt.Sprintf("%s becomes privileged, by %s", r.Person, r.Action))
	}
	for _, f := range d.Firsts {
		first = append(first, fmt.Sprintf("%s reaches %s for the first time, by %s of %s", f.Who, f.Class, f.Action, f.Person))
	}
	for i := range d.Changes {
		c := &d.Changes[i]
		if c.Gained {
			gains = append(gains, changeSentence(c, "gain"))
		} else {
			losses = append(losses, changeSentence(c, "lose"))
		}
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
	add("Who gains access", gains)
	add("What limits access otherwise than before", terms)
	add("Who loses access", losses)
	add("Whom each edit concerns", edits)
	return out
}

func people(n int) string {
	if n == 1 {
		return "1 person"
	}
	return fmt.Sprintf("%d people", n)
}

func changeSentence(c *facts.AccessChange, verb string) string {
	who := string(c.People[0])
	if len(c.People) > 1 {
		who = people(len(c.People))
	} else {
		verb += "s"
	}
	if c.Team != "" {
		who += " of " + string(c.Team)
	}
	if c.Vendor != "" {
		who += fmt.Sprintf(" (%s, %s)", c.Vendor, c.Country)
	}
	var is []string
	if c.Privileged {
		is = append(is, "is privileged")
	}
	if c.Export {
		is = append(is, "takes data out in bulk")
	}
	if c.Via.JIT {
		is = append(is, "is elevated just in time")
	}
	what := c.Action
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
	text := fmt.Sprintf("%s %s %s on %s, through %s", who, verb, what, data, ViaText(path))
	if n := len(c.People); n > 1 {
		var names []string
		for _, p := range c.People[:min(n, 12)] {
			names = append(names, p.Name())
		}
		if n > 12 {
			names = append(names, "…")
		}
		text += ": " + strings.Join(names, ", ")
	}
	return text
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
	fmt.Fprintf(&p.b, "from %s to %s, as of %s\n", short(d.Base), short(d.Head), d.AsOf.Format("2006-01-02T15:04:05Z"))
	_, err := io.WriteString(w, p.b.String())
	return err
}

func short(revision string) string {
	if revision == "" {
		return "the files as they lie there"
	}
	return revision[:min(len(revision), 12)]
}

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
		Risen   []map[string]string `json:"becomes_privileged"`
		Firsts  []map[string]string `json:"reaches_first"`
		Terms   []map[string]string `json:"terms"`
		Edits   []edit              `json:"edits"`
	}{Version: 1, AsOf: d.AsOf.Format("2006-01-02T15:04:05Z"), Base: d.Base, Head: d.Head, Changes: []change{}, Risen: []map[string]string{}, Firsts: []map[string]string{}, Terms: []map[string]string{}, Edits: []edit{}}
	for i := range d.Changes {
		c := &d.Changes[i]
		row := change{
			Change: "lost", Action: c.Action, System: string(c.System), Level: c.Level, Personal: c.Personal, Classes: []string{}, Privileged: c.Privileged, Export: c.Export,
			Team: string(c.Team), Vendor: string(c.Vendor), Country: c.Country, Grant: c.Via.Grant, Through: append([]string{}, c.Via.Through...), JIT: c.Via.JIT, People: []string{},
		}
		if c.Gained {
			row.Change = "gained"
		}
		for _, class := range c.Classes {
			row.Classes = append(row.Classes, string(class))
		}
		for _, person := range c.People {
			row.People = append(row.People, string(person))
		}
		out.Changes = append(out.Changes, row)
	}
	for _, r := range d.Risen {
		out.Risen = append(out.Risen, map[string]string{"person": string(r.Person), "action": r.Action})
	}
	for _, f := range d.Firsts {
		out.Firsts = append(out.Firsts, map[string]string{"who": f.Who, "class": string(f.Class), "action": f.Action, "person": string(f.Person)})
	}
	for _, t := range d.Terms {
		out.Terms = append(out.Terms, map[string]string{"address": string(t.Address), "what": t.What, "attribute": t.Attribute, "was": t.Was, "is": t.Is})
	}
	for _, e := range d.Edits {
		out.Edits = append(out.Edits, edit{e.Address, e.What, append([]string{}, e.Attributes...), e.People})
	}
	return indented(w, out)
}

func diffHTML(w io.Writer, d *gate.AccessDiff, _ Style) error {
	var b strings.Builder
	title := fmt.Sprintf("Access from %s to %s", short(d.Base), short(d.Head))
	fmt.Fprintf(&b, "<!doctype html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n<meta name=\"viewport\" content=\"width=device-width\">\n<title>%s</title>\n<style>%s</style>\n</head>\n<body>\n<main>\n<h1>%s</h1>\n<p>As of %s.</p>\n",
		html.EscapeString(title), pageStyle, html.EscapeString(title), d.AsOf.Format("2006-01-02 15:04 UTC"))
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

// pageStyle is the looks of pages that stand alone, light or dark.
const pageStyle = `
:root { color-scheme: light dark; --page: #ffffff; --ink: #1f2328; --line: #8c959f; --mark: #b3261e; }
@media (prefers-color-scheme: dark) { :root { --page: #0d1117; --ink: #e6edf3; --line: #59636e; --mark: #ff8a80; } }
body { font: 16px/1.5 system-ui, sans-serif; margin: 0; background: var(--page); color: var(--ink); }
main { max-width: 100rem; margin: 0 auto; padding: 1rem 1.5rem 3rem; }
h1 { font-size: 1.5rem; } h2 { font-size: 1.15rem; margin-top: 2rem; }
li { margin: .25rem 0; }
`
