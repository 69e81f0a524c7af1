package access

import (
	"strings"

	"github.com/tidegate/tidegate/internal/model"
)

// Weight is how many ways to actions the grants give to people, over all people and all
// time: what it takes to say who can do what. It stops counting above the most that is
// asked for.
func Weight(org *model.Organisation, most int) int {
	var declared []string
	for _, s := range org.Systems {
		declared = append(declared, s.AllActions()...)
	}
	matches := map[string]int{}
	total := 0
	size := func(item string) int {
		if !strings.Contains(item, "*") {
			return 1
		}
		n, known := matches[item]
		if !known {
			for _, action := range declared {
				if MatchAction(item, action) {
					n++
				}
			}
			matches[item] = n
			total += len(declared) / 64 // the pattern is matched with each
		}
		return n
	}
	to := map[model.Address]int{}
	for _, g := range org.Grants {
		weight := 1
		for _, item := range g.Allow {
			weight += size(item)
		}
		for _, recipient := range g.To {
			to[recipient] += weight
		}
		if total += weight; total > most {
			return total
		}
	}
	roles := map[model.Address]*model.Role{}
	for _, r := range org.Roles {
		roles[r.Address()] = r
	}
	closure := map[model.Address]int{}
	var of func(role model.Address) int
	of = func(role model.Address) int {
		n, known := closure[role]
		if known {
			return n
		}
		closure[role] = to[role] // until it is known: the loader has refused cycles
		n = to[role]
		if r := roles[role]; r != nil {
			for _, next := range r.Includes {
				n = min(n+of(next), most+1)
			}
		}
		closure[role] = n
		return n
	}
	for _, p := range org.People {
		total += to[p.Address()] + to[p.Team]
		for _, role := range p.Roles {
			total += of(role)
		}
		if total > most {
			break
		}
	}
	return total
}
