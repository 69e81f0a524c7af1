# METADATA
# title: A waiver comes with what it excuses
# description: |
#   A waiver that comes in the same change as what it excuses was never an exception that somebody weighed.
#
#   A change does not add a waiver for a definition that it adds or changes. Judged where trees are compared:
#   tidegate check --against, and the hooks.
# custom:
#   id: GV-014
#   severity: medium
#   subject: change
#   remediation: |
#     Put the waiver into a change of its own, which its approver reviews.
#   controls:
#     ISO 27001:2022: ["A.5.36"]
#     NIST 800-53 r5: ["CA-5"]
#   bad: |
#     reviewer_group "access" {
#       kinds  = ["grant"]
#       people = [person.a01]
#     }
#     person "a01" {
#       start = "2025-01-06"
#     }
#     # a change that adds a grant and a waiver for it
#   good: |
#     reviewer_group "access" {
#       kinds  = ["grant"]
#       people = [person.a01]
#     }
#     person "a01" {
#       start = "2025-01-06"
#     }
#     # a change that adds the waiver alone
package tidegate.gv.gv_014

deny contains {
	"message": sprintf("%s excuses %s, which the same change adds or changes", [excused.waiver, excused.subject]),
	"at": {"address": excused.waiver, "path": ["subject"]},
	"key": excused.waiver,
	"related": [{"address": excused.subject, "at": [], "note": "what it excuses"}],
	"fix": "put the waiver into a change of its own",
} if {
	some excused in input.facts.excused
}
