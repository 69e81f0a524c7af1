package model

import (
	"maps"
	"slices"
)

// Humans knows which pseudonyms are of one human. same_as holds in both
// directions, and of the same of the same as well. Every question about
// independence, counting or separation is asked of humans and not of pseudonyms.
type Humans struct {
	of      map[Address]Address   // by pseudonym that is not alone
	aliases map[Address][]Address // by human, sorted
}

// Humans resolves the pseudonyms of the organisation.
func (o *Organisation) Humans() *Humans {
	o.humansOnce.Do(func() { o.humans = resolve(o.People) })
	return o.humans
}

func resolve(people []*Person) *Humans {
	parent := map[Address]Address{}
	var find func(a Address) Address
	find = func(a Address) Address {
		above, ok := parent[a]
		if !ok || above == a {
			return a
		}
		parent[a] = find(above)
		return parent[a]
	}
	for _, p := range people {
		for _, other := range p.SameAs {
			// The least address stands for the human, so that order means nothing.
			a, b := find(p.Address()), find(other)
			parent[max(a, b)], parent[min(a, b)] = min(a, b), min(a, b)
		}
	}
	h := &Humans{of: map[Address]Address{}, aliases: map[Address][]Address{}}
	for _, a := range slices.Sorted(maps.Keys(parent)) {
		human := find(a)
		h.of[a] = human
		h.aliases[human] = append(h.aliases[human], a)
	}
	return h
}

// Of is the human behind a pseudonym, as the least of the human's addresses.
func (h *Humans) Of(person Address) Address {
	if human, ok := h.of[person]; ok {
		return human
	}
	return person
}

// Same reports whether two pseudonyms are of one human.
func (h *Humans) Same(a, b Address) bool { return a != "" && h.Of(a) == h.Of(b) }

// Aliases lists every pseudonym of the human behind one, itself included, sorted.
func (h *Humans) Aliases(person Address) []Address {
	if known := h.aliases[h.Of(person)]; known != nil {
		return known
	}
	return []Address{person}
}

// Distinct is the humans behind some pseudonyms, each once, sorted.
func (h *Humans) Distinct(people []Address) []Address {
	out := make([]Address, 0, len(people))
	for _, p := range people {
		out = append(out, h.Of(p))
	}
	slices.Sort(out)
	return slices.Compact(out)
}

// Among reports whether any of some pseudonyms is of the same human as one.
func (h *Humans) Among(people []Address, person Address) bool {
	return slices.ContainsFunc(people, func(a Address) bool { return h.Same(a, person) })
}
