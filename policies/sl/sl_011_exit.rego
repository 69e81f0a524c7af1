# METADATA
# title: No workable exit
# description: |
#   Knowledge and data walk out with a vendor unless the end was agreed on at the beginning. That holds for
#   contracts that run from month to month as well.
#
#   The contract states notice, a time of transition, the hand-over of knowledge, and that data is deleted or
#   returned within days of the end (GDPR Art. 28(3)(g)).
# custom:
#   id: SL-011
#   severity: high
#   subject: contract
#   params:
#     notice:
#       type: "duration"
#       default: "60d"
#       stricter: "higher"
#       description: "The least notice."
#     transition:
#       type: "duration"
#       default: "30d"
#       stricter: "higher"
#       description: "The least time of transition."
#     data_end:
#       type: "duration"
#       default: "30d"
#       stricter: "lower"
#       description: "How soon after the end data is deleted or returned."
#   remediation: |
#     Add an exit schedule.
#   controls:
#     SOC 2: ["C1.2", "CC9.2"]
#     ISO 27001:2022: ["A.5.11", "A.5.20"]
#     GDPR: ["Art. 28(3)(g)"]
#     DORA: ["Art. 28(8)", "Art. 30(2)(d)", "Art. 30(3)(f)"]
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
#       processing = { end = "delete_or_return_30d" }
#       exit       = { notice = "30d", transition = "60d", knowledge_transfer = true }
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
#       processing = { end = "delete_or_return_30d" }
#       exit       = { notice = "90d", transition = "60d", knowledge_transfer = true }
#     }
package tidegate.sl.sl_011

import data.tidegate.sl.terms

deny contains {
	"message": sprintf("%s %s", [input.address, terms.said(term)]),
	"at": term.at,
	"key": concat(".", term.at),
	"extent": term.over,
	"unit": term.unit,
	"fix": sprintf("agree on %s", [term.need]),
} if {
	some term in input.facts.exit
	term.state != "fine"
}

deny contains {
	"message": sprintf("%s does not oblige the vendor to hand over knowledge at the end", [input.address]),
	"at": ["exit", "knowledge_transfer"],
	"key": "exit.knowledge_transfer",
	"fix": "agree on the transfer of knowledge",
} if {
	not object.get(object.get(input.definition, "exit", {}), "knowledge_transfer", false)
}
