# METADATA
# title: Work without a contract in force
# description: |
#   Without a contract there is no service level, no confidentiality and no lawful processing (GDPR Art. 28(3)).
#
#   A vendor's team with people, shifts, access or data works under a contract of that vendor which names the
#   team and is in force, or under several that join without a gap. Its end is the last day as signed, or the
#   earlier one that notice was given for. A vendor that receives personal data, or operates a system that holds it,
#   has a contract in force as well. A contract names teams of its own vendor only.
# custom:
#   id: SL-012
#   severity: critical
#   subject: [team, vendor, contract]
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
	"extent": input.facts.force.late,
	"unit": "days late",
	"related": [{"at": ["vendor"], "note": "whose team it is"}],
	"fix": "renew the contract, or wind down the team's work and access",
} if {
	input.kind == "team"
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
	input.kind == "team"
	input.facts.force.state == "ending"
	count(object.get(input.facts, "evidence", [])) > 0
}

deny contains {
	"message": sprintf("%s has personal data in its hands (%s), and %s", [input.address, concat(", ", input.facts.touches), _vendor_state[input.facts.force.state]]),
	"at": _vendor_cause,
	"key": "force",
	"related": [{"address": touched, "at": [], "note": "how the data gets there"} | some touched in input.facts.touches],
	"extent": input.facts.force.late,
	"unit": "days late",
	"fix": "sign a contract with the terms of GDPR Art. 28(3), or keep the data away from the vendor",
} if {
	input.kind == "vendor"
	count(input.facts.touches) > 0
	_vendor_state[input.facts.force.state]
}

deny contains {
	"message": sprintf("%s of %s names %s, which is a team of %s", [input.address, input.definition.vendor, stranger.team, _whose(stranger)]),
	"at": ["teams", stranger.index],
	"key": stranger.team,
	"severity": "high",
	"related": [{"address": stranger.team, "at": ["vendor"], "note": "whose team it is"}],
	"fix": "name teams of the vendor only",
} if {
	input.kind == "contract"
	some stranger in input.facts.strangers
}

_whose(stranger) := stranger.vendor if stranger.vendor != ""

_whose(stranger) := "the company itself" if stranger.vendor == ""

_vendor_state["none"] := "has no contract" if input.facts.force.state == "none"

_vendor_state["over"] := sprintf("%s ended on %s", [input.facts.force.contract, input.facts.force.end]) if input.facts.force.state == "over"

_vendor_state["to_come"] := sprintf("%s is in force only from %s on", [input.facts.force.contract, input.facts.force.start]) if input.facts.force.state == "to_come"

_vendor_cause := {"address": input.facts.force.contract, "path": ["valid"]} if input.facts.force.contract

_vendor_cause := [] if not input.facts.force.contract

applies if {
	input.kind == "team"
	input.definition.vendor
}

applies if {
	input.kind == "vendor"
	count(input.facts.touches) > 0
}

applies if input.kind == "contract"

_state["none"] := "no contract names it" if input.facts.force.state == "none"

_state["over"] := sprintf("%s ended on %s", [input.facts.force.contract, input.facts.force.end]) if input.facts.force.state == "over"

_state["to_come"] := sprintf("%s is in force only from %s on", [input.facts.force.contract, input.facts.force.start]) if input.facts.force.state == "to_come"

_cause := {"address": input.facts.force.contract, "path": ["valid"]} if input.facts.force.contract

_cause := ["vendor"] if not input.facts.force.contract
