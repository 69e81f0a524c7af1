# METADATA
# title: Peak and staffing terms missing
# description: |
#   What was not agreed on before the season cannot be asked for in it.
#
#   When the forecast of a peak to come names a channel of the vendor's queues, the contract keeps the people
#   where they are on every day of it (blackout), bounds the surcharge, holds the service levels, keeps a
#   reserve of at least the people that the peak adds, states when they are ready, bounds and announces
#   reassignment, names the roles that stay and the scheduling model, and is in force for lead before the peak
#   and all through it.
# custom:
#   id: SL-009
#   severity: high
#   subject: contract
#   params:
#     reassign_cap:
#       type: "percent"
#       default: "10%"
#       stricter: "lower"
#       description: "The most people that may be moved away in a quarter."
#     surge_cap:
#       type: "factor"
#       default: "1.5x"
#       stricter: "lower"
#       description: "The highest surcharge."
#     lead:
#       type: "duration"
#       default: "45d"
#       stricter: "higher"
#       description: "How long before a peak the contract is in force."
#     ready_before:
#       type: "duration"
#       default: "14d"
#       stricter: "higher"
#       description: "How long before a peak its people are ready."
#     reassign_notice:
#       type: "duration"
#       default: "30d"
#       stricter: "higher"
#       description: "The least notice before somebody is moved away."
#   remediation: |
#     Sign the terms for the peak.
#   controls:
#     SOC 2: ["CC9.2"]
#     ISO 27001:2022: ["A.5.20", "A.8.6"]
#     NIST 800-53 r5: ["SR-5(1)?"]
#   bad: |
#     location "coast" {
#       country = "CO"
#       tz      = "America/Bogota"
#       class   = "nearshore"
#     }
#     vendor "coast" {
#       country = "CO"
#       role    = "processor"
#     }
#     team "coast" {
#       location = location.coast
#       vendor   = vendor.coast
#     }
#     system "desk" {
#     }
#     queue "chat" {
#       channels = ["chat"]
#       kind     = "realtime"
#       owner    = team.coast
#     }
#     coverage {
#       chat = { days = "mon-sun", window = "08:00-20:00", tz = "America/Bogota", min = { chat = 1 } }
#     }
#     peak "season" {
#       dates    = "2026-11-20/2026-12-02"
#       forecast = { chat = "1.5x" }
#     }
#     contract "coast" {
#       vendor = vendor.coast
#       teams  = [team.coast]
#       valid  = "2026-01-01/2027-06-30"
#       peak     = { blackout = ["2026-11-20/2026-12-02"], surge_max = "1.35x", sla_holds = true, reserve = 0, ready_before = "14d" }
#       staffing = { reassign_max = "10%", reassign_notice = "30d", model = "5x8", key_roles = [] }
#     }
#   good: |
#     location "coast" {
#       country = "CO"
#       tz      = "America/Bogota"
#       class   = "nearshore"
#     }
#     vendor "coast" {
#       country = "CO"
#       role    = "processor"
#     }
#     team "coast" {
#       location = location.coast
#       vendor   = vendor.coast
#     }
#     system "desk" {
#     }
#     queue "chat" {
#       channels = ["chat"]
#       kind     = "realtime"
#       owner    = team.coast
#     }
#     coverage {
#       chat = { days = "mon-sun", window = "08:00-20:00", tz = "America/Bogota", min = { chat = 1 } }
#     }
#     peak "season" {
#       dates    = "2026-11-20/2026-12-02"
#       forecast = { chat = "1.5x" }
#     }
#     contract "coast" {
#       vendor = vendor.coast
#       teams  = [team.coast]
#       valid  = "2026-01-01/2027-06-30"
#       peak     = { blackout = ["2026-11-20/2026-12-02"], surge_max = "1.35x", sla_holds = true, reserve = 1, ready_before = "14d" }
#       staffing = { reassign_max = "10%", reassign_notice = "30d", model = "5x8", key_roles = [] }
#     }
package tidegate.sl.sl_009

import data.tidegate.sl.terms

deny contains {
	"message": sprintf("%s %s", [input.address, problem.message]),
	"at": problem.at,
	"key": problem.key,
	"related": [{"address": input.facts.staffing.seasons[0].peak, "at": ["forecast"], "note": "the peak that needs it"}],
	"extent": object.get(problem, "extent", 0),
	"unit": object.get(problem, "unit", ""),
	"fix": problem.fix,
} if {
	input.facts.staffing
	some problem in _problems
}

applies if input.facts.staffing

_peak := object.get(input.definition, "peak", {})

_staffing := object.get(input.definition, "staffing", {})

_problems contains {"key": sprintf("blackout %s", [season.peak]), "at": ["peak", "blackout"], "message": sprintf("lets people be moved on some day of %s (%s)", [season.peak, season.dates]), "fix": "let the blackout cover the whole peak"} if {
	some season in input.facts.staffing.seasons
	season.open
}

_problems contains {"key": sprintf("reserve %s", [season.peak]), "at": ["peak", "reserve"], "message": sprintf("keeps too few in reserve; %s needs %d", [season.peak, season.reserve]), "fix": sprintf("agree on a reserve of %d", [season.reserve])} if {
	some season in input.facts.staffing.seasons
	season.short
}

_problems contains {"key": sprintf("lead %s", [season.peak]), "at": ["valid"], "message": sprintf("is not in force for %s before %s and all through it", [input.params["SL-009"].lead, season.peak]), "fix": "sign earlier, or renew before the peak"} if {
	some season in input.facts.staffing.seasons
	season.late
}

_problems contains {"key": term.name, "at": term.at, "message": terms.said(term), "extent": term.over, "unit": term.unit, "fix": sprintf("agree on %s", [term.need])} if {
	some term in input.facts.staffing.terms
	term.state != "fine"
}

_problems contains {"key": "sla_holds", "at": ["peak", "sla_holds"], "message": "does not hold its service levels in a peak", "fix": "let the service levels hold in the peak"} if {
	not object.get(_peak, "sla_holds", false)
}

_problems contains {"key": "model", "at": ["staffing", "model"], "message": "names no scheduling model", "fix": "name the model"} if {
	object.get(_staffing, "model", "") == ""
}

_problems contains {"key": "key_roles", "at": ["staffing", "key_roles"], "message": "does not say which roles stay in a blackout", "fix": "name the roles that stay, or say that there are none: key_roles = []"} if {
	not _staffing.key_roles
}
