package gate_test

import (
	"bytes"
	"io/fs"
	"os"
	"slices"
	"strings"
	"testing"
	"testing/fstest"
	"time"

	"pgregory.net/rapid"

	"github.com/tidegate/tidegate/internal/gate"
	"github.com/tidegate/tidegate/internal/report"
	"github.com/tidegate/tidegate/internal/source"
)

// backwards lists folders in the opposite order.
type backwards struct{ fs.FS }

func (b backwards) ReadDir(name string) ([]fs.DirEntry, error) {
	entries, err := fs.ReadDir(b.FS, name)
	slices.Reverse(entries)
	return entries, err
}

func bytesOf(t testing.TB, tree fs.FS) map[string][]byte {
	t.Helper()
	r, err := gate.Check(t.Context(), source.Tree{FS: tree, Time: time.Date(2026, 10, 5, 0, 0, 0, 0, time.UTC)}, gate.Options{})
	if err != nil {
		t.Fatal(err)
	}
	out := map[string][]byte{}
	for _, name := range report.Formats() {
		format, err := report.Find(name)
		if err != nil {
			t.Fatal(err)
		}
		var b bytes.Buffer
		if err := format(&b, r, report.Style{}); err != nil {
			t.Fatal(err)
		}
		out[name] = b.Bytes()
	}
	return out
}

// broken is the example with findings of several rules in it.
func broken(t testing.TB) fstest.MapFS {
	t.Helper()
	out := fstest.MapFS{}
	for _, name := range []string{"access", "company", "operations", "people", "roles", "systems", "teams", "vendors"} {
		text, err := os.ReadFile("../../teams/" + name + ".hcl")
		if err != nil {
			t.Fatal(err)
		}
		for _, edit := range [][2]string{
			{`"oms:refund.issue"]`, `"oms:*"]`}, {`"06:00-14:30"`, `"06:00-13:30"`}, {`p90 = "45s"`, `p90 = "90s"`}, {`notify = "24h"`, `notify = "1bd"`},
		} {
			text = bytes.Replace(text, []byte(edit[0]), []byte(edit[1]), 1)
		}
		out[name+".hcl"] = &fstest.MapFile{Data: text}
	}
	return out
}

func TestOrderOfFilesDoesNotMatter(t *testing.T) {
	tree := broken(t)
	want := bytesOf(t, tree)
	if !bytes.Contains(want["compact"], []byte("OW-001")) {
		t.Fatal("the example has no findings")
	}
	for name, got := range bytesOf(t, backwards{tree}) {
		if !bytes.Equal(got, want[name]) {
			t.Errorf("%s differs when folders are listed backwards", name)
		}
	}
}

// Nor does the order of definitions in a file, or the file that they are in: the
// same findings come out, at other places.
func TestOrderOfDefinitionsDoesNotMatter(t *testing.T) {
	tree := broken(t)
	identities := func(tree fs.FS) []string {
		r, err := gate.Check(t.Context(), source.Tree{FS: tree, Time: time.Date(2026, 10, 5, 0, 0, 0, 0, time.UTC)}, gate.Options{})
		if err != nil {
			t.Fatal(err)
		}
		var out []string
		for _, f := range r.Findings {
			out = append(out, f.Identity()+" "+f.Severity.String()+" "+string(f.Message))
		}
		slices.Sort(out)
		return out
	}
	want := identities(tree)
	var blocks []string
	for _, f := range tree {
		var block strings.Builder
		for line := range strings.Lines(string(f.Data)) {
			block.WriteString(line)
			if line == "}\n" {
				blocks = append(blocks, block.String())
				block.Reset()
			}
		}
	}
	slices.Sort(blocks)
	rapid.Check(t, func(rt *rapid.T) {
		shuffled := rapid.Permutation(blocks).Draw(rt, "blocks")
		cut := rapid.IntRange(0, len(shuffled)).Draw(rt, "cut")
		got := identities(fstest.MapFS{
			"one.hcl":       {Data: []byte(strings.Join(shuffled[:cut], "\n"))},
			"sub/other.hcl": {Data: []byte(strings.Join(shuffled[cut:], "\n"))},
		})
		if !slices.Equal(got, want) {
			rt.Fatalf("got %q\nwant %q", got, want)
		}
	})
}
