# METADATA
# title: Commit whose date cannot be
# description: |
#   Evidence rests on when something was committed, and whoever commits writes the date.
#
#   A commit of a change is not dated before its parent, after the day on which the gate judges it, or outside 1990 to 2100.
#   Judged where trees are compared: tidegate check --against, and the hooks.
# custom:
#   id: GV-008
#   severity: high
#   subject: change
#   params:
#     skew:
#       type: integer
#       default: 60
#       limit: 1440
#       stricter: lower
#       description: Minutes by which the clocks of two machines may differ.
#   remediation: |
#     Set the clock of the machine, and commit again: git commit --amend --no-edit --date now.
#   controls:
#     ISO 27001:2022: ["A.8.17"]
#     NIST 800-53 r5: ["AU-8"]
#   bad: |
#     company "acme" {}
#     # a commit dated a month before its parent
#   good: |
#     company "acme" {}
#     # a commit dated after its parent, and not in the future
package tidegate.gv.gv_008

deny contains {
	"message": sprintf("commit %s is dated %s, which is %s", [m.commit, m.date, m.why]),
	"at": [],
	"key": m.commit,
	"extent": m.seconds,
	"unit": "seconds",
	"fix": "set the clock of the machine, and commit again: git commit --amend --no-edit --date now",
} if {
	some m in input.facts.misdated
	m.seconds > input.params["GV-008"].skew * 60
}
