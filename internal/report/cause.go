package report

import (
	"fmt"
	"slices"
	"strings"

	"github.com/tidegate/tidegate/internal/finding"
	"github.com/tidegate/tidegate/internal/gate"
	"github.com/tidegate/tidegate/internal/source"
)

// A cause is what one place of the definitions is to blame for, by one rule: one edit of a
// grant that six people hold is one cause, and six findings. Formats for people tell it
// once; each finding keeps its identity in the others.
type cause struct {
	*finding.Finding                    // the first
	others           []*finding.Finding // that the same place is to blame for
}

// causes groups the findings that are to be told in full, what counts and what is gravest
// first.
func causes(r *gate.Result) []cause {
	type key struct {
		rule           string
		severity       finding.Severity
		at             source.Range
		change         finding.Change
		waiver, commit string
		fix            source.Text
	}
	var out []cause
	known := map[key]int{}
	for _, f := range gravestFirst(r) {
		if !shown(r, f) {
			continue
		}
		k := key{rule: f.Rule, severity: f.Severity, at: f.Place.Range, change: f.Change, fix: f.Fix}
		if f.Waiver != nil {
			k.waiver = f.Waiver.Address
		}
		if f.Commit != nil {
			k.commit = f.Commit.Hash
		}
		if i, ok := known[k]; ok && !f.Place.Range.IsZero() && f.Severity != finding.Invalid {
			out[i].others = append(out[i].others, f)
			continue
		}
		known[k] = len(out)
		out = append(out, cause{Finding: f})
	}
	return out
}

// count is how many findings causes stand for.
func count(causes []cause) int {
	n := 0
	for _, c := range causes {
		n += 1 + len(c.others)
	}
	return n
}

// mostOthers is how many of the other findings of a cause are told by their messages.
const mostOthers = 5

// also says what else a place is to blame for: whom, where only the subject differs, and
// otherwise what.
func (c *cause) also() []string {
	if len(c.others) == 0 {
		return nil
	}
	same := !slices.ContainsFunc(c.others, func(f *finding.Finding) bool {
		mine, first := string(f.Message), string(c.Message)
		return strings.ReplaceAll(mine, f.Subject, "") != strings.ReplaceAll(first, c.Subject, "") || !strings.Contains(mine, f.Subject)
	})
	if same {
		subjects := make([]string, len(c.others))
		for i, f := range c.others {
			subjects[i] = f.Subject
		}
		return []string{"the same of " + strings.Join(subjects, ", ")}
	}
	var out []string
	for i, f := range c.others {
		if i == mostOthers {
			return append(out, fmt.Sprintf("and %s", plural(len(c.others)-i, "more finding")))
		}
		out = append(out, f.Message.String())
	}
	return out
}

// mark is what became of a finding where trees are compared. What is new needs no mark in a
// list of what is new or worse; among all it does.
func mark(f *finding.Finding, amongAll bool) string {
	switch {
	case f.Change == finding.New && amongAll:
		return "new"
	case f.Change == finding.Worsened:
		return "worse"
	}
	return ""
}

// marked is the message of a finding behind its mark.
func marked(f *finding.Finding, amongAll bool) source.Text {
	if m := mark(f, amongAll); m != "" {
		return source.Text(m+": ") + f.Message
	}
	return f.Message
}

// amongAll reports whether formats that tell what is new or worse tell the rest as well.
func amongAll(r *gate.Result) bool { return r.Against != nil && r.Against.All }

// listed is the findings in the order of a list: by place, and where trees are compared
// what the change is about first.
func listed(r *gate.Result) []*finding.Finding {
	if r.Against != nil {
		return gravestFirst(r)
	}
	return inOrder(r)
}

// inOrder is the findings by place.
func inOrder(r *gate.Result) []*finding.Finding {
	out := make([]*finding.Finding, len(r.Findings))
	for i := range r.Findings {
		out[i] = &r.Findings[i]
	}
	return out
}

// gravestFirst is the findings by what they count for.
func gravestFirst(r *gate.Result) []*finding.Finding {
	out := inOrder(r)
	slices.SortStableFunc(out, func(a, b *finding.Finding) int { return rankOf(r, b) - rankOf(r, a) })
	return out
}

func rankOf(r *gate.Result, f *finding.Finding) int {
	rank := int(f.Severity)
	if f.Waiver != nil {
		return rank - 20
	}
	if r.Counts(f) {
		return rank + 20
	}
	return rank
}
