package load

import (
	"bytes"
	"errors"
	"fmt"
	"io/fs"
	"strings"
	"unicode/utf8"

	"github.com/tidegate/tidegate/internal/finding"
	"github.com/tidegate/tidegate/internal/source"
)

// maxFileSize is how large a file of definitions, a schema or a file of observations may
// be, in bytes.
const maxFileSize = 10 << 20

// readFile reads a file of the tree, unless it is one that is refused. An error
// means that the tree could not be read.
func readFile(tree source.Tree, name string) (text []byte, refusal *finding.Finding, err error) {
	refuse := func(text []byte, offset int, message, fix string) *finding.Finding {
		file := &source.File{Path: name, Text: text}
		p := problem(ruleFile, source.Range{File: file, Start: uint32(offset), End: uint32(offset + 1)}, message, fix)
		return &p
	}
	text, err = source.Read(tree.FS, name, maxFileSize)
	switch {
	case err == nil:
	case errors.Is(err, source.ErrNotRegular):
		return nil, refuse(nil, 0, name+" is not a regular file", "remove it, or give it a name that does not end in .hcl"), nil
	case errors.Is(err, source.ErrTooLarge):
		return nil, refuse(nil, 0, name+" is larger than 10 MiB", "split the file; their order and number mean nothing"), nil
	case strings.Contains(err.Error(), "escapes") || errors.Is(err, fs.ErrNotExist) || errors.Is(err, fs.ErrPermission):
		return nil, refuse(nil, 0, fmt.Sprintf("%s cannot be opened: %v", name, errors.Unwrap(err)), "replace it by a regular file that can be read; links may not leave the tree"), nil
	default:
		return nil, nil, fmt.Errorf("reading %s: %w", name, err)
	}
	if i := bytes.IndexByte(text, 0); i >= 0 {
		return nil, refuse(text, i, "NUL byte in the text", "save the file as UTF-8 text"), nil
	}
	if i := invalidUTF8(text); i >= 0 {
		return nil, refuse(text, i, "the text is not UTF-8", "save the file as UTF-8 text"), nil
	}
	if found := excessOf(name, text); found != nil {
		return nil, refuse(text, found.at, found.message, found.fix), nil
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
