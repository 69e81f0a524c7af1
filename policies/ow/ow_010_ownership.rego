# METADATA
# title: Queue without one owner, or tier without transfer rules
# description: |
#   Service levels slip when nobody knows whose a contact is.
#
#   Each channel that is staffed or promised belongs to one queue, in each tier to exactly one, and a queue has
#   one owner. There are tiers t0, t1 and t2. Each says what it handles, no reason in two tiers, which tier
#   comes next, and by which criteria, at least one of them testable: with a number, a time or a marker in it.
#   t0 lets a customer ask for a person; t1 and t2 state by when the customer is told.
# custom:
#   id: OW-010
#   severity: high
#   subject: [queue, tier, coverage, promise]
#   params:
#     close_loop_max:
#       type: "duration"
#       default: "24h"
#       stricter: "lower"
#       description: "By when a customer is told at most."
#     way_out:
#       type: "string"
#       default: "customer asks for a person"
#       stricter: "any"
#       description: "The criterion of t0 by which a customer reaches a person."
#   remediation: |
#     Assign the owner; write criteria as thresholds.
#   controls:
#     SOC 2: ["CC1.3", "CC2.2"]
#     ISO 27001:2022: ["A.5.2"]
#   bad: |
#     location "hq" {
#       country  = "US"
#       tz       = "America/Chicago"
#       class    = "hq"
#       checks   = { allowed = ["identity"] }
#       holidays = ["2026-11-26", "2026-12-25", "2027-05-31"]
#     }
#     people "crew" {
#       team  = team.desk
#       start = "2026-01-05"
#       members = {
#         p01 = {}
#       }
#     }
#     team "desk" {
#       location = location.hq
#       holidays = "work"
#       shifts = {
#         day = { hours = "08:00-17:00", serves = ["chat"], roster = { "mon-fri" = [person.p01] } }
#       }
#     }
#     queue "chat" {
#       channels = ["chat"]
#       kind     = "realtime"
#       owner    = team.desk
#     }
#     tiers {
#       t0 = { handles = ["order status"], to = "t1", when = ["2 failed answers", "customer asks for a person"] }
#       t1 = { handles = ["refund within limit"], to = "t2", when = ["no progress"], close_loop = "24h" }
#       t2 = { handles = ["policy exception"], to = "incident", when = ["3 related tickets in 15m"], close_loop = "24h" }
#     }
#   good: |
#     location "hq" {
#       country  = "US"
#       tz       = "America/Chicago"
#       class    = "hq"
#       checks   = { allowed = ["identity"] }
#       holidays = ["2026-11-26", "2026-12-25", "2027-05-31"]
#     }
#     people "crew" {
#       team  = team.desk
#       start = "2026-01-05"
#       members = {
#         p01 = {}
#       }
#     }
#     team "desk" {
#       location = location.hq
#       holidays = "work"
#       shifts = {
#         day = { hours = "08:00-17:00", serves = ["chat"], roster = { "mon-fri" = [person.p01] } }
#       }
#     }
#     queue "chat" {
#       channels = ["chat"]
#       kind     = "realtime"
#       owner    = team.desk
#     }
#     tiers {
#       t0 = { handles = ["order status"], to = "t1", when = ["2 failed answers", "customer asks for a person"] }
#       t1 = { handles = ["refund within limit"], to = "t2", when = ["30m without progress"], close_loop = "24h" }
#       t2 = { handles = ["policy exception"], to = "incident", when = ["3 related tickets in 15m"], close_loop = "24h" }
#     }
package tidegate.ow.ow_010

deny contains {
	"message": sprintf("%s and %s both own the channel %s", [input.address, shared.other, shared.channel]),
	"at": ["channels", shared.index],
	"key": sprintf("%s %s", [shared.channel, shared.other]),
	"related": [{"address": shared.other, "at": ["channels"], "note": "the other queue"}],
	"fix": "give the channel one queue, or state the tiers that each serves",
} if {
	input.kind == "queue"
	some shared in input.facts.shared
}

deny contains {
	"message": sprintf("%s is owned by %s, but shifts of %s serve it and none of the owner's do", [input.address, input.definition.owner, concat(", ", input.facts.served_by)]),
	"at": ["owner"],
	"key": "owner",
	"related": [{"address": team, "at": ["shifts"], "note": "serves it"} | some team in input.facts.served_by],
	"fix": sprintf("owner = %s", [input.facts.served_by[0]]),
} if {
	input.kind == "queue"
	count(input.facts.served_by) > 0
}

deny contains {
	"message": sprintf("there is no tier %s", [tier]),
	"at": [],
	"key": tier,
	"fix": "define t0, t1 and t2 in a tiers block",
} if {
	input.kind == "queue"
	some tier in input.facts.tiers_missing
}

deny contains {
	"message": sprintf("%s names the channel %s, and no queue owns it", [input.address, channel]),
	"at": _named(channel),
	"key": channel,
	"fix": "add the channel to a queue",
} if {
	input.kind in {"coverage", "promise"}
	some channel in input.facts.unowned
}

_named(channel) := ["min", channel] if input.kind == "coverage"

_named(_) := [] if input.kind == "promise"

deny contains {
	"message": sprintf("%s %s", [input.address, problem.message]),
	"at": problem.at,
	"key": problem.key,
	"fix": problem.fix,
} if {
	input.kind == "tier"
	some problem in _problems
}

_problems contains {"key": "handles", "at": ["handles"], "message": "does not say what it handles", "fix": "list the reasons for contact"} if {
	count(object.get(input.definition, "handles", [])) == 0
}

_problems contains {"key": "to", "at": ["to"], "message": "does not say where contacts go next", "fix": "name the next tier, or incident"} if {
	object.get(input.definition, "to", "") == ""
}

_problems contains {"key": "to", "at": ["to"], "message": sprintf("hands over to %s, which is no tier", [input.definition.to]), "fix": "name the next tier, or incident"} if {
	input.facts.unknown
}

_problems contains {"key": "when", "at": ["when"], "message": "has no criterion that can be tested", "fix": "write one as a number, a time or a marker, as in \"30m without progress\""} if {
	not input.facts.testable
}

_problems contains {"key": sprintf("repeat %s", [repeat.other]), "at": ["handles", repeat.index], "message": sprintf("handles %q, and %s does too", [input.definition.handles[to_number(repeat.index)], repeat.other]), "fix": "give each reason one tier"} if {
	some repeat in input.facts.repeats
}

_problems contains {"key": "person", "at": ["when"], "message": sprintf("does not let a customer out: %q is missing", [input.params["OW-010"].way_out]), "fix": sprintf("add %q", [input.params["OW-010"].way_out])} if {
	input.name == "t0"
	not input.params["OW-010"].way_out in object.get(input.definition, "when", [])
}

_problems contains {"key": "close_loop", "at": ["close_loop"], "message": "does not say by when the customer is told", "fix": sprintf("state close_loop, at most %s", [input.params["OW-010"].close_loop_max])} if {
	input.name in {"t1", "t2"}
	not input.definition.close_loop
}

_problems contains {"key": "close_loop", "at": ["close_loop"], "message": sprintf("tells the customer only after %s", [input.definition.close_loop]), "fix": sprintf("state close_loop, at most %s", [input.params["OW-010"].close_loop_max])} if {
	input.facts.slow
}
