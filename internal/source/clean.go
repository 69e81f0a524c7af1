package source

import (
	"bytes"
	"fmt"
	"io"
	"strings"
	"unicode"
)

// Unsafe reports whether a character could drive the terminal of whoever reads it, change
// the direction of the text around it, or not be seen at all: control characters but for
// the tab, line separators, and what Unicode calls format characters and default ignorable.
func Unsafe(r rune) bool {
	if r < 0x20 || r >= 0x7f && r < 0xa0 {
		return r != '\t'
	}
	return r >= 0xad && unicode.In(r, unicode.Cf, unicode.Zl, unicode.Zp, unicode.Other_Default_Ignorable_Code_Point, unicode.Variation_Selector)
}

// A Text came from outside: out of a definition, a rule, a file's name, a commit. It is no
// string, so that whoever writes it has to say for which reader: as it prints it is one line
// that is safe to show, and string(t) is what came, for what escapes by itself or is not
// shown.
type Text string

// String is the text as it may be shown: see Clean.
func (t Text) String() string { return Clean(string(t)) }

// Clean is a text of one line that is safe to print: unsafe characters are written out, and
// so is what the agents of pipelines take for a command: ##[ and ##vso[ anywhere in a line,
// and :: at its beginning, blanks before it left out.
func Clean(s string) string {
	if strings.ContainsFunc(s, Unsafe) {
		var b strings.Builder
		for _, r := range s {
			if Unsafe(r) {
				fmt.Fprintf(&b, "\\u%04x", r)
			} else {
				b.WriteRune(r)
			}
		}
		s = b.String()
	}
	return breakCommands(s)
}

func breakCommands(s string) string {
	s = commands.Replace(s)
	if trimmed := strings.TrimLeftFunc(s, unicode.IsSpace); strings.HasPrefix(trimmed, "::") {
		s = s[:len(s)-len(trimmed)] + `\u003a` + trimmed[1:]
	}
	return s
}

// commands breaks the beginnings of commands that Azure Pipelines (##vso[, ##[) and the
// runner of GitHub Actions (##[) look for anywhere in a line. The escape is one in JSON too.
var commands = strings.NewReplacer("##[", `#\u0023[`, "##vso[", `#\u0023vso[`)

// A Guard is a writer of lines for people and pipelines. Whatever is written to it, no line
// holds a command of a pipeline, and with Strict no unsafe character but the line feed. A
// line is written when it is whole; Flush writes what has no end.
type Guard struct {
	W      io.Writer
	Strict bool

	rest []byte
}

// Write takes lines, which may end in a later call.
func (g *Guard) Write(p []byte) (int, error) {
	g.rest = append(g.rest, p...)
	end := bytes.LastIndexByte(g.rest, '\n') + 1
	if end == 0 {
		return len(p), nil
	}
	whole := g.rest[:end]
	g.rest = bytes.Clone(g.rest[end:])
	if err := g.put(whole); err != nil {
		return 0, err
	}
	return len(p), nil
}

// Flush writes the line that has no end.
func (g *Guard) Flush() error {
	rest := g.rest
	g.rest = nil
	return g.put(rest)
}

func (g *Guard) put(text []byte) error {
	if !g.Strict && !bytes.Contains(text, []byte("##")) && !bytes.Contains(text, []byte("::")) {
		_, err := g.W.Write(text)
		return err
	}
	var b strings.Builder
	for line := range strings.Lines(string(text)) {
		body, newline := strings.CutSuffix(line, "\n")
		if g.Strict {
			body = Clean(body)
		} else { // the agents end a line at a carriage return too
			parts := strings.Split(body, "\r")
			for i, part := range parts {
				parts[i] = breakCommands(part)
			}
			body = strings.Join(parts, "\r")
		}
		b.WriteString(body)
		if newline {
			b.WriteByte('\n')
		}
	}
	_, err := io.WriteString(g.W, b.String())
	return err
}
