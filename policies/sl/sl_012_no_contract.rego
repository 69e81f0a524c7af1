# METADATA
# title: Work without a contract in force
# description: |
#   Without a contract there is no service level, no confidentiality and no lawful processing (GDPR Art. 28(3)).
#
#   A vendor's team with people, shifts, access or data works under a contract of that vendor which names the
#   team and is in force. Its end is the last day as signed, or the earlier one that notice was given for.
# custom:
#   id: SL-012
#   severity: critical
#   subject: team
#   waivable: false
#   params:
#     warn:
#       type: "duration"
#       default: "60d"
#       stricter: "higher"
#       description: "How long before the end of the contract a warning is given."
#   remediation: |
#     Renew the contract, or wind down the team's work and access by its end.
#   controls:
#     SOC 2: ["CC9.2"]
#     ISO 27001:2022: ["A.5.20"]
#     NIST 800-53 r5: ["SA-4", "SA-9"]
#     PCI DSS 4.0.1: ["12.8.2"]
#     GDPR: ["Art. 28(3)"]
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
#     person "v01" {
#       team  = team.coast
#       start = "2026-01-05"
#     }
#     contract "coast" {
#       vendor = vendor.coast
#       teams  = [team.coast]
#       valid  = "2026-01-01/2026-09-30"
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
#     person "v01" {
#       team  = team.coast
#       start = "2026-01-05"
#     }
#     contract "coast" {
#       vendor = vendor.coast
#       teams  = [team.coast]
#       valid  = "2026-01-01/2027-06-30"
#     }
package tidegate.sl.sl_012

deny contains {
	"message": sprintf("%s has %s, and %s", [input.address, concat(", ", input.facts.evidence), _state[input.facts.force.state]]),
	"at": _cause,
	"key": "force",
	"related": [{"at": ["vendor"], "note": "whose team it is"}],
	"fix": "renew the contract, or wind down the team's work and access",
} if {
	_state[input.facts.force.state]
	count(object.get(input.facts, "evidence", [])) > 0
}

deny contains {
	"message": sprintf("%s ends on %s, and %s has %s", [input.facts.force.contract, input.facts.force.end, input.address, concat(", ", input.facts.evidence)]),
	"at": _cause,
	"key": "force",
	"severity": "low",
	"first": input.facts.force.end,
	"related": [{"at": ["vendor"], "note": "whose team it is"}],
	"fix": "renew the contract, or plan to wind down the team's work and access",
} if {
	input.facts.force.state == "ending"
	count(object.get(input.facts, "evidence", [])) > 0
}

_state["none"] := "no contract names it" if input.facts.force.state == "none"

_state["over"] := sprintf("%s ended on %s", [input.facts.force.contract, input.facts.force.end]) if input.facts.force.state == "over"

_state["to_come"] := sprintf("%s is in force only from %s on", [input.facts.force.contract, input.facts.force.start]) if input.facts.force.state == "to_come"

_cause := {"address": input.facts.force.contract, "path": ["valid"]} if input.facts.force.contract

_cause := ["vendor"] if not input.facts.force.contract
