// Package edit changes definitions where they are written. It cuts bytes and
// leaves everything else, comments and layout included, as it is: what hclwrite
// offers sets an attribute as a whole and takes the comments inside it away.
package edit

import (
	"bytes"
	"cmp"
	"fmt"
	"io/fs"
	"slices"
	"strings"

	"github.com/pmezard/go-difflib/difflib"

	"github.com/tidegate/tidegate/internal/load"
	"github.com/tidegate/tidegate/internal/model"
	"github.com/tidegate/tidegate/internal/source"
)

// A Cut replaces a range of a file.
type Cut struct {
	At   source.Range
	Text string
}

// A File is a file before and after.
type File struct {
	Path          string
	Before, After []byte
}

// Diff is the edit as a unified diff, as git apply and patch read it.
func (f File) Diff() (string, error) {
	return difflib.GetUnifiedDiffString(difflib.UnifiedDiff{
		A: lines(f.Before), B: lines(f.After),
		FromFile: "a/" + f.Path, ToFile: "b/" + f.Path, Context: 3,
	})
}

// Patch is the diffs of all files, one behind the other.
func Patch(files []File) (string, error) {
	var out strings.Builder
	for _, f := range files {
		diff, err := f.Diff()
		if err != nil {
			return "", err
		}
		out.WriteString(diff)
	}
	return out.String(), nil
}

// lines splits text behind each line feed. A last line without one is marked as
// git marks it.
func lines(text []byte) []string {
	out := strings.SplitAfter(string(text), "\n")
	if last := len(out) - 1; out[last] == "" {
		out = out[:last]
	} else {
		out[last] += "\n\\ No newline at end of file\n"
	}
	return out
}

// Apply makes the cuts, which may not overlap. A file that was laid out as
// tidegate fmt does it is so afterwards.
func Apply(cuts []Cut) ([]File, error) {
	byFile := map[*source.File][]Cut{}
	for _, c := range cuts {
		byFile[c.At.File] = append(byFile[c.At.File], c)
	}
	var out []File
	for file, list := range byFile {
		if err := printable(file); err != nil {
			return nil, err
		}
		after, err := within(source.Range{File: file, End: uint32(len(file.Text))}, list)
		if err != nil {
			return nil, err
		}
		if bytes.Equal(load.LaidOut(file.Text), file.Text) {
			after = load.LaidOut(after)
		}
		if !bytes.Equal(after, file.Text) {
			out = append(out, File{file.Path, file.Text, after})
		}
	}
	slices.SortFunc(out, func(a, b File) int { return strings.Compare(a.Path, b.Path) })
	return out, nil
}

// printable refuses a file of which no diff can be shown on a terminal.
func printable(file *source.File) error {
	if strings.ContainsFunc(file.Path, source.Unsafe) {
		return fmt.Errorf("%q has a control character in its name: no diff of it can be shown", file.Path)
	}
	text := bytes.ReplaceAll(file.Text, []byte("\r\n"), []byte(" \n"))
	if i := bytes.IndexFunc(text, func(r rune) bool { return r != '\n' && source.Unsafe(r) }); i >= 0 {
		return fmt.Errorf("%s holds a control character on line %d: no diff of it can be shown; take it out", file.Path, file.Position(i).Line)
	}
	return nil
}

// within is the text of a range after the cuts in it. Of two insertions at one
// place the first given comes first.
func within(span source.Range, cuts []Cut) ([]byte, error) {
	cuts = slices.Clone(cuts)
	slices.SortStableFunc(cuts, func(a, b Cut) int {
		return cmp.Or(cmp.Compare(a.At.Start, b.At.Start), cmp.Compare(a.At.End, b.At.End))
	})
	var out []byte
	at := span.Start
	for _, c := range cuts {
		if c.At.Start < at || c.At.End > span.End {
			return nil, fmt.Errorf("%s: two edits of one place", c.At.Path())
		}
		out = append(out, span.File.Text[at:c.At.Start]...)
		out = append(out, c.Text...)
		at = c.At.End
	}
	return append(out, span.File.Text[at:span.End]...), nil
}

// span is where a definition stands, from its name to its closing brace.
func span(d *model.Definition) source.Range {
	return source.Range{File: d.Header.File, Start: d.Header.Start, End: d.Value.Range.End}
}

// editable refuses what cannot be cut: JSON, and rows that an expression makes.
func editable(d *model.Definition) error {
	s := span(d)
	switch text := s.Text(); {
	case strings.HasSuffix(s.Path(), ".json"):
		return fmt.Errorf("%s is written in JSON: edit %s by hand", d.Address(), s.Path())
	case d.Value.Range.File != d.Header.File || !strings.HasSuffix(text, "}"):
		return fmt.Errorf("%s is made by an expression: edit %s by hand", d.Address(), s.Path())
	}
	return nil
}

func inside(outer, inner source.Range) bool {
	return inner.File == outer.File && inner.Start >= outer.Start && inner.End <= outer.End
}

// Set gives an attribute a value: where it is written, or, when the definition
// does not say it or has it from its group, behind the last one that it does.
func Set(d *model.Definition, attribute, value string) (Cut, error) {
	if err := editable(d); err != nil {
		return Cut{}, err
	}
	whole := span(d)
	if v := d.Find(attribute); v != nil && inside(whole, v.Range) {
		return Cut{v.Range, value}, nil
	}
	text := attribute + " = " + value
	var last *model.Field
	for i := range d.Value.Items {
		item := &d.Value.Items[i]
		if inside(whole, item.Value.Range) && (last == nil || item.Value.Range.End > last.Value.Range.End) {
			last = item
		}
	}
	if last == nil {
		open := d.Value.Range.Start + uint32(strings.IndexByte(d.Value.Range.Text(), '{')) + 1
		return Cut{source.Range{File: whole.File, Start: open, End: open}, " " + text + " "}, nil
	}
	end := last.Value.Range.End
	rest := source.Range{File: whole.File, Start: end, End: whole.End}.Text()
	line, _, more := strings.Cut(rest, "\n")
	if !more { // the closing brace is on the same line
		return Cut{source.Range{File: whole.File, Start: end, End: end}, ", " + text}, nil
	}
	end += uint32(len(strings.TrimSuffix(line, "\r")))
	ending := "\n"
	if strings.HasSuffix(line, "\r") {
		ending = "\r\n"
	}
	return Cut{source.Range{File: whole.File, Start: end, End: end}, ending + indentation(whole.File, last.NameRange.Start) + text}, nil
}

// indentation is the white space before the first character of a line.
func indentation(file *source.File, offset uint32) string {
	start := bytes.LastIndexByte(file.Text[:offset], '\n') + 1
	line := file.Text[start:offset]
	return string(line[:len(line)-len(bytes.TrimLeft(line, " \t"))])
}

// List gives a list of an attribute other items: become is what each item becomes,
// in its place, none for one that goes. Comments on the lines above an item, and
// behind it, stay or go with it. A single value is a list of one.
func List(d *model.Definition, attribute string, become func(i int) []string) (Cut, error) {
	list := d.Find(attribute)
	if list == nil {
		return Cut{}, fmt.Errorf("%s has no %s", d.Address(), attribute)
	}
	items := list.Each()
	if err := editable(d); err != nil {
		return Cut{}, err
	}
	if list.Type != model.List || !inside(span(d), list.Range) || !written(list) {
		var all []string
		for i := range items {
			all = append(all, become(i)...)
		}
		return Set(d, attribute, "["+strings.Join(all, ", ")+"]")
	}
	at := source.Range{File: list.Range.File, Start: list.Range.Start + 1, End: list.Range.End - 1}
	head, before, behind, foot := surroundings(at, items)
	text, last, lineStart := head, -1, strings.HasSuffix(head, "\n")
	for i := range items {
		stays := become(i)
		if len(stays) == 0 {
			continue
		}
		if last >= 0 {
			text += behind[last]
			lineStart = strings.HasSuffix(behind[last], "\n")
		}
		if lineStart {
			text += before[i]
		} else {
			text += strings.TrimLeft(before[i], " \t")
		}
		text += strings.Join(stays, ", ")
		last = i
	}
	switch end := len(items) - 1; {
	case last < 0:
		return Cut{list.Range, "[]"}, nil
	case last == end || strings.HasSuffix(behind[last], "\n"):
		text += behind[last]
	case strings.HasSuffix(behind[end], "\n"):
		text += ",\n"
	}
	if strings.HasSuffix(text, "\n") {
		text += foot
	}
	return Cut{at, text}, nil
}

// surroundings is what stands around the items of a list: head after the opening
// bracket, before each item the lines above it and its indentation, behind each
// item the rest of its line, and foot before the closing bracket.
func surroundings(at source.Range, items []model.Field) (head string, before, behind []string, foot string) {
	between := func(start, end uint32) (behind, before string) {
		text := source.Range{File: at.File, Start: start, End: end}.Text()
		if i := strings.IndexByte(text, '\n'); i >= 0 {
			return text[:i+1], text[i+1:]
		}
		return text, ""
	}
	end := at.Start
	for i := range items {
		left, above := between(end, items[i].Value.Range.Start)
		if i == 0 {
			head = left
		} else {
			behind = append(behind, left)
		}
		before = append(before, above)
		end = items[i].Value.Range.End
	}
	left, foot := between(end, at.End)
	return head, before, append(behind, left), foot
}

// written reports whether each item of a list stands at its own place.
func written(list *model.Value) bool {
	end := list.Range.Start + 1
	for i := range list.Items {
		at := list.Items[i].Value.Range
		if at.File != list.Range.File || at.Start < end {
			return false
		}
		end = at.End
	}
	return len(list.Items) > 0 && end < list.Range.End
}

// Written is an item of a list as it is written, to be given back to [List].
func Written(v *model.Value) string {
	if v.Type == model.Reference {
		return v.Text
	}
	return fmt.Sprintf("%q", v.Text)
}

// Remove takes a definition away, with the lines of comments right above it.
func Remove(d *model.Definition) (Cut, error) {
	if err := editable(d); err != nil {
		return Cut{}, err
	}
	at := span(d)
	text := at.File.Text
	start := bytes.LastIndexByte(text[:at.Start], '\n') + 1
	end := len(text)
	if i := bytes.IndexByte(text[at.End:], '\n'); i >= 0 {
		end = int(at.End) + i + 1
	}
	before, behind := strings.TrimSpace(string(text[start:at.Start])), strings.TrimLeft(string(text[at.End:end]), ", \t\r\n")
	if before != "" || behind != "" && !strings.HasPrefix(behind, "#") && !strings.HasPrefix(behind, "//") {
		return Cut{}, fmt.Errorf("%s shares its line with others: take it out of %s by hand", d.Address(), at.Path())
	}
	for start > 0 {
		above := bytes.LastIndexByte(text[:start-1], '\n') + 1
		line := bytes.TrimSpace(text[above:start])
		if !bytes.HasPrefix(line, []byte("#")) && !bytes.HasPrefix(line, []byte("//")) {
			break
		}
		start = above
	}
	// One empty line of the two around it goes too, or the one above the last.
	rest := text[end:]
	if blank(rest) {
		end += bytes.IndexByte(rest, '\n') + 1
	} else if left := bytes.TrimLeft(rest, " \t"); len(left) == 0 || left[0] == '}' {
		if above := bytes.LastIndexByte(text[:max(start-1, 0)], '\n') + 1; start > 0 && blank(text[above:]) {
			start = above
		}
	}
	return Cut{source.Range{File: at.File, Start: uint32(start), End: uint32(end)}, ""}, nil
}

// blank reports whether text begins with an empty line.
func blank(text []byte) bool {
	line, _, found := bytes.Cut(text, []byte("\n"))
	return found && len(bytes.TrimSpace(line)) == 0
}

// Copy writes a definition a second time, right behind itself, under another name
// and with cuts made in it.
func Copy(d *model.Definition, name string, cuts []Cut) (Cut, error) {
	if err := editable(d); err != nil {
		return Cut{}, err
	}
	at := span(d)
	header := d.Header.Text()
	i := strings.LastIndex(header, d.Name)
	renamed := Cut{d.Header, header[:i] + name + header[i+len(d.Name):]}
	text, err := within(at, append([]Cut{renamed}, cuts...))
	if err != nil {
		return Cut{}, err
	}
	gap := "\n"
	if strings.HasPrefix(header, d.Kind) { // a block, and not a row
		gap = "\n\n"
	}
	return Cut{source.Range{File: at.File, Start: at.End, End: at.End}, gap + indentation(at.File, at.Start) + string(text)}, nil
}

// Over is a tree with files replaced by what edits make of them.
func Over(tree source.Tree, files []File) source.Tree {
	over := overlay{tree.FS, map[string][]byte{}}
	for _, f := range files {
		over.files[f.Path] = f.After
	}
	tree.FS = over
	return tree
}

type overlay struct {
	fs.FS
	files map[string][]byte
}

// Open is a file, edited or not.
func (o overlay) Open(name string) (fs.File, error) {
	f, err := o.FS.Open(name)
	if text, ok := o.files[name]; ok && err == nil {
		return edited{f, bytes.NewReader(text)}, nil
	}
	return f, err
}

// ReadDir lists a folder as the tree does.
func (o overlay) ReadDir(name string) ([]fs.DirEntry, error) { return fs.ReadDir(o.FS, name) }

type edited struct {
	fs.File
	text *bytes.Reader
}

func (e edited) Read(into []byte) (int, error) { return e.text.Read(into) }
