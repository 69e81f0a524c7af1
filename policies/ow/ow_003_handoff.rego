# METADATA
# title: Handoff window missing or too short
# description: |
#   Ownership is lost between shifts.
#
#   Each shift of a ring goes on for at least min after the next one has begun, every time in the horizon,
#   serves the same queues, and hands over by a named template. The last shift of a ring hands to the first
#   where the shifts together go round the clock. A next team's public holiday excuses it. More than max
#   together is paid idle time, and said as low. Shifts of a team that follow each other and serve a queue on every
#   day of the week are in a ring.
# custom:
#   id: OW-003
#   severity: medium
#   subject: [handoff, team]
#   params:
#     min:
#       type: "duration"
#       default: "15m"
#       stricter: "higher"
#       description: "How long two shifts must share; a ring may ask for more."
#     max_minutes:
#       type: "integer"
#       default: 60
#       stricter: "lower"
#       description: "Minutes together beyond which the time is idle."
#   remediation: |
#     Extend one shift by the missing minutes; name the template.
#   controls:
#     ISO 27001:2022: ["A.5.37?"]
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
#         p02 = {}
#       }
#     }
#     team "desk" {
#       location = location.hq
#       holidays = "work"
#       shifts = {
#         early = { hours = "06:00-14:00", roster = { "mon-sun" = [person.p01] } }
#         late  = { hours = "14:00-22:00", roster = { "mon-sun" = [person.p02] } }
#       }
#     }
#     handoffs {
#       desk = { ring = [team.desk.early, team.desk.late], template = "handoff_v3" }
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
#         p02 = {}
#       }
#     }
#     team "desk" {
#       location = location.hq
#       holidays = "work"
#       shifts = {
#         early = { hours = "06:00-14:30", roster = { "mon-sun" = [person.p01] } }
#         late  = { hours = "14:00-22:00", roster = { "mon-sun" = [person.p02] } }
#       }
#     }
#     handoffs {
#       desk = { ring = [team.desk.early, team.desk.late], template = "handoff_v3" }
#     }
package tidegate.ow.ow_003

import data.tidegate.lib.text

deny contains {
	"message": _message(pass),
	"at": {"address": pass.first.from_at.address, "path": pass.first.from_at.path},
	"key": sprintf("%s %s", [pass.from, pass.to]),
	"related": [
		{"address": pass.first.to_at.address, "at": pass.first.to_at.path, "note": pass.first.to_at.note},
		{"at": pass.at, "note": "the ring"},
	],
	"because": [sprintf("so on %s of the horizon, first at %s", [text.count(pass.first.days, "day"), pass.first.start])],
	"first": pass.first.start,
	"extent": (pass.need - pass.first.minutes) * pass.first.days,
	"unit": "minutes",
	"fix": _fix(pass),
} if {
	some pass in input.facts.passes
	pass.first
}

deny contains {
	"message": sprintf("%s and %s do not serve the same queues: %s", [pass.from, pass.to, pass.serves]),
	"at": pass.at,
	"key": sprintf("queues %s %s", [pass.from, pass.to]),
	"related": [{"address": pass.serves, "at": ["channels"], "note": "only one of them serves it"}],
	"fix": "let both shifts serve it, or hand it over elsewhere",
} if {
	some pass in input.facts.passes
	pass.serves
}

deny contains {
	"message": sprintf("%s names no template for what is handed over", [input.address]),
	"at": ["template"],
	"key": "template",
	"fix": "name the template and its version",
} if {
	input.kind == "handoff"
	object.get(input.definition, "template", "") == ""
}

deny contains {
	"message": sprintf("%s.%s follows %s.%s on %s, but no handoff has the two in its ring", [input.address, follow.to, input.address, follow.from, follow.queue]),
	"at": ["shifts", follow.to],
	"key": sprintf("ring %s %s", [follow.from, follow.to]),
	"related": [{"address": follow.queue, "at": ["channels"], "note": "the queue that both serve"}],
	"fix": sprintf("add a row to handoffs: %s = { ring = [%s], min = \"%s\", template = \"…\" }", [input.name, concat(", ", [sprintf("%s.%s", [input.address, shift]) | some shift in follow.ring]), input.params["OW-003"].min]),
} if {
	input.kind == "team"
	some follow in input.facts.unhanded
}

deny contains {
	"message": sprintf("%s and %s share up to %s", [pass.from, pass.to, text.duration(pass.most)]),
	"at": pass.at,
	"key": sprintf("long %s %s", [pass.from, pass.to]),
	"severity": "low",
	"fix": sprintf("%d minutes are enough; the rest is paid idle time", [input.params["OW-003"].max_minutes]),
} if {
	some pass in input.facts.passes
	pass.most > input.params["OW-003"].max_minutes
}

_message(pass) := sprintf("nobody follows %s on %s for half a day", [pass.from, substring(pass.first.start, 0, 10)]) if pass.first.nobody

_message(pass) := sprintf("%s ends %s before %s begins; they must share %s", [pass.from, text.duration(0 - pass.first.minutes), pass.to, text.duration(pass.need)]) if {
	not pass.first.nobody
	pass.first.minutes < 0
}

_message(pass) := sprintf("%s and %s share %s; they must share %s", [pass.from, pass.to, text.duration(pass.first.minutes), text.duration(pass.need)]) if {
	not pass.first.nobody
	pass.first.minutes >= 0
}

_fix(pass) := "roster somebody on the next shift" if pass.first.nobody

_fix(pass) := sprintf("extend one of the shifts by %s", [text.duration(pass.need - pass.first.minutes)]) if not pass.first.nobody
