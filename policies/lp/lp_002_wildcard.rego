# METADATA
# title: Wildcard or superuser action granted
# description: |
#   A wildcard silently grants actions that do not exist yet.
#
#   An entry with a wildcard, or one that a system declares as superuser, or one that matches a forbidden
#   pattern, is a finding, in grants, in service accounts, and in the needs of duties, where it would justify
#   everything that a role reaches.
# custom:
#   id: LP-002
#   severity: critical
#   subject: [grant, service_account, duty]
#   params:
#     forbidden:
#       type: "list"
#       default: ["*", "*:*", "<system>:*", "*:admin*"]
#       stricter: "more"
#       description: "Patterns that nobody may be granted; an action without a wildcard matches by system and verb."
#     readonly_wildcard_allowed:
#       type: "boolean"
#       default: false
#       stricter: "false"
#       description: "Whether a wildcard is tolerated when every action that it gives only reads."
#   remediation: |
#     List the actions one by one; make a duty for a genuine bundle.
#   controls:
#     SOC 2: ["CC6.3"]
#     ISO 27001:2022: ["A.5.15", "A.8.2"]
#     NIST 800-53 r5: ["AC-6", "AC-6(5)"]
#     PCI DSS 4.0.1: ["7.2.2", "7.2.5", "7.3.3"]
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
#       allow = ["shop:*"]
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
package tidegate.lp.lp_002

deny contains verdict if {
	some i, item in input.facts.actions
	why := _why(item)
	verdict := {
		"message": sprintf("%s has %q, %s", [input.address, item.action, why]),
		"at": [_attribute, i],
		"key": item.action,
		"because": _because(item),
		"fix": "list the actions that are meant",
	}
}

_attribute := "needs" if input.kind == "duty"

_attribute := "allow" if input.kind != "duty"

_why(item) := "a wildcard" if {
	item.wildcard
	not _tolerated(item)
} else := "an action that its system declares as superuser" if {
	not item.wildcard
	item.superuser
} else := sprintf("which matches the forbidden pattern %q", [item.forbidden]) if {
	item.forbidden
}

_tolerated(item) if {
	input.params["LP-002"].readonly_wildcard_allowed
	item.read_only
}

_because(item) := [sprintf("today it covers %s, and tomorrow whatever is added", [_actions(item.gives)])] if item.wildcard

_because(item) := [] if not item.wildcard

_actions(1) := "1 declared action"

_actions(n) := sprintf("%d declared actions", [n]) if n != 1
