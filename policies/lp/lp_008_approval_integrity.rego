# METADATA
# title: Approval or review lacks integrity
# description: |
#   An approval by somebody who gains by it is worth nothing as evidence.
#
#   A grant states who approved it, when, and under which ticket. Neither the approver nor the reviewer may hold
#   the grant, work for the vendor of a holder, or report to a holder, and both worked here on that day. The
#   approval is not later than the first day of the grant. Where approver_roles are set, privileged access is
#   approved by a holder of one of them.
# custom:
#   id: LP-008
#   severity: high
#   subject: grant
#   params:
#     approver_roles:
#       type: "list"
#       default: []
#       stricter: "any"
#       description: "Roles whose holders may approve privileged access; anybody independent when empty."
#     retro_approval:
#       type: "duration"
#       default: "0d"
#       stricter: "lower"
#       description: "How long after it began a grant may be approved."
#   remediation: |
#     Let somebody independent approve it again, and record the ticket.
#   controls:
#     SOC 2: ["CC6.2", "CC6.3"]
#     ISO 27001:2022: ["A.5.3", "A.5.18"]
#     NIST 800-53 r5: ["AC-2", "AC-5"]
#     PCI DSS 4.0.1: ["7.2.3", "8.2.4"]
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
#       to       = person.p
#       allow    = ["shop:order.read"]
#       approved = { by = person.p, on = "2026-01-05", ref = "T-1" }
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
#       to       = person.p
#       allow    = ["shop:order.read"]
#       approved = { by = person.q, on = "2026-01-05", ref = "T-1" }
#     }
package tidegate.lp.lp_008

deny contains {
	"message": sprintf("%s does not say who approved it, when, and under which ticket", [input.address]),
	"at": ["approved"],
	"key": "incomplete",
	"fix": "add approved = { by = person.…, on = \"…\", ref = \"…\" }",
} if {
	not input.facts.approval.complete
}

deny contains {
	"message": sprintf("%s was %s by %s, who %s", [input.address, how, signed.by, why]),
	"at": [how, "by"],
	"key": sprintf("%s %s", [how, why]),
	"related": [{"address": signed.by, "at": [], "note": sprintf("%s it", [how])}],
	"fix": "let somebody independent do it, and record the day and the ticket",
} if {
	some how, name in {"approved": "approval", "reviewed": "review"}
	signed := input.facts[name]
	signed.by
	some why in _reasons
	_holds(signed, why)
}

_reasons := ["holds it", "works for the vendor of a holder", "reports to a holder", "did not work here on that day", "may not approve privileged access"]

_holds(signed, "holds it") if signed.beneficiary

_holds(signed, "works for the vendor of a holder") if object.get(signed, "vendor", "") != ""

_holds(signed, "reports to a holder") if object.get(signed, "manager", "") != ""

_holds(signed, "did not work here on that day") if signed.active == false

_holds(signed, "may not approve privileged access") if signed.outranked

deny contains {
	"message": sprintf("%s was approved on %s, after it began", [input.address, input.facts.approval.on]),
	"at": ["approved", "on"],
	"key": "late",
	"related": [{"at": ["valid"], "note": "it began here"}],
	"fix": "begin it on the day of the approval or later",
} if {
	input.facts.approval.late
}

deny contains {
	"message": sprintf("%s was reviewed on %s, but does not say by whom", [input.address, input.facts.review.on]),
	"at": ["reviewed"],
	"key": "reviewed incomplete",
	"fix": "add by = person.… to reviewed",
} if {
	input.facts.review
	not input.facts.review.by
}
