# METADATA
# title: Data class lowered without a transformation
# description: |
#   Copies escape controls by being called something else.
#
#   What a flow brings may be called less than what its sources hold only where an enforced transform accounts
#   for the difference: masking and tokenising lower the level to internal, anonymising and aggregating over ten
#   people or more also end that it is personal (GDPR Art. 4(5), recital 26). A transform that no system
#   enforces does not count, and pseudonymising alone lowers nothing. What a system has inherited counts like
#   what it declares. Live data never becomes fit for a sandbox.
# custom:
#   id: DF-002
#   severity: high
#   subject: [flow, system, data_class]
#   params:
#     personal_words:
#       type: "list"
#       default: ["customer", "customers", "patient", "employee", "name", "names", "email", "address", "addresses", "phone", "birth", "birthday"]
#       stricter: "more"
#       description: "Words in the name or description of a data class that say that it is about people."
#   remediation: |
#     Add the enforced transformation, or raise the class of the destination; fill sandboxes with synthetic data.
#   controls:
#     SOC 2: ["CC2.1", "C1.1"]
#     ISO 27001:2022: ["A.5.12", "A.5.13", "A.8.11", "A.8.33"]
#     NIST 800-53 r5: ["AC-4", "RA-2", "SI-19"]
#     PCI DSS 4.0.1: ["6.5.5"]
#     GDPR: ["Art. 4(5)", "Art. 25(1)"]
#   bad: |
#     data_classes {
#       customer = { level = "confidential", personal = true }
#       masked   = { level = "internal", personal = true }
#       plain    = { level = "internal", personal = false }
#       card     = { level = "restricted", personal = true, payment = "pan" }
#       token    = { level = "internal", personal = false, payment = "token" }
#     }
#     system "desk" {
#       hosted   = "DE"
#       holds    = [data_class.customer]
#       controls = { encrypted = true, retention = "24mo" }
#       actions  = ["ticket.read"]
#     }
#     system "lake" {
#       hosted = "DE"
#       holds  = [data_class.masked]
#     }
#     flow "lake" {
#       from      = system.desk
#       to        = system.lake
#       transform = { kind = "mask" }
#     }
#   good: |
#     data_classes {
#       customer = { level = "confidential", personal = true }
#       masked   = { level = "internal", personal = true }
#       plain    = { level = "internal", personal = false }
#       card     = { level = "restricted", personal = true, payment = "pan" }
#       token    = { level = "internal", personal = false, payment = "token" }
#     }
#     system "desk" {
#       hosted   = "DE"
#       holds    = [data_class.customer]
#       controls = { encrypted = true, retention = "24mo" }
#       actions  = ["ticket.read"]
#     }
#     system "lake" {
#       hosted = "DE"
#       holds  = [data_class.masked]
#     }
#     flow "lake" {
#       from      = system.desk
#       to        = system.lake
#       transform = { kind = "mask", drops = ["name"], enforced_in = system.desk }
#     }
package tidegate.df.df_002

deny contains {
	"message": _message(lowered),
	"at": _place(lowered),
	"key": _key(lowered),
	"related": _related(lowered),
	"because": [sprintf("what arrives is %s: %s", [lowered.is, lowered.because])],
	"fix": _fix(lowered),
} if {
	some lowered in input.facts.lowered
}

_message(lowered) := sprintf("%s carries %s, which is %s, out of data that is %s", [input.address, lowered.class, lowered.called, lowered.is]) if lowered.class

_message(lowered) := sprintf("%s brings live data to %s, where people practise", [input.address, lowered.to]) if lowered.practice

_message(lowered) := sprintf("%s brings data that is %s to %s, which is declared as %s", [input.address, lowered.is, lowered.to, lowered.called]) if {
	not lowered.class
	not lowered.practice
}

_place(lowered) := ["carries"] if lowered.class

_place(lowered) := ["to"] if not lowered.class

_key(lowered) := lowered.class if lowered.class

_key(lowered) := lowered.to if not lowered.class

_related(lowered) := [{"at": ["transform"], "note": "the transform"}] if lowered.class

_related(lowered) := [{"address": lowered.to, "at": ["holds"], "note": "what it declares"}] if not lowered.class

_fix(lowered) := "fill the sandbox with synthetic data" if lowered.practice

_fix(lowered) := "name the system that enforces a transform which accounts for it, or raise the class" if not lowered.practice

deny contains {
	"message": sprintf("%s is called a sandbox and holds data that is %s", [input.address, input.facts.misplaced]),
	"at": ["holds"],
	"key": "sandbox",
	"related": [{"at": ["environment"], "note": "a sandbox holds no live data, so it counts as live"}],
	"fix": "hold synthetic data only, or remove environment = \"sandbox\"",
} if {
	input.kind == "system"
	input.facts.misplaced
}

deny contains {
	"message": sprintf("%s is not personal, but %s makes it out of personal data without anonymising it", [input.address, flow]),
	"at": ["personal"],
	"key": sprintf("made by %s", [flow]),
	"related": [{"address": flow, "at": ["transform"], "note": "the transform"}],
	"fix": "personal = true",
} if {
	input.kind == "data_class"
	not object.get(input.definition, "personal", false)
	some flow in input.facts.made_by
}

deny contains {
	"message": sprintf("%s is not personal, but its name or description says that it is about people", [input.address]),
	"at": ["personal"],
	"key": "words",
	"severity": "medium",
	"fix": "personal = true, or give it a name that says what it is",
} if {
	input.kind == "data_class"
	input.facts.personal_named
}
