// Package review turns the decisions of an access review into edits of the
// definitions.
package review

import (
	"cmp"
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"maps"
	"slices"
	"strings"

	"github.com/tidegate/tidegate/internal/calendar"
	"github.com/tidegate/tidegate/internal/facts"
	"github.com/tidegate/tidegate/internal/model"
	"github.com/tidegate/tidegate/internal/source"
)

// Columns are those of a packet as CSV; decision and reviewer are for whoever
// decides.
var Columns = []string{"id", "state", "person", "team", "vendor", "action", "data", "grant", "via", "flags", "used", "valid", "reviewed", "since_last", "decision", "reviewer"}

// A Decision is one row of a packet that came back.
type Decision struct {
	Line     int
	ID       string
	State    string
	Person   string
	Action   string
	Grant    string
	Keep     bool
	Reviewer model.Address
}

// Read reads decisions out of a packet. Columns may come in any order, and more
// of them; rows without a decision are left out.
func Read(r io.Reader) ([]Decision, error) {
	reader := csv.NewReader(r)
	reader.FieldsPerRecord = -1
	header, err := reader.Read()
	if err != nil {
		return nil, fmt.Errorf("the packet has no header: %w", err)
	}
	columns := map[string]int{}
	for i, name := range header {
		columns[strings.ToLower(strings.TrimSpace(strings.TrimPrefix(name, "\ufeff")))] = i
	}
	for _, name := range []string{"id", "state", "decision", "reviewer"} {
		if _, ok := columns[name]; !ok {
			return nil, fmt.Errorf("the packet has no column %q; it has %s", name, strings.Join(header, ", "))
		}
	}
	var out []Decision
	var wrong []error
	for {
		row, err := reader.Read()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			return nil, fmt.Errorf("the packet cannot be read: %w", err)
		}
		line, _ := reader.FieldPos(0)
		cell := func(name string) string {
			if i, ok := columns[name]; ok && i < len(row) {
				return strings.TrimPrefix(strings.TrimSpace(row[i]), "'")
			}
			return ""
		}
		d := Decision{Line: line, ID: cell("id"), State: cell("state"), Person: cell("person"), Action: cell("action"), Grant: cell("grant"), Reviewer: model.Address(cell("reviewer"))}
		switch decision := strings.ToLower(cell("decision")); decision {
		case "":
			continue
		case "keep", "revoke":
			d.Keep = decision == "keep"
		default:
			wrong = append(wrong, fmt.Errorf("line %d: decision %q: want keep or revoke", line, decision))
			continue
		}
		out = append(out, d)
	}
	return out, errors.Join(wrong...)
}

// An Edit is a file before and after.
type Edit struct {
	File          *source.File
	Before, After []byte
}

// Apply turns decisions into edits. Every decision is held against the packet as
// it would be made now: an unknown row, one whose grant has changed since, and one
// that the holder decided are refused by line. A grant whose entries were all
// decided is recorded as reviewed; an action that is revoked for everybody who
// holds it through a grant is removed from it.
func Apply(f *facts.Facts, decisions []Decision, on calendar.Date) ([]Edit, error) {
	byID, byGrant := map[string]*facts.Entry{}, map[model.Address][]*facts.Entry{}
	entries := f.Packet(f.Holdings())
	for i := range entries {
		e := &entries[i]
		byID[e.ID] = e
		byGrant[e.Grant] = append(byGrant[e.Grant], e)
	}
	decided := map[string]Decision{}
	var wrong []error
	for _, d := range decisions {
		if err := refuse(f, byID[d.ID], d); err != nil {
			wrong = append(wrong, err)
			continue
		}
		if before, twice := decided[d.ID]; twice && before.Keep != d.Keep {
			wrong = append(wrong, fmt.Errorf("line %d: %s of %s was decided otherwise on line %d", d.Line, d.Action, d.Person, before.Line))
		}
		decided[d.ID] = d
	}
	var cuts []cut
	for _, address := range slices.Sorted(maps.Keys(byGrant)) {
		more, err := grantCuts(f.Grant(address), byGrant[address], decided, on)
		if err != nil {
			wrong = append(wrong, err)
		}
		cuts = append(cuts, more...)
	}
	if err := errors.Join(wrong...); err != nil {
		return nil, err
	}
	return edits(cuts), nil
}

func refuse(f *facts.Facts, e *facts.Entry, d Decision) error {
	name := fmt.Sprintf("line %d: %s of %s through %s", d.Line, d.Action, d.Person, d.Grant)
	switch {
	case e == nil:
		return fmt.Errorf("%s: there is no such access any more; make a new packet", name)
	case e.State != d.State:
		return fmt.Errorf("%s: %s has changed since the packet was made; make a new one", name, e.Grant)
	case d.Reviewer == "":
		return fmt.Errorf("%s: nobody is named as reviewer", name)
	case f.Person(d.Reviewer) == nil:
		return fmt.Errorf("%s: the reviewer %q is nobody that is defined; write person.a01", name, d.Reviewer)
	case d.Reviewer == e.Person:
		return fmt.Errorf("%s: nobody reviews their own access", name)
	}
	return nil
}

// A cut replaces a range of a file.
type cut struct {
	at   source.Range
	text string
}

func grantCuts(g *model.Grant, entries []*facts.Entry, decided map[string]Decision, on calendar.Date) ([]cut, error) {
	kept, revoked := map[string][]string{}, map[string]int{}
	all, decidedAny := true, false
	var reviewer model.Address
	holders := map[model.Address]bool{}
	for _, e := range entries {
		holders[e.Person] = true
		d, ok := decided[e.ID]
		switch {
		case !ok:
			all = false
			kept[e.Action] = append(kept[e.Action], e.Person.Name())
			continue
		case d.Keep:
			kept[e.Action] = append(kept[e.Action], e.Person.Name())
		default:
			revoked[e.Action]++
		}
		decidedAny = true
		reviewer = cmp.Or(reviewer, d.Reviewer)
	}
	if !decidedAny {
		return nil, nil
	}
	var out []cut
	gone := map[int]bool{}
	for _, action := range slices.Sorted(maps.Keys(revoked)) {
		if names := kept[action]; len(names) > 0 {
			return nil, fmt.Errorf("%s gives %s to everybody in it: revoke it for %s as well, or change their roles", g.Address(), action, strings.Join(names, ", "))
		}
		item, err := itemOf(g, action)
		if err != nil {
			return nil, err
		}
		gone[item] = true
	}
	if len(gone) > 0 {
		out = append(out, without(g.Find("allow"), gone))
	}
	if all && !holders[reviewer] {
		out = append(out, reviewedCut(g, reviewer, on))
	}
	return out, nil
}

func itemOf(g *model.Grant, action string) (int, error) {
	for i, item := range g.Allow {
		if item == action {
			return i, nil
		}
	}
	return 0, fmt.Errorf("%s gives %s by a wildcard: write down what it is to give, and make a new packet", g.Address(), action)
}

// without is a list with some items gone. Lines of comments before an item that
// stays, and a comment behind it, stay with it.
func without(list *model.Value, gone map[int]bool) cut {
	items := list.Items
	at := source.Range{File: items[0].Value.Range.File, Start: items[0].Value.Range.Start, End: items[len(items)-1].Value.Range.End}
	between := func(i int) (behind, before string) { // what stands between an item and the one after it
		text := source.Range{File: at.File, Start: items[i].Value.Range.End, End: items[i+1].Value.Range.Start}.Text()
		behind, before, lines := strings.Cut(text, "\n")
		if !lines {
			return ", ", ""
		}
		return behind + "\n", before
	}
	var text strings.Builder
	last := -1
	for i := range items {
		if gone[i] {
			continue
		}
		before := ""
		if i > 0 {
			_, before = between(i - 1)
		}
		if last >= 0 {
			behind, _ := between(last)
			text.WriteString(behind + before)
		} else {
			text.WriteString(strings.TrimLeft(before, " \t"))
		}
		text.WriteString(items[i].Value.Range.Text())
		last = i
	}
	return cut{at, text.String()}
}

// reviewedCut records who reviewed a grant: in the attribute that is there, or in
// a new one after the last.
func reviewedCut(g *model.Grant, by model.Address, on calendar.Date) cut {
	text := fmt.Sprintf("{ by = %s, on = %q }", by, on.String())
	if v := g.Find("reviewed"); v != nil {
		return cut{v.Range, text}
	}
	end := g.Header
	for _, item := range g.Value.Items {
		if item.Value.Range.File == end.File && item.Value.Range.End > end.End {
			end = item.Value.Range
		}
	}
	end.Start = end.End
	return cut{end, "\n  reviewed = " + text}
}

// edits applies cuts from the end of each file to its beginning.
func edits(cuts []cut) []Edit {
	byFile := map[*source.File][]cut{}
	for _, c := range cuts {
		byFile[c.at.File] = append(byFile[c.at.File], c)
	}
	var out []Edit
	for file, list := range byFile {
		slices.SortFunc(list, func(a, b cut) int {
			return cmp.Or(cmp.Compare(b.at.Start, a.at.Start), cmp.Compare(b.at.End, a.at.End))
		})
		after := slices.Clone(file.Text)
		for _, c := range list {
			after = slices.Concat(after[:c.at.Start], []byte(c.text), after[c.at.End:])
		}
		out = append(out, Edit{file, file.Text, after})
	}
	slices.SortFunc(out, func(a, b Edit) int { return strings.Compare(a.File.Path, b.File.Path) })
	return out
}
