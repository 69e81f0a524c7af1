# METADATA
# title: Too few are left who can do something
# description: |
#   The last one who can do something is found out on the day when they are away.
#
#   A change leaves at least min_holders people who can do each live action that as many could do before it.
#   Judged where trees are compared: tidegate check --against, and the hooks.
# custom:
#   id: GV-006
#   severity: high
#   subject: change
#   params:
#     min_holders:
#       type: "integer"
#       default: 2
#       stricter: "higher"
#       description: "People who must be left."
#   remediation: |
#     Give the action to somebody else in the same change.
#   controls:
#     ISO 27001:2022: ["A.8.14?"]
#   bad: |
#     reviewer_group "access" {
#       kinds  = ["grant"]
#       people = [person.a01]
#     }
#     person "a01" {
#       start = "2025-01-06"
#     }
#     # a change after which one person can release payments
#   good: |
#     reviewer_group "access" {
#       kinds  = ["grant"]
#       people = [person.a01]
#     }
#     person "a01" {
#       start = "2025-01-06"
#     }
#     # a change after which two can
package tidegate.gv.gv_006

deny contains {
	"message": sprintf("after this change %d of %d can %s", [left.is, left.was, left.action]),
	"at": [],
	"key": left.action,
	"extent": left.was - left.is,
	"unit": "people fewer",
	"fix": "give the action to somebody else in the same change, or take it from everybody",
} if {
	some left in input.facts.holders
	left.was >= input.params["GV-006"].min_holders
	left.is < input.params["GV-006"].min_holders
}
