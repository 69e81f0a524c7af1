package finding

import (
	"slices"
	"strings"
)

// A Rule is a rule as the catalogue lists it, whether Rego or Go judges by it.
type Rule struct {
	ID          string
	Title       string
	Severity    Severity
	Subjects    []string // the kinds that it judges; empty for rules of the loader
	Description string   // why it matters
	Remediation string
	Parameters  []Parameter
	Controls    []Control
	Bad, Good   string // HCL
	Observed    string // observations that both examples are judged with, if any
	Waivable    bool
	Requires    []string // kinds of which something must be defined, or one of the words below; without it nothing is assessed
	File        string   // the Rego file, empty for rules of the loader
	Custom      bool     // from the repository that is judged
}

// What a rule may require besides kinds of definitions: observations of accounts,
// or another tree to compare with.
const (
	RequiresObservations = "observations"
	RequiresBase         = "base"
)

// Family is the part of the ID before the dash.
func (r *Rule) Family() string {
	family, _, _ := strings.Cut(r.ID, "-")
	return family
}

// A Control is a clause of a framework that a rule helps to meet.
type Control struct {
	Framework string // as "ISO 27001:2022"
	Reference string
	Uncertain bool // an auditor should confirm the mapping
}

// A Parameter is a value that a policy block may set for a rule.
type Parameter struct {
	Name        string
	Description string
	Type        string // see ParameterTypes
	Default     any    // bool, int64, string, []string, or what JSON made of it
	Stricter    string // which way is stricter, see ParameterDirections
	Limit       any    // no value may be looser than this; nil for no limit
}

// ParameterTypes are the types of parameters.
var ParameterTypes = []string{"boolean", "integer", "string", "duration", "percent", "factor", "weekdays", "list", "table"}

// ParameterDirections say which values are stricter than another: a lower or a
// higher number or duration, true or false, a list that is a subset or a
// superset, a table with more entries, or no other value at all.
var ParameterDirections = []string{"lower", "higher", "true", "false", "fewer", "more", "fixed", "any"}

// Select says whether a rule is chosen by lists of rule IDs and families, all
// rules being chosen when only is empty.
func Select(id string, only, skip []string) bool {
	named := func(names []string) bool {
		family, _, _ := strings.Cut(id, "-")
		return slices.Contains(names, id) || slices.Contains(names, family)
	}
	return (len(only) == 0 || named(only)) && !named(skip)
}
