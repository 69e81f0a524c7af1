# METADATA
# title: Vendor-run screening not evidenced
# description: |
#   "Pre-vetted" is a claim until somebody has looked.
#
#   Where a vendor screens its own people, the contract lets the company sample their records: at least the
#   share sample and as many as people, every few months, with a package that has every check of ours. A record
#   that differs from what the vendor said is a finding until it is explained. A vendor whose people the company
#   screens by itself says so in run_by.
# custom:
#   id: BC-008
#   severity: high
#   subject: contract
#   params:
#     sample:
#       type: "percent"
#       default: "10%"
#       stricter: "higher"
#       description: "The least share of records in a sample."
#     people:
#       type: "integer"
#       default: 3
#       stricter: "higher"
#       description: "The least number of people in a sample, or all of them where there are fewer."
#     every:
#       type: "duration"
#       default: "3mo"
#       stricter: "lower"
#       description: "How often a sample is drawn."
#   remediation: |
#     Draw the sample, compare the records, and write down the day and the counts, never the results of a person.
#   controls:
#     SOC 2: ["CC1.4", "CC9.2"]
#     ISO 27001:2022: ["A.5.20", "A.5.22", "A.6.1"]
#     NIST 800-53 r5: ["PS-7"]
#     PCI DSS 4.0.1: ["12.7.1"]
#   bad: |
#     location "coast" {
#       country = "CO"
#       tz      = "America/Bogota"
#       class   = "nearshore"
#       checks  = { allowed = ["identity", "criminal"] }
#     }
#     vendor "coast" {
#       country = "CO"
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
#       vendor    = vendor.coast
#       teams     = [team.coast]
#       valid     = "2026-01-01/2027-06-30"
#       screening = { run_by = "vendor", sample = "10%", every = "3mo", last = "2026-06-20" }
#     }
#   good: |
#     location "coast" {
#       country = "CO"
#       tz      = "America/Bogota"
#       class   = "nearshore"
#       checks  = { allowed = ["identity", "criminal"] }
#     }
#     vendor "coast" {
#       country = "CO"
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
#       vendor    = vendor.coast
#       teams     = [team.coast]
#       valid     = "2026-01-01/2027-06-30"
#       screening = { run_by = "vendor", sample = "10%", every = "3mo", last = "2026-07-20" }
#     }
package tidegate.bc.bc_008

deny contains {
	"message": sprintf("%s %s", [input.address, problem.message]),
	"at": problem.at,
	"key": problem.key,
	"extent": object.get(problem, "extent", 0),
	"unit": object.get(problem, "unit", ""),
	"fix": problem.fix,
} if {
	not input.facts.screening.ours
	some problem in _problems
}

_problems contains {"key": "none", "at": ["vendor"], "message": "says nothing of how the vendor screens its people", "fix": "agree on a screening that is sampled, or screen them yourselves"} if {
	input.facts.screening.declared == false
}

_problems contains {"key": "sample", "at": ["screening", "sample"], "message": sprintf("lets us sample %s of the records; at least %s are needed", [_share, input.params["BC-008"].sample]), "fix": "sample more"} if {
	input.facts.screening.declared
	input.facts.screening.small
}

_problems contains {"key": "sampled", "at": ["screening", "sampled"], "message": sprintf("had %d records sampled; at least %d are needed", [input.facts.screening.sampled, input.facts.screening.least]), "fix": "sample more"} if {
	input.facts.screening.sampled > 0
	input.facts.screening.sampled < input.facts.screening.least
}

_problems contains {"key": "overdue", "at": ["screening", "last"], "message": sprintf("was to be sampled by %s", [input.facts.screening.overdue]), "extent": input.facts.screening.late, "unit": "days late", "fix": "draw the sample, and write down the day and the counts"} if {
	input.facts.screening.declared
	input.facts.screening.overdue != ""
}

_problems contains {"key": name, "at": ["screening", "package"], "message": sprintf("screens by a package that lacks our %s check", [name]), "fix": sprintf("add %s to the package", [name])} if {
	some name in input.facts.screening.lacks
}

_problems contains {"key": "mismatch", "at": ["screening", "mismatches"], "message": sprintf("had %d records that differ from what the vendor said", [input.facts.screening.mismatches]), "extent": input.facts.screening.mismatches, "unit": "records", "fix": "suspend the access of those people, and let the vendor explain"} if {
	input.facts.screening.mismatches > 0
}

_problems contains {"key": "every", "at": ["screening", "every"], "message": sprintf("lets us sample every %s; at least every %s is needed", [input.definition.screening.every, input.params["BC-008"].every]), "extent": input.facts.screening.rarely, "unit": "days", "fix": sprintf("every = \"%s\"", [input.params["BC-008"].every])} if {
	input.facts.screening.declared
	input.facts.screening.rarely > 0
}

applies if {
	input.facts.screening
	not input.facts.screening.ours
}

_share := input.facts.screening.share if input.facts.screening.share != ""

_share := "no stated share" if input.facts.screening.share == ""
