// Package review turns what was decided or observed about access into edits of
// the definitions.
package review

import (
	"cmp"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"

	"github.com/tidegate/tidegate/internal/calendar"
	"github.com/tidegate/tidegate/internal/edit"
	"github.com/tidegate/tidegate/internal/facts"
	"github.com/tidegate/tidegate/internal/model"
)

// A Decision is what somebody decided on a row.
type Decision struct {
	Row
	Keep     bool
	Reviewer model.Address
}

// Apply turns decisions into edits. Every decision is held against the packet as
// it would be made now: an unknown row, one whose grant has changed since, and one
// that the holder decided are refused by line. A grant whose entries were all
// decided is recorded as reviewed, by somebody who does not hold it; notes say
// where nobody such decided. What is revoked for everybody who holds it through a
// grant is removed from it, and with the last action the grant; somebody whom a
// grant names and who keeps nothing of it is removed from its recipients.
func Apply(f *facts.Facts, decisions []Decision, on calendar.Date) (files []edit.File, notes []string, err error) {
	byID, byGrant := map[string]*facts.Entry{}, map[model.Address][]*facts.Entry{}
	entries := f.Entries(f.Holdings())
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
	var cuts []edit.Cut
	for _, address := range slices.Sorted(maps.Keys(byGrant)) {
		v := verdictOn(f.Grant(address), byGrant[address], decided)
		if !v.any {
			continue
		}
		more, err := v.cuts(on)
		if err != nil {
			wrong = append(wrong, err)
		}
		if v.all && v.reviewer == "" {
			notes = append(notes, fmt.Sprintf("%s is not recorded as reviewed: everybody who decided about it holds it", address))
		}
		cuts = append(cuts, more...)
	}
	if err := errors.Join(wrong...); err != nil {
		return nil, nil, err
	}
	files, err = edit.Apply(cuts)
	return files, notes, err
}

// Held sees to it that facts are as decided: that what was revoked is gone and
// that what was kept is there.
func Held(f *facts.Facts, decisions []Decision) error {
	now := map[string]bool{}
	for _, e := range f.Entries(f.Holdings()) {
		now[e.ID] = true
	}
	var wrong []error
	for _, d := range decisions {
		switch {
		case d.Keep && !now[d.ID]:
			wrong = append(wrong, fmt.Errorf("line %d: %s of %s through %s is kept, and the edits would take it away: make them by hand", d.Line, d.Action, d.Person, d.Grant))
		case !d.Keep && now[d.ID]:
			wrong = append(wrong, fmt.Errorf("line %d: %s of %s through %s is revoked, and comes by a role or team of the grant as well: change those", d.Line, d.Action, d.Person, d.Grant))
		}
	}
	return errors.Join(wrong...)
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

// A verdict is what was decided about one grant.
type verdict struct {
	grant    *model.Grant
	any, all bool          // some, and all of its entries were decided
	reviewer model.Address // who decided and does not hold it
	revoked  map[string]map[model.Address]bool
	kept     map[string]map[model.Address]bool // by action; what is undecided is kept
}

func verdictOn(g *model.Grant, entries []*facts.Entry, decided map[string]Decision) verdict {
	v := verdict{grant: g, all: true, revoked: map[string]map[model.Address]bool{}, kept: map[string]map[model.Address]bool{}}
	holders := map[model.Address]bool{}
	for _, e := range entries {
		holders[e.Person] = true
	}
	note := func(in map[string]map[model.Address]bool, e *facts.Entry) {
		if in[e.Action] == nil {
			in[e.Action] = map[model.Address]bool{}
		}
		in[e.Action][e.Person] = true
	}
	for _, e := range entries {
		d, ok := decided[e.ID]
		v.any, v.all = v.any || ok, v.all && ok
		if ok && !holders[d.Reviewer] {
			v.reviewer = cmp.Or(v.reviewer, d.Reviewer)
		}
		if ok && !d.Keep {
			note(v.revoked, e)
		} else {
			note(v.kept, e)
		}
	}
	return v
}

func (v *verdict) cuts(on calendar.Date) ([]edit.Cut, error) {
	out, err := v.recipients()
	if err != nil {
		return nil, err
	}
	if len(v.revoked) > 0 && len(v.kept) == 0 {
		cut, err := edit.Remove(v.grant.Definition)
		return []edit.Cut{cut}, err
	}
	actions, err := v.actions()
	if err != nil {
		return nil, err
	}
	out = append(out, actions...)
	if v.all && v.reviewer != "" {
		cut, err := edit.Set(v.grant.Definition, "reviewed", fmt.Sprintf("{ by = %s, on = %q }", v.reviewer, on.String()))
		if err != nil {
			return nil, err
		}
		out = append(out, cut)
	}
	return out, nil
}

// recipients takes people out of a grant that names them and of which they keep
// nothing, and forgets what was decided about them.
func (v *verdict) recipients() ([]edit.Cut, error) {
	var gone []model.Address
	for _, to := range v.grant.To {
		keeps, loses, others := false, false, false
		for action := range v.revoked {
			loses = loses || v.revoked[action][to]
		}
		for action, people := range v.kept {
			keeps = keeps || people[to]
			others = others || len(v.revoked[action]) > 0
		}
		if to.Kind() == "person" && loses && !keeps && others {
			gone = append(gone, to)
		}
	}
	if len(gone) == 0 {
		return nil, nil
	}
	for action, people := range v.revoked {
		for _, person := range gone {
			delete(people, person)
		}
		if len(people) == 0 {
			delete(v.revoked, action)
		}
	}
	cut, err := edit.List(v.grant.Definition, "to", func(i int) []string {
		if slices.Contains(gone, v.grant.To[i]) {
			return nil
		}
		return []string{string(v.grant.To[i])}
	})
	return []edit.Cut{cut}, err
}

// actions takes what is revoked for everybody out of a grant.
func (v *verdict) actions() ([]edit.Cut, error) {
	if len(v.revoked) == 0 {
		return nil, nil
	}
	for _, action := range slices.Sorted(maps.Keys(v.revoked)) {
		if keep := v.kept[action]; len(keep) > 0 {
			var names []string
			for person := range keep {
				names = append(names, person.Name())
			}
			slices.Sort(names)
			return nil, fmt.Errorf("%s gives %s to everybody in it: revoke it for %s as well, or change their roles", v.grant.Address(), action, strings.Join(names, ", "))
		}
		if !slices.Contains(v.grant.Allow, action) {
			return nil, fmt.Errorf("%s gives %s by a wildcard: write down what it is to give, and make a new packet", v.grant.Address(), action)
		}
	}
	cut, err := edit.List(v.grant.Definition, "allow", func(i int) []string {
		if v.revoked[v.grant.Allow[i]] != nil {
			return nil
		}
		return []string{edit.Written(v.grant.Find("allow", strconv.Itoa(i)))}
	})
	return []edit.Cut{cut}, err
}
