package report

import (
	"context"
	"fmt"
	"html"
	"io"
	"log/slog"
	"regexp"
	"slices"
	"strings"

	"oss.terrastruct.com/d2/d2ast"
	"oss.terrastruct.com/d2/d2format"
	"oss.terrastruct.com/d2/d2graph"
	"oss.terrastruct.com/d2/d2layouts/d2dagrelayout"
	"oss.terrastruct.com/d2/d2lib"
	"oss.terrastruct.com/d2/d2renderers/d2svg"
	"oss.terrastruct.com/d2/d2target"
	"oss.terrastruct.com/d2/d2themes/d2themescatalog"
	"oss.terrastruct.com/d2/lib/log"
	"oss.terrastruct.com/d2/lib/textmeasure"

	"github.com/tidegate/tidegate/internal/graph"
)

// GraphFormats are the formats of a picture of nodes and edges.
var GraphFormats = map[string]func(w io.Writer, g *graph.Graph, style Style) error{
	"dot": graphDOT, "mermaid": graphMermaid, "svg": graphSVG,
}

// kinds says what stands for what, in the order of a legend.
var kinds = []struct {
	kind  graph.Kind
	shape string
	what  string
}{
	{graph.People, "rounded", "people"},
	{graph.Via, "hexagon", "role, team or peak"},
	{graph.Grant, "page", "grant"},
	{graph.Action, "rectangle", "action"},
	{graph.Flow, "rectangle", "flow"},
	{graph.System, "cylinder", "system"},
	{graph.Data, "cylinder", "data"},
}

// legend says which shape of a picture is what, of the kinds that are in it.
func legend(g *graph.Graph, shapes map[graph.Kind]string) string {
	var out []string
	for _, k := range kinds {
		if !slices.ContainsFunc(g.Nodes, func(n graph.Node) bool { return n.Kind == k.kind }) {
			continue
		}
		shape := k.shape
		if s := shapes[k.kind]; s != "" {
			shape = s
		}
		out = append(out, shape+": "+k.what)
	}
	return strings.Join(out, "; ")
}

// foot is what stands below a picture. Shapes are those that differ from the usual ones.
func foot(g *graph.Graph, shapes map[graph.Kind]string) []string {
	var out []string
	if words := legend(g, shapes); words != "" {
		out = append(out, words)
	}
	for _, n := range g.Nodes {
		if n.Mark {
			out = append(out, "Marked !: "+g.Marks)
			break
		}
	}
	if len(g.Left) > 0 {
		out = append(out, "Left out: "+strings.Join(g.Left, ", ")+"; ask for less to see them")
	}
	if len(g.Nodes) == 0 {
		out = append(out, "Nothing to show")
	}
	return out
}

// The most that a node shows: what is longer is cut, and says so.
const (
	labelLines = 14
	labelRunes = 60
)

// label is the lines of a node, with a sign before the first of a marked one, so
// that a mark is more than a colour.
func label(n graph.Node) []string {
	lines := cleanAll(n.Lines)
	if more := len(lines) - labelLines; more > 0 {
		lines = append(lines[:labelLines], fmt.Sprintf("… %d more", more))
	}
	for i, line := range lines {
		if runes := []rune(line); len(runes) > labelRunes {
			lines[i] = string(runes[:labelRunes]) + "…"
		}
	}
	if n.Mark {
		lines[0] = "! " + lines[0]
	}
	return lines
}

// graphDOT is the language of Graphviz.
func graphDOT(w io.Writer, g *graph.Graph, _ Style) error {
	shapes := map[graph.Kind]string{
		graph.People: `shape=box, style=rounded`, graph.Via: `shape=hexagon`, graph.Grant: `shape=note`, graph.Action: `shape=box`,
		graph.Data: `shape=cylinder`, graph.System: `shape=cylinder`, graph.Flow: `shape=cds`,
	}
	quote := func(lines []string) string {
		text := strings.Join(lines, "\n")
		return `"` + strings.NewReplacer(`\`, `\\`, `"`, `\"`, "\n", `\n`).Replace(text) + `"`
	}
	var b strings.Builder
	fmt.Fprintf(&b, "digraph tidegate {\n  rankdir = LR\n  label = %s\n  labelloc = t\n  node [fontname = \"sans-serif\", fontsize = 11]\n", quote(append([]string{clean(g.Title)}, cleanAll(foot(g, map[graph.Kind]string{graph.Grant: "note", graph.Flow: "arrow"}))...)))
	for i, n := range g.Nodes {
		mark := ""
		if n.Mark {
			mark = fmt.Sprintf(", color=%q, penwidth=2", markColour)
		}
		fmt.Fprintf(&b, "  n%d [label = %s, %s%s]\n", i+1, quote(label(n)), shapes[n.Kind], mark)
	}
	for _, e := range g.Edges {
		mark := ""
		if e.Mark {
			mark = fmt.Sprintf(" [color=%q, penwidth=2]", markColour)
		}
		fmt.Fprintf(&b, "  n%d -> n%d%s\n", e.From+1, e.To+1, mark)
	}
	b.WriteString("}\n")
	_, err := io.WriteString(w, b.String())
	return err
}

// graphMermaid is a flowchart of Mermaid, as GitHub and GitLab draw it.
func graphMermaid(w io.Writer, g *graph.Graph, _ Style) error {
	shapes := map[graph.Kind][2]string{
		graph.People: {"([", "])"}, graph.Via: {"{{", "}}"}, graph.Grant: {"[", "]"}, graph.Action: {"[", "]"},
		graph.Data: {"[(", ")]"}, graph.System: {"[(", ")]"}, graph.Flow: {"[/", "/]"},
	}
	// What means something in a quoted label is written as an entity.
	escape := func(text string) string {
		var b strings.Builder
		for _, r := range text {
			if strings.ContainsRune("\"<>&#;`\\", r) {
				fmt.Fprintf(&b, "#%d;", r)
			} else {
				b.WriteRune(r)
			}
		}
		return b.String()
	}
	quote := func(lines []string) string {
		for i := range lines {
			lines[i] = escape(lines[i])
		}
		return `"` + strings.Join(lines, "<br>") + `"`
	}
	var b strings.Builder
	b.WriteString("flowchart LR\n")
	fmt.Fprintf(&b, "  accTitle: %s\n", strings.NewReplacer(";", ",", "#", "", "\n", " ").Replace(clean(g.Title)))
	for i, n := range g.Nodes {
		shape := shapes[n.Kind]
		fmt.Fprintf(&b, "  n%d%s%s%s\n", i+1, shape[0], quote(label(n)), shape[1])
	}
	var marked, edges []string
	for i, e := range g.Edges {
		fmt.Fprintf(&b, "  n%d --> n%d\n", e.From+1, e.To+1)
		if e.Mark {
			edges = append(edges, fmt.Sprint(i))
		}
	}
	for i, n := range g.Nodes {
		if n.Mark {
			marked = append(marked, fmt.Sprintf("n%d", i+1))
		}
	}
	if len(marked) > 0 {
		fmt.Fprintf(&b, "  classDef mark stroke:%s,stroke-width:3px\n  class %s mark\n", markColour, strings.Join(marked, ","))
	}
	if len(edges) > 0 {
		fmt.Fprintf(&b, "  linkStyle %s stroke:%s,stroke-width:2px\n", strings.Join(edges, ","), markColour)
	}
	if lines := cleanAll(foot(g, map[graph.Kind]string{graph.Grant: "rectangle", graph.Flow: "slanted"})); len(lines) > 0 {
		fmt.Fprintf(&b, "  foot[%s]\n  style foot fill:none,stroke:none\n", quote(lines))
	}
	_, err := io.WriteString(w, b.String())
	return err
}

// graphSVG lays the picture out with d2 and its dagre, and gives it a name for
// those who do not see it.
func graphSVG(w io.Writer, g *graph.Graph, _ Style) error {
	ruler, err := textmeasure.NewRuler()
	if err != nil {
		return err
	}
	layout := "dagre"
	pad, scale, light, dark, omit := int64(24), 1.0, d2themescatalog.NeutralDefault.ID, d2themescatalog.DarkMauve.ID, true
	opts := &d2svg.RenderOpts{Pad: &pad, Scale: &scale, ThemeID: &light, DarkThemeID: &dark, OmitVersion: &omit, ThemeOverrides: palette(lightInk), DarkThemeOverrides: palette(darkInk)}
	quiet := log.With(context.Background(), slog.New(slog.DiscardHandler))
	diagram, _, err := d2lib.Compile(quiet, d2Text(g), &d2lib.CompileOptions{
		Ruler: ruler, Layout: &layout,
		LayoutResolver: func(string) (d2graph.LayoutGraph, error) { return d2dagrelayout.DefaultLayout, nil },
	}, opts)
	if err != nil {
		return fmt.Errorf("laying out the picture: %w", err)
	}
	colourMarks(diagram, g)
	out, err := d2svg.Render(diagram, opts)
	if err != nil {
		return fmt.Errorf("drawing the picture: %w", err)
	}
	_, err = w.Write(named(out, clean(g.Title)))
	return err
}

// markColour is that of what deserves attention, on a light page.
const markColour = "#b3261e"

// The colours of pictures: page, ink, lines, boxes, mark.
var (
	lightInk = [...]string{"#ffffff", "#1f2328", "#59636e", "#f6f8fa", markColour}
	darkInk  = [...]string{"#0d1117", "#e6edf3", "#9198a1", "#161b22", "#ff8a80"}
)

// colourMarks gives what is marked a colour of the theme, so that it changes with
// the page; d2's own language takes fixed colours only.
func colourMarks(diagram *d2target.Diagram, g *graph.Graph) {
	const mark = "AA2"
	marked := map[string]bool{}
	for i, n := range g.Nodes {
		marked[fmt.Sprintf("n%d", i+1)] = n.Mark
	}
	for i := range diagram.Shapes {
		if marked[diagram.Shapes[i].ID] {
			diagram.Shapes[i].Stroke = mark
		}
	}
	for _, e := range g.Edges {
		marked[fmt.Sprintf("n%d n%d", e.From+1, e.To+1)] = e.Mark
	}
	for i := range diagram.Connections {
		if c := &diagram.Connections[i]; marked[c.Src+" "+c.Dst] {
			c.Stroke = mark
		}
	}
}

// palette makes the colours of a theme those of the other pages.
func palette(c [5]string) *d2target.ThemeOverrides {
	page, ink, line, box, mark := &c[0], &c[1], &c[2], &c[3], &c[4]
	return &d2target.ThemeOverrides{
		N1: ink, N2: line, N3: line, N4: line, N5: box, N6: box, N7: page,
		B1: line, B2: line, B3: box, B4: box, B5: box, B6: box,
		AA2: mark, AA4: box, AA5: box, AB4: box, AB5: box,
	}
}

// d2Text is the picture in the language of d2.
func d2Text(g *graph.Graph) string {
	shapes := map[graph.Kind]string{
		graph.People: "rectangle", graph.Via: "hexagon", graph.Grant: "page", graph.Action: "rectangle", graph.Data: "cylinder", graph.System: "cylinder", graph.Flow: "rectangle",
	}
	quote := func(lines []string) string {
		return d2format.Format(d2ast.FlatDoubleQuotedString(strings.Join(lines, "\n")))
	}
	var b strings.Builder
	b.WriteString("direction: right\n")
	for i, n := range g.Nodes {
		fmt.Fprintf(&b, "n%d: %s {\n  shape: %s\n", i+1, quote(label(n)), shapes[n.Kind])
		if n.Kind == graph.People {
			b.WriteString("  style.border-radius: 12\n")
		}
		if n.Mark {
			b.WriteString("  style.stroke-width: 4\n}\n")
		} else {
			b.WriteString("  style.bold: false\n}\n")
		}
	}
	for _, e := range g.Edges {
		fmt.Fprintf(&b, "n%d -> n%d\n", e.From+1, e.To+1)
	}
	fmt.Fprintf(&b, "title: %s {\n  shape: text\n  near: top-center\n  style.font-size: 24\n}\n", quote([]string{clean(g.Title)}))
	if lines := cleanAll(foot(g, nil)); len(lines) > 0 {
		fmt.Fprintf(&b, "foot: %s {\n  shape: text\n  near: bottom-center\n}\n", quote(lines))
	}
	return b.String()
}

var outerSVG = regexp.MustCompile(`<svg [^>]*>`)

// named gives a picture a role and a title, and lets it be no wider than what it stands in.
func named(svg []byte, title string) []byte {
	at := outerSVG.FindIndex(svg)
	if at == nil {
		return svg
	}
	name := html.EscapeString(title)
	head := string(svg[:at[1]-1]) + fmt.Sprintf(` style="max-width: 100%%; height: auto" role="img" aria-label="%s"><title>%s</title>`, name, name)
	return append([]byte(head), svg[at[1]:]...)
}
