package report_test

import (
	"archive/zip"
	"bytes"
	"encoding/csv"
	"io"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/thedatashed/xlsxreader"
	"github.com/xuri/excelize/v2"

	"github.com/tidegate/tidegate/internal/facts"
	"github.com/tidegate/tidegate/internal/facts/access"
	"github.com/tidegate/tidegate/internal/gate"
	"github.com/tidegate/tidegate/internal/report"
)

// traps is what a spreadsheet would compute, or run, if it were let.
var traps = []string{"=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", "=HYPERLINK(\"https://example.com\")", "=cmd|' /C calc'!A0", "a\"b,c\nd", "<script>alert(1)</script>", "\x1b[2J"}

func packet() *report.Packet {
	p := &report.Packet{Session: &gate.Session{}, Title: "Access review"}
	for _, trap := range traps {
		p.Entries = append(p.Entries, facts.Entry{
			ID: "0123456789ab", State: "ba9876543210", Person: "person.a", Action: trap, Data: trap, Grant: "grant.a",
			Path: access.Path{Grant: trap}, Flags: []string{trap}, Valid: trap, Reviewed: trap,
		})
	}
	return p
}

func packetAs(t *testing.T, format string) []byte {
	t.Helper()
	var b bytes.Buffer
	if err := report.PacketFormats[format](&b, packet(), report.Style{}); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func TestPacketCSVIsHarmless(t *testing.T) {
	rows, err := csv.NewReader(bytes.NewReader(packetAs(t, "csv"))).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	if len(rows) != 1+len(traps) {
		t.Errorf("%d rows", len(rows))
	}
	for _, row := range rows {
		for _, cell := range row {
			if cell != "" && strings.ContainsRune("=+-@\t\r", rune(cell[0])) {
				t.Errorf("%q is taken for a formula", cell)
			}
		}
	}
}

// Another reader than the writer's library finds the same text, and no formula.
func TestPacketWorkbook(t *testing.T) {
	text := packetAs(t, "xlsx")
	if !bytes.Equal(text, packetAs(t, "xlsx")) {
		t.Error("the workbook differs from one time to the next")
	}
	archive, err := zip.NewReader(bytes.NewReader(text), int64(len(text)))
	if err != nil {
		t.Fatal(err)
	}
	for _, file := range archive.File {
		f, err := file.Open()
		if err != nil {
			t.Fatal(err)
		}
		part, err := io.ReadAll(f)
		if err != nil {
			t.Fatal(err)
		}
		if strings.HasPrefix(file.Name, "xl/worksheets/") && bytes.Contains(part, []byte("<f>")) {
			t.Errorf("%s holds a formula", file.Name)
		}
	}
	book, err := xlsxreader.NewReader(text)
	if err != nil {
		t.Fatal(err)
	}
	var got []string
	for row := range book.ReadRows(book.Sheets[0]) {
		if row.Error != nil {
			t.Fatal(row.Error)
		}
		for _, cell := range row.Cells {
			if cell.Column == "F" && row.Index > 1 {
				got = append(got, cell.Value)
			}
		}
	}
	want := make([]string, len(traps))
	for i, trap := range traps {
		want[i] = strings.NewReplacer("\r", "\\u000d", "\n", "\\u000a", "\x1b", "\\u001b").Replace(trap)
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

func TestPacketPageHoldsNoMarkup(t *testing.T) {
	if text := string(packetAs(t, "html")); strings.Contains(text, "<script>alert") || strings.ContainsAny(text, "\x1b") {
		t.Error("a definition's text stands there as it was written")
	}
}

// The workbook prints on A4 as wide as the page, with its head on each, and says what it is
// and what its words mean; the page does as well.
func TestPacketSaysWhatItIs(t *testing.T) {
	book, err := excelize.OpenReader(bytes.NewReader(packetAs(t, "xlsx")))
	if err != nil {
		t.Fatal(err)
	}
	layout, err := book.GetPageLayout("Review")
	if err != nil || layout.Size == nil || *layout.Size != 9 || *layout.Orientation != "landscape" || *layout.FitToWidth != 1 {
		t.Errorf("layout %+v (%v)", layout, err)
	}
	if names := book.GetDefinedName(); !slices.ContainsFunc(names, func(n excelize.DefinedName) bool {
		return n.Name == "_xlnm.Print_Titles" && n.RefersTo == "Review!$1:$1"
	}) {
		t.Errorf("names %+v", names)
	}
	rows, err := book.GetRows("About")
	if err != nil {
		t.Fatal(err)
	}
	page := string(packetAs(t, "html"))
	for _, flag := range facts.Flags {
		if !slices.ContainsFunc(rows, func(row []string) bool { return len(row) == 2 && row[0] == flag[0] && row[1] == flag[1] }) {
			t.Errorf("the workbook does not say what %q means", flag[0])
		}
		if !strings.Contains(page, ">"+flag[0]+"</span></dt>") {
			t.Errorf("the page does not say what %q means", flag[0])
		}
	}
	for _, want := range []string{"out of the working tree", "size: A4 landscape", "Keep all undecided rows that are shown"} {
		if !strings.Contains(page, want) {
			t.Errorf("the page does not say %q", want)
		}
	}
}
