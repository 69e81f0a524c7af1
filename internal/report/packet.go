package report

import (
	"errors"
	"fmt"
	"html"
	"io"
	"slices"
	"strings"
	"time"

	"github.com/xuri/excelize/v2"

	"github.com/tidegate/tidegate/internal/facts"
	"github.com/tidegate/tidegate/internal/gate"
)

// A Packet is what a reviewer gets: entries, and what became of those of the
// packet before.
type Packet struct {
	Session *gate.Session
	Title   string
	Entries []facts.Entry
	Before  map[string]Earlier // by ID, the packet before; nil when there was none
	Gone    []string           // entries of the packet before that are no more, in words
}

// Earlier is what a packet before said of an entry.
type Earlier struct {
	State string
	Flags []string
}

// PacketFormats are the formats of a packet.
var PacketFormats = map[string]func(w io.Writer, p *Packet, style Style) error{
	"csv": packetCSV, "html": packetHTML, "xlsx": packetXLSX,
}

// packetColumns are those of a packet; decision and reviewer are for whoever
// decides.
var packetColumns = []string{"id", "state", "person", "team", "vendor", "action", "data", "grant", "via", "flags", "used", "valid", "reviewed", "since_last", "decision", "reviewer"}

func packetRows(p *Packet) [][]string {
	rows := [][]string{packetColumns}
	for i := range p.Entries {
		e := &p.Entries[i]
		data := e.Data
		if e.Personal {
			data += ", personal"
		}
		rows = append(rows, []string{
			e.ID, e.State, string(e.Person), string(e.Team), string(e.Vendor), e.Action, data, string(e.Grant), ViaText(e.Path),
			strings.Join(e.Flags, "; "), e.Used, e.Valid, e.Reviewed, p.since(e), "", "",
		})
	}
	return rows
}

// since is what is new of an entry since the packet before: all of it, the grant, or
// some flags.
func (p *Packet) since(e *facts.Entry) string {
	if p.Before == nil {
		return ""
	}
	before, known := p.Before[e.ID]
	if !known {
		return "new"
	}
	var out []string
	if before.State != e.State {
		out = append(out, "grant changed")
	}
	for _, flag := range e.Flags {
		if !slices.Contains(before.Flags, flag) {
			out = append(out, "now "+flag)
		}
	}
	return strings.Join(out, "; ")
}

func packetCSV(w io.Writer, p *Packet, _ Style) error { return writeCSV(w, packetRows(p)) }

// packetXLSX is a workbook with a filter, a frozen head, and a list of what may be
// decided.
func packetXLSX(w io.Writer, p *Packet, _ Style) error {
	f := excelize.NewFile()
	defer func() { _ = f.Close() }() // it keeps no temporary files
	const sheet = "Review"
	if err := f.SetSheetName("Sheet1", sheet); err != nil {
		return err
	}
	rows := packetRows(p)
	for i, row := range rows {
		for j, cell := range row {
			at, err := excelize.CoordinatesToCellName(j+1, i+1)
			if err != nil {
				return err
			}
			if err := f.SetCellStr(sheet, at, clean(cell)); err != nil { // text, never a formula
				return err
			}
		}
	}
	last, err := excelize.CoordinatesToCellName(len(packetColumns), len(rows))
	if err != nil {
		return err
	}
	if err := f.AutoFilter(sheet, "A1:"+last, nil); err != nil {
		return err
	}
	if err := f.SetPanes(sheet, &excelize.Panes{Freeze: true, YSplit: 1, TopLeftCell: "A2", ActivePane: "bottomLeft"}); err != nil {
		return err
	}
	if err := layOut(f, sheet, rows, p); err != nil {
		return err
	}
	choice := excelize.NewDataValidation(true)
	choice.SetSqref(fmt.Sprintf("O2:O%d", max(len(rows), 2)))
	if err := choice.SetDropList([]string{"keep", "revoke"}); err != nil {
		return err
	}
	if err := f.AddDataValidation(sheet, choice); err != nil {
		return err
	}
	if err := about(f, p); err != nil {
		return err
	}
	if err := f.SetDocProps(&excelize.DocProperties{Title: p.Title, Created: p.Session.AsOf.Format(time.RFC3339), Modified: p.Session.AsOf.Format(time.RFC3339), Creator: "tidegate"}); err != nil {
		return err
	}
	_, err = f.WriteTo(w)
	return err
}

// packetWidths are the widths of the columns of a packet, in characters.
var packetWidths = []float64{14, 14, 14, 16, 14, 24, 14, 20, 30, 24, 11, 22, 11, 16, 10, 13}

// layOut makes a sheet print on A4 without cutting a column: landscape, as wide as the page,
// with the head on every page and what it is about below it.
func layOut(f *excelize.File, sheet string, rows [][]string, p *Packet) error {
	landscape, a4, wide, tall, fit := "landscape", 9, 1, 0, true
	wrapped, err := f.NewStyle(&excelize.Style{Alignment: &excelize.Alignment{Vertical: "top", WrapText: true}})
	if err != nil {
		return err
	}
	head, err := f.NewStyle(&excelize.Style{Font: &excelize.Font{Bold: true}, Alignment: &excelize.Alignment{Vertical: "top", WrapText: true}, Border: []excelize.Border{{Type: "bottom", Style: 1, Color: "000000"}}})
	if err != nil {
		return err
	}
	lastColumn, err := excelize.ColumnNumberToName(len(packetColumns))
	if err != nil {
		return err
	}
	for i, width := range packetWidths {
		name, err := excelize.ColumnNumberToName(i + 1)
		if err != nil {
			return err
		}
		if err := f.SetColWidth(sheet, name, name, width); err != nil {
			return err
		}
	}
	return errors.Join(
		f.SetCellStyle(sheet, "A1", lastColumn+"1", head),
		f.SetCellStyle(sheet, "A2", fmt.Sprintf("%s%d", lastColumn, max(len(rows), 2)), wrapped),
		f.SetColVisible(sheet, "A:B", false), // they are for the program that reads decisions
		f.SetPageLayout(sheet, &excelize.PageLayoutOptions{Orientation: &landscape, Size: &a4, FitToWidth: &wide, FitToHeight: &tall}),
		f.SetSheetProps(sheet, &excelize.SheetPropsOptions{FitToPage: &fit}),
		f.SetDefinedName(&excelize.DefinedName{Name: "_xlnm.Print_Titles", RefersTo: sheet + "!$1:$1", Scope: sheet}),
		f.SetHeaderFooter(sheet, &excelize.HeaderFooterOptions{OddFooter: "&L" + strings.ReplaceAll(clean(p.origin()), "&", "&&") + "&RPage &P of &N"}),
	)
}

// origin says out of what a packet was made.
func (p *Packet) origin() string {
	from := "the working tree"
	if p.Session.Tree.Revision != "" {
		from = "commit " + p.Session.Tree.Revision
	}
	return fmt.Sprintf("As of %s, out of %s", asOf(p.Session.Now), from)
}

// about is a second sheet that says what the first one is, and what its words mean.
func about(f *excelize.File, p *Packet) error {
	const sheet = "About"
	if _, err := f.NewSheet(sheet); err != nil {
		return err
	}
	lines := [][2]string{
		{p.Title, ""},
		{p.origin(), ""},
		{plural(len(p.Entries), "entitlement"), ""},
		{"", ""},
		{"decision", "keep or revoke. An empty cell is not a decision, so its grant is not recorded as reviewed."},
		{"reviewer", "The reviewer's address, for example person.a01. Reviewers cannot decide on their own access."},
		{"", ""},
	}
	for i, line := range append(lines, facts.Flags[:]...) {
		for j, cell := range line {
			at, err := excelize.CoordinatesToCellName(j+1, i+1)
			if err != nil {
				return err
			}
			if err := f.SetCellStr(sheet, at, clean(cell)); err != nil {
				return err
			}
		}
	}
	return errors.Join(f.SetColWidth(sheet, "A", "A", 28), f.SetColWidth(sheet, "B", "B", 90))
}

// packetHTML is a page that stands alone: a table that reads without scripts, and
// with them filters, sorts by any column, and hands back the decisions as CSV.
func packetHTML(w io.Writer, p *Packet, _ Style) error {
	var b strings.Builder
	esc := func(s string) string { return html.EscapeString(clean(s)) }
	pageHead(&b, p.Title, pageStyle+packetStyle)
	fmt.Fprintf(&b, "<p>%s. %s. Decide keep or revoke for each; nobody decides their own.</p>\n", plural(len(p.Entries), "entitlement"), esc(p.origin()))
	b.WriteString("<details id=\"legend\"><summary>What the flags mean</summary><dl>")
	for _, flag := range facts.Flags {
		fmt.Fprintf(&b, "<dt><span class=\"flag\">%s</span></dt><dd>%s</dd>", esc(flag[0]), esc(flag[1]))
	}
	b.WriteString("</dl></details>\n")
	if len(p.Gone) > 0 {
		fmt.Fprintf(&b, "<details><summary>%s of the packet before are gone</summary><ul>", plural(len(p.Gone), "entitlement"))
		for _, gone := range p.Gone {
			fmt.Fprintf(&b, "<li>%s</li>", esc(gone))
		}
		b.WriteString("</ul></details>\n")
	}
	b.WriteString("<form id=\"tools\" hidden><label>Filter <input id=\"filter\" type=\"search\" autocomplete=\"off\"></label> <label>Reviewer <input id=\"reviewer\" placeholder=\"person.a01\" autocomplete=\"off\"></label> <button type=\"button\" id=\"keep\">Keep all undecided rows that are shown</button> <button type=\"button\" id=\"save\">Save decisions as CSV</button> <output id=\"count\" aria-live=\"polite\"></output></form>\n")
	b.WriteString("<div class=\"scroll\" tabindex=\"0\" role=\"region\" aria-label=\"Entitlements\">\n<table id=\"packet\">\n<thead><tr>")
	shownColumns := []int{2, 4, 5, 6, 8, 9, 10, 12, 13}
	heads := []string{"Person", "Vendor", "Action", "Data", "Through", "Flags", "Last used", "Reviewed", "Since last packet"}
	if p.Before == nil {
		shownColumns, heads = shownColumns[:len(shownColumns)-1], heads[:len(heads)-1]
	}
	for _, head := range heads {
		fmt.Fprintf(&b, "<th scope=\"col\">%s</th>", head)
	}
	b.WriteString("<th scope=\"col\">Decision</th></tr></thead>\n<tbody>\n")
	for _, row := range packetRows(p)[1:] {
		fmt.Fprintf(&b, "<tr data-id=\"%s\" data-state=\"%s\" data-person=\"%s\" data-action=\"%s\" data-grant=\"%s\">", esc(row[0]), esc(row[1]), esc(row[2]), esc(row[5]), esc(row[7]))
		for i, column := range shownColumns {
			tag := "td"
			if i == 0 {
				tag = "th scope=\"row\""
			}
			cell := esc(row[column])
			if column == 9 && row[9] != "" {
				var flags []string
				for flag := range strings.SplitSeq(row[9], "; ") {
					flags = append(flags, "<span class=\"flag\">"+esc(flag)+"</span>")
				}
				cell = strings.Join(flags, " ")
			}
			fmt.Fprintf(&b, "<%s>%s</%s>", tag, cell, tag[:2])
		}
		fmt.Fprintf(&b, "<td><select aria-label=\"Decision on %s of %s\"><option value=\"\"></option><option>keep</option><option>revoke</option></select><span class=\"boxes\">☐ keep ☐ revoke</span></td></tr>\n", esc(row[5]), esc(row[2]))
	}
	fmt.Fprintf(&b, "</tbody>\n</table>\n</div>\n</main>\n<script>%s</script>\n</body>\n</html>\n", packetScript)
	_, err := io.WriteString(w, b.String())
	return err
}

const packetStyle = `
.scroll { overflow-x: auto; }
table { border-collapse: collapse; width: 100%; font-size: .9rem; }
th, td { text-align: left; vertical-align: top; padding: .35rem .6rem; border-bottom: 1px solid var(--line); }
thead th { position: sticky; top: 0; background: var(--page); white-space: nowrap; }
tbody th { font-weight: 600; }
td:nth-child(7), td:nth-child(8) { white-space: nowrap; }
th button { font: inherit; font-weight: 600; background: none; border: 0; padding: 0; color: inherit; cursor: pointer; }
td:last-child, thead th:last-child { position: sticky; right: 0; background: var(--page); }
.flag { color: var(--mark); white-space: nowrap; border: 1px solid; border-radius: .6rem; padding: 0 .45rem; }
[hidden] { display: none !important; }
form { display: flex; flex-wrap: wrap; gap: .5rem 1rem; margin: 1rem 0; align-items: center; }
:focus-visible { outline: 3px solid Highlight; outline-offset: 2px; }
dl { display: grid; grid-template-columns: max-content 1fr; gap: .35rem 1rem; }
dd { margin: 0; }
.boxes { display: none; }
@page { size: A4 landscape; margin: 12mm; }
@media print {
  form { display: none; }
  main { padding: 0; max-width: none; }
  body { font-size: 9px; }
  .scroll { overflow: visible; }
  table { table-layout: auto; font-size: 9px; }
  thead { display: table-header-group; }
  thead th { position: static; }
  tr { break-inside: avoid; }
  th, td, .flag, thead th { white-space: normal; overflow-wrap: break-word; padding: .2rem .35rem; }
  td:last-child, thead th:last-child { position: static; }
  td:nth-child(7), td:nth-child(8) { white-space: nowrap; }
  tr:not(.decided) select { display: none; }
  tr:not(.decided) .boxes { display: inline; white-space: nowrap; }
}
`

// packetScript is all that the page does beyond a table. It writes text only as
// text.
const packetScript = `
"use strict";
const table = document.getElementById("packet"), body = table.tBodies[0];
const rows = Array.from(body.rows), filter = document.getElementById("filter"), count = document.getElementById("count");
document.getElementById("tools").hidden = false;
document.getElementById("tools").addEventListener("submit", e => e.preventDefault());
const apply = () => {
  const words = filter.value.toLowerCase().split(/\s+/).filter(Boolean);
  let shown = 0;
  for (const row of rows) {
    const text = row.textContent.toLowerCase();
    row.hidden = !words.every(w => text.includes(w));
    if (!row.hidden) shown++;
  }
  count.textContent = shown + " of " + rows.length;
};
filter.addEventListener("input", apply);
apply();
Array.from(table.tHead.rows[0].cells).forEach((head, i) => {
  const button = document.createElement("button");
  button.type = "button";
  button.textContent = head.textContent;
  head.textContent = "";
  head.append(button);
  button.addEventListener("click", () => {
    const down = head.getAttribute("aria-sort") === "ascending";
    for (const other of table.tHead.rows[0].cells) other.removeAttribute("aria-sort");
    head.setAttribute("aria-sort", down ? "descending" : "ascending");
    const key = row => (row.cells[i].querySelector("select") || {value: row.cells[i].textContent}).value;
    rows.sort((a, b) => (key(a) < key(b) ? -1 : key(a) > key(b) ? 1 : 0) * (down ? -1 : 1));
    body.append(...rows);
  });
});
const mark = row => row.classList.toggle("decided", row.querySelector("select").value !== "");
body.addEventListener("change", e => mark(e.target.closest("tr")));
document.getElementById("keep").addEventListener("click", () => {
  for (const row of rows) {
    const select = row.querySelector("select");
    if (!row.hidden && !select.value) select.value = "keep";
    mark(row);
  }
});
const cell = s => '"' + (/^[=+\-@\t\r]/.test(s) ? "'" + s : s).replaceAll('"', '""') + '"';
document.getElementById("save").addEventListener("click", () => {
  const reviewer = document.getElementById("reviewer").value.trim();
  const lines = ["id,state,person,action,grant,decision,reviewer"];
  for (const row of rows) {
    const decision = row.querySelector("select").value;
    if (decision) lines.push([row.dataset.id, row.dataset.state, row.dataset.person, row.dataset.action, row.dataset.grant, decision, reviewer].map(cell).join(","));
  }
  const link = document.createElement("a");
  link.href = URL.createObjectURL(new Blob([lines.join("\r\n") + "\r\n"], {type: "text/csv"}));
  link.download = "decisions.csv";
  link.click();
  URL.revokeObjectURL(link.href);
});
`
