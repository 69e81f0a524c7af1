# METADATA
# title: Entitlement not used
# description: |
#   Rights that nobody uses are pure risk, and shrink safely.
#
#   Idle time counts from the last use that was observed, or from the first day of access when there was none,
#   in whole days: the day on which the grant, the person or the role began, and no earlier than the commit that
#   gave it to the person, where the history goes back so far. Where nobody observes the system or the person, that is said (low): unobserved is not unused,
#   and no pass either. Nothing is said of a window shorter than min_observation. Emergency access, on-call
#   duties, and what a surge opens are not expected to be used. Without an observations file there is nothing to
#   judge.
# custom:
#   id: LP-010
#   severity: medium
#   subject: [person, company]
#   requires: [observations]
#   params:
#     unused_after:
#       type: "duration"
#       default: "60d"
#       stricter: "lower"
#       description: "How long access may be idle."
#     privileged:
#       type: "duration"
#       default: "30d"
#       stricter: "lower"
#       description: "How long privileged access may be idle."
#     min_observation:
#       type: "duration"
#       default: "30d"
#       stricter: "lower"
#       description: "Shortest window of observation from which anything is concluded."
#   remediation: |
#     Remove the action from the grant; asking for it again takes minutes.
#   controls:
#     SOC 2: ["CC6.3"]
#     ISO 27001:2022: ["A.5.18"]
#     NIST 800-53 r5: ["AC-2", "AC-6(7)"]
#     PCI DSS 4.0.1: ["7.2.4"]
#   bad: |
#     location "hq" {
#       country = "US"
#       tz      = "America/Chicago"
#       class   = "hq"
#     }
#     team "ops" {
#       location = location.hq
#     }
#     system "shop" {
#       controls   = { mfa = true, audit_log = "13mo" }
#       actions    = ["order.read", "order.export"]
#       privileged = ["shell"]
#     }
#     person "p" {
#       team  = team.ops
#       start = "2026-01-05"
#     }
#     person "q" {
#       team  = team.ops
#       start = "2026-01-05"
#     }
#     grant "g" {
#       to    = person.p
#       allow = ["shop:order.read", "shop:order.export"]
#     }
#   good: |
#     location "hq" {
#       country = "US"
#       tz      = "America/Chicago"
#       class   = "hq"
#     }
#     team "ops" {
#       location = location.hq
#     }
#     system "shop" {
#       controls   = { mfa = true, audit_log = "13mo" }
#       actions    = ["order.read", "order.export"]
#       privileged = ["shell"]
#     }
#     person "p" {
#       team  = team.ops
#       start = "2026-01-05"
#     }
#     person "q" {
#       team  = team.ops
#       start = "2026-01-05"
#     }
#     grant "g" {
#       to    = person.p
#       allow = ["shop:order.read"]
#     }
#   observed: |
#     {
#       "observed_at": "2026-10-05T04:00:00Z",
#       "window_start": "2026-07-01",
#       "accounts": {
#         "p": { "enabled": true, "last_login": "2026-07-01", "last_used": { "shop:order.read": "2026-09-30" } },
#         "q": { "enabled": true, "last_login": "2026-10-01" }
#       }
#     }
package tidegate.lp.lp_010

deny contains {
	"message": sprintf("%s has not used %s %s; the limit is %s", [input.address, usage.action, _since(usage), usage.limit]),
	"at": {"address": usage.grant, "path": usage.at},
	"key": usage.action,
	"related": [{"at": [], "note": "who holds it"}],
	"extent": usage.days,
	"unit": "days idle",
	"fix": "remove the action from the grant",
} if {
	some usage in input.facts.unused
	usage.state == "unused"
}

deny contains {
	"message": sprintf("nobody observes whether %s uses %s", [input.address, usage.action]),
	"at": {"address": usage.grant, "path": usage.at},
	"key": usage.action,
	"severity": "low",
	"related": [{"at": [], "note": "who holds it"}],
	"fix": "connect the system, so that its use is seen",
} if {
	some usage in input.facts.unused
	usage.state == "unobserved"
}

_since(usage) := sprintf("since %s", [usage.since]) if usage.used

_since(usage) := sprintf("at all since it was given on %s", [usage.since]) if not usage.used

deny contains {
	"message": sprintf("there are no observations, so it is not known whether %d entitlements of %d people are used", [input.facts.live.entitlements, input.facts.live.people]),
	"at": [],
	"key": "observations",
	"extent": input.facts.live.entitlements,
	"unit": "entitlements",
	"fix": "let a connector write observed.json, and name it in tidegate.hcl: observations = \"observed.json\"",
} if {
	input.kind == "company"
	input.facts.live.people > 0
	not input.facts.observed
}
