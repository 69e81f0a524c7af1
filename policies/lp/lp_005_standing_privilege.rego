# METADATA
# title: Standing privileged access
# description: |
#   Time-bound elevation limits what a stolen session can do, and leaves an approval behind.
#
#   A privileged action needs just-in-time elevation with a limit of at most jit_max, and an approver other than
#   whoever asks. Emergency (break-glass) access may stand, with at most break_glass_holders holders, an alert
#   on every use, and a test within break_glass_test.
# custom:
#   id: LP-005
#   severity: high
#   subject: [grant, service_account]
#   params:
#     jit_max:
#       type: "duration"
#       default: "8h"
#       stricter: "lower"
#       description: "Longest session of elevated access."
#     break_glass_holders:
#       type: "integer"
#       default: 2
#       stricter: "lower"
#       description: "Most holders of emergency access."
#     break_glass_test:
#       type: "duration"
#       default: "6mo"
#       stricter: "lower"
#       description: "How recently emergency access must have been tested."
#   remediation: |
#     Add jit with a limit and an approver role that has another holder; keep standing rights to actions that are
#     not privileged.
#   controls:
#     SOC 2: ["CC6.3"]
#     ISO 27001:2022: ["A.8.2"]
#     NIST 800-53 r5: ["AC-2(6)", "AC-2(7)", "AC-6(5)"]
#     PCI DSS 4.0.1: ["7.2.2", "7.2.3"]
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
#     grant "approve" {
#       to    = [role.agent]
#       allow = ["shop:refund.approve"]
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
#     grant "approve" {
#       to    = [role.agent]
#       allow = ["shop:refund.approve"]
#       jit   = { max = "4h", approver = role.agent }
#     }
package tidegate.lp.lp_005

_actions := concat(", ", sort({p.action | some p in input.facts.privileged}))

deny contains {
	"message": sprintf("%s gives privileged access that stands: %s", [input.address, _actions]),
	"at": ["allow", input.facts.privileged[0].item],
	"key": "standing",
	"extent": count(input.facts.privileged),
	"unit": "actions",
	"fix": _standing,
} if {
	count(input.facts.privileged) > 0
	not input.facts.jit
	not input.facts.break_glass
}

deny contains {
	"message": sprintf("a session of %s may last %s; the limit is %s", [input.address, object.get(input.definition.jit, "max", "forever"), input.params["LP-005"].jit_max]),
	"at": ["jit", "max"],
	"key": "max",
	"extent": input.facts.jit.over,
	"unit": "seconds over",
	"fix": sprintf("max = \"%s\"", [input.params["LP-005"].jit_max]),
} if {
	count(input.facts.privileged) > 0
	input.facts.jit.too_long
}

deny contains {
	"message": sprintf("nobody can approve a session of %s", [input.address]),
	"at": ["jit", "approver"],
	"key": "approver",
	"because": ["the approver has no active holder"],
	"fix": "name a role that somebody holds",
} if {
	count(input.facts.privileged) > 0
	input.facts.jit.approvers == 0
}

deny contains {
	"message": sprintf("%s can only be approved by its own requester", [input.address]),
	"at": ["jit", "approver"],
	"key": "approver",
	"related": [{"address": input.facts.jit.alone, "at": [], "note": "the only approver, who holds the grant as well"}],
	"fix": "name a role with another holder",
} if {
	count(input.facts.privileged) > 0
	input.facts.jit.alone
}

deny contains {
	"message": sprintf("emergency access %s has %d holders; the limit is %d", [input.address, input.facts.break_glass.holders, input.params["LP-005"].break_glass_holders]),
	"at": ["to"],
	"key": "holders",
	"extent": input.facts.break_glass.holders,
	"unit": "holders",
	"fix": "take holders away",
} if {
	input.facts.break_glass.holders > input.params["LP-005"].break_glass_holders
}

deny contains {
	"message": sprintf("emergency access %s raises no alert", [input.address]),
	"at": ["break_glass", "alerts"],
	"key": "alerts",
	"fix": "alert on every use, then set alerts = true",
} if {
	not input.facts.break_glass.alerts
	input.facts.break_glass
}

deny contains {
	"message": sprintf("emergency access %s was not tested within %s", [input.address, input.params["LP-005"].break_glass_test]),
	"at": ["break_glass", "tested"],
	"key": "tested",
	"fix": "test it, and record the day",
} if {
	not input.facts.break_glass.tested
	input.facts.break_glass
}

_standing := "add jit = { max = \"8h\", approver = role.… }" if input.kind == "grant"

_standing := "take the action out of allow; an integration that needs it asks a person who elevates just in time" if input.kind == "service_account"
