package facts

import (
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"github.com/tidegate/tidegate/internal/model"
	"github.com/tidegate/tidegate/internal/privacy"
	"github.com/tidegate/tidegate/internal/source"
)

// A File is what rules know of a file as a whole.
type File struct {
	Personal []Personal `json:"personal"` // data in it that has the form of personal data
}

// Personal is one piece of personal data. The value itself is in no view.
type Personal struct {
	Kind string     `json:"kind"`
	At   model.Path `json:"at"`
	Line int        `json:"line"`
	Key  string     `json:"key"` // which of its kind in the file
}

// file scans a file. The definition of the view has one item for each match, so
// that a rule can point at it by path like at anything else.
func (f *Facts) file(d *model.Definition) View {
	file := d.Header.File
	out := File{Personal: []Personal{}}
	found := model.Value{Type: model.List}
	times := map[string]int{}
	allowed := f.settings.List("DF-009", "allow")
	note := func(kind string, at source.Range) {
		m := privacy.Match{Kind: kind}
		times[m.Kind]++
		out.Personal = append(out.Personal, Personal{
			Kind: m.Kind, At: model.Path{"personal", strconv.Itoa(len(found.Items))}, Line: at.StartPosition().Line,
			Key: m.Kind + " " + strconv.Itoa(times[m.Kind]),
		})
		found.Items = append(found.Items, model.Field{Value: model.Value{Type: model.String, Text: m.Kind, Range: at}})
	}
	var said []privacy.Match
	patterns := f.patterns()
	key := "personal data"
	for _, p := range patterns {
		key += fmt.Sprintf(" %q=%q", p.Kind, p.Expression)
	}
	for _, m := range file.Known(key, func() any { return privacy.Scan(file.Text, patterns) }).([]privacy.Match) {
		if !slices.Contains(allowed, string(file.Text[m.Start:m.End])) {
			said = append(said, m)
			note(m.Kind, source.Range{File: file, Start: uint32(m.Start), End: uint32(m.End)})
		}
	}
	for _, v := range f.madeUp()[file] { // what a function or a local puts together stands nowhere as it is
		if slices.ContainsFunc(said, func(m privacy.Match) bool { return uint32(m.Start) < v.Range.End && v.Range.Start < uint32(m.End) }) {
			continue
		}
		for _, m := range privacy.Scan([]byte(v.Text), patterns) {
			if !slices.Contains(allowed, v.Text[m.Start:m.End]) {
				note(m.Kind, v.Range)
				break
			}
		}
	}
	seen := *d
	seen.Value = model.Value{Type: model.Object, Items: []model.Field{{Name: "personal", Value: found}}}
	return View{Definition: &seen, Facts: out}
}

// madeUp lists the strings, by file, that their files do not say as they are: what
// expressions make.
func (f *Facts) madeUp() map[*source.File][]*model.Value {
	f.made.Do(func() {
		f.madeOf = map[*source.File][]*model.Value{}
		var walk func(v *model.Value)
		walk = func(v *model.Value) {
			if v.Type == model.String && v.Range.File != nil && !strings.Contains(v.Range.Text(), v.Text) {
				f.madeOf[v.Range.File] = append(f.madeOf[v.Range.File], v)
			}
			for i := range v.Items {
				walk(&v.Items[i].Value)
			}
		}
		for _, d := range f.written.Definitions {
			walk(&d.Value)
		}
	})
	return f.madeOf
}

// patterns are the forms that the repository adds, compiled once.
func (f *Facts) patterns() []privacy.Pattern {
	f.own.Do(func() {
		for kind, value := range f.settings.Table("DF-009", "patterns") {
			text, _ := value.(string)
			if expression, err := regexp.Compile(text); err == nil && text != "" {
				f.ownPatterns = append(f.ownPatterns, privacy.Pattern{Kind: kind, Expression: expression})
			}
		}
		slices.SortFunc(f.ownPatterns, func(a, b privacy.Pattern) int { return strings.Compare(a.Kind, b.Kind) })
	})
	return f.ownPatterns
}
