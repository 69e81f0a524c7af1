# METADATA
# title: Check expired
# description: |
#   Vetting is ongoing; risk changes with time.
#
#   A check with a validity ends that many months after the day it was cleared, the day clamped to the end of
#   the month and always counted from the original date. It is valid up to and including the day before, and
#   fails on the day itself. Ending within the warning time is announced as low.
# custom:
#   id: BC-003
#   severity: high
#   subject: person
#   requires: [check_package]
#   params:
#     warn:
#       type: "duration"
#       default: "90d"
#       stricter: "higher"
#       description: "How long before the end of a check it is announced."
#   remediation: |
#     Run the check again before it ends; suspend live access when it does.
#   controls:
#     SOC 2: ["CC1.4"]
#     ISO 27001:2022: ["A.6.1"]
#     NIST 800-53 r5: ["PS-3"]
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
#       actions = ["order.read"]
#     }
#     duties {
#       serve = { needs = ["shop:order.read"] }
#     }
#     role "agent" {
#       duties = [duty.serve]
#     }
#     check_package "standard" {
#       default = true
#       require = { identity = "forever", criminal = "24mo" }
#     }
#     grant "agents" {
#       to    = [role.agent]
#       allow = ["shop:order.read"]
#       valid = "2026-04-06/2026-12-31"
#     }
#     people "agents" {
#       team    = team.ops
#       role    = role.agent
#       start   = "2026-04-01"
#       members = {
#         b01 = { checks = { identity = "2026-03-01", criminal = "2024-10-05" } }
#       }
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
#       actions = ["order.read"]
#     }
#     duties {
#       serve = { needs = ["shop:order.read"] }
#     }
#     role "agent" {
#       duties = [duty.serve]
#     }
#     check_package "standard" {
#       default = true
#       require = { identity = "forever", criminal = "24mo" }
#     }
#     grant "agents" {
#       to    = [role.agent]
#       allow = ["shop:order.read"]
#       valid = "2026-04-06/2026-12-31"
#     }
#     people "agents" {
#       team    = team.ops
#       role    = role.agent
#       start   = "2026-04-01"
#       members = {
#         b01 = { checks = { identity = "2026-03-01", criminal = "2026-03-02" } }
#       }
#     }
package tidegate.bc.bc_003

deny contains {
	"message": sprintf("the %s check of %s ended on %s", [check.name, input.address, check.expires]),
	"at": ["checks", check.name],
	"key": check.name,
	"because": [_since(check)],
	"extent": check.late,
	"unit": "days late",
	"fix": sprintf("run the %s check again, and suspend live access until it is cleared", [check.name]),
} if {
	input.facts.active
	some check in input.facts.checks
	check.state == "expired"
}

deny contains {
	"message": sprintf("the %s check of %s ends on %s", [check.name, input.address, check.expires]),
	"at": ["checks", check.name],
	"key": check.name,
	"severity": "low",
	"first": check.expires,
	"because": [_since(check)],
	"fix": sprintf("run the %s check again before %s", [check.name, check.expires]),
} if {
	input.facts.active
	some check in input.facts.checks
	check.state == "expiring"
}

_since(check) := sprintf("it was cleared on %s and holds for %s", [check.cleared, check.validity])
