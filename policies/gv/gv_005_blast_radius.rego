# METADATA
# title: Much is removed at once
# description: |
#   A change that removes a large part of the people or grants at once is more often a mistake, or an attack,
#   than a decision.
#
#   A change removes at most share of the people and of the grants; up to at_least of either are always allowed.
#   Judged where trees are compared: tidegate check --against, and the hooks.
# custom:
#   id: GV-005
#   severity: high
#   subject: change
#   params:
#     share:
#       type: "percent"
#       default: "20%"
#       stricter: "lower"
#       description: "The largest part that a change may remove."
#     at_least:
#       type: "integer"
#       default: 2
#       stricter: "lower"
#       description: "How many may always be removed."
#   remediation: |
#     Split the change, or waive this with the decision behind it.
#   controls:
#     ISO 27001:2022: ["A.8.32"]
#     NIST 800-53 r5: ["CM-3"]
#   bad: |
#     reviewer_group "access" {
#       kinds  = ["grant"]
#       people = [person.a01]
#     }
#     person "a01" {
#       start = "2025-01-06"
#     }
#     # a change that removes half of the grants
#   good: |
#     reviewer_group "access" {
#       kinds  = ["grant"]
#       people = [person.a01]
#     }
#     person "a01" {
#       start = "2025-01-06"
#     }
#     # a change that removes one grant of twenty
package tidegate.gv.gv_005

deny contains {
	"message": sprintf("this change removes %d of %d %s (%d%%)", [removed.count, removed["of"], name, removed.percent]),
	"at": [],
	"key": name,
	"because": [sprintf("the first is %s", [removed.first])],
	"extent": removed.count,
	"unit": "definitions",
	"fix": "split the change, or waive this with the decision behind it",
} if {
	some name in ["people", "grants"]
	removed := input.facts[name]
	removed.count > input.params["GV-005"].at_least
	removed.percent > to_number(trim_suffix(input.params["GV-005"].share, "%"))
}
