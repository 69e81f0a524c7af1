// Package source says what files are and where things stand in them: a
// read-only tree with a revision and a time, and byte ranges that know their
// file. It imports nothing of the project.
package source

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"sort"
	"sync"
	"time"
	"unicode/utf8"
)

// A Tree is what one run judges. FS never leads outside the tree: whoever makes
// a Tree sees to it that links which leave it fail to open.
type Tree struct {
	FS       fs.FS
	Prefix   string    // from the root of the repository to the files, as in "corp/company/"; empty at the root
	Revision string    // full commit hash; empty for a work tree
	Time     time.Time // the commit's time; the time of the call for a work tree

	// Past is the tree that was in force at an earlier time, as far as the history says;
	// nil where there is no history. The first commit says nothing of the time before it.
	Past func(at time.Time) (past Tree, known bool, err error)
}

// A File is one file's path and text. Ranges point into it; its lines are
// indexed only when a place in it is printed.
type File struct {
	Path  string // slash-separated, relative to the tree's root
	Text  []byte
	once  sync.Once
	lines []int // byte offset of each line's first byte
	known sync.Map
}

// Known is what make says of the file, made once for each key: commits of a range share
// the files that they have in common, and what follows from a text alone is asked of each.
func (f *File) Known(key string, make func() any) any {
	if known, ok := f.known.Load(key); ok {
		return known
	}
	known, _ := f.known.LoadOrStore(key, make())
	return known
}

// Mark notes something of the file that stays true while it is kept.
func (f *File) Mark(key string) {
	if f != nil {
		f.known.Store(key, true)
	}
}

// Marked reports whether it was noted.
func (f *File) Marked(key string) bool {
	if f == nil {
		return false
	}
	_, marked := f.known.Load(key)
	return marked
}

// A Range is a half-open byte range in a file. The zero Range is nowhere.
// It is kept small because every value of every definition carries one.
type Range struct {
	File       *File
	Start, End uint32
}

// A Position is 1-based. Column counts characters (runes), not bytes.
type Position struct {
	Line, Column int
}

// IsZero reports whether r is nowhere.
func (r Range) IsZero() bool { return r.File == nil }

// Path is the file's path, empty for a range that is nowhere.
func (r Range) Path() string {
	if r.File == nil {
		return ""
	}
	return r.File.Path
}

// Text is what stands at the range.
func (r Range) Text() string {
	if r.File == nil {
		return ""
	}
	n := uint32(len(r.File.Text))
	return string(r.File.Text[min(r.Start, n):min(r.End, n)])
}

// StartPosition is where the range begins.
func (r Range) StartPosition() Position { return r.position(r.Start) }

// EndPosition is the position just after the range.
func (r Range) EndPosition() Position { return r.position(r.End) }

func (r Range) position(offset uint32) Position {
	if r.File == nil {
		return Position{}
	}
	return r.File.Position(int(offset))
}

// Position is where the byte at offset stands; an offset past the end is the
// end of the file.
func (f *File) Position(offset int) Position {
	starts := f.lineStarts()
	offset = min(max(offset, 0), len(f.Text))
	line := sort.SearchInts(starts, offset+1) - 1
	begin := starts[line]
	if line == 0 {
		begin = min(len(bom(f.Text)), offset) // a byte order mark is no column
	}
	return Position{Line: line + 1, Column: utf8.RuneCount(f.Text[begin:offset]) + 1}
}

// Line is the text of a 1-based line without its line ending; empty when the
// file has no such line.
func (f *File) Line(n int) string {
	starts := f.lineStarts()
	if n < 1 || n > len(starts) {
		return ""
	}
	text := f.Text[starts[n-1]:]
	if n < len(starts) {
		text = f.Text[starts[n-1]:starts[n]]
	}
	if n == 1 {
		text = text[len(bom(text)):]
	}
	return string(bytes.TrimRight(text, "\r\n"))
}

// LineRange is a 1-based line without its line ending; nowhere in a file without it.
func (f *File) LineRange(n int) Range {
	starts := f.lineStarts()
	if n < 1 || n > len(starts) {
		return Range{File: f}
	}
	return Range{File: f, Start: uint32(starts[n-1]), End: uint32(starts[n-1] + len(f.Line(n)))}
}

func (f *File) lineStarts() []int {
	f.once.Do(func() {
		f.lines = []int{0}
		for i, b := range f.Text {
			if b == '\n' {
				f.lines = append(f.lines, i+1)
			}
		}
	})
	return f.lines
}

func bom(text []byte) []byte {
	mark := []byte("\xef\xbb\xbf")
	if bytes.HasPrefix(text, mark) {
		return mark
	}
	return nil
}

// Less orders ranges by path, then by where they begin and end.
func (r Range) Less(s Range) bool {
	if r.Path() != s.Path() {
		return r.Path() < s.Path()
	}
	if r.Start != s.Start {
		return r.Start < s.Start
	}
	return r.End < s.End
}

// Why a file is not read.
var (
	ErrNotRegular = errors.New("not a regular file")
	ErrTooLarge   = errors.New("too large")
)

// Read reads a regular file of at most so many bytes. Kind and size are asked before
// anything is opened or read: opening a pipe waits for whoever writes into it, and a
// large file costs memory. An error is a *fs.PathError, or wraps one of the two above.
func Read(files fs.FS, name string, most int64) ([]byte, error) {
	info, err := fs.Stat(files, name)
	switch {
	case err != nil:
		return nil, err
	case !info.Mode().IsRegular():
		return nil, fmt.Errorf("%s is %w", name, ErrNotRegular)
	case info.Size() > most:
		return nil, fmt.Errorf("%s is %w: it has %d bytes, and at most %d are read", name, ErrTooLarge, info.Size(), most)
	}
	f, err := files.Open(name)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	text, err := io.ReadAll(io.LimitReader(f, most+1))
	if err != nil {
		return nil, err
	}
	if int64(len(text)) > most { // it has grown since
		return nil, fmt.Errorf("%s is %w: at most %d bytes are read", name, ErrTooLarge, most)
	}
	return text, nil
}
