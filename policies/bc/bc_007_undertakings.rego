# METADATA
# title: No confidentiality or acceptable-use undertaking
# description: |
#   Whoever touches personal data for somebody must have committed to confidentiality (GDPR Art. 28(3)(b)), and
#   must know what use is acceptable, before the first login.
#
#   Both undertakings are signed on or before the day on which live access begins. Acceptable use is said again
#   within reaffirm, by every pass of the security module.
# custom:
#   id: BC-007
#   severity: high
#   subject: person
#   params:
#     reaffirm:
#       type: "duration"
#       default: "12mo"
#       stricter: "lower"
#       description: "How long an affirmation of acceptable use holds."
#     module:
#       type: "string"
#       default: "security"
#       stricter: "any"
#       description: "The module whose pass affirms it; training for it has no grace."
#   remediation: |
#     Sign before access; pass the security module every year.
#   controls:
#     ISO 27001:2022: ["A.5.10", "A.6.2", "A.6.6"]
#     NIST 800-53 r5: ["PL-4", "PS-6"]
#     PCI DSS 4.0.1: ["12.2.1", "12.6.3"]
#     GDPR: ["Art. 28(3)(b)", "Art. 32(4)"]
#   bad: |
#     location "hq" {
#       country = "US"
#       tz      = "America/Chicago"
#       class   = "hq"
#       checks  = { allowed = ["identity", "criminal"], prohibited = ["credit"] }
#     }
#     location "krakow" {
#       country = "PL"
#       tz      = "Europe/Warsaw"
#       class   = "onshore"
#       checks  = { allowed = ["identity"], prohibited = ["criminal", "credit"] }
#     }
#     team "ops" {
#       location = location.hq
#     }
#     team "platform" {
#       location = location.krakow
#     }
#     system "shop" {
#       holds   = [data_class.customer]
#       actions = ["order.read"]
#     }
#     data_classes {
#       customer = { level = "confidential", personal = true }
#     }
#     grant "shop" {
#       to    = person.p01
#       allow = ["shop:order.read"]
#       valid = "2026-04-06/2026-12-31"
#     }
#     person "p01" {
#       team   = team.ops
#       start  = "2026-04-02"
#       signed = { confidentiality = "2026-04-01" }
#       checks = { identity = "2026-03-01" }
#     }
#   good: |
#     location "hq" {
#       country = "US"
#       tz      = "America/Chicago"
#       class   = "hq"
#       checks  = { allowed = ["identity", "criminal"], prohibited = ["credit"] }
#     }
#     location "krakow" {
#       country = "PL"
#       tz      = "Europe/Warsaw"
#       class   = "onshore"
#       checks  = { allowed = ["identity"], prohibited = ["criminal", "credit"] }
#     }
#     team "ops" {
#       location = location.hq
#     }
#     team "platform" {
#       location = location.krakow
#     }
#     system "shop" {
#       holds   = [data_class.customer]
#       actions = ["order.read"]
#     }
#     data_classes {
#       customer = { level = "confidential", personal = true }
#     }
#     grant "shop" {
#       to    = person.p01
#       allow = ["shop:order.read"]
#       valid = "2026-04-06/2026-12-31"
#     }
#     person "p01" {
#       team   = team.ops
#       start  = "2026-04-02"
#       signed = { confidentiality = "2026-04-01", acceptable_use = "2026-04-01" }
#       checks = { identity = "2026-03-01" }
#     }
package tidegate.bc.bc_007

deny contains {
	"message": sprintf("%s %s %s, and has live access from %s on", [input.address, _words[state], _names[name], input.facts.first_access.date]),
	"at": ["signed"],
	"key": name,
	"related": [{"address": input.facts.first_access.grant, "at": ["valid"], "note": "the first live access"}],
	"fix": sprintf("sign %s before access begins", [_names[name]]),
} if {
	some name in ["confidentiality", "acceptable_use"]
	state := input.facts.undertakings[name]
	_words[state]
	not _over
}

deny contains {
	"message": sprintf("%s was to affirm acceptable use by %s", [input.address, input.facts.undertakings.due]),
	"at": ["passed"],
	"key": "reaffirm",
	"extent": input.facts.undertakings.late,
	"unit": "days late",
	"because": [sprintf("each pass of the module %s affirms it for %s", [input.params["BC-007"].module, input.params["BC-007"].reaffirm])],
	"fix": sprintf("pass the module %s, and record the day", [input.params["BC-007"].module]),
} if {
	input.facts.active
	input.facts.undertakings.reaffirmed == false
}

# Access of somebody who is gone is the business of LP-003.
applies if input.facts.undertakings

_over if {
	not input.facts.active
	input.facts.first_access.started
}

_words := {"missing": "has not signed", "late": "signed only later"}

_names := {"confidentiality": "the undertaking of confidentiality", "acceptable_use": "the rules of acceptable use"}
