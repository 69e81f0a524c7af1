package report_test

import (
	"bytes"
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"strings"
	"sync"
	"testing"

	"gonum.org/v1/gonum/graph/formats/dot"

	"github.com/tidegate/tidegate/internal/graph"
	"github.com/tidegate/tidegate/internal/report"
)

// hostile is a picture of everything that means something to a reader of one of
// the formats.
var hostile = &graph.Graph{
	Title: `Flows of "data" <script>alert(1)</script> ${x}; # ' \`,
	Marks: "not as it should be",
	Nodes: []graph.Node{
		{Kind: graph.System, Lines: []string{"system.a", `hosted "there"`, "\x1b[2J\x00\u202e", "</text></svg><script>alert(1)</script>"}},
		{Kind: graph.Flow, Lines: []string{"flow.b", "${a} $b \\n \\", "|md # x |", "a --> b; click a href \"javascript:alert(1)\"", "'; style.fill: red"}, Mark: true},
		{Kind: graph.People, Lines: []string{"team.c", strings.Repeat("long ", 100)}},
		{Kind: graph.Via, Lines: strings.Split(strings.Repeat("line\n", 30), "\n")},
		{Kind: graph.Grant, Lines: []string{"grant.d", "]]>", "--><!--"}},
		{Kind: graph.Data, Lines: []string{"data_class.e", "@import x", "%% comment", "end"}},
		{Kind: graph.Action, Lines: []string{"null", "...", "_", ""}},
	},
	Edges: []graph.Edge{{From: 0, To: 1, Mark: true}, {From: 1, To: 2, Mark: true}, {From: 2, To: 0}, {From: 3, To: 4}, {From: 4, To: 5}, {From: 6, To: 6}},
	Left:  []string{"3 people", "5 of 9 paths"},
}

func picture(t *testing.T, format string, g *graph.Graph) []byte {
	t.Helper()
	var b bytes.Buffer
	if err := report.GraphFormats[format](&b, g, report.Style{}); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func TestPicturesOfHostileNames(t *testing.T) {
	for _, format := range []string{"svg", "dot", "mermaid"} {
		text := picture(t, format, hostile)
		if bytes.ContainsAny(text, "\x00\x1b\u202e") {
			t.Errorf("%s holds control characters", format)
		}
		if !bytes.Contains(text, []byte("5 of 9 paths")) {
			t.Errorf("%s does not say what was left out", format)
		}
		again := picture(t, format, hostile)
		if !bytes.Equal(text, again) {
			t.Errorf("%s differs from one time to the next", format)
		}
	}
}

// The picture is XML in which nothing runs and nothing is fetched.
func TestSVGIsInert(t *testing.T) {
	text := picture(t, "svg", hostile)
	decoder := xml.NewDecoder(bytes.NewReader(text))
	var words strings.Builder
	for {
		token, err := decoder.Token()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			t.Fatal(err)
		}
		switch token := token.(type) {
		case xml.CharData:
			words.Write(token)
			words.WriteByte('\n')
		case xml.StartElement:
			if token.Name.Local == "script" || token.Name.Local == "foreignObject" || token.Name.Local == "image" || token.Name.Local == "a" {
				t.Errorf("it has an element %s", token.Name.Local)
			}
			for _, a := range token.Attr {
				if strings.HasPrefix(a.Name.Local, "on") || a.Name.Local == "href" {
					t.Errorf("it has an attribute %s", a.Name.Local)
				}
			}
		}
	}
	if strings.Contains(words.String(), "@import") && !strings.Contains(words.String(), "@import x") {
		t.Error("its style imports something")
	}
	for _, want := range []string{`hosted "there"`, `</text></svg><script>alert(1)</script>`, `${a} $b \n \`, "|md # x |", "'; style.fill: red", "! flow.b", "… 17 more"} {
		if !strings.Contains(words.String(), want) {
			t.Errorf("it does not say %q", want)
		}
	}
}

// A reader of the DOT language finds the nodes and edges, and the labels as given.
func TestDOTReadsBack(t *testing.T) {
	file, err := dot.ParseBytes(picture(t, "dot", hostile))
	if err != nil {
		t.Fatal(err)
	}
	text := file.String()
	for i := range hostile.Nodes {
		if !strings.Contains(text, fmt.Sprintf("n%d [", i+1)) {
			t.Errorf("node %d is not there", i+1)
		}
	}
	if got := strings.Count(text, "->"); got < len(hostile.Edges) {
		t.Errorf("%d edges, want %d", got, len(hostile.Edges))
	}
}

// Pictures may be drawn at the same time.
func TestPicturesAtOnce(t *testing.T) {
	want := picture(t, "svg", hostile)
	var group sync.WaitGroup
	for range 4 {
		group.Go(func() {
			var b bytes.Buffer
			if err := report.GraphFormats["svg"](&b, hostile, report.Style{}); err != nil || !bytes.Equal(b.Bytes(), want) {
				t.Errorf("another picture (%v)", err)
			}
		})
	}
	group.Wait()
}

func TestEmptyPicture(t *testing.T) {
	for format := range report.GraphFormats {
		if text := picture(t, format, &graph.Graph{Title: "Nothing"}); !bytes.Contains(text, []byte("Nothing to show")) {
			t.Errorf("%s does not say that there is nothing", format)
		}
	}
}
