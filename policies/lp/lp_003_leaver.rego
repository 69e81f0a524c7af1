# METADATA
# title: Ended person still has access, device or duty
# description: |
#   Access that stays behind is the classic way in through an outsourced team.
#
#   A person's end is a last working day, which ends at local midnight, or an exact moment. From then on nothing
#   may name the person any more: no grant that is given to the person directly and is still valid, no enabled
#   account, no roster, rota or lead, and no place as approver or mentor. Before it, every grant that is given
#   to the person directly must end by the last day. What roles and teams give ends with the person. Revocation
#   may take revoke_within for access that is not privileged, and no time when the end was not the person's
#   choice.
# custom:
#   id: LP-003
#   severity: critical
#   subject: person
#   waivable: false
#   params:
#     revoke_within:
#       type: "duration"
#       default: "0h"
#       stricter: "lower"
#       description: "How long revocation may take for access that is not privileged."
#       limit: "24h"
#   remediation: |
#     Close the grants and rosters in the same change that sets until.
#   controls:
#     SOC 2: ["CC6.2", "CC6.4"]
#     ISO 27001:2022: ["A.5.11", "A.5.18", "A.6.5"]
#     NIST 800-53 r5: ["AC-2", "AC-2(3)", "PS-4"]
#     PCI DSS 4.0.1: ["8.2.5"]
#     GDPR: ["Art. 32(1)(b)"]
#     HIPAA: ["§164.308(a)(3)(ii)(C)"]
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
#       until = "2026-09-30"
#     }
#     grant "g" {
#       to    = person.p
#       allow = ["shop:order.read"]
#       valid = "2026-01-05/2026-12-31"
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
#       until = "2026-09-30"
#     }
#     grant "g" {
#       to    = person.p
#       allow = ["shop:order.read"]
#       valid = "2026-01-05/2026-09-30"
#     }
package tidegate.lp.lp_003

deny contains {
	"message": sprintf("%s ended on %s, and %s", [input.address, input.facts.leaving.end, _still(held)]),
	"at": _place(held),
	"key": sprintf("%s %s", [held.what, held.address]),
	"related": [{"at": ["until"], "note": "the end"}],
	"fix": _fix[held.what],
} if {
	some held in input.facts.leaving.overdue
}

deny contains {
	"message": sprintf("%s ends on %s, and %s goes on %s", [input.address, input.facts.leaving.end, held.address, _until(held)]),
	"at": {"address": held.address, "path": held.at},
	"key": sprintf("%s %s", [held.what, held.address]),
	"related": [{"at": ["until"], "note": "the end"}],
	"fix": sprintf("end the grant on %s", [input.facts.leaving.end]),
} if {
	some held in input.facts.leaving.outlasting
}

# An account stands in the observations and not in a definition.
_place(held) := ["until"] if held.what == "account"

_place(held) := {"address": held.address, "path": held.at} if held.what != "account"

_still(held) := sprintf(_words[held.what], [held.address])

_words := {
	"grant": "%s is still open",
	"account": "the account %s is still enabled",
	"roster": "%s still rosters them",
	"oncall": "%s still calls them",
	"lead": "%s is still led by them",
	"approver": "%s is still approved by them",
	"mentor": "%s still has them as mentor",
}

_fix := {
	"grant": "end the grant, or take the person out of it",
	"account": "disable the account",
	"roster": "take the person off the roster",
	"oncall": "take the person off the rota",
	"lead": "name another lead",
	"approver": "name another approver",
	"mentor": "name another mentor",
}

_until(held) := sprintf("until %s", [held.until]) if held.until != ""

_until(held) := "without end" if held.until == ""
