package source

import (
	"bytes"
	"strings"
	"testing"

	"github.com/tidegate/tidegate/internal/fuzzing"
)

// What the guard lets through holds nothing unsafe and no command to the agent of a
// pipeline, however the text comes in pieces; and it is the same for every cut.
func FuzzGuard(f *testing.F) {
	for _, text := range []string{"a\x1b[2Jb", "x\n::error::y", "##vso[task.complete]", "##\r[x", " ::set-env name=a::b", "\u202e\u200b", "\xff\xfe", "a\r::error::x", ":\n:", "#\u200b#["} {
		f.Add([]byte(text), 1)
	}
	f.Fuzz(func(t *testing.T, text []byte, cut int) {
		fuzzing.Bounded(t, func() { guards(t, text, cut) })
	})
}

// guards tries both guards with a text, whole and cut in two.
func guards(t *testing.T, text []byte, cut int) {
	t.Helper()
	guarded := func(strict bool, pieces ...[]byte) string {
		var b bytes.Buffer
		g := &Guard{W: &b, Strict: strict}
		for _, p := range pieces {
			if _, err := g.Write(p); err != nil {
				t.Fatal(err)
			}
		}
		if err := g.Flush(); err != nil {
			t.Fatal(err)
		}
		return b.String()
	}
	for _, strict := range []bool{false, true} {
		whole := guarded(strict, text)
		if cut = min(max(cut, 0), len(text)); guarded(strict, text[:cut], text[cut:]) != whole {
			t.Fatalf("%q cut at %d is %q, and whole %q", text, cut, guarded(strict, text[:cut], text[cut:]), whole)
		}
		for line := range strings.FieldsFuncSeq(whole, func(r rune) bool { return r == '\n' || r == '\r' }) { // as .NET reads lines
			if strings.Contains(line, "##[") || strings.Contains(line, "##vso[") || strings.HasPrefix(strings.TrimLeft(line, " \t"), "::") {
				t.Fatalf("%q gives a command: %q", text, line)
			}
			if strict && strings.ContainsFunc(line, Unsafe) {
				t.Fatalf("%q gives %q", text, line)
			}
		}
	}
	if s := Clean(string(text)); strings.ContainsFunc(s, Unsafe) || Clean(s) != s {
		t.Fatalf("%q is %q", text, s)
	}
}
