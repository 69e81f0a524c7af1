package source

import (
	"strings"
	"testing"
	"unicode"
)

func TestCleanWritesOutWhatIsNotSeen(t *testing.T) {
	for text, want := range map[string]string{
		"plain é 東京\t":                      "plain é 東京\t",
		"\x1b[31m":                          `\u001b[31m`,
		"a\u202eb\u061cc":                   `a\u202eb\u061cc`,
		"zero\u200bwidth\u00ad\ufeff":       `zero\u200bwidth\u00ad\ufeff`,
		"tag\U000e0041 fill\u3164 vs\ufe0f": `tag\ue0041 fill\u3164 vs\ufe0f`,
		"x ##vso[task.setvariable]":         `x #\u0023vso[task.setvariable]`,
		"x ##[add-mask]":                    `x #\u0023[add-mask]`,
		"###[":                              `##\u0023[`,
		"## heading [a]":                    "## heading [a]",
		" ::stop-commands::x":               ` \u003a:stop-commands::x`,
		"a::b":                              "a::b",
	} {
		if got := Clean(text); got != want {
			t.Errorf("%q: %q, want %q", text, got, want)
		}
	}
}

// However a text is cut into writes, no line has a command, and nothing else is changed.
func TestGuardFindsCommandsAcrossWrites(t *testing.T) {
	for _, text := range []string{"a ##vso[x]", "##[add-mask]", "::error::x", "  ::error::x\n::warning::y", "a: b\n: c\n:", ":\n:\n", "a::b ###[ #[ ## [", "é::\n\t::x"} {
		for cut := range len(text) + 1 {
			var b strings.Builder
			g := &Guard{W: &b}
			for _, part := range []string{text[:cut], text[cut:], "\n"} {
				if n, err := g.Write([]byte(part)); err != nil || n != len(part) {
					t.Fatal(n, err)
				}
			}
			if err := g.Flush(); err != nil {
				t.Fatal(err)
			}
			got := b.String()
			if strings.Contains(got, "##vso[") || strings.Contains(got, "##[") {
				t.Errorf("%q cut at %d: %q", text, cut, got)
			}
			for line := range strings.Lines(got) {
				if strings.HasPrefix(strings.TrimLeftFunc(line, unicode.IsSpace), "::") {
					t.Errorf("%q cut at %d: %q", text, cut, got)
				}
			}
			if back := strings.NewReplacer(`\u0023`, "#", `\u003a`, ":").Replace(got); back != text+"\n" {
				t.Errorf("%q cut at %d: %q", text, cut, got)
			}
		}
	}
}

func TestStrictGuardKeepsLines(t *testing.T) {
	var b strings.Builder
	if _, err := (&Guard{W: &b, Strict: true}).Write([]byte("a\x1bb\r\nc\u202e\n")); err != nil {
		t.Fatal(err)
	}
	if got, want := b.String(), "a\\u001bb\\u000d\nc\\u202e\n"; got != want {
		t.Errorf("%q, want %q", got, want)
	}
}
