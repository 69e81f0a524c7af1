package load

import (
	"cmp"
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"

	"github.com/tidegate/tidegate/internal/calendar"
	"github.com/tidegate/tidegate/internal/finding"
	"github.com/tidegate/tidegate/internal/model"
	"github.com/tidegate/tidegate/internal/source"
)

// scimLists is what lists of users and groups have in common over all files.
type scimLists struct {
	names  map[string]string // of accounts, by identifier
	groups []scimGroup
	pages  map[string]*scimPages // by what they list
}

// A scimGroup is a group, whose members may be users and groups of other files.
type scimGroup struct {
	id, name string
	members  []scimValue
	at       source.Range
}

// scimPages counts what pages hold against what the whole list has.
type scimPages struct {
	here, total int
	linked      bool // pages lead to each other, and say no total
	last        bool // the one that leads to no other is here
	at          source.Range
}

type scimValue struct {
	Value   string `json:"value"`
	Display string `json:"display"`
}

// scimTruth is true, false, or one of them as text, in any case, as some providers
// write it.
type scimTruth struct{ known, is bool }

func (t *scimTruth) UnmarshalJSON(data []byte) error {
	text, ok := string(data), false
	if data[0] == '"' {
		if err := json.Unmarshal(data, &text); err != nil {
			return err
		}
	}
	if t.is, ok = truth(text); !ok {
		return fmt.Errorf("active is %s, neither true nor false", data)
	}
	t.known = true
	return nil
}

type scimDocument struct {
	Schemas      []string `json:"schemas"`
	Detail       string   `json:"detail"` // of an error
	TotalResults int      `json:"totalResults"`
	Resources    []struct {
		ID          string      `json:"id"`
		UserName    string      `json:"userName"`
		ExternalID  string      `json:"externalId"`
		DisplayName string      `json:"displayName"`
		Active      scimTruth   `json:"active"`
		Roles       []scimValue `json:"roles"`
		Groups      []scimValue `json:"groups"`
		Members     []scimValue `json:"members"`
		Meta        struct {
			Created string `json:"created"`
		} `json:"meta"`
	} `json:"Resources"`
}

// scim reads a list of users, or of groups with their members.
func (r *observationReader) scim() {
	var document scimDocument
	whole := source.Range{File: r.file}
	if err := json.Unmarshal([]byte(r.text()), &document); err != nil {
		r.report(jsonErrorRange(r.file, err), "the list cannot be read: %s", jsonErrorText(err))
		return
	}
	if slices.Contains(document.Schemas, "urn:ietf:params:scim:api:messages:2.0:Error") {
		r.report(whole, "this is the answer to a request that failed, and no list: %s", document.Detail)
		return
	}
	what := "users"
	for _, resource := range document.Resources {
		if resource.UserName == "" {
			what = "groups"
			r.lists.groups = append(r.lists.groups, scimGroup{resource.ID, r.ours(resource.DisplayName), resource.Members, r.find(strconv.Quote(resource.DisplayName))})
			continue
		}
		name := resource.UserName
		r.lists.names[resource.ID] = name
		a := model.Account{Name: name, People: []string{name}, Enabled: true, LastUsed: map[string]calendar.Date{}, Roles: []string{}, Range: r.find(strconv.Quote(name))}
		if resource.ExternalID != "" {
			a.People = []string{resource.ExternalID}
		}
		a.Enabled = !resource.Active.known || resource.Active.is
		a.Created = r.date(a.Range, "meta.created", resource.Meta.Created)
		for _, v := range slices.Concat(resource.Roles, resource.Groups) {
			a.Roles = append(a.Roles, r.ours(cmp.Or(v.Display, v.Value)))
		}
		r.out.Accounts[name] = a
	}
	p := r.lists.pages[what]
	if p == nil {
		p = &scimPages{at: whole}
		r.lists.pages[what] = p
	}
	p.here += len(document.Resources)
	p.total = max(p.total, document.TotalResults)
}

// join gives the members of each group, and of the groups in it, its name as a role.
func (l *scimLists) join(into *model.Observations) {
	byID := map[string]*scimGroup{}
	for i := range l.groups {
		byID[l.groups[i].id] = &l.groups[i]
	}
	for i := range l.groups {
		g := &l.groups[i]
		seen := map[string]bool{g.id: true}
		var add func(members []scimValue)
		add = func(members []scimValue) {
			for _, m := range members {
				if inner := byID[m.Value]; inner != nil {
					if !seen[m.Value] {
						seen[m.Value] = true
						add(inner.members)
					}
					continue
				}
				name, known := l.names[m.Value]
				if !known {
					name = cmp.Or(m.Display, m.Value)
				}
				a, ok := into.Accounts[name]
				if !ok {
					a = model.Account{Name: name, People: []string{name}, Enabled: true, LastUsed: map[string]calendar.Date{}, Range: g.at}
				}
				if !slices.Contains(a.Roles, g.name) {
					a.Roles = append(a.Roles, g.name)
				}
				into.Accounts[name] = a
			}
		}
		add(g.members)
	}
}

// incomplete says of which lists pages are missing (RFC 7644 §3.4.2.4).
func (l *scimLists) incomplete() []finding.Finding {
	var out []finding.Finding
	for _, what := range slices.Sorted(maps.Keys(l.pages)) {
		p := l.pages[what]
		if p.linked && !p.last {
			out = append(out, problem(ruleObserved, p.at, "the list of "+what+" goes on, so this is a page of it",
				"give the other pages as well: --observed "+strings.TrimSuffix(what, "s")+"-page-2.json"))
		}
		if p.here < p.total {
			out = append(out, problem(ruleObserved, p.at, fmt.Sprintf("%d of %d %s are here, so this is a page of the list", p.here, p.total, what),
				"give the other pages as well: --observed "+strings.TrimSuffix(what, "s")+"-page-2.json"))
		}
	}
	return out
}
