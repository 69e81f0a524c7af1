package policy

import (
	"encoding/json"
	"fmt"
	"maps"
	"slices"

	"github.com/tidegate/tidegate/internal/calendar"
	"github.com/tidegate/tidegate/internal/finding"
	"github.com/tidegate/tidegate/internal/model"
	"github.com/tidegate/tidegate/internal/source"
)

// Settings are the rules' defaults with what policy blocks set. Tightening is
// free; loosening past the default is a finding; what is fixed or has a limit
// does not move past it, and trying to is an error.
func (s *Set) Settings(org *model.Organisation) (finding.Settings, []finding.Finding) {
	settings := finding.Settings{}
	for _, r := range slices.Concat(s.Rules, finding.Rules()) {
		settings[r.ID] = map[string]any{}
		for _, p := range r.Parameters {
			settings[r.ID][p.Name] = p.Default
		}
	}
	if org == nil {
		return settings, nil
	}
	var found []finding.Finding
	for _, policy := range org.Policies {
		for i := range policy.Value.Items {
			found = append(found, s.apply(settings, policy.Definition, &policy.Value.Items[i])...)
		}
	}
	return settings, found
}

func (s *Set) apply(settings finding.Settings, policy *model.Definition, block *model.Field) []finding.Finding {
	rule := s.Rule(block.Name)
	if rule == nil {
		return []finding.Finding{s.unknownRule(policy, block.Name, finding.Place{Address: string(policy.Address()), Path: block.Name, Range: block.NameRange})}
	}
	var found []finding.Finding
	for i := range block.Value.Items {
		field := &block.Value.Items[i]
		if f := set(settings, rule, policy, field); f != nil {
			found = append(found, *f)
		}
	}
	return found
}

// Unknown is the finding that a definition names a rule that does not exist.
func (s *Set) unknownRule(d *model.Definition, id string, at finding.Place) finding.Finding {
	var ids []string
	for _, r := range s.Rules {
		ids = append(ids, r.ID)
	}
	return finding.Finding{
		Rule: ruleUnknown, Severity: finding.Low, Subject: string(d.Address()), Key: source.Text(id),
		Message: source.Text(fmt.Sprintf("%s names %s, and no rule is called so", d.Address(), id)),
		Place:   at, Fix: source.Text(finding.DidYouMean(id, ids, "tidegate rules list shows every rule")),
	}
}

// UnknownWaived finds waivers of rules that do not exist.
func (s *Set) UnknownWaived(org *model.Organisation) []finding.Finding {
	var found []finding.Finding
	for _, w := range org.Waivers {
		if s.Rule(w.Rule) == nil && !slices.ContainsFunc(Rules(), func(r finding.Rule) bool { return r.ID == w.Rule && r.Waivable }) {
			found = append(found, s.unknownRule(w.Definition, w.Rule, finding.Place{Address: string(w.Address()), Path: "rule", Range: w.At("rule")}))
		}
	}
	return found
}

func set(settings finding.Settings, rule *finding.Rule, policy *model.Definition, field *model.Field) *finding.Finding {
	path := rule.ID + "." + field.Name
	fail := func(message, fix string) *finding.Finding {
		f := problem(ruleParameter, field.Value.Range, message, fix)
		f.Subject, f.Place.Address, f.Place.Path = string(policy.Address()), string(policy.Address()), path
		return &f
	}
	names := make([]string, len(rule.Parameters))
	for i, p := range rule.Parameters {
		names[i] = p.Name
	}
	index := slices.Index(names, field.Name)
	if index < 0 {
		f := fail(fmt.Sprintf("%s has no parameter %q", rule.ID, field.Name), finding.DidYouMean(field.Name, names, "tidegate rules show "+rule.ID+" lists them"))
		f.Place.Range = field.NameRange
		return f
	}
	p := rule.Parameters[index]
	value, err := readParameter(p.Type, goValue(&field.Value))
	if err != nil {
		return fail(fmt.Sprintf("%s: %s: %v", rule.ID, p.Name, err), fmt.Sprintf("it is a %s, as in %s", p.Type, Text(p.Default)))
	}
	if table, ok := value.(map[string]any); ok { // a table is extended, never replaced
		extended := maps.Clone(settings.Table(rule.ID, p.Name))
		maps.Copy(extended, table)
		value = extended
	}
	if p.Stricter == "fixed" && Text(value) != Text(p.Default) {
		return fail(fmt.Sprintf("%s: %s is fixed at %s", rule.ID, p.Name, Text(p.Default)), "remove it")
	}
	if p.Limit != nil && Looser(p, value, p.Limit) {
		return fail(fmt.Sprintf("%s: %s may not be looser than %s", rule.ID, p.Name, Text(p.Limit)), "the default is "+Text(p.Default))
	}
	settings[rule.ID][p.Name] = value
	if !Looser(p, value, p.Default) {
		return nil
	}
	return &finding.Finding{
		Rule: ruleLoosened, Severity: finding.High, Subject: string(policy.Address()), Key: source.Text(path),
		Message: source.Text(fmt.Sprintf("%s: %s is loosened from %s to %s", rule.ID, p.Name, Text(p.Default), Text(value))),
		Place:   finding.Place{Address: string(policy.Address()), Path: path, Range: field.Value.Range},
		Fix:     "go back to the default, or waive this with a reason and an end",
	}
}

// Text is a parameter as HCL would have it.
func Text(v any) string {
	encoded, err := json.Marshal(v)
	if err != nil {
		return fmt.Sprint(v)
	}
	return string(encoded)
}

func goValue(v *model.Value) any {
	switch v.Type {
	case model.Bool:
		return v.Flag
	case model.Number:
		return json.Number(v.Text)
	case model.List:
		out := make([]any, len(v.Items))
		for i := range v.Items {
			out[i] = goValue(&v.Items[i].Value)
		}
		return out
	case model.Object:
		out := map[string]any{}
		for i := range v.Items {
			out[v.Items[i].Name] = goValue(&v.Items[i].Value)
		}
		return out
	}
	return v.Text
}

// Looser reports whether a is looser than b in the parameter's direction.
func Looser(p finding.Parameter, a, b any) bool {
	switch p.Stricter {
	case "lower":
		return amount(p.Type, a) > amount(p.Type, b)
	case "higher":
		return amount(p.Type, a) < amount(p.Type, b)
	case "true":
		return a != true && b == true
	case "false":
		return a == true && b != true
	case "fewer":
		if p.Type == "weekdays" {
			return weekdays(a)&^weekdays(b) != 0
		}
		return !subset(a, b)
	case "more":
		if p.Type == "weekdays" {
			return weekdays(b)&^weekdays(a) != 0
		}
		return !subset(b, a)
	}
	return false
}

func weekdays(v any) calendar.Weekdays {
	text, _ := v.(string)
	days, _ := calendar.ParseWeekdays(text)
	return days
}

// amount orders values of one type. Durations are counted from one day, so that
// months and days compare.
func amount(typ string, v any) int64 {
	switch typ {
	case "integer":
		n, _ := v.(int64)
		return n
	case "percent":
		text, _ := v.(string)
		n, _ := model.ParsePercent(text)
		return int64(n)
	case "factor":
		text, _ := v.(string)
		n, _ := model.ParseFactor(text)
		return n
	case "duration":
		text, _ := v.(string)
		d, _ := calendar.ParseDuration(text)
		const someDay calendar.Date = 20000
		days := int64(someDay.Add(calendar.Duration{Days: d.Days, Months: d.Months}) - someDay)
		return d.Millis + d.BusinessMillis + (days+int64(d.BusinessDays))*86_400_000
	}
	return 0
}

// subset reports whether every entry of a stands in b as well. Both are lists,
// or tables whose entries must be the same.
func subset(a, b any) bool {
	switch a := a.(type) {
	case []any:
		have := map[string]bool{}
		items, _ := b.([]any)
		for _, item := range items {
			have[Text(item)] = true
		}
		return !slices.ContainsFunc(a, func(item any) bool { return !have[Text(item)] })
	case map[string]any:
		table, _ := b.(map[string]any)
		for name := range maps.Keys(a) {
			other, ok := table[name]
			if !ok || Text(other) != Text(a[name]) {
				return false
			}
		}
	}
	return true
}
