# METADATA
# title: Check stale at start or on rehire
# description: |
#   A certificate of two years ago says nothing about the day somebody was hired.
#
#   A check that does not hold forever must have been cleared at most max_age before the start; a package may
#   ask for less. Somebody who comes back after more than rehire_gap is new: every check must have been made
#   again since.
# custom:
#   id: BC-006
#   severity: medium
#   subject: person
#   params:
#     max_age:
#       type: "duration"
#       default: "6mo"
#       stricter: "lower"
#       description: "How old a check that ends may be at the start."
#     rehire_gap:
#       type: "duration"
#       default: "30d"
#       stricter: "lower"
#       description: "How long somebody may be away and still be known."
#   remediation: |
#     Make the check again. Add the day to the list of its days, so that the first one stays on record.
#   controls:
#     ISO 27001:2022: ["A.6.1"]
#     NIST 800-53 r5: ["PS-3"]
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
#     check_package "standard" {
#       default    = true
#       require    = { identity = "forever", criminal = "24mo" }
#       substitute = { criminal = ["second_reference", "supervised_30d"] }
#     }
#     person "p01" {
#       team   = team.ops
#       start  = "2026-04-02"
#       checks = { identity = "2025-09-30", criminal = "2025-09-30" }
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
#     check_package "standard" {
#       default    = true
#       require    = { identity = "forever", criminal = "24mo" }
#       substitute = { criminal = ["second_reference", "supervised_30d"] }
#     }
#     person "p01" {
#       team   = team.ops
#       start  = "2026-04-02"
#       checks = { identity = "2025-09-30", criminal = "2025-10-02" }
#     }
package tidegate.bc.bc_006

deny contains {
	"message": sprintf("the %s check of %s was cleared on %s, more than the allowed time before the start", [check.name, input.address, check.cleared]),
	"at": ["checks", check.name],
	"key": check.name,
	"related": [{"at": ["start"], "note": sprintf("a check had to be cleared on %s or later", [check.stale])}],
	"fix": sprintf("make the %s check again, and add the day", [check.name]),
} if {
	input.facts.active
	some check in input.facts.checks
	check.stale
}

deny contains {
	"message": sprintf("%s came back, and the %s check of %s is from the time before", [input.address, check.name, check.cleared]),
	"at": ["checks", check.name],
	"key": sprintf("%s rehire", [check.name]),
	"related": [{"at": ["previous_until"], "note": "the earlier engagement ended here"}],
	"fix": sprintf("make the %s check again, and add the day", [check.name]),
} if {
	input.facts.active
	some check in input.facts.checks
	check.redo
}
