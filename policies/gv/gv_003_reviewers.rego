# METADATA
# title: Change merged without the right reviewers
# description: |
#   When policy is code, segregation of duties moves into the pull request.
#
#   What a change adds, changes or removes is approved by somebody of each group of reviewers that asks for its
#   kind. Authors never count, and groups, identity maps and keys are those of the base, and not of the change.
#
#   A trailer Approved-by or Reviewed-by in a commit of the change is a claim: the author could have typed it. With
#   provable = true an approval counts only if it is proved. It is proved by a signature of the approver over a
#   commit, a tag or a note (refs/notes/approvals) that has the trailer and the tree that is checked, by a key that
#   tidegate.hcl names under signers; or by a review of the last commit in the file that --reviews names. Checked
#   where trees are compared: tidegate check --against, and the hooks.
# custom:
#   id: GV-003
#   severity: high
#   subject: change
#   params:
#     provable:
#       type: "boolean"
#       default: false
#       stricter: "true"
#       description: "An approval needs a signature, or a review that the forge exported."
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
	"because": array.concat([sprintf("touched: %s", [concat(", ", need["for"])])], input.facts.unproved),
	"fix": "let somebody of the group approve, with a trailer Approved-by in a commit of the change",
} if {
	some need in input.facts.needs
	count(need.approved) == 0
	count(need.claimed) == 0
}

deny contains {
	"message": sprintf("%s asks for an approval of %s that is proved, and that of %s is only claimed", [_what(need), need.group, concat(", ", need.claimed)]),
	"at": {"address": need["for"][0], "path": []},
	"key": need.group,
	"related": [{"address": need.group, "at": ["people"], "note": "who may approve"}],
	"because": array.concat([sprintf("touched: %s", [concat(", ", need["for"])])], input.facts.unproved),
	"fix": sprintf("let %s sign: git commit --allow-empty -S -m 'Approve' --trailer 'Approved-by: %s'", [need.claimed[0], need.claimed[0]]),
} if {
	some need in input.facts.needs
	count(need.approved) == 0
	count(need.claimed) > 0
}

_what(need) := "a change of one definition" if need.count == 1

_what(need) := sprintf("a change of %d definitions", [need.count]) if need.count != 1
