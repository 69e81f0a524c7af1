# METADATA
# title: Access before vetting is clear
# description: |
#   The damage window opens with the first login.
#
#   Every check that the person's packages require must have been cleared strictly before the local date of the
#   first live access (the first grant on a system that is no sandbox); on the same day the order is unknowable,
#   and fails. A check that is pending or missing fails from the day that access begins, and is announced
#   before. One that was cleared late stays a finding: the exposure happened. Access counts from the day on which a role
#   that asks for the check first gave it, and not before the day on which the package was required (since). Where
#   a package does not say since when, a check that nobody had before their access at that time was not yet
#   required, and being late with it is no finding. Grace, where it is enabled,
#   excuses a pending check that was asked for, of a supervised person who reaches no system above
#   grace_max_level, for that long. Where the place of work does not allow a check, what stands in for it is
#   judged instead.
# custom:
#   id: BC-001
#   severity: critical
#   subject: person
#   params:
#     grace:
#       type: "duration"
#       default: "0d"
#       stricter: "lower"
#       description: "How long a pending check is excused after access began."
#       limit: "14d"
#     grace_max_level:
#       type: "string"
#       default: "internal"
#       stricter: "fixed"
#       description: "Highest level of data that may be reached in grace."
#   remediation: |
#     Move the start of the grant behind the day on which the last check was cleared, or restrict the person to a
#     sandbox until then.
#   controls:
#     SOC 2: ["CC1.4", "CC6.2"]
#     ISO 27001:2022: ["A.6.1"]
#     NIST 800-53 r5: ["PS-3"]
#     PCI DSS 4.0.1: ["12.7.1"]
#     HIPAA: ["§164.308(a)(3)(ii)(B)"]
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
#         b01 = { checks = { identity = "2026-03-01", criminal = "pending" } }
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
#         b01 = { checks = { identity = "2026-03-01", criminal = "2026-04-02" } }
#       }
#     }
package tidegate.bc.bc_001

applies if input.facts.first_access

deny contains {
	"message": sprintf("the %s check of %s was cleared %s, but live access began on %s", [check.name, input.address, _when(check), check.access]),
	"at": ["checks", check.name],
	"key": check.name,
	"related": [_grant(check)],
	"because": [
		sprintf("%s: %s", [check.name, check.first]),
		sprintf("live access that asks for it: from %s, by %s", [check.access, check.grant]),
	],
	"extent": check.late,
	"unit": "days late",
	"fix": "start access after the day on which the last check was cleared, and keep this on record; if the check was not required then, add since = \"…\" to the package",
} if {
	input.facts.active
	some check in input.facts.checks
	not check.supervised
	check.status == "cleared"
	check.order in {"same_day", "after"}
}

deny contains {
	"message": sprintf("%s has live access since %s, but the %s check is %s", [input.address, check.access, check.name, check.status]),
	"at": ["checks", check.name],
	"key": check.name,
	"related": [_grant(check)],
	"because": [sprintf("live access that asks for it: from %s, by %s", [check.access, check.grant])],
	"fix": sprintf("suspend the access until the %s check is cleared", [check.name]),
} if {
	input.facts.active
	some check in _open
	check.started
	not check.in_grace
}

deny contains {
	"message": sprintf("live access of %s begins on %s, but the %s check is %s", [input.address, check.access, check.name, check.status]),
	"at": ["checks", check.name],
	"key": check.name,
	"severity": "low",
	"related": [_grant(check)],
	"first": check.access,
	"fix": sprintf("clear the %s check before that day", [check.name]),
} if {
	some check in _open
	check.access
	not check.started
}

# A substitute that is missing altogether is the business of BC-005.
_open contains check if {
	some check in input.facts.checks
	check.status in {"pending", "missing"}
	not check.supervised
	not _missing_substitute(check)
}

_missing_substitute(check) if {
	check.substitute_for
	check.status == "missing"
}

_when(check) := "that same day" if check.order == "same_day"

_when(check) := sprintf("only on %s", [check.first]) if check.order == "after"

_grant(check) := {"address": check.grant, "at": ["valid"], "note": "the access that asks for the check"}
