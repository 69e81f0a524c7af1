# METADATA
# title: On-call hole or single point of failure
# description: |
#   Predictable collaboration beats heroics, and a rota in local times breaks when only one side has changed its
#   clocks.
#
#   The legs of a rota cover its window, the whole day when it states none, at every instant of the horizon.
#   Each leg has at least min_people who work here and may work; nobody is called first for more than
#   max_primary in a row, or while away. People of a leg take turns after rotates. Every duty that an open queue
#   or a playbook needs can be done by at least as many.
# custom:
#   id: OW-007
#   severity: high
#   subject: [oncall, duty]
#   params:
#     min_people:
#       type: "integer"
#       default: 2
#       stricter: "higher"
#       description: "People that each leg and each duty needs."
#     max_primary:
#       type: "duration"
#       default: "7d"
#       stricter: "lower"
#       description: "How long people take turns when a rota does not say."
#     max_days:
#       type: "integer"
#       default: 7
#       stricter: "lower"
#       description: "Days in a row that somebody may be called first."
#   remediation: |
#     Anchor legs to UTC; train a second person.
#   controls:
#     SOC 2: ["CC7.4"]
#     ISO 27001:2022: ["A.5.24", "A.5.26"]
#     NIST 800-53 r5: ["IR-4", "IR-7"]
#     PCI DSS 4.0.1: ["12.10.3"]
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
#       }
#     }
#     oncall {
#       platform = { tz = "UTC", legs = { "06:00-18:00" = [person.p01, person.p02] } }
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
#       }
#     }
#     oncall {
#       platform = { tz = "UTC", legs = { "06:00-18:00" = [person.p01, person.p02], "18:00-06:00" = [person.p01, person.p02] } }
#     }
package tidegate.ow.ow_007

import data.tidegate.lib.text

deny contains {
	"message": sprintf("%s has nobody to call from %s for %s", [input.address, hole.start, text.duration(hole.minutes)]),
	"at": ["legs"],
	"key": "hole",
	"related": [{"address": cause.address, "at": cause.path, "note": cause.note} | some cause in hole.causes],
	"because": array.concat(
		[sprintf("over the horizon: %s, %s in all", [text.count(hole.times, "hole"), text.duration(hole.total)])],
		[hole.change | hole.change != ""],
	),
	"first": hole.start,
	"extent": hole.total,
	"unit": "minutes",
	"fix": "anchor the legs to UTC, or let them overlap",
} if {
	input.kind == "oncall"
	some hole in input.facts.holes
}

deny contains {
	"message": sprintf("the leg %s of %s can call %d of the %d people that it needs", [leg.hours, input.address, leg.eligible, input.params["OW-007"].min_people]),
	"at": leg.at,
	"key": sprintf("leg %s", [leg.hours]),
	"related": [{"address": barred.person, "at": [], "note": barred.why} | some barred in object.get(leg, "barred", [])],
	"extent": input.params["OW-007"].min_people - leg.eligible,
	"unit": "people short",
	"fix": "add somebody to the leg",
} if {
	input.kind == "oncall"
	some leg in input.facts.legs
	leg.eligible < input.params["OW-007"].min_people
}

deny contains {
	"message": sprintf("%s is on call in %s and %s", [barred.person, input.address, barred.why]),
	"at": barred.at,
	"key": sprintf("%s %s", [leg.hours, barred.person]),
	"related": [{"address": barred.person, "at": [], "note": "who it is"}],
	"fix": "put somebody else on call",
} if {
	input.kind == "oncall"
	some leg in input.facts.legs
	some barred in object.get(leg, "barred", [])
}

deny contains {
	"message": sprintf("somebody of the leg %s of %s is called first for %s in a row", [leg.hours, input.address, text.count(leg.days, "day")]),
	"at": leg.at,
	"key": sprintf("primary %s", [leg.hours]),
	"extent": leg.days,
	"unit": "days",
	"fix": sprintf("let people take turns after %s at most", [input.params["OW-007"].max_primary]),
} if {
	input.kind == "oncall"
	some leg in input.facts.legs
	leg.days > input.params["OW-007"].max_days
	leg.eligible > 1
}

deny contains {
	"message": sprintf("%s can be done by %d of the %d people that it needs", [input.address, input.facts.critical.eligible, input.params["OW-007"].min_people]),
	"at": [],
	"key": "holders",
	"related": array.concat(
		[{"address": input.facts.critical["for"], "at": [], "note": "what depends on it"}],
		[{"address": person, "at": [], "note": "the one who can do it"} | some person in input.facts.critical.holders],
	),
	"extent": input.params["OW-007"].min_people - input.facts.critical.eligible,
	"unit": "people short",
	"fix": "train a second person",
} if {
	input.kind == "duty"
	input.facts.critical.eligible < input.params["OW-007"].min_people
}
