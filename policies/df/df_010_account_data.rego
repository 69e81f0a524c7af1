# METADATA
# title: Account data of cards without its guard
# description: |
#   Account data is in the scope of PCI DSS whatever a company calls it.
#
#   A class with payment = "pan" (full card numbers) or "sad" (sensitive authentication data) has the level
#   confidential or higher. Sensitive authentication data is not kept after authorisation at all (PCI DSS 3.3.1),
#   and a system that holds full card numbers is encrypted and enforces multi-factor authentication (3.5.1, 8.4.2).
# custom:
#   id: DF-010
#   severity: critical
#   subject: [data_class, system]
#   waivable: false
#   remediation: |
#     Raise the level of the class, and keep account data in systems that guard it; delete authentication data.
#   controls:
#     PCI DSS 4.0.1: ["3.3.1", "3.5.1", "8.4.2"]
#   bad: |
#     data_classes {
#       cards = { level = "internal", personal = false, payment = "pan" }
#     }
#   good: |
#     data_classes {
#       cards = { level = "restricted", personal = true, payment = "pan" }
#     }
package tidegate.df.df_010

deny contains {
	"message": sprintf("%s is %s, and its level is only %s", [input.address, _names[input.facts.card], input.definition.level]),
	"at": ["level"],
	"key": "level",
	"fix": "level = \"restricted\"",
} if {
	input.kind == "data_class"
	_names[input.facts.card]
	input.definition.level in {"public", "internal"}
}

deny contains {
	"message": sprintf("%s keeps %s, which is sensitive authentication data", [system, input.address]),
	"at": {"address": system, "path": ["holds"]},
	"key": sprintf("kept in %s", [system]),
	"related": [{"at": ["payment"], "note": "what it is"}],
	"fix": "delete it once a payment is authorised, and take it out of holds",
} if {
	input.kind == "data_class"
	input.facts.card == "sad"
	some system in input.facts.held_by
}

deny contains {
	"message": sprintf("%s holds full card numbers and %s", [input.address, guard.lacks]),
	"at": ["controls", guard.name],
	"key": guard.name,
	"fix": guard.fix,
} if {
	input.kind == "system"
	input.facts.card
	some guard in _guards
	not object.get(object.get(input.definition, "controls", {}), guard.name, false)
}

applies if {
	input.kind == "data_class"
	input.facts.card
}

applies if {
	input.kind == "system"
	input.facts.card
}

_guards := [
	{"name": "encrypted", "lacks": "is not encrypted", "fix": "encrypt it, then set controls.encrypted = true"},
	{"name": "mfa", "lacks": "does not enforce multi-factor authentication", "fix": "enforce it, then set controls.mfa = true"},
]

_names := {"pan": "full card numbers", "sad": "sensitive authentication data"}
