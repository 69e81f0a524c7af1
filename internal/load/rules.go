package load

import (
	"errors"

	"github.com/tidegate/tidegate/internal/finding"
	"github.com/tidegate/tidegate/internal/source"
)

// The rules of the loader: what must hold before anything can be judged.
const (
	ruleSyntax     = "DEF-001"
	ruleFile       = "DEF-002"
	ruleKind       = "DEF-003"
	ruleAttribute  = "DEF-004"
	ruleShape      = "DEF-005"
	ruleForm       = "DEF-006"
	ruleDuplicate  = "DEF-007"
	ruleReference  = "DEF-008"
	ruleWrongKind  = "DEF-009"
	ruleCycle      = "DEF-010"
	ruleExpression = "DEF-011"
	ruleSchema     = "DEF-012"
	ruleConfig     = "DEF-013"
	ruleObserved   = "DEF-014"
)

// Rules lists what the loader reports, in the form of the catalogue. None of
// them can be waived: a repository with errors is never judged by halves.
func Rules() []finding.Rule {
	rule := func(id, title, description, remediation, bad, good string) finding.Rule {
		return finding.Rule{
			ID: id, Title: title, Severity: finding.Invalid,
			Description: description, Remediation: remediation, Bad: bad, Good: good,
		}
	}
	return []finding.Rule{
		rule(ruleSyntax, "Syntax error",
			"A file that does not parse says nothing, so nothing is judged.",
			"Correct the file at the place shown; tidegate fmt shows what it understands.",
			`team "bogota" {`, `team "bogota" { location = location.bogota }`),
		rule(ruleFile, "File cannot be read as definitions",
			"Files over 10 MiB, nesting over 200 levels, NUL bytes, text that is not UTF-8 and links that leave the tree are refused: a definition from a fork is hostile until reviewed.",
			"Split the file, or remove the bytes or the link.",
			"team \"bogota\" { note = \"\\x00\" }", `team "bogota" { location = location.bogota }`),
		rule(ruleKind, "Unknown kind, or a block in a form that its kind does not have",
			"A misspelt block would otherwise be a thing that nobody judges.",
			"Use a kind that docs/reference lists, or add a schema for your own.",
			`temas "bogota" { location = location.bogota }`, `team "bogota" { location = location.bogota }`),
		rule(ruleAttribute, "Unknown attribute",
			"A misspelt attribute would otherwise be missing, and missing is not compliant.",
			"Use an attribute of the kind.",
			`grant "g" { alow = ["helpdesk:ticket.read"] }`, `grant "g" { allow = ["helpdesk:ticket.read"] }`),
		rule(ruleShape, "Wrong type, missing attribute, or value that is not allowed",
			"A value that its schema does not know cannot be judged.",
			"Write the value as docs/reference describes it.",
			`location "x" { class = "nearby" }`, `location "x" { class = "nearshore" }`),
		rule(ruleForm, "Value that cannot be read",
			"Dates, durations, zones, countries and actions are read exactly or not at all.",
			"Write the value in the form that the message shows.",
			`grant "g" { valid = "2026-02-30/2027-01-01" }`, `grant "g" { valid = "2026-02-28/2027-01-01" }`),
		rule(ruleDuplicate, "Defined twice",
			"Of two definitions with one address, neither is the true one.",
			"Rename one, or merge the two.",
			`duties { pay = { needs = [] }, pay = { needs = [] } }`, `duties { pay = { needs = [] } }`),
		rule(ruleReference, "Unknown reference",
			"A reference to nothing would be a promise that nobody keeps.",
			"Correct the name, or define what it names.",
			`team "t" { location = location.nowhere }`, `team "t" { location = location.bogota }`),
		rule(ruleWrongKind, "Reference to the wrong kind",
			"An approver that is a team approves nothing.",
			"Refer to a definition of a kind that the message lists.",
			`team "t" { location = person.b01 }`, `team "t" { location = location.bogota }`),
		rule(ruleCycle, "Reference cycle",
			"A role that includes itself, or a local that is made of itself, has no value.",
			"Break the cycle at one of the places shown.",
			`locals { a = local.a }`, `locals { a = "x" }`),
		rule(ruleExpression, "Expression cannot be evaluated",
			"Definitions are read by auditors: they use references, locals and pure functions, and no loops or conditions.",
			"Write the value out, or use one of the functions in docs/reference.",
			`locals { a = [for x in [1] : x] }`, `locals { a = [1] }`),
		rule(ruleSchema, "Schema of an own kind is not valid",
			"A kind that is described wrongly would let anything pass.",
			"Correct the schema; JSON Schema draft 7 without remote references.",
			`{ "type": 7 }`, `{ "type": "object" }`),
		rule(ruleConfig, "Configuration is not valid",
			"A run that is configured wrongly must not look like one that passed.",
			"Correct tidegate.hcl.",
			`severity_level = "high"`, `fail_level = "high"`),
		rule(ruleObserved, "Observations cannot be read",
			"What connectors saw is judged beside what is declared; half of it would make accounts look unused, or unseen.",
			"Let the connector write the file again; docs/observations.md shows the forms.",
			`{ "accounts": { "b01": { "last_login": "soon" } } }`, `{ "observed_at": "2026-10-05T04:00:00Z", "accounts": {} }`),
	}
}

// problem is a finding of the loader.
func problem(rule string, at source.Range, message, fix string) finding.Finding {
	return finding.Finding{
		Rule: rule, Severity: finding.Invalid, Message: source.Text(message), Fix: source.Text(fix),
		Key:   source.Text(message),
		Place: finding.Place{Range: at},
	}
}

func asType[E error](err error) (E, bool) {
	var target E
	ok := errors.As(err, &target)
	return target, ok
}
