package load

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"strings"
	"unicode/utf8"

	"github.com/hashicorp/hcl/v2"
	"github.com/hashicorp/hcl/v2/hclsyntax"

	"github.com/tidegate/tidegate/internal/finding"
	"github.com/tidegate/tidegate/internal/source"
)

const (
	maxFileSize = 10 << 20
	maxNesting  = 200
)

// readFile reads a file of the tree, unless it is one that is refused. An error
// means that the tree could not be read.
func readFile(tree source.Tree, name string) (text []byte, refusal *finding.Finding, err error) {
	refuse := func(text []byte, offset int, message, fix string) *finding.Finding {
		file := &source.File{Path: name, Text: text}
		p := problem(ruleFile, source.Range{File: file, Start: uint32(offset), End: uint32(offset + 1)}, message, fix)
		return &p
	}
	f, err := tree.FS.Open(name)
	if err != nil {
		if strings.Contains(err.Error(), "escapes") || errors.Is(err, fs.ErrNotExist) || errors.Is(err, fs.ErrPermission) {
			return nil, refuse(nil, 0, fmt.Sprintf("%s cannot be opened: %v", name, errors.Unwrap(err)), "replace it by a regular file that can be read; links may not leave the tree"), nil
		}
		return nil, nil, fmt.Errorf("reading %s: %w", name, err)
	}
	defer f.Close()
	info, err := f.Stat()
	if err != nil {
		return nil, nil, fmt.Errorf("reading %s: %w", name, err)
	}
	if !info.Mode().IsRegular() {
		return nil, refuse(nil, 0, name+" is not a regular file", "remove it, or give it a name that does not end in .hcl"), nil
	}
	text, err = io.ReadAll(io.LimitReader(f, maxFileSize+1))
	if err != nil {
		return nil, nil, fmt.Errorf("reading %s: %w", name, err)
	}
	if len(text) > maxFileSize {
		return nil, refuse(nil, 0, name+" is larger than 10 MiB", "split the file; their order and number mean nothing"), nil
	}
	if i := bytes.IndexByte(text, 0); i >= 0 {
		return nil, refuse(text, i, "NUL byte in the text", "save the file as UTF-8 text"), nil
	}
	if i := invalidUTF8(text); i >= 0 {
		return nil, refuse(text, i, "the text is not UTF-8", "save the file as UTF-8 text"), nil
	}
	return text, nil, nil
}

// invalidUTF8 is the offset of the first byte that is not UTF-8, or -1.
func invalidUTF8(text []byte) int {
	if utf8.Valid(text) {
		return -1
	}
	for i := 0; i < len(text); {
		r, size := utf8.DecodeRune(text[i:])
		if r == utf8.RuneError && size == 1 {
			return i
		}
		i += size
	}
	return -1
}

// tooDeep is the offset at which nesting passes the limit, or -1. The parser
// recurses, and so does everything after it: this must be asked before parsing.
// What counts is what the parser recurses on: brackets, template sequences,
// chains of unary operators and of conditionals.
func tooDeep(text []byte) int {
	if i, sure := quickDepth(text); sure {
		return i
	}
	tokens, _ := hclsyntax.LexConfig(text, "", hcl.InitialPos)
	depth, unary, conditional := 0, 0, 0
	for _, t := range tokens {
		switch t.Type {
		case hclsyntax.TokenOBrace, hclsyntax.TokenOBrack, hclsyntax.TokenOParen, hclsyntax.TokenTemplateInterp, hclsyntax.TokenTemplateControl, hclsyntax.TokenOQuote, hclsyntax.TokenOHeredoc:
			depth++
		case hclsyntax.TokenCBrace, hclsyntax.TokenCBrack, hclsyntax.TokenCParen, hclsyntax.TokenTemplateSeqEnd, hclsyntax.TokenCQuote, hclsyntax.TokenCHeredoc:
			depth--
		case hclsyntax.TokenQuestion:
			conditional++
		case hclsyntax.TokenBang, hclsyntax.TokenMinus:
			unary++
			if depth+conditional+unary > maxNesting {
				return t.Range.Start.Byte
			}
			continue
		case hclsyntax.TokenNewline:
			if depth == 0 {
				conditional = 0
			}
		}
		unary = 0
		if depth+conditional > maxNesting {
			return t.Range.Start.Byte
		}
	}
	return -1
}

// quickDepth answers for text without templates and heredocs, which is nearly
// all there is, at the speed of reading it. It is not sure of anything else.
func quickDepth(text []byte) (offset int, sure bool) {
	depth, unary, conditional := 0, 0, 0
	for i := 0; i < len(text); i++ {
		switch c := text[i]; c {
		case '"':
			for i++; i < len(text) && text[i] != '"'; i++ {
				switch text[i] {
				case '\\':
					i++
				case '$', '%':
					if i+1 < len(text) && text[i+1] == '{' {
						return 0, false
					}
				case '\n':
					return 0, false
				}
			}
		case '#':
			i += lineEnd(text[i:])
		case '/':
			if i+1 < len(text) && text[i+1] == '/' {
				i += lineEnd(text[i:])
			} else if i+1 < len(text) && text[i+1] == '*' {
				end := bytes.Index(text[i+2:], []byte("*/"))
				if end < 0 {
					return -1, true
				}
				i += end + 3
			}
		case '<':
			return 0, false
		case '{', '[', '(':
			depth++
		case '}', ']', ')':
			depth--
		case '?':
			conditional++
		}
		switch text[min(i, len(text)-1)] {
		case '!', '-':
			unary++
		case ' ', '\t', '\n', '\r':
		default:
			unary = 0
		}
		switch {
		case depth > maxNesting:
			return min(i, len(text)-1), true
		case depth+conditional+unary > maxNesting:
			return 0, false
		}
	}
	return -1, true
}

func lineEnd(text []byte) int {
	if i := bytes.IndexByte(text, '\n'); i >= 0 {
		return i
	}
	return len(text)
}
