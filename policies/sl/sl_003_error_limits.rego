# METADATA
# title: Error limits missing or too loose
# description: |
#   Refunds that should not have been given are where outsourced support loses money.
#
#   A contract limits the share of refunds, replacements and policy exceptions that may be wrong, by count, in a
#   month, and does not put the number of decisions below which a breach does not count too high. It promises no
#   lower quality, and allows no more exceptions, than the company's indicators (qa_score, exception_rate) ask of
#   everybody.
# custom:
#   id: SL-003
#   severity: high
#   subject: contract
#   params:
#     refunds:
#       type: "percent"
#       default: "1.0%"
#       stricter: "lower"
#       description: "The most refunds that may be wrong."
#     replacements:
#       type: "percent"
#       default: "1.5%"
#       stricter: "lower"
#       description: "The most replacements that may be wrong."
#     policy_exceptions:
#       type: "percent"
#       default: "2.0%"
#       stricter: "lower"
#       description: "The most policy exceptions that may be wrong."
#     min_volume:
#       type: "integer"
#       default: 100
#       stricter: "lower"
#       description: "Decisions in a month below which a breach need not count."
#   remediation: |
#     Add the limits, with what they are a share of and the period.
#   controls:
#     SOC 2: ["CC9.2"]
#     ISO 27001:2022: ["A.5.20?"]
#   bad: |
#     location "coast" {
#       country = "CO"
#       tz      = "America/Bogota"
#       class   = "nearshore"
#     }
#     vendor "coast" {
#       country = "CO"
#       role    = "processor"
#     }
#     team "coast" {
#       location = location.coast
#       vendor   = vendor.coast
#     }
#     contract "coast" {
#       vendor = vendor.coast
#       teams  = [team.coast]
#       valid  = "2026-01-01/2027-06-30"
#       errors = { refunds = "2.0%", replacements = "1.0%", policy_exceptions = "1.0%" }
#     }
#   good: |
#     location "coast" {
#       country = "CO"
#       tz      = "America/Bogota"
#       class   = "nearshore"
#     }
#     vendor "coast" {
#       country = "CO"
#       role    = "processor"
#     }
#     team "coast" {
#       location = location.coast
#       vendor   = vendor.coast
#     }
#     contract "coast" {
#       vendor = vendor.coast
#       teams  = [team.coast]
#       valid  = "2026-01-01/2027-06-30"
#       errors = { refunds = "0.5%", replacements = "1.0%", policy_exceptions = "1.0%" }
#     }
package tidegate.sl.sl_003

deny contains {
	"message": sprintf("%s %s", [input.address, _what(term)]),
	"at": term.at,
	"key": term.name,
	"extent": term.over,
	"unit": term.unit,
	"fix": sprintf("agree on %s of decisions in a month", [term.need]),
} if {
	some term in input.facts.errors
	term.state != "fine"
}

deny contains {
	"message": sprintf("%s does not count errors below %d decisions, and %d are enough", [input.address, volume, input.params["SL-003"].min_volume]),
	"at": ["errors", "min_volume"],
	"key": "min_volume",
	"extent": volume - input.params["SL-003"].min_volume,
	"unit": "decisions",
	"fix": "lower the number of decisions",
} if {
	volume := input.definition.errors.min_volume
	volume > input.params["SL-003"].min_volume
}

deny contains {
	"message": sprintf("%s agrees to %s for %s, but the company's indicator is %s", [input.address, aim.text, replace(aim.name, "_", " "), aim.need]),
	"at": aim.at,
	"key": concat(".", aim.at),
	"related": [{"address": "indicators", "at": aim.indicator, "note": "what the company asks of its own work"}],
	"extent": aim.over,
	"unit": "hundredths of a percent",
	"fix": sprintf("agree on %s, or change the indicator", [aim.need]),
} if {
	some aim in input.facts.aims
	not aim.name in _loose
}

_loose contains term.name if {
	some term in input.facts.errors
	term.state == "loose"
}

_what(term) := sprintf("sets no limit on wrong %s", [replace(term.name, "_", " ")]) if term.state == "missing"

_what(term) := sprintf("allows %s of %s to be wrong; it may be %s", [term.text, replace(term.name, "_", " "), term.need]) if term.state == "loose"
