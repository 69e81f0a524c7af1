# METADATA
# title: Holiday cover not declared
# description: |
#   Cyber Monday 2026 is Bonifacio Day in Manila.
#
#   A team that coverage or a rota depends on says what it does on public holidays: work, off, or a skeleton
#   crew; off and skeleton are applied before coverage is judged. A public holiday inside a peak, of a team that
#   staffs coverage, has an entry in the peak's ready list, as "cover:2026-11-30". The calendar of such a place
#   is written down for calendar_ahead from the day of the run.
# custom:
#   id: OW-009
#   severity: medium
#   subject: [team, location, peak]
#   params:
#     calendar_ahead:
#       type: "duration"
#       default: "6mo"
#       stricter: "higher"
#       description: "How far ahead public holidays are written down."
#   remediation: |
#     State what the team does on holidays, add the cover, and extend the calendar.
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
package tidegate.ow.ow_009

deny contains {
	"message": sprintf("%s serves %s and does not say what it does on public holidays, first on %s", [input.address, input.facts.serves, input.facts.holidays]),
	"at": ["holidays"],
	"key": "handling",
	"first": input.facts.holidays,
	"fix": "state holidays = \"work\", \"off\" or \"skeleton\"",
} if {
	input.kind == "team"
	input.facts.holidays
}

deny contains {
	"message": sprintf("%s is a public holiday of %s inside %s, and nobody wrote down its cover", [holiday.date, holiday.team, input.address]),
	"at": ["ready"],
	"key": sprintf("%s %s", [holiday.date, holiday.team]),
	"related": [{"address": holiday.team, "at": ["holidays"], "note": "what the team does then"}],
	"first": holiday.date,
	"fix": sprintf("arrange the cover, and add \"cover:%s\" to ready", [holiday.date]),
} if {
	input.kind == "peak"
	some holiday in input.facts.uncovered
}

deny contains {
	"message": _calendar,
	"at": ["holidays"],
	"key": "calendar",
	"related": [{"address": input.facts.serves, "at": [], "note": "what depends on it"}],
	"fix": sprintf("write down the public holidays until %s", [input.facts.need]),
} if {
	input.kind == "location"
	input.facts.serves != ""
	input.facts.calendar != "fine"
}

_calendar := sprintf("%s has no calendar of public holidays", [input.address]) if input.facts.calendar == "missing"

_calendar := sprintf("the public holidays of %s are written down until %s only; %s is needed", [input.address, input.facts.last, input.facts.need]) if input.facts.calendar == "short"
