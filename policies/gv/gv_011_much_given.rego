# METADATA
# title: Much access is given at once
# description: |
#   A change that gives many people confidential data at once deserves the same attention as one that removes much.
#
#   A change gives at most entitlements new entitlements to personal or confidential data, counted as people times
#   actions. Checked where trees are compared: tidegate check --against, and the hooks.
# custom:
#   id: GV-011
#   severity: medium
#   subject: change
#   params:
#     entitlements:
#       type: "integer"
#       default: 100
#       stricter: "lower"
#       description: "New entitlements to personal or confidential data that one change may give."
#   remediation: |
#     Split the change by team or role, or waive this with the decision behind it.
#   controls:
#     SOC 2: ["CC6.3", "CC8.1"]
#     ISO 27001:2022: ["A.5.18"]
#   bad: |
#     grant "desk" {
#       to    = role.agent
#       allow = ["desk:ticket.read"]
#     }
#   good: |
#     grant "desk" {
#       to    = person.b01
#       allow = ["desk:ticket.read"]
#     }
package tidegate.gv.gv_011

deny contains {
	"message": sprintf("this change gives %d new entitlements to personal or confidential data to %d people", [input.facts.given.count, input.facts.given.people]),
	"at": [],
	"key": "given",
	"because": [sprintf("the first is %s to %s", [input.facts.given.action, input.facts.given.person])],
	"extent": input.facts.given.count,
	"unit": "entitlements",
	"fix": "split the change by team or role, or waive this with the decision behind it",
} if {
	input.facts.given.count > input.params["GV-011"].entitlements
}
