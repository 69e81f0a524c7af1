package review

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/tidegate/tidegate/internal/edit"
	"github.com/tidegate/tidegate/internal/facts"
	"github.com/tidegate/tidegate/internal/facts/access"
	"github.com/tidegate/tidegate/internal/model"
)

// Rightsize turns advice into edits. A grant of which nothing remains goes; one
// whose recipients keep different actions becomes several, the first of which
// keeps the name. Grants that can only be edited by hand come back with the reason.
func Rightsize(f *facts.Facts, advice *access.Advice) (files []edit.File, byHand []string, err error) {
	var cuts []edit.Cut
	taken := map[string]bool{}
	for _, g := range f.Org().Grants {
		taken[g.Name] = true
	}
	for i := range advice.Grants {
		more, err := shrink(f, &advice.Grants[i], taken)
		if err != nil {
			byHand = append(byHand, err.Error())
			continue
		}
		cuts = append(cuts, more...)
	}
	files, err = edit.Apply(cuts)
	return files, byHand, err
}

func shrink(f *facts.Facts, r *access.Rightsize, taken map[string]bool) ([]edit.Cut, error) {
	if len(r.Parts) == 0 {
		cut, err := edit.Remove(r.Grant.Definition)
		return []edit.Cut{cut}, err
	}
	out, err := partCuts(f, r.Grant, &r.Parts[0])
	if err != nil {
		return nil, err
	}
	for i := range r.Parts[1:] {
		part := &r.Parts[i+1]
		cuts, err := partCuts(f, r.Grant, part)
		if err != nil {
			return nil, err
		}
		base := r.Grant.Name + "_" + strings.ReplaceAll(r.Grant.To[part.To[0]].Name(), ".", "_")
		name := base
		for n := 2; taken[name]; n++ {
			name = fmt.Sprintf("%s_%d", base, n)
		}
		taken[name] = true
		cut, err := edit.Copy(r.Grant.Definition, name, cuts)
		if err != nil {
			return nil, err
		}
		out = append(out, cut)
	}
	return out, nil
}

// partCuts make a grant into a part of it.
func partCuts(f *facts.Facts, g *model.Grant, part *access.Part) ([]edit.Cut, error) {
	var out []edit.Cut
	if len(part.To) < len(g.To) {
		cut, err := edit.List(g.Definition, "to", func(i int) []string {
			if slices.Contains(part.To, i) {
				return []string{string(g.To[i])}
			}
			return nil
		})
		if err != nil {
			return nil, err
		}
		out = append(out, cut)
	}
	changed := false
	become := make([][]string, len(g.Allow))
	for i, left := range part.Allow {
		if slices.Equal(left, f.Expand(g.Allow[i])) {
			become[i] = []string{edit.Written(g.Find("allow", strconv.Itoa(i)))}
			continue
		}
		changed = true
		for _, action := range left {
			become[i] = append(become[i], strconv.Quote(action))
		}
	}
	if changed {
		cut, err := edit.List(g.Definition, "allow", func(i int) []string { return become[i] })
		if err != nil {
			return nil, err
		}
		out = append(out, cut)
	}
	return out, nil
}
