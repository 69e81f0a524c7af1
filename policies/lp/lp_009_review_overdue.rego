# METADATA
# title: Access review overdue
# description: |
#   Access is reviewed at intervals, or nobody knows any more why it is there.
#
#   The last review by somebody counts, and for a grant without one its approval. A later approval is no review. The interval is that of the most sensitive
#   thing about the grant: a privileged action, external holders, or neither. The deadline is counted in
#   calendar months, clamped to the end of the month, and is inclusive. It is announced ahead.
# custom:
#   id: LP-009
#   severity: high
#   subject: grant
#   params:
#     standard:
#       type: "duration"
#       default: "6mo"
#       stricter: "lower"
#       description: "Interval of access that is neither privileged nor external."
#     privileged:
#       type: "duration"
#       default: "90d"
#       stricter: "lower"
#       description: "Interval of privileged access."
#     external:
#       type: "duration"
#       default: "6mo"
#       stricter: "lower"
#       description: "Interval of access that external people hold."
#     warn:
#       type: "duration"
#       default: "14d"
#       stricter: "higher"
#       description: "How long before the deadline it is announced."
#   remediation: |
#     Hold the holders against their duties, and record reviewed { by, on }.
#   controls:
#     SOC 2: ["CC6.2", "CC6.3"]
#     ISO 27001:2022: ["A.5.18"]
#     NIST 800-53 r5: ["AC-2", "AC-6(7)"]
#     PCI DSS 4.0.1: ["7.2.4", "7.2.5.1"]
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
#       approved = { by = person.q, on = "2026-01-05", ref = "T-1" }
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
#       reviewed = { by = person.q, on = "2026-08-03" }
#     }
package tidegate.lp.lp_009

deny contains {
	"message": sprintf("the review of %s was due on %s", [input.address, input.facts.due.on]),
	"at": ["reviewed", "on"],
	"key": "review",
	"extent": input.facts.due.late,
	"unit": "days late",
	"because": [_basis],
	"fix": "hold the holders against their duties, and record reviewed { by, on }",
} if {
	input.facts.due.state == "overdue"
	input.facts.due.on != ""
}

deny contains {
	"message": sprintf("%s was never approved or reviewed", [input.address]),
	"at": ["reviewed"],
	"key": "review",
	"fix": "hold the holders against their duties, and record reviewed { by, on }",
} if {
	input.facts.due.state == "overdue"
	input.facts.due.on == ""
}

deny contains {
	"message": sprintf("the review of %s is due on %s", [input.address, input.facts.due.on]),
	"at": ["reviewed", "on"],
	"key": "review",
	"severity": "low",
	"first": input.facts.due.on,
	"because": [_basis],
	"fix": "hold the holders against their duties, and record reviewed { by, on }",
} if {
	input.facts.due.state == "soon"
}

_basis := sprintf("%s access is reviewed every %s, last on %s", [input.facts.due.basis, input.facts.due.interval, input.facts.due.last])
