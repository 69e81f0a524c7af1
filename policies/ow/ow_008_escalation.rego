# METADATA
# title: Escalation path incomplete
# description: |
#   A vague way to escalate is how outsourced support fails first.
#
#   Each queue has steps, each later than the one before, none going round in a circle. The last is an on-call
#   rota of the company's own people that has somebody whenever the queue is open. At every instant at which the
#   queue is open, a step that comes soon enough has somebody on duty or on call; steps that are off shift are
#   skipped. The last step takes no more than its share of the time that was promised to resolve.
# custom:
#   id: OW-008
#   severity: high
#   subject: queue
#   params:
#     share:
#       type: "percent"
#       default: "50%"
#       stricter: "lower"
#       description: "Share of the promised time to resolve that escalation may take."
#     first_covered_realtime:
#       type: "duration"
#       default: "30m"
#       stricter: "lower"
#       description: "How soon somebody must be reached where customers wait."
#     first_covered_async:
#       type: "duration"
#       default: "12h"
#       stricter: "lower"
#       description: "How soon somebody must be reached elsewhere."
#   remediation: |
#     Add the step that is missing, or cover its hours.
#   controls:
#     SOC 2: ["CC2.2", "CC7.3"]
#     ISO 27001:2022: ["A.5.24", "A.6.8"]
#     NIST 800-53 r5: ["IR-4", "IR-6"]
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
#     oncall {
#       manager = { tz = "UTC", legs = { "00:00-24:00" = [person.p01] } }
#     }
#     coverage {
#       chat = { days = "mon-sun", window = "00:00-24:00", tz = "UTC", min = { chat = 1 } }
#     }
#     queue "chat" {
#       channels = ["chat"]
#       kind     = "realtime"
#       owner    = team.desk
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
#     oncall {
#       manager = { tz = "UTC", legs = { "00:00-24:00" = [person.p01] } }
#     }
#     coverage {
#       chat = { days = "mon-sun", window = "00:00-24:00", tz = "UTC", min = { chat = 1 } }
#     }
#     queue "chat" {
#       channels = ["chat"]
#       kind     = "realtime"
#       owner    = team.desk
#       escalate = [{ to = oncall.manager, after = "30m" }]
#     }
package tidegate.ow.ow_008

import data.tidegate.lib.text

deny contains {
	"message": sprintf("%s %s", [input.address, problem.message]),
	"at": problem.at,
	"key": problem.key,
	"related": object.get(problem, "related", []),
	"extent": object.get(problem, "extent", 0),
	"unit": "minutes",
	"fix": problem.fix,
} if {
	some problem in _problems
}

_problems contains {"key": "none", "at": ["escalate"], "message": "escalates to nobody", "fix": "add steps that end at an on-call rota"} if {
	count(input.facts.steps) == 0
}

_problems contains {"key": sprintf("order %d", [i]), "at": ["escalate", i, "after"], "message": sprintf("goes to %s after %s, which is no later than the step before", [step.to, step.after]), "fix": "let each step come later than the one before"} if {
	some i, step in input.facts.steps
	step.early
}

_problems contains {"key": sprintf("loop %d", [i]), "at": ["escalate", i, "to"], "message": sprintf("goes round in a circle: %s", [step.loop]), "fix": "let it go to somebody else"} if {
	some i, step in input.facts.steps
	step.loop
}

_last := count(input.facts.steps) - 1

_problems contains {"key": "last", "at": ["escalate", _last, "to"], "message": sprintf("ends at %s, which is no on-call rota", [input.facts.steps[_last].to]), "fix": "end at an on-call rota"} if {
	_last >= 0
	not input.facts.last.rota
}

_problems contains {"key": "outsider", "at": ["escalate", _last, "to"], "message": sprintf("ends at %s, where %s of a vendor is called", [input.facts.steps[_last].to, input.facts.last.outsider]), "fix": "let the company's own people hold the last step"} if {
	input.facts.last.outsider != ""
}

_problems contains {"key": "absent", "at": ["escalate", _last, "to"], "message": sprintf("is open when %s has nobody, from %s for %s", [input.facts.steps[_last].to, input.facts.last.absent.start, text.duration(input.facts.last.absent.minutes)]), "related": [{"address": input.facts.steps[_last].to, "at": ["legs"], "note": "the rota"}], "extent": input.facts.last.absent.total, "fix": "cover its hours"} if {
	input.facts.last.absent
}

_problems contains {"key": "uncovered", "at": ["escalate"], "message": sprintf("reaches nobody within %s from %s (%s) for %s", [input.facts.within, input.facts.uncovered.start, input.facts.uncovered.local, text.duration(input.facts.uncovered.minutes)]), "extent": input.facts.uncovered.total, "fix": "add a step that comes soon enough, or cover its hours"} if {
	input.facts.uncovered
	not input.facts.last.absent
}

_problems contains {"key": "share", "at": ["escalate", _last, "after"], "message": sprintf("gets to the last step after %s; %s is %s of the %s that were promised", [input.facts.steps[_last].after, input.facts.target.limit, input.params["OW-008"].share, input.facts.target.text]), "related": [{"address": input.facts.target.promise, "at": input.facts.target.at, "note": "the promise"}], "fix": "escalate sooner"} if {
	input.facts.target
}
