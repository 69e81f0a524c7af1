# METADATA
# title: Vendor SLA looser than the promise to customers
# description: |
#   A vendor must not be able to meet the contract while you break your promise.
#
#   For every promise about a channel that the contract's teams own, the contract's target must be at least as
#   strict: a percentile no lower, a bound no larger (by the margin, where one is set), on a clock and over a
#   window such that meeting the one means meeting the other. What cannot be compared fails, and so does what
#   the contract leaves out. Serial steps add up: their bounds, and the shares that may miss them.
# custom:
#   id: SL-001
#   severity: high
#   subject: contract
#   requires: [promise]
#   params:
#     margin:
#       type: "percent"
#       default: "0%"
#       stricter: "higher"
#       description: "How much smaller the vendor's bound must be than the promise."
#   remediation: |
#     Tighten the vendor's target or relax the promise, in one change.
#   controls:
#     SOC 2: ["CC2.3", "CC9.2"]
#     ISO 27001:2022: ["A.5.20", "A.5.22"]
#     NIST 800-53 r5: ["SA-4", "SA-9"]
#     DORA: ["Art. 30(2)(e)", "Art. 30(3)(a)"]
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
#
#     vendor "coast" {
#       country = "CO"
#     }
#     team "coast" {
#       location = location.coast
#       vendor   = vendor.coast
#     }
#     queue "chat" {
#       channels = ["chat"]
#       kind     = "realtime"
#       owner    = team.coast
#     }
#     promises {
#       chat = { t1 = { response = { p90 = "60s" } } }
#     }
#     contract "coast" {
#       vendor = vendor.coast
#       teams  = [team.coast]
#       sla    = { chat = { t1 = { response = { p90 = "2m" } } } }
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
#
#     vendor "coast" {
#       country = "CO"
#     }
#     team "coast" {
#       location = location.coast
#       vendor   = vendor.coast
#     }
#     queue "chat" {
#       channels = ["chat"]
#       kind     = "realtime"
#       owner    = team.coast
#     }
#     promises {
#       chat = { t1 = { response = { p90 = "60s" } } }
#     }
#     contract "coast" {
#       vendor = vendor.coast
#       teams  = [team.coast]
#       sla    = { chat = { t1 = { response = { p90 = "45s" } } } }
#     }
package tidegate.sl.sl_001

deny contains {
	"message": sprintf("%s %s %s: %s", [sla.channel, sla.tier, sla.metric, _against(sla)]),
	"at": sla.at,
	"key": sprintf("%s.%s.%s %s", [sla.channel, sla.tier, sla.metric, sla.promise]),
	"related": [{"address": sla.promise_address, "at": sla.promise_at, "note": sprintf("customers are promised %s", [sla.promise])}],
	"because": [sla.reason],
	"extent": sla.over,
	"unit": sla.unit,
	"fix": sprintf("agree on %s or stricter, or relax the promise in the same change", [sla.promise]),
} if {
	some sla in input.facts.sla
	sla.verdict != "as_strict"
}

_against(sla) := sprintf("the contract's %s is looser than the promised %s", [sla.vendor, sla.promise]) if sla.verdict == "looser"

_against(sla) := sprintf("the contract's %s cannot be compared with the promised %s", [sla.vendor, sla.promise]) if sla.verdict == "incomparable"

_against(sla) := sprintf("the contract has no answer to the promised %s", [sla.promise]) if sla.verdict == "missing"
