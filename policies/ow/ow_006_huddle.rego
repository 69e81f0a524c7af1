# METADATA
# title: Daily huddle missing
# description: |
#   A contract becomes daily practice in a few minutes a day.
#
#   Every team that owns a queue which customers wait in has a short huddle on each day that it works. A huddle
#   is no longer than max_length and lies inside the shift of everybody in it; shifts of several teams meet
#   together, inside the time that all of them are on.
# custom:
#   id: OW-006
#   severity: low
#   subject: [huddle, team]
#   params:
#     max_minutes:
#       type: "integer"
#       default: 15
#       stricter: "lower"
#       description: "The longest huddle, in minutes."
#   remediation: |
#     Add a row of huddles, relative to the start of the shift.
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
#     huddles {
#       desk = { shifts = [team.desk.day], at = "start+5m", length = "30m" }
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
#     huddles {
#       desk = { shifts = [team.desk.day], at = "start+5m", length = "10m" }
#     }
package tidegate.ow.ow_006

import data.tidegate.lib.text

deny contains {
	"message": sprintf("%s answers customers at once and has no huddle on %s", [input.address, concat(", ", input.facts.no_huddle)]),
	"at": [],
	"key": "none",
	"fix": "add a row of huddles with a shift of each day",
} if {
	input.kind == "team"
	count(input.facts.no_huddle) > 0
}

deny contains {
	"message": sprintf("%s takes %s; a huddle is at most %s", [input.address, text.duration(input.facts.minutes), text.duration(input.params["OW-006"].max_minutes)]),
	"at": ["length"],
	"key": "length",
	"extent": input.facts.minutes - input.params["OW-006"].max_minutes,
	"unit": "minutes over",
	"fix": "shorten it",
} if {
	input.kind == "huddle"
	input.facts.minutes > input.params["OW-006"].max_minutes
}

deny contains {
	"message": sprintf("%s is not on for all of %s, first on %s", [attendee.shift, input.address, attendee.first]),
	"at": attendee.at,
	"key": attendee.shift,
	"because": [sprintf("so on %s of the horizon", [text.count(attendee.days, "day")])],
	"first": attendee.first,
	"fix": "move the huddle to a time at which everybody is on",
} if {
	input.kind == "huddle"
	some attendee in input.facts.outside
}
