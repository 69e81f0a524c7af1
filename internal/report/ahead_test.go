package report_test

import (
	"bytes"
	"encoding/xml"
	"errors"
	"io"
	"os"
	"strings"
	"testing"
	"time"

	ics "github.com/arran4/golang-ical"
	"github.com/xeipuuv/gojsonschema"

	"github.com/tidegate/tidegate/internal/calendar"
	"github.com/tidegate/tidegate/internal/gate"
	"github.com/tidegate/tidegate/internal/report"
	"github.com/tidegate/tidegate/internal/source"
)

var exampleDay = time.Date(2026, 10, 5, 0, 0, 0, 0, time.UTC)

func exampleTree(t *testing.T) source.Tree {
	t.Helper()
	tree, err := source.WorkTree("../../teams", exampleDay)
	if err != nil {
		t.Fatal(err)
	}
	return tree
}

func exampleForecast(t *testing.T) *gate.Forecast {
	t.Helper()
	f, err := gate.Ahead(t.Context(), exampleTree(t), gate.Options{}, func(from calendar.Date) calendar.Date { return from + 90 })
	if err != nil {
		t.Fatal(err)
	}
	if len(f.Coming) == 0 {
		t.Fatal("nothing is to come")
	}
	return f
}

func exampleBoard(t *testing.T) *gate.Board {
	t.Helper()
	b, err := gate.Rosters(t.Context(), exampleTree(t), gate.Options{}, calendar.DateOf(exampleDay)+21, 14)
	if err != nil {
		t.Fatal(err)
	}
	return b
}

func conforms(t *testing.T, schema string, document []byte) {
	t.Helper()
	text, err := os.ReadFile("../../docs/" + schema)
	if err != nil {
		t.Fatal(err)
	}
	result, err := gojsonschema.Validate(gojsonschema.NewBytesLoader(text), gojsonschema.NewBytesLoader(document))
	if err != nil {
		t.Fatal(err)
	}
	for _, e := range result.Errors() {
		t.Errorf("%s: %s", schema, e)
	}
}

func TestForecastDocuments(t *testing.T) {
	f := exampleForecast(t)
	var text bytes.Buffer
	if err := report.ForecastFormats["json"](&text, f, report.Style{Version: "test"}); err != nil {
		t.Fatal(err)
	}
	conforms(t, "forecast.schema.json", text.Bytes())

	text.Reset()
	if err := report.ForecastFormats["ics"](&text, f, report.Style{Version: "test"}); err != nil {
		t.Fatal(err)
	}
	for line := range strings.Lines(text.String()) {
		if !strings.HasSuffix(line, "\r\n") || len(line) > 75+2 { // RFC 5545 §3.1
			t.Errorf("a line of %d octets: %q", len(line), line)
		}
	}
	c, err := ics.ParseCalendar(&text)
	if err != nil {
		t.Fatal(err)
	}
	if got := len(c.Events()); got != len(f.Coming) {
		t.Errorf("%d events for %d that come", got, len(f.Coming))
	}
	for i, e := range c.Events() {
		start, err := e.GetAllDayStartAt()
		if err != nil {
			t.Fatal(err)
		}
		if calendar.DateOf(start) != f.Coming[i].Day || e.Id() != f.Coming[i].Finding.Fingerprint()+"@tidegate" {
			t.Errorf("event %d: %s %s", i, start, e.Id())
		}
	}
}

func TestCoverageDocuments(t *testing.T) {
	b := exampleBoard(t)
	var text bytes.Buffer
	if err := report.CoverageFormats["json"](&text, b, report.Style{Version: "test"}); err != nil {
		t.Fatal(err)
	}
	conforms(t, "coverage.schema.json", text.Bytes())

	text.Reset()
	if err := report.CoverageFormats["svg"](&text, b, report.Style{Version: "test"}); err != nil {
		t.Fatal(err)
	}
	decoder := xml.NewDecoder(&text)
	for {
		_, err := decoder.Token()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			t.Fatal(err)
		}
	}

	text.Reset()
	if err := report.CoverageFormats["ascii"](&text, b, report.Style{}); err != nil {
		t.Fatal(err)
	}
	for i, r := range text.Bytes() {
		if r > 0x7e {
			t.Fatalf("byte %d is not ASCII", i)
		}
	}
}
