package review_test

import (
	"bytes"
	"encoding/csv"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/xuri/excelize/v2"

	"github.com/tidegate/tidegate/internal/fuzzing"
	"github.com/tidegate/tidegate/internal/review"
)

var packet = [][]string{
	{"decision", "id", "state", "person", "action", "grant", "reviewer", "notes"},
	{"Keep", "r1234567e8901", "s0", "person.a", "x:a", "grant.g", "person.b", "a, b; c"},
	{"revoke", "r000000000001", "s1", "person.a", "x:b", "grant.g", "person.b", ""},
	{"", "r000000000002", "s2", "person.a", "'=x:c", "grant.g", "", "not yet"},
}

func workbook(t testing.TB, rows [][]string) []byte {
	t.Helper()
	book := excelize.NewFile()
	for i, row := range rows {
		for j, cell := range row {
			at, err := excelize.CoordinatesToCellName(j+1, i+1)
			if err != nil {
				t.Fatal(err)
			}
			if err := book.SetCellStr("Sheet1", at, cell); err != nil {
				t.Fatal(err)
			}
		}
	}
	var b bytes.Buffer
	if err := book.Write(&b); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func separated(t testing.TB, comma rune, rows [][]string) []byte {
	t.Helper()
	var b bytes.Buffer
	w := csv.NewWriter(&b)
	w.Comma = comma
	if err := w.WriteAll(rows); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// However a packet was saved, the same comes back.
func TestRows(t *testing.T) {
	for name, text := range map[string][]byte{
		"commas":            separated(t, ',', packet),
		"a byte order mark": append([]byte("\ufeff"), separated(t, ',', packet)...),
		"semicolons":        separated(t, ';', packet),
		"tabs":              separated(t, '\t', packet),
		"a workbook":        workbook(t, packet),
	} {
		rows, err := review.Rows(bytes.NewReader(text))
		if err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		decisions, err := review.Decisions(rows)
		if err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		var got []string
		for _, d := range decisions {
			what := "revoke"
			if d.Keep {
				what = "keep"
			}
			got = append(got, strings.Join([]string{d.ID, d.State, what, d.Person, d.Action, d.Grant, string(d.Reviewer)}, " "))
		}
		want := []string{"r1234567e8901 s0 keep person.a x:a grant.g person.b", "r000000000001 s1 revoke person.a x:b grant.g person.b"}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("%s (-want +got):\n%s", name, diff)
		}
		if len(rows) != 3 || rows[2].Action != "=x:c" || rows[1].Line != 3 {
			t.Errorf("%s: rows %+v", name, rows)
		}
	}
}

func TestRowsThatAreNone(t *testing.T) {
	for name, tt := range map[string]struct {
		text []byte
		want string
	}{
		"nothing":       {nil, "the packet has no header"},
		"other columns": {[]byte("a,b\n1,2\n"), `the packet has no column "id"; it has "a, b"`},
		"no workbook":   {[]byte("PK\x03\x04 and so on"), "the packet cannot be read"},
		"no CSV":        {[]byte("id,state\n\"a"), "the packet cannot be read"},
		"other words":   {separated(t, ',', [][]string{packet[0], {"perhaps"}}), `line 2: decision "perhaps": want keep or revoke`},
	} {
		rows, err := review.Rows(bytes.NewReader(tt.text))
		if err == nil {
			_, err = review.Decisions(rows)
		}
		if err == nil || !strings.HasPrefix(err.Error(), tt.want) {
			t.Errorf("%s: %v, want %s", name, err, tt.want)
		}
	}
}

// No packet, however broken, makes a crash.
func FuzzRows(f *testing.F) {
	f.Add(separated(f, ',', packet))
	f.Add(workbook(f, packet))
	f.Fuzz(func(t *testing.T, text []byte) {
		fuzzing.Bounded(t, func() {
			rows, err := review.Rows(bytes.NewReader(text))
			if err == nil {
				_, _ = review.Decisions(rows)
			}
		})
	})
}
