package privacy

import (
	"bytes"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

// folded is a line as a reader or a browser would read it: escapes resolved, full
// width and other digits as ASCII, what is invisible left out. Places lead back to
// the line as it is written.
type folded struct {
	text []byte
	at   []int // offset in the line of each byte of text, and of its end
}

// needsFolding reports whether a line may say something else than its bytes.
func needsFolding(line []byte) bool {
	return bytes.IndexByte(line, '\\') >= 0 || bytes.IndexByte(line, '%') >= 0 || bytes.Contains(line, []byte("&#")) ||
		bytes.ContainsFunc(line, func(r rune) bool { return r >= utf8.RuneSelf })
}

func fold(line []byte) folded {
	out := folded{text: make([]byte, 0, len(line)), at: make([]int, 0, len(line)+1)}
	for i := 0; i < len(line); {
		r, size := escaped(line[i:])
		if size == 0 {
			r, size = utf8.DecodeRune(line[i:])
		}
		for _, b := range plain(r, line[i:i+size]) {
			out.text = append(out.text, b)
			out.at = append(out.at, i)
		}
		i += size
	}
	out.at = append(out.at, len(line))
	return out
}

// escaped reads an escape of HCL and JSON (\u0040, \U00000040), of URLs (%40) or of
// HTML (&#64; &#x40;) that stands for one character; size is 0 when there is none.
func escaped(s []byte) (r rune, size int) {
	hex := func(from, to int) (rune, int) {
		if len(s) < to {
			return 0, 0
		}
		n, err := strconv.ParseUint(string(s[from:to]), 16, 32)
		if err != nil || n > unicode.MaxRune {
			return 0, 0
		}
		return rune(n), to
	}
	switch {
	case bytes.HasPrefix(s, []byte(`\u`)):
		return hex(2, 6)
	case bytes.HasPrefix(s, []byte(`\U`)):
		return hex(2, 10)
	case s[0] == '%':
		return hex(1, 3)
	case bytes.HasPrefix(s, []byte("&#")):
		end := bytes.IndexByte(s[:min(len(s), 10)], ';')
		if end < 3 {
			return 0, 0
		}
		base, digits := 10, string(s[2:end])
		if rest, ok := strings.CutPrefix(strings.ToLower(digits), "x"); ok {
			base, digits = 16, rest
		}
		n, err := strconv.ParseUint(digits, base, 32)
		if err != nil || n > unicode.MaxRune {
			return 0, 0
		}
		return rune(n), end + 1
	}
	return 0, 0
}

// plain is a character in its plainest form: compatibility forms (full width,
// mathematical) as the letters that they show, digits of any script as ASCII, and
// nothing for what is not seen.
func plain(r rune, written []byte) []byte {
	switch {
	case r < utf8.RuneSelf:
		return []byte{byte(r)}
	case r == utf8.RuneError:
		return written
	case unicode.Is(unicode.Cf, r), unicode.Is(unicode.Mn, r), r == '\u00ad':
		return nil
	case unicode.Is(unicode.Zs, r):
		return []byte{' '}
	case unicode.Is(unicode.Nd, r):
		return []byte{'0' + digit(r)}
	}
	return norm.NFKC.Bytes([]byte(string(r)))
}

// digit is the value of a decimal digit: those of one script follow each other.
func digit(r rune) byte {
	n := byte(0)
	for n < 9 && unicode.Is(unicode.Nd, r-rune(n)-1) {
		n++
	}
	return n % 10
}
