# METADATA
# title: Subcontracting not controlled
# description: |
#   Obligations vanish one tier down unless they flow down (GDPR Art. 28(2), 28(4)).
#
#   Every company that the vendor hands work or data to is listed with its country and service, approved as the
#   contract says (specifically beforehand, or generally with time to object), bound by terms no looser than
#   ours, and under a mechanism of transfer where personal data goes to a third country.
# custom:
#   id: SL-008
#   severity: high
#   subject: contract
#   params:
#     objection_min:
#       type: "duration"
#       default: "30d"
#       stricter: "higher"
#       description: "The least time to object to a new sub-processor under a general approval."
#     flow_down:
#       type: "list"
#       default: ["sla", "breach_notice", "screening", "audit"]
#       stricter: "more"
#       description: "Terms that must bind it as well."
#   remediation: |
#     List it, approve it and let the terms flow down, or stop using it.
#   controls:
#     SOC 2: ["CC9.2"]
#     ISO 27001:2022: ["A.5.21"]
#     NIST 800-53 r5: ["SR-3(3)"]
#     GDPR: ["Art. 28(2)", "Art. 28(4)"]
#     DORA: ["Art. 30(2)(a)"]
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
#       processing = { subprocessors = "prior_specific", subprocessors_used = [{ name = "cloud", country = "CO", service = "hosting", flows_down = ["sla", "breach_notice", "screening", "audit"] }] }
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
#       processing = { subprocessors = "prior_specific", subprocessors_used = [{ name = "cloud", country = "CO", service = "hosting", approved = "2026-02-01", flows_down = ["sla", "breach_notice", "screening", "audit"] }] }
#     }
package tidegate.sl.sl_008

deny contains {
	"message": sprintf("%s uses %s without %s", [input.address, sub.name, concat(", ", sub.lacks)]),
	"at": sub.at,
	"key": sub.name,
	"extent": count(sub.lacks),
	"unit": "terms missing",
	"fix": "complete the entry, or stop using the company",
} if {
	some sub in input.facts.subs
	sub.listed
	count(sub.lacks) > 0
}

deny contains {
	"message": sprintf("the vendor of %s hands data to vendor.%s, which the contract does not list", [input.address, sub.name]),
	"at": sub.at,
	"key": sub.name,
	"related": [{"address": sub.flow, "at": ["to"], "note": "the flow that shows it"}],
	"fix": "list it under subprocessors_used once it is approved, or end the flow",
} if {
	some sub in input.facts.subs
	not sub.listed
}

deny contains {
	"message": sprintf("%s lets the vendor add sub-processors, and leaves us %s to object", [input.address, object.get(input.definition.processing, "objection", "no time")]),
	"at": ["processing", "objection"],
	"key": "objection",
	"fix": sprintf("objection = \"%s\"", [input.params["SL-008"].objection_min]),
} if {
	input.facts.objection_short
}
