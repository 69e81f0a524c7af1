# METADATA
# title: Team overlap below minimum
# description: |
#   Decisions in real time need shared hours.
#
#   On each required local day of the first team within the horizon, the time in which both teams have at least
#   min_people on shift must reach the minimum. Days that are a public holiday of a team which is off on them
#   are exempt. An overlap row that states no minimum inherits that of the farther location's class, and so does
#   every pair of a team with one at headquarters that has no row.
# custom:
#   id: OW-002
#   severity: high
#   subject: [overlap, team]
#   params:
#     onshore_min:
#       type: "duration"
#       default: "2h"
#       stricter: "higher"
#       description: "Minimum with an onshore location."
#     nearshore_min:
#       type: "duration"
#       default: "4h"
#       stricter: "higher"
#       description: "Minimum with a nearshore location."
#     offshore_min:
#       type: "duration"
#       default: "1h"
#       stricter: "higher"
#       description: "Minimum with an offshore location."
#     min_people:
#       type: "integer"
#       default: 1
#       stricter: "higher"
#       description: "People of each team on shift."
#     contiguous:
#       type: "boolean"
#       default: false
#       stricter: "true"
#       description: "Whether the longest single run counts instead of the sum."
#     days:
#       type: "weekdays"
#       default: "mon-fri"
#       stricter: "more"
#       description: "Required days of a pair that states none."
#   remediation: |
#     Shift start times; prefer to anchor one side to the clock of the other.
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
#         day = { hours = "15:00-23:00", roster = { "mon-fri" = [person.b01] } }
#       }
#     }
#     team "office" {
#       location = location.hq
#       shifts = {
#         day = { hours = "08:00-17:00", roster = { "mon-fri" = [person.b02] } }
#       }
#     }
#     overlaps {
#       coast = { between = [team.office, team.coast], days = "mon-fri", min = "4h" }
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
#         day = { hours = "08:00-17:00", roster = { "mon-fri" = [person.b01] } }
#       }
#     }
#     team "office" {
#       location = location.hq
#       shifts = {
#         day = { hours = "08:00-17:00", roster = { "mon-fri" = [person.b02] } }
#       }
#     }
#     overlaps {
#       coast = { between = [team.office, team.coast], days = "mon-fri", min = "4h" }
#     }
package tidegate.ow.ow_002

import data.tidegate.lib.text

deny contains {
	"message": sprintf("%s share %s on %s; %s are required", [
		concat(" and ", overlap.between),
		text.duration(overlap.shortfall.minutes),
		overlap.shortfall.first,
		text.duration(overlap.shortfall.required),
	]),
	"at": _cause(overlap),
	"key": concat(" ", overlap.between),
	"related": array.concat(_others(overlap), [{"at": _row, "note": _basis(overlap)}]),
	"because": array.concat(
		[sprintf("%s of %d fail until %s; the worst has %s", [
			text.count(overlap.shortfall.days, "day"),
			overlap.shortfall.of,
			overlap.shortfall.last,
			text.duration(overlap.shortfall.least),
		])],
		[overlap.shortfall.change | overlap.shortfall.change != ""],
	),
	"first": overlap.shortfall.first,
	"extent": (overlap.shortfall.required - overlap.shortfall.least) * overlap.shortfall.days,
	"unit": "minutes",
	"fix": "shift start times; prefer to anchor one side to the clock of the other",
} if {
	some overlap in _required
	overlap.shortfall
}

_required contains input.facts if input.kind == "overlap"

_required contains overlap if {
	input.kind == "team"
	some overlap in input.facts.overlaps
}

_row := ["min"] if input.kind == "overlap"

_row := ["location"] if input.kind == "team"

_basis(overlap) := "the minimum" if overlap.basis == "min"

_basis(overlap) := sprintf("the minimum is %s of OW-002: %s", [overlap.basis, text.duration(overlap.shortfall.required)]) if overlap.basis != "min"

_cause(overlap) := {"address": overlap.shortfall.causes[0].address, "path": overlap.shortfall.causes[0].path} if count(overlap.shortfall.causes) > 0

_cause(overlap) := ["between"] if count(overlap.shortfall.causes) == 0

_others(overlap) := [{"address": cause.address, "at": cause.path, "note": cause.note} | some cause in overlap.shortfall.causes]
