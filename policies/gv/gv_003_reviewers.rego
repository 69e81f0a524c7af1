# METADATA
# title: Change merged without the right reviewers
# description: |
#   When policy is code, segregation of duties moves into the pull request.
#
#   What a change adds, changes or removes is approved by somebody of each group of reviewers that asks for its
#   kind: a trailer Approved-by or Reviewed-by, in a commit of the change, with an address that an identity map
#   knows. Authors never count, and neither groups nor maps are taken from the change itself, but from what it
#   changes. Judged where trees are compared: tidegate check --against, and the hooks.
# custom:
#   id: GV-003
#   severity: high
#   subject: change
#   remediation: |
#     Ask the group for a review, and put the approval into the commit.
#   controls:
#     SOC 2: ["CC8.1"]
#     ISO 27001:2022: ["A.5.3", "A.8.32"]
#     NIST 800-53 r5: ["AC-5", "CM-3"]
#   bad: |
#     reviewer_group "access" {
#       kinds  = ["grant"]
#       people = [person.a01]
#     }
#     person "a01" {
#       start = "2025-01-06"
#     }
#     # a change to a grant without a trailer
#   good: |
#     reviewer_group "access" {
#       kinds  = ["grant"]
#       people = [person.a01]
#     }
#     person "a01" {
#       start = "2025-01-06"
#     }
#     # the same with the trailer: Approved-by: A <a@corp.example>
package tidegate.gv.gv_003

deny contains {
	"message": sprintf("%s asks for an approval of %s, and there is none", [_what(need), need.group]),
	"at": {"address": need["for"][0], "path": []},
	"key": need.group,
	"related": [{"address": need.group, "at": ["people"], "note": "who may approve"}],
	"because": [sprintf("touched: %s", [concat(", ", need["for"])])],
	"fix": "let somebody of the group approve, with a trailer Approved-by in a commit of the change",
} if {
	some need in input.facts.needs
	count(need.approved) == 0
}

_what(need) := "a change of one definition" if need.count == 1

_what(need) := sprintf("a change of %d definitions", [need.count]) if need.count != 1
