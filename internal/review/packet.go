package review

import (
	"bytes"
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"strings"

	"github.com/xuri/excelize/v2"

	"github.com/tidegate/tidegate/internal/model"
)

// A Row is one row of a packet that comes back, decided or not.
type Row struct {
	Line   int
	ID     string
	State  string // of the grant, when the packet was made
	Person string
	Action string
	Grant  string
	Flags  []string
	cells  func(column string) string
}

// maxWorkbook is how large a workbook may be, packed and unpacked, in bytes.
const maxWorkbook = 256 << 20

// Rows reads a packet: CSV, with commas, semicolons or tabs, or a workbook of which
// it reads the first sheet. Columns may come in any order, and more of them.
func Rows(r io.Reader) ([]Row, error) {
	text, err := io.ReadAll(io.LimitReader(r, maxWorkbook+1))
	if err != nil {
		return nil, err
	}
	if len(text) > maxWorkbook {
		return nil, errors.New("the packet is larger than 256 MiB")
	}
	read := readCSV
	if bytes.HasPrefix(text, []byte("PK")) {
		read = readWorkbook
	}
	lines, cells, err := read(text)
	if err != nil {
		return nil, fmt.Errorf("the packet cannot be read: %w", err)
	}
	if len(cells) == 0 {
		return nil, errors.New("the packet has no header")
	}
	columns := map[string]int{}
	for i, name := range cells[0] {
		columns[strings.ToLower(strings.TrimSpace(strings.TrimPrefix(name, "\ufeff")))] = i
	}
	for _, name := range []string{"id", "state", "decision", "reviewer"} {
		if _, ok := columns[name]; !ok {
			return nil, fmt.Errorf("the packet has no column %q; it has %q", name, strings.Join(cells[0], ", "))
		}
	}
	var out []Row
	for i, row := range cells[1:] {
		cell := func(column string) string {
			if i, ok := columns[column]; ok && i < len(row) {
				return strings.TrimPrefix(strings.TrimSpace(row[i]), "'")
			}
			return ""
		}
		out = append(out, Row{Line: lines[i+1], ID: cell("id"), State: cell("state"), Flags: strings.Split(cell("flags"), "; "), Person: cell("person"), Action: cell("action"), Grant: cell("grant"), cells: cell})
	}
	return out, nil
}

func readCSV(text []byte) (lines []int, rows [][]string, err error) {
	reader := csv.NewReader(bytes.NewReader(text))
	reader.FieldsPerRecord = -1
	header, _, _ := bytes.Cut(text, []byte("\n"))
	for _, comma := range ";\t" { // as spreadsheets save where a comma is part of a number
		if !bytes.ContainsRune(header, ',') && bytes.ContainsRune(header, comma) {
			reader.Comma = comma
		}
	}
	for {
		row, err := reader.Read()
		if errors.Is(err, io.EOF) {
			return lines, rows, nil
		}
		if err != nil {
			return nil, nil, err
		}
		line, _ := reader.FieldPos(0)
		lines, rows = append(lines, line), append(rows, row)
	}
}

func readWorkbook(text []byte) (lines []int, rows [][]string, err error) {
	book, err := excelize.OpenReader(bytes.NewReader(text), excelize.Options{UnzipSizeLimit: maxWorkbook, UnzipXMLSizeLimit: maxWorkbook})
	if err != nil {
		return nil, nil, err
	}
	defer func() { _ = book.Close() }() // below the limit it keeps no temporary files
	if rows, err = book.GetRows(book.GetSheetName(0)); err != nil {
		return nil, nil, err
	}
	for i := range rows {
		lines = append(lines, i+1)
	}
	return lines, rows, nil
}

// Decisions are the rows on which somebody decided.
func Decisions(rows []Row) ([]Decision, error) {
	var out []Decision
	var wrong []error
	for _, row := range rows {
		d := Decision{Row: row, Reviewer: model.Address(row.cells("reviewer"))}
		switch decision := strings.ToLower(row.cells("decision")); decision {
		case "":
			continue
		case "keep", "revoke":
			d.Keep = decision == "keep"
		default:
			wrong = append(wrong, fmt.Errorf("line %d: decision %q: want keep or revoke", row.Line, decision))
			continue
		}
		out = append(out, d)
	}
	return out, errors.Join(wrong...)
}
