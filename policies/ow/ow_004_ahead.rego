# METADATA
# title: Passes today, fails inside the horizon
# description: |
#   A gap in November that is found in October is cheap.
#
#   What passes today and fails inside the horizon is reported with the first failing instant and its cause: a
#   clock change, a public holiday, somebody who ends or is away, a contract that ends, a check that expires.
#   Coverage, overlap, hand-offs and rotas are simulated over the whole horizon, so that no result rests on the
#   season in which it was made: within lead they are high, later medium. Contracts and checks always end some
#   day; they are reported within lead only. tidegate forecast shows the same for every rule.
#   Seats that stay empty because a check or a certification ends are medium within renewal, and low within lead,
#   because renewals are due all the time.
# custom:
#   id: OW-004
#   severity: high
#   subject: [coverage, overlap, handoff, oncall, team, person]
#   params:
#     lead:
#       type: "duration"
#       default: "60d"
#       stricter: "higher"
#       description: "Within which a failure ahead is high."
#     renewal:
#       type: "duration"
#       default: "30d"
#       stricter: "higher"
#       description: "Within which a seat that needs a renewal is medium."
#   remediation: |
#     Anchor the shift again, often to UTC or to the partner's clock, or renew what ends.
#   bad: |
#     location "hq" {
#       country  = "US"
#       tz       = "America/Chicago"
#       class    = "hq"
#       checks   = { allowed = ["identity"] }
#       holidays = ["2026-11-26", "2026-12-25", "2027-05-31"]
#     }
#     location "coast" {
#       country = "CO"
#       tz      = "America/Bogota"
#       class   = "nearshore"
#       checks  = { allowed = ["identity"] }
#     }
#     team "hq" {
#       location = location.hq
#       shifts = {
#         day = { hours = "08:00-17:00", roster = { "mon-fri" = [person.p01] } }
#       }
#     }
#     team "coast" {
#       location = location.coast
#       shifts = {
#         day = { hours = "07:00-14:00", roster = { "mon-fri" = [person.p02] } }
#       }
#     }
#     person "p01" {
#       team  = team.hq
#       start = "2026-01-05"
#     }
#     person "p02" {
#       team  = team.coast
#       start = "2026-01-05"
#     }
#     overlaps {
#       pair = { between = [team.hq, team.coast], days = "mon-fri", min = "6h" }
#     }
#   good: |
#     location "hq" {
#       country  = "US"
#       tz       = "America/Chicago"
#       class    = "hq"
#       checks   = { allowed = ["identity"] }
#       holidays = ["2026-11-26", "2026-12-25", "2027-05-31"]
#     }
#     location "coast" {
#       country = "CO"
#       tz      = "America/Bogota"
#       class   = "nearshore"
#       checks  = { allowed = ["identity"] }
#     }
#     team "hq" {
#       location = location.hq
#       shifts = {
#         day = { hours = "08:00-17:00", roster = { "mon-fri" = [person.p01] } }
#       }
#     }
#     team "coast" {
#       location = location.coast
#       shifts = {
#         day = { hours = "07:00-15:00", roster = { "mon-fri" = [person.p02] } }
#       }
#     }
#     person "p01" {
#       team  = team.hq
#       start = "2026-01-05"
#     }
#     person "p02" {
#       team  = team.coast
#       start = "2026-01-05"
#     }
#     overlaps {
#       pair = { between = [team.hq, team.coast], days = "mon-fri", min = "6h" }
#     }
package tidegate.ow.ow_004

deny contains {
	"message": sprintf("%s today, and not from %s on", [ahead.holds, ahead.first]),
	"at": ahead.at,
	"key": ahead.key,
	"severity": _severity(ahead),
	"because": [cause | some cause in [ahead.cause]; cause != ""],
	"first": ahead.first,
	"fix": "anchor the shift again, often to UTC or to the partner's clock, or renew what ends",
} if {
	some ahead in _ahead
}

_severity(ahead) := "high" if ahead.soon

_severity(ahead) := object.get(ahead, "severity", "medium") if not ahead.soon

# What people need and what ends is renewed as a rule.
_renewal(lapsing) := "medium" if lapsing.near

_renewal(lapsing) := "low" if not lapsing.near

_ahead contains {"holds": sprintf("%s is staffed", [input.address]), "at": {"address": lapsing.who, "path": []}, "key": "lapse", "soon": false, "severity": _renewal(lapsing), "first": lapsing.start, "cause": sprintf("%s: %s", [lapsing.who, lapsing.why])} if {
	input.kind == "coverage"
	lapsing := input.facts.lapsing
}

_ahead contains {"holds": sprintf("the leg %s of %s has enough people", [leg.hours, input.address]), "at": {"address": leg.lapsing.who, "path": []}, "key": sprintf("lapse %s", [leg.hours]), "soon": false, "severity": _renewal(leg.lapsing), "first": leg.lapsing.start, "cause": sprintf("%s: %s", [leg.lapsing.who, leg.lapsing.why])} if {
	input.kind == "oncall"
	some leg in input.facts.legs
	leg.lapsing
}

_ahead contains {"holds": sprintf("%s is staffed", [input.address]), "at": _cause(gap.causes, ["min"]), "key": gap.key, "soon": gap.soon, "first": gap.start, "cause": gap.cause} if {
	input.kind == "coverage"
	some gap in input.facts.gaps
	gap.ahead
}

_ahead contains {"holds": sprintf("%s has somebody to call", [input.address]), "at": _cause(gap.causes, ["legs"]), "key": gap.key, "soon": gap.soon, "first": gap.start, "cause": gap.cause} if {
	input.kind == "oncall"
	some gap in input.facts.holes
	gap.ahead
}

_ahead contains {"holds": sprintf("the leg %s of %s has enough people", [leg.hours, input.address]), "at": leg.at, "key": sprintf("leg %s", [leg.hours]), "soon": object.get(leg, "thin_soon", false), "first": leg.thin, "cause": leg.thin_why} if {
	input.kind == "oncall"
	some leg in input.facts.legs
	leg.thin
}

_ahead contains {"holds": sprintf("%s share enough time", [concat(" and ", overlap.between)]), "at": _cause(overlap.shortfall.causes, ["between"]), "key": concat(" ", overlap.between), "soon": overlap.shortfall.soon, "first": overlap.shortfall.first, "cause": overlap.shortfall.cause} if {
	some overlap in _overlaps
	overlap.shortfall.ahead
}

_overlaps contains input.facts if input.kind == "overlap"

_overlaps contains overlap if {
	input.kind == "team"
	some overlap in input.facts.overlaps
}

_ahead contains {"holds": sprintf("%s hands over to %s", [pass.from, pass.to]), "at": {"address": pass.first.from_at.address, "path": pass.first.from_at.path}, "key": sprintf("%s %s", [pass.from, pass.to]), "soon": pass.first.soon, "first": pass.first.start, "cause": pass.first.cause} if {
	input.kind == "handoff"
	some pass in input.facts.passes
	pass.first.ahead
}

_ahead contains {"holds": sprintf("%s of %s holds", [ending.what, input.address]), "at": ending.at, "key": ending.what, "soon": true, "first": ending.day, "cause": ending.cause} if {
	input.kind in {"person", "team"}
	some ending in object.get(input.facts, "ending", [])
}

_cause(causes, _) := {"address": causes[0].address, "path": causes[0].path} if count(causes) > 0

_cause(causes, otherwise) := otherwise if count(causes) == 0
