package policy

import (
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/open-policy-agent/opa/v1/ast"

	"github.com/tidegate/tidegate/internal/calendar"
	"github.com/tidegate/tidegate/internal/finding"
	"github.com/tidegate/tidegate/internal/model"
	"github.com/tidegate/tidegate/internal/source"
)

// metadata is what stands under custom in a rule's METADATA block.
type metadata struct {
	ID          string               `json:"id"`
	Severity    string               `json:"severity"`
	Subject     stringOrList         `json:"subject"`
	Params      map[string]parameter `json:"params"`
	Remediation string               `json:"remediation"`
	Controls    map[string][]string  `json:"controls"`
	Bad         string               `json:"bad"`
	Good        string               `json:"good"`
	Observed    string               `json:"observed"`
	Waivable    *bool                `json:"waivable"`
	Requires    []string             `json:"requires"`
}

type parameter struct {
	Type        string `json:"type"`
	Default     any    `json:"default"`
	Stricter    string `json:"stricter"`
	Limit       any    `json:"limit"`
	Description string `json:"description"`
}

type stringOrList []string

func (s *stringOrList) UnmarshalJSON(data []byte) error {
	var one string
	if json.Unmarshal(data, &one) == nil {
		*s = []string{one}
		return nil
	}
	return json.Unmarshal(data, (*[]string)(s))
}

// readMetadata turns a rule's METADATA into a catalogue entry, and says all that
// is missing from it.
func readMetadata(a *ast.Annotations, kinds []string) (finding.Rule, []string) {
	var m metadata
	var wrong []string
	encoded, err := json.Marshal(a.Custom)
	if err == nil {
		decoder := json.NewDecoder(strings.NewReader(string(encoded)))
		decoder.UseNumber()
		decoder.DisallowUnknownFields()
		err = decoder.Decode(&m)
	}
	if err != nil {
		return finding.Rule{}, []string{"custom cannot be read: " + err.Error()}
	}
	need := func(ok bool, what string) {
		if !ok {
			wrong = append(wrong, what)
		}
	}
	need(rulePattern.MatchString(m.ID), fmt.Sprintf("custom.id %q is missing or not like LP-001", m.ID))
	severity, err := finding.ParseSeverity(m.Severity)
	need(err == nil, "custom.severity: "+fmt.Sprint(err))
	need(len(m.Subject) > 0, "custom.subject is missing: the kind that the rule judges")
	for _, subject := range m.Subject {
		need(slices.Contains(kinds, subject), fmt.Sprintf("custom.subject %q is no kind; %s", subject, finding.DidYouMean(subject, kinds, "docs/reference lists them")))
	}
	need(a.Title != "", "title is missing")
	need(a.Description != "", "description is missing: why it matters")
	need(m.Remediation != "", "custom.remediation is missing: what to do")
	need(m.Bad != "" && m.Good != "", "custom.bad and custom.good are missing: an example in HCL of each")
	r := finding.Rule{
		ID: m.ID, Title: a.Title, Severity: severity, Subjects: m.Subject,
		Description: strings.TrimSpace(a.Description), Remediation: strings.TrimSpace(m.Remediation),
		Bad: m.Bad, Good: m.Good, Observed: m.Observed, Waivable: m.Waivable == nil || *m.Waivable,
		Requires: m.Requires,
	}
	for _, needed := range m.Requires {
		need(slices.Contains(kinds, needed) || needed == finding.RequiresObservations || needed == finding.RequiresBase,
			fmt.Sprintf("custom.requires %q is not a kind, %q or %q; %s", needed, finding.RequiresObservations, finding.RequiresBase, finding.DidYouMean(needed, kinds, "docs/reference lists the kinds")))
	}
	for _, name := range slices.Sorted(maps.Keys(m.Params)) {
		p := m.Params[name]
		value, err := readParameter(p.Type, p.Default)
		need(err == nil, fmt.Sprintf("custom.params.%s: default: %v", name, err))
		need(slices.Contains(finding.ParameterDirections, p.Stricter), fmt.Sprintf("custom.params.%s: stricter must be one of %s", name, strings.Join(finding.ParameterDirections, ", ")))
		need(p.Description != "", fmt.Sprintf("custom.params.%s: description is missing", name))
		out := finding.Parameter{Name: name, Description: p.Description, Type: p.Type, Default: value, Stricter: p.Stricter}
		if p.Limit != nil {
			out.Limit, err = readParameter(p.Type, p.Limit)
			need(err == nil, fmt.Sprintf("custom.params.%s: limit: %v", name, err))
		}
		r.Parameters = append(r.Parameters, out)
	}
	for _, framework := range slices.Sorted(maps.Keys(m.Controls)) {
		for _, reference := range m.Controls[framework] {
			reference, uncertain := strings.CutSuffix(reference, "?")
			r.Controls = append(r.Controls, finding.Control{Framework: framework, Reference: reference, Uncertain: uncertain})
		}
	}
	return r, wrong
}

// readParameter holds a value against the type that a parameter has.
func readParameter(typ string, v any) (any, error) {
	switch typ {
	case "boolean":
		if b, ok := v.(bool); ok {
			return b, nil
		}
	case "integer":
		if n, ok := v.(json.Number); ok {
			i, err := n.Int64()
			return i, err
		}
	case "string":
		if s, ok := v.(string); ok {
			return s, nil
		}
	case "duration":
		if s, ok := v.(string); ok {
			_, err := calendar.ParseDuration(s)
			return s, err
		}
	case "percent":
		if s, ok := v.(string); ok {
			_, err := model.ParsePercent(s)
			return s, err
		}
	case "factor":
		if s, ok := v.(string); ok {
			_, err := model.ParseFactor(s)
			return s, err
		}
	case "weekdays":
		if s, ok := v.(string); ok {
			_, err := calendar.ParseWeekdays(s)
			return s, err
		}
	case "list":
		if items, ok := v.([]any); ok {
			return items, nil
		}
	case "table":
		if table, ok := v.(map[string]any); ok {
			return table, nil
		}
	default:
		return nil, fmt.Errorf("type %q is none of %s", typ, strings.Join(finding.ParameterTypes, ", "))
	}
	return nil, fmt.Errorf("%v is no %s", v, typ)
}

// The rules about rules.
const (
	ruleCompile   = "POL-001"
	ruleMetadata  = "POL-002"
	ruleParameter = "POL-003"
	ruleLoosened  = "POL-004"
	ruleVerdict   = "POL-005"
	ruleUnknown   = "POL-006"
)

// Rules lists what this package reports by itself, in the form of the catalogue.
func Rules() []finding.Rule {
	return []finding.Rule{
		{
			ID: ruleCompile, Title: "Rule does not compile", Severity: finding.Invalid,
			Description: "A rule that does not compile judges nothing. Rules may use pure built-ins only: no network, no clock, no environment, no randomness.",
			Remediation: "Correct the Rego at the place shown.",
			Bad:         "deny contains v if http.send({})", Good: "deny contains v if input.definition.until",
		},
		{
			ID: ruleMetadata, Title: "Rule's metadata is incomplete", Severity: finding.Invalid,
			Description: "A rule without an ID, a subject or examples can be neither named, nor run, nor understood.",
			Remediation: "Complete the METADATA block above the package; CONTRIBUTING.md shows a whole one.",
			Bad:         "# METADATA\n# title: x\npackage my.rule", Good: "# METADATA\n# title: x\n# custom:\n#   id: XX-001\n#   …\npackage my.rule",
		},
		{
			ID: ruleParameter, Title: "Parameter cannot be set", Severity: finding.Invalid,
			Description: "A parameter that does not exist, has another type, is fixed, or is looser than its limit would silently judge by something else.",
			Remediation: "tidegate rules show RULE lists a rule's parameters with their limits.",
			Bad:         `policy "x" { SL-005 = { max = "72h" } }`, Good: `policy "x" { SL-005 = { max = "24h" } }`,
		},
		{
			ID: ruleLoosened, Title: "Parameter is loosened past its default", Severity: finding.High, Waivable: true,
			Subjects:    []string{"policy"},
			Description: "Tightening a parameter is free. Loosening it past the default weakens a rule for everybody, so it is a decision with an owner and an end: a waiver.",
			Remediation: "Go back to the default, or waive this finding with a reason and an approver.",
			Bad:         `policy "x" { LP-005 = { jit_max = "24h" } }`, Good: `policy "x" { LP-005 = { jit_max = "4h" } }`,
		},
		{
			ID: ruleVerdict, Title: "Rule failed, or gave something that is no verdict", Severity: finding.Invalid,
			Description: "A rule that fails on a subject has not judged it.",
			Remediation: "Give deny objects with a message, and at as a path into the subject.",
			Bad:         `deny contains "no"`, Good: `deny contains {"message": "no owner", "at": ["owner"]}`,
		},
		{
			ID: ruleUnknown, Title: "A rule is named that does not exist", Severity: finding.Low, Waivable: true,
			Subjects:    []string{"policy", "waiver"},
			Description: "A parameter or a waiver for a rule that is not there has no effect, and somebody may believe that it has.",
			Remediation: "tidegate rules list shows every rule.",
			Bad:         `waiver "w" { rule = "XX-999" }`, Good: `waiver "w" { rule = "LP-005" }`,
		},
	}
}

func problem(rule string, at source.Range, message, fix string) finding.Finding {
	return finding.Finding{Rule: rule, Severity: finding.Invalid, Message: source.Text(message), Fix: source.Text(fix), Key: source.Text(message), Place: finding.Place{Range: at}}
}
