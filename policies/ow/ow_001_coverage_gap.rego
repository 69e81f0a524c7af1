# METADATA
# title: Coverage gap
# description: |
#   Coverage that is promised around the clock must hold on every night, weekend and clock change.
#
#   For each instant of the windows within the horizon, the people on shift, each with the channels that the
#   shift serves, are assigned to seats, one seat a person. Where no assignment gives every channel its minimum
#   there is a gap; gaps of at least min_gap are reported, those with one cause together. A gap on a channel
#   where the customer waits is critical, on others high.
# custom:
#   id: OW-001
#   severity: critical
#   subject: coverage
#   params:
#     min_gap:
#       type: "duration"
#       default: "1m"
#       stricter: "lower"
#       description: "Shortest gap that is reported."
#   remediation: |
#     Add or move a shift, or lower the promised window with the owner of the service.
#   controls:
#     ISO 27001:2022: ["A.8.6"]
#     SOC 2: ["A1.1?"]
#     PCI DSS 4.0.1: ["12.10.3?"]
#   bad: |
#     location "hq" {
#       country = "US"
#       tz      = "America/Chicago"
#       class   = "hq"
#     }
#     people "agents" {
#       team    = team.coast
#       start   = "2026-01-05"
#       members = { b01 = {}, b02 = {} }
#     }
#     location "coast" {
#       country = "CO"
#       tz      = "America/Bogota"
#       class   = "nearshore"
#     }
#     team "coast" {
#       location = location.coast
#       shifts = {
#         day = { hours = "08:00-16:00", serves = ["chat"], roster = { "mon-fri" = [person.b01] } }
#       }
#     }
#     coverage {
#       day = { days = "mon-fri", window = "08:00-17:00", tz = "America/Bogota", min = { chat = 1 } }
#     }
#   good: |
#     location "hq" {
#       country = "US"
#       tz      = "America/Chicago"
#       class   = "hq"
#     }
#     people "agents" {
#       team    = team.coast
#       start   = "2026-01-05"
#       members = { b01 = {}, b02 = {} }
#     }
#     location "coast" {
#       country = "CO"
#       tz      = "America/Bogota"
#       class   = "nearshore"
#     }
#     team "coast" {
#       location = location.coast
#       shifts = {
#         day = { hours = "08:00-17:00", serves = ["chat"], roster = { "mon-fri" = [person.b01] } }
#       }
#     }
#     coverage {
#       day = { days = "mon-fri", window = "08:00-17:00", tz = "America/Bogota", min = { chat = 1 } }
#     }
package tidegate.ow.ow_001

import data.tidegate.lib.text

deny contains {
	"message": sprintf("%s is short of %s from %s for %s", [input.address, _seats(gap), gap.start, text.duration(gap.minutes)]),
	"at": _cause(gap),
	"key": gap.key,
	"severity": _severity(gap),
	"related": array.concat(_others(gap), [{"at": ["min"], "note": "the seats that are promised"}]),
	"because": array.concat(
		[
			sprintf("first gap: %s to %s (%s on the window's clock)", [gap.start, gap.end, gap.local]),
			sprintf("over the horizon: %s, %s in all", [text.count(gap.times, "gap"), text.duration(gap.total)]),
		],
		[gap.change | gap.change != ""],
	),
	"first": gap.start,
	"extent": gap.total,
	"unit": "minutes",
	"fix": "add or move a shift, or lower the promised window with the owner of the service",
} if {
	some gap in input.facts.gaps
}

# What the author of a change has edited is the shift; without one, the promise.
_cause(gap) := {"address": gap.causes[0].address, "path": gap.causes[0].path} if count(gap.causes) > 0

_cause(gap) := ["min"] if count(gap.causes) == 0

_others(gap) := [{"address": cause.address, "at": cause.path, "note": cause.note} | some cause in gap.causes]

_seats(gap) := concat(" and ", [sprintf("%s (%d of %d)", [short.channel, short.have, short.need]) | some short in gap.short])

_severity(gap) := "critical" if gap.realtime

_severity(gap) := "high" if not gap.realtime
