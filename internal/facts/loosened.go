package facts

import (
	"fmt"
	"slices"
	"strings"

	"github.com/tidegate/tidegate/internal/facts/contract"
	"github.com/tidegate/tidegate/internal/model"
)

// Loosened is something that governs the gate, or that the company requires, and
// that a change makes less strict.
type Loosened struct {
	Address  string     `json:"address"`
	At       model.Path `json:"at"`
	What     string     `json:"what"`            // as grant.prod_shell: jit.max
	Old      string     `json:"old"`             // as written; empty for what was not there
	New      string     `json:"new"`             // as written; empty for what is gone
	Label    bool       `json:"label"`           // it says what the definition is
	Gone     bool       `json:"gone"`            // the whole definition
	Because  string     `json:"because"`         // what follows; empty when that is plain
	Approved []string   `json:"approved"`        // by whom, of the group that owns the kind, and no authors
	Group    string     `json:"group,omitempty"` // that owns the kind
}

// loosened compares what the older organisation required with what this one does:
// attributes whose schema says which way is stricter, labels by which rules apply,
// promises and service levels, and evidence that is older than what it is about.
func (f *Facts) loosened(old *Facts, touched []Touched, needs []Need) []Loosened {
	out := []Loosened{}
	pairs := renamed(old.written, f.written, touched)
	for _, pair := range pairs {
		before, after := pair[0], pair[1]
		for _, l := range f.written.Loosened(after.Kind, &before.Value, &after.Value) {
			out = append(out, Loosened{
				Address: string(after.Address()), At: l.Path, What: string(after.Address()) + ": " + l.Path.String(),
				Old: l.Old, New: l.New, Label: l.Label,
			})
		}
		out = append(out, looserTargets(before, after)...)
	}
	out = append(out, f.outlived(old, pairs)...)
	out = append(out, dismissed(old.written, f.written, touched, pairs)...)
	for i := range out {
		l := &out[i]
		l.Approved = []string{}
		if l.At == nil {
			l.At = model.Path{}
		}
		kind := model.Address(l.Address).Kind()
		for _, n := range needs {
			if slices.Contains(n.For, l.Address) || n.owns(old, f, kind) {
				l.Group, l.Approved = n.Group, n.Approved
			}
		}
		if l.Gone { // it has no place any more
			l.Address = string(model.ChangeAddress)
		}
	}
	return out
}

// dismissed lists the definitions that govern changes, and that are gone: those of a kind
// whose schema says that it is stricter to have one. One that got another name is not gone.
func dismissed(old, now *model.Organisation, touched []Touched, pairs [][2]*model.Definition) []Loosened {
	var out []Loosened
	for _, t := range touched {
		before := old.Lookup(model.Address(t.Address))
		if t.What != "removed" || slices.ContainsFunc(pairs, func(pair [2]*model.Definition) bool { return pair[0] == before }) {
			continue
		}
		for _, l := range now.Loosened(t.Kind, &before.Value, nil) {
			if len(l.Path) == 0 {
				out = append(out, Loosened{Address: t.Address, What: t.Address, Gone: true})
			}
		}
	}
	return out
}

// owns reports whether a group of reviewers is asked about a kind.
func (n *Need) owns(old, now *Facts, kind string) bool {
	for _, org := range []*model.Organisation{old.written, now.written} {
		for _, g := range org.ReviewerGroups {
			if string(g.Address()) == n.Group && slices.ContainsFunc(g.Kinds, func(k string) bool { return k == kind || strings.HasPrefix(k, kind+".") }) {
				return true
			}
		}
	}
	return false
}

// renamed pairs each changed definition with what it was. A definition that is
// removed while another of its kind is added, and that says mostly the same, has got
// another name.
func renamed(old, now *model.Organisation, touched []Touched) [][2]*model.Definition {
	var out [][2]*model.Definition
	gone, come := map[string][]*model.Definition{}, map[string][]*model.Definition{}
	for _, t := range touched {
		before, after := old.Lookup(model.Address(t.Address)), now.Lookup(model.Address(t.Address))
		switch t.What {
		case "changed":
			out = append(out, [2]*model.Definition{before, after})
		case "removed":
			gone[t.Kind] = append(gone[t.Kind], before)
		case "added":
			come[t.Kind] = append(come[t.Kind], after)
		}
	}
	for _, t := range touched {
		if t.What != "removed" {
			continue
		}
		before := old.Lookup(model.Address(t.Address))
		var best *model.Definition
		most := 0
		for _, after := range come[t.Kind] {
			if same := alike(&before.Value, &after.Value); same > most {
				best, most = after, same
			}
		}
		if best == nil && len(gone[t.Kind]) == 1 && len(come[t.Kind]) == 1 {
			best = come[t.Kind][0]
		}
		if best != nil {
			out = append(out, [2]*model.Definition{before, best})
		}
	}
	return out
}

// alike is how many attributes two objects say alike.
func alike(a, b *model.Value) int {
	n := 0
	for i := range a.Items {
		if other := b.Get(a.Items[i].Name); other != nil && other.Same(&a.Items[i].Value) {
			n++
		}
	}
	return n
}

// looserTargets compares the targets of a promise, or of the service levels of a
// contract: each that there was must be met by what there is now.
func looserTargets(before, after *model.Definition) []Loosened {
	var levels func(d *model.Definition) (*model.Value, model.Path)
	switch after.Kind {
	case "promise":
		levels = func(d *model.Definition) (*model.Value, model.Path) {
			return &model.Value{Type: model.Object, Items: []model.Field{{Name: d.Name, Value: d.Value}}}, nil
		}
	case "contract":
		levels = func(d *model.Definition) (*model.Value, model.Path) { return d.Find("sla"), model.Path{"sla"} }
	default:
		return nil
	}
	var out []Loosened
	old, _ := levels(before)
	now, base := levels(after)
	if old == nil {
		return nil
	}
	for _, channel := range old.Items {
		for _, tier := range channel.Value.Items {
			for _, metric := range tier.Value.Items {
				var is *model.Value
				if now != nil {
					is = now.Get(channel.Name).Get(tier.Name).Get(metric.Name)
				}
				if is != nil && is.Same(&metric.Value) || keeps(is, &metric.Value, metric.Name) {
					continue
				}
				at := append(slices.Clone(base), channel.Name, tier.Name, metric.Name)
				if after.Kind == "promise" {
					at = model.Path{tier.Name, metric.Name}
				}
				out = append(out, Loosened{
					Address: string(after.Address()), At: at, What: fmt.Sprintf("%s: %s %s %s", after.Address(), channel.Name, tier.Name, metric.Name),
					Old: model.Written(&metric.Value), New: model.Written(is),
				})
			}
		}
	}
	return out
}

// keeps reports whether a metric is at least as strict as it was.
func keeps(is, was *model.Value, metric string) bool {
	targets := contract.ReadTarget(was, "month")
	if is == nil {
		return len(targets) == 0
	}
	for _, target := range targets {
		met := slices.ContainsFunc(contract.ReadTarget(is, "month"), func(t contract.Target) bool {
			verdict, _ := contract.Compare(t, target, contract.DirectionOf(metric), 0)
			return verdict == contract.AsStrict || t.Text == target.Text && t.Window == target.Window
		})
		if !met {
			return false
		}
	}
	return true
}

// outlived finds evidence that a change leaves as it is while it changes what the
// evidence is about: the country, the hosting or the party of an assessment, the
// place of a profile.
func (f *Facts) outlived(old *Facts, pairs [][2]*model.Definition) []Loosened {
	var out []Loosened
	changed := map[model.Address][2]*model.Definition{}
	for _, pair := range pairs {
		changed[pair[1].Address()] = pair
	}
	moved := func(a model.Address, attribute string) (before, after string, is bool) {
		pair, ok := changed[a]
		if !ok {
			return "", "", false
		}
		before, after = model.Written(pair[0].Find(attribute)), model.Written(pair[1].Find(attribute))
		return before, after, before != after
	}
	// same reports that evidence has the day that it had.
	same := func(a model.Address, path ...string) (string, bool) {
		pair, ok := changed[a]
		if !ok {
			d := f.written.Lookup(a)
			if d == nil {
				return "", false
			}
			return model.Written(d.Find(path...)), d.Find(path...) != nil
		}
		before, after := pair[0].Find(path...), pair[1].Find(path...)
		return model.Written(after), before != nil && after != nil && before.Same(after)
	}
	note := func(of model.Address, at model.Path, day string, about model.Address, attribute, before, after string) {
		out = append(out, Loosened{
			Address: string(about), At: model.Path{attribute}, What: fmt.Sprintf("%s: %s", about, attribute), Old: before, New: after, Label: true,
			Because: fmt.Sprintf("%s of %s is still of %s, and was about the old value", at, of, day),
		})
	}
	for _, l := range f.org.Locations {
		for _, attribute := range []string{"country", "tz"} {
			if before, after, is := moved(l.Address(), attribute); is {
				if day, kept := same(l.Address(), "reviewed"); kept {
					note(l.Address(), model.Path{"reviewed"}, day, l.Address(), attribute, before, after)
				}
			}
		}
	}
	for _, v := range f.org.Vendors {
		if before, after, is := moved(v.Address(), "country"); is {
			for _, evidence := range []string{"diligence", "reviewed"} {
				if day, kept := same(v.Address(), evidence); kept {
					note(v.Address(), model.Path{evidence}, day, v.Address(), "country", before, after)
					break
				}
			}
		}
	}
	for _, flow := range f.org.Flows {
		if flow.Transfer == nil {
			continue
		}
		day, kept := same(flow.Address(), "transfer", "tia")
		if !kept {
			if day, kept = same(flow.Address(), "transfer", "signed"); !kept {
				continue
			}
		}
		about := func(a model.Address, attribute string) {
			if before, after, is := moved(a, attribute); is {
				note(flow.Address(), model.Path{"transfer"}, day, a, attribute, before, after)
			}
		}
		for _, from := range flow.From {
			about(from, "hosted")
		}
		for _, to := range flow.To {
			if t := f.teams[to]; t != nil {
				about(to, "location")
				about(to, "vendor")
				if old.teams[to] != nil {
					about(t.Location, "country")
				}
			}
			if v := f.flows.Vendor(to); v != nil {
				about(v.Address(), "country")
			}
		}
		for _, end := range []string{"from", "to", "carries"} {
			pair, ok := changed[flow.Address()]
			if ok && widened(pair[0].Find(end), pair[1].Find(end)) {
				note(flow.Address(), model.Path{"transfer"}, day, flow.Address(), end, model.Written(pair[0].Find(end)), model.Written(pair[1].Find(end)))
			}
		}
	}
	slices.SortFunc(out, func(a, b Loosened) int { return strings.Compare(a.What+a.Because, b.What+b.Because) })
	return slices.CompactFunc(out, func(a, b Loosened) bool { return a.What == b.What })
}

// widened reports whether a list has something that it did not have.
func widened(before, after *model.Value) bool {
	return slices.ContainsFunc(after.Each(), func(x model.Field) bool {
		return !slices.ContainsFunc(before.Each(), func(y model.Field) bool { return x.Value.Same(&y.Value) })
	})
}
