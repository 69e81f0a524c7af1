# METADATA
# title: SLA matrix incomplete or unmeasurable
# description: |
#   A service level without a unit, a percentile or a clock cannot be enforced.
#
#   Every channel of the teams' queues needs, in every tier that the queue has, all the metrics: a bound at a
#   percentile or a share, with quality no lower than the company's own target. A queue without any service level
#   fails; a single channel that is neither promised nor listed beside others is low. The contract states the
#   clock, the calendar of its business hours if it counts those, the period, and the live system that the figures
#   come from. A queue of engineering work (kind "sprint") needs the metrics of delivery instead.
# custom:
#   id: SL-002
#   severity: high
#   subject: contract
#   params:
#     metrics:
#       type: "list"
#       default: ["response", "resolution", "quality", "sentiment"]
#       stricter: "more"
#       description: "Metrics that every row of support needs."
#     engineering:
#       type: "list"
#       default: ["deploy_frequency", "change_failure_rate", "time_to_restore"]
#       stricter: "more"
#       description: "Metrics that every row of engineering work needs."
#   remediation: |
#     Fill the cell that is missing.
#   controls:
#     SOC 2: ["CC9.2"]
#     ISO 27001:2022: ["A.5.20"]
#     NIST 800-53 r5: ["SA-9"]
#     DORA: ["Art. 30(3)(a)"]
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
#     contract "coast" {
#       vendor = vendor.coast
#       teams  = [team.coast]
#       valid  = "2026-01-01/2027-06-30"
#       clock    = "calendar"
#       measured = { window = "month", source = system.desk }
#       sla      = { chat = { t1 = { response = { p90 = "45s" }, resolution = { p80 = "20h" }, quality = "90%" } } }
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
#     contract "coast" {
#       vendor = vendor.coast
#       teams  = [team.coast]
#       valid  = "2026-01-01/2027-06-30"
#       clock    = "calendar"
#       measured = { window = "month", source = system.desk }
#       sla      = { chat = { t1 = { response = { p90 = "45s" }, resolution = { p80 = "20h" }, quality = "90%", sentiment = "88%" } } }
#     }
package tidegate.sl.sl_002

deny contains {
	"message": sprintf("%s does not state %s%s", [input.address, hole.what, _cell(hole)]),
	"at": hole.at,
	"key": concat(".", hole.at),
	"severity": _severity(hole),
	"fix": sprintf("agree on %s, and write it down", [hole.what]),
} if {
	some hole in input.facts.matrix
}

_cell(hole) := sprintf(" for %s %s", [hole.channel, hole.tier]) if hole.tier

_cell(hole) := sprintf(" for %s", [hole.channel]) if {
	hole.channel
	not hole.tier
}

_cell(hole) := "" if not hole.channel

_severity(hole) := "low" if hole.partly

_severity(hole) := "high" if not hole.partly
