# METADATA
# title: Vendor fit not evidenced
# description: |
#   Where a partner sits matters less than whether it can work on the company's systems in the company's way.
#
#   A vendor with a contract has shown the artefacts, its contracts integrate the whole stack, its queues use
#   the same set of tags as the others, and its teams take part in a programme of quality assurance.
# custom:
#   id: SL-013
#   severity: medium
#   subject: vendor
#   params:
#     showed:
#       type: "list"
#       default: ["platform_experience", "playbooks", "training_modules", "case_workflows", "sandbox_access", "integration_test"]
#       stricter: "more"
#       description: "Artefacts that a vendor must have shown."
#     integrates:
#       type: "list"
#       default: []
#       stricter: "more"
#       description: "Names that every contract must integrate, besides the systems of its teams' queues."
#   remediation: |
#     Collect the artefact, or hold the start.
#   controls:
#     SOC 2: ["CC1.4", "CC9.2"]
#     ISO 27001:2022: ["A.5.19"]
#     PCI DSS 4.0.1: ["12.8.3"]
#   bad: |
#     location "coast" {
#       country = "CO"
#       tz      = "America/Bogota"
#       class   = "nearshore"
#     }
#     vendor "coast" {
#       country = "CO"
#       role    = "processor"
#       showed  = ["platform_experience"]
#     }
#     team "coast" {
#       location = location.coast
#       vendor   = vendor.coast
#     }
#     contract "coast" {
#       vendor = vendor.coast
#       teams  = [team.coast]
#       valid  = "2026-01-01/2027-06-30"
#       integrates = ["ticketing", "chat", "oms", "crm", "analytics"]
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
#       showed  = ["platform_experience", "playbooks", "training_modules", "case_workflows", "sandbox_access", "integration_test"]
#     }
#     team "coast" {
#       location = location.coast
#       vendor   = vendor.coast
#     }
#     contract "coast" {
#       vendor = vendor.coast
#       teams  = [team.coast]
#       valid  = "2026-01-01/2027-06-30"
#       integrates = ["ticketing", "chat", "oms", "crm", "analytics"]
#     }
package tidegate.sl.sl_013

deny contains {
	"message": sprintf("%s has not shown %s", [input.address, replace(item, "_", " ")]),
	"at": ["showed"],
	"key": item,
	"fix": sprintf("let it show %s, and record it", [replace(item, "_", " ")]),
} if {
	input.facts.assurance
	some item in input.params["SL-013"].showed
	not item in object.get(input.definition, "showed", [])
}

deny contains {
	"message": sprintf("%s does not integrate %s", [contract.contract, concat(", ", contract.lacks)]),
	"at": {"address": contract.contract, "path": ["integrates"]},
	"key": contract.contract,
	"related": [{"at": [], "note": "the vendor"}],
	"fix": "agree on the integration, and test it",
} if {
	some contract in input.facts.fit.contracts
}

deny contains {
	"message": sprintf("%s of %s %s, and most queues use %s", [queue.queue, input.address, _tags(queue), queue.ours]),
	"at": {"address": queue.queue, "path": ["uses"]},
	"key": queue.queue,
	"related": [{"at": [], "note": "the vendor"}],
	"fix": sprintf("use %s", [queue.ours]),
} if {
	some queue in input.facts.fit.tags
}

_tags(queue) := "uses no set of tags" if queue.tags == ""

_tags(queue) := sprintf("uses %s", [queue.tags]) if queue.tags != ""

deny contains {
	"message": sprintf("%s of %s is calibrated in no programme of quality assurance", [team, input.address]),
	"at": _programme(team),
	"key": team,
	"related": [{"at": [], "note": "the vendor"}],
	"fix": "add the team to calibration.teams of a qa block",
} if {
	some team in input.facts.fit.uncovered
}

_programme(_) := {"address": input.facts.fit.qa, "path": ["calibration", "teams"]} if input.facts.fit.qa != ""

_programme(team) := {"address": team, "path": ["vendor"]} if input.facts.fit.qa == ""
