# METADATA
# title: Rostered person cannot work the seat
# description: |
#   A seat that is filled on paper is a gap in production.
#
#   Everybody on a roster works here that day, is not away, has clear checks (BC-001 to BC-005), holds every
#   certification of the roles, earned before live access, and the languages, can reach the systems of the
#   queues that the shift serves, and is on one shift at a time. A shift serves at most max_channels live
#   channels. Somebody who cannot work a seat does not count in OW-001. What is known to end later is said as
#   low.
# custom:
#   id: OW-005
#   severity: high
#   subject: team
#   params:
#     max_channels:
#       type: "integer"
#       default: 2
#       stricter: "lower"
#       description: "Live channels that one shift may serve."
#     training_grace:
#       type: "duration"
#       default: "14d"
#       stricter: "lower"
#       description: "How long after a certification has lapsed somebody may work on; training of security has none."
#   remediation: |
#     Replace the person, or finish what is missing.
#   controls:
#     SOC 2: ["CC1.4"]
#     ISO 27001:2022: ["cl. 7.2"]
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
#         day = { hours = "08:00-17:00", roster = { "mon-fri" = [person.p01] } }
#       }
#     }
#     check_package "standard" {
#       default = true
#       require = { identity = "forever" }
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
#       checks = { identity = "2025-12-01" }
#       members = {
#         p01 = {}
#       }
#     }
#     team "desk" {
#       location = location.hq
#       holidays = "work"
#       shifts = {
#         day = { hours = "08:00-17:00", roster = { "mon-fri" = [person.p01] } }
#       }
#     }
#     check_package "standard" {
#       default = true
#       require = { identity = "forever" }
#     }
package tidegate.ow.ow_005

deny contains object.union(
	{
		"message": sprintf("%s is on %s.%s and %s", [seat.person, input.address, seat.shift, _why(seat)]),
		"at": _place(seat),
		"key": sprintf("%s %s %s", [seat.person, seat.shift, seat.why]),
		"related": [{"address": seat.person, "at": [], "note": "who it is"}],
		"fix": "put somebody else on the shift, or finish what is missing",
	},
	_ahead(seat),
) if {
	some seat in input.facts.seats
}

deny contains {
	"message": sprintf("%s.%s serves %d live channels at once: %s", [input.address, crowd.shift, count(crowd.channels), concat(", ", crowd.channels)]),
	"at": ["shifts", crowd.shift, "serves"],
	"key": sprintf("%s channels", [crowd.shift]),
	"fix": sprintf("let a shift serve %d live channels at most", [input.params["OW-005"].max_channels]),
} if {
	some crowd in input.facts.crowded
}

_place(seat) := seat.at if seat.address == input.address

_place(seat) := {"address": seat.address, "path": seat.at} if seat.address != input.address

_why(seat) := seat.why if regex.match(`^(is|ended|ends|starts|has) `, seat.why)

_why(seat) := sprintf("cannot work it: %s", [seat.why]) if not regex.match(`^(is|ended|ends|starts|has) `, seat.why)

_ahead(seat) := {"severity": "low", "first": seat.first} if {
	seat.first
	seat.address == input.address
}

_ahead(seat) := {"first": seat.first} if {
	seat.first
	seat.address != input.address
}

_ahead(seat) := {} if not seat.first
