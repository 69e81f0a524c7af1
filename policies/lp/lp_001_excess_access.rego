# METADATA
# title: Access exceeds what the person's duties need
# description: |
#   Excess access is the commonest audit exception, and the blast radius of a stolen account.
#
#   What a person reaches at the date, through any grant to the person, a role (nested ones too), the team or an
#   open surge window, is held against what the duties of all roles held take. Just-in-time access counts as
#   granted. After a change of role the old duties count for mover_grace. Each action beyond the need is a
#   finding; one on a privileged action is critical.
# custom:
#   id: LP-001
#   severity: high
#   subject: person
#   params:
#     tolerated:
#       type: "list"
#       default: []
#       stricter: "fewer"
#       description: "Actions that anybody may hold without a duty."
#     mover_grace:
#       type: "duration"
#       default: "5d"
#       stricter: "lower"
#       description: "How long the duties before a change of role still count."
#   remediation: |
#     Remove the action from the grant, or add the duty that justifies it, reviewed by the role's owner.
#   controls:
#     SOC 2: ["CC6.1", "CC6.3"]
#     ISO 27001:2022: ["A.5.15", "A.5.18", "A.8.3"]
#     NIST 800-53 r5: ["AC-6", "AC-6(7)", "PS-5"]
#     PCI DSS 4.0.1: ["7.2.1", "7.2.2"]
#     GDPR: ["Art. 25(2)", "Art. 32(1)(b)"]
#   bad: |
#     location "hq" {
#       country = "US"
#       tz      = "America/Chicago"
#       class   = "hq"
#       checks  = { allowed = ["identity", "criminal"] }
#     }
#     team "ops" {
#       location = location.hq
#     }
#
#     system "shop" {
#       actions    = ["order.read", "refund.issue"]
#       privileged = ["refund.approve", "shell"]
#     }
#     duties {
#       serve = { needs = ["shop:order.read"] }
#     }
#     role "agent" {
#       duties = [duty.serve]
#     }
#     people "agents" {
#       team    = team.ops
#       role    = role.agent
#       start   = "2026-01-05"
#       members = { b01 = {}, b02 = {} }
#     }
#     grant "agents" {
#       to    = [role.agent]
#       allow = ["shop:order.read", "shop:refund.issue"]
#     }
#   good: |
#     location "hq" {
#       country = "US"
#       tz      = "America/Chicago"
#       class   = "hq"
#       checks  = { allowed = ["identity", "criminal"] }
#     }
#     team "ops" {
#       location = location.hq
#     }
#
#     system "shop" {
#       actions    = ["order.read", "refund.issue"]
#       privileged = ["refund.approve", "shell"]
#     }
#     duties {
#       serve = { needs = ["shop:order.read"] }
#     }
#     role "agent" {
#       duties = [duty.serve]
#     }
#     people "agents" {
#       team    = team.ops
#       role    = role.agent
#       start   = "2026-01-05"
#       members = { b01 = {}, b02 = {} }
#     }
#     grant "agents" {
#       to    = [role.agent]
#       allow = ["shop:order.read"]
#     }
package tidegate.lp.lp_001

deny contains verdict if {
	input.facts.active
	some entitlement in input.facts.granted
	not entitlement.needed
	not entitlement.action in input.params["LP-001"].tolerated
	path := entitlement.paths[0]
	verdict := {
		"message": sprintf("%s can %s, which no duty of theirs needs", [input.address, entitlement.action]),
		"at": {"address": path.grant, "path": path.at},
		"key": entitlement.action,
		"severity": _severity(entitlement),
		"related": [{"at": ["role"], "note": "the roles whose duties were counted"}],
		"because": [_way(step) | some step in entitlement.paths],
		"fix": sprintf("remove %s from the grant, or add the duty that needs it", [entitlement.action]),
	}
}

_severity(entitlement) := "critical" if entitlement.privileged

_severity(entitlement) := "high" if not entitlement.privileged

_way(path) := sprintf("%s gives it%s%s", [path.grant, _through(path), _jit(path)])

_through(path) := sprintf(" through %s", [concat(" and ", path.through)]) if path.through

_through(path) := " directly" if not path.through

_jit(path) := " (just in time)" if path.jit

_jit(path) := "" if not path.jit
