# METADATA
# title: Breach notice too slow
# description: |
#   72 hours to the authority start when the controller is aware (GDPR Art. 33(1)); a processor that tells late
#   burns the time that is needed to investigate.
#
#   The contract's time to tell must be stated in calendar hours and be at most max. Business hours and days
#   have no bound in hours, and days are no clock: both fail, as does a contract that says nothing. No sub-
#   processor may take longer than the processor above it, and the times along a chain add up to at most
#   chain_max. A chain in a circle, or under a name that no entry has, is without bound.
# custom:
#   id: SL-005
#   severity: critical
#   subject: contract
#   params:
#     max:
#       type: "duration"
#       default: "24h"
#       stricter: "lower"
#       description: "Longest time to tell, in calendar hours."
#       limit: "48h"
#     chain_max:
#       type: "duration"
#       default: "48h"
#       stricter: "lower"
#       description: "Longest sum along a chain of processors."
#       limit: "48h"
#   remediation: |
#     Renegotiate to 24 calendar hours from awareness.
#   controls:
#     SOC 2: ["P6.5"]
#     ISO 27001:2022: ["A.5.20", "A.5.24"]
#     NIST 800-53 r5: ["IR-6", "SR-8"]
#     GDPR: ["Art. 33(1)", "Art. 33(2)"]
#     DORA: ["Art. 30(3)(b)"]
#     HIPAA: ["§164.410"]
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
#       vendor        = vendor.coast
#       data_incident = { from = "aware", notify = "36h" }
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
#       vendor        = vendor.coast
#       data_incident = { from = "aware", notify = "24h" }
#     }
package tidegate.sl.sl_005

deny contains {
	"message": sprintf("%s must tell of a data incident %s", [notice.processor, _unbounded[notice.clock]]),
	"at": notice.at,
	"key": sprintf("%s clock", [notice.processor]),
	"fix": "state calendar hours, as in 24h",
} if {
	some notice in input.facts.notices
	notice.clock != "calendar"
}

_unbounded := {
	"missing": "within no stated time",
	"business": "within business time, which weekends and holidays stretch",
	"date": "within calendar days, which are no clock",
}

deny contains {
	"message": sprintf("%s may take %s to tell of a data incident; the limit is %s", [notice.processor, notice.text, input.params["SL-005"].max]),
	"at": notice.at,
	"key": sprintf("%s max", [notice.processor]),
	"extent": (notice.millis - _millis(input.params["SL-005"].max)) / 1000,
	"unit": "seconds over",
	"fix": sprintf("notify = \"%s\"", [input.params["SL-005"].max]),
} if {
	some i, notice in input.facts.notices
	i == 0
	notice.clock == "calendar"
	notice.millis > _millis(input.params["SL-005"].max)
}

deny contains {
	"message": sprintf("%s may take %s to tell, longer than the %s of %s above it", [notice.processor, notice.text, above.text, above.processor]),
	"at": notice.at,
	"key": sprintf("%s above", [notice.processor]),
	"related": [{"at": above.at, "note": "the processor above it"}],
	"extent": (notice.millis - above.millis) / 1000,
	"unit": "seconds over",
	"fix": sprintf("notify = \"%s\"", [above.text]),
} if {
	some i, notice in input.facts.notices
	i > 0
	notice.above >= 0
	above := input.facts.notices[notice.above]
	notice.clock == "calendar"
	notice.millis > above.millis
	above.clock == "calendar"
}

deny contains {
	"message": sprintf("the chain from %s has no bound: %s", [notice.processor, notice.unbounded]),
	"at": notice.at,
	"key": sprintf("%s chain", [notice.processor]),
	"extent": 1000000000,
	"unit": "seconds over",
	"fix": "let under name another entry of subprocessors_used, or leave it out for one directly under the vendor",
} if {
	some notice in input.facts.notices
	notice.unbounded
}

deny contains {
	"message": sprintf("along the chain from %s it takes %s to tell; the limit is %s", [notice.processor, notice.chain_text, input.params["SL-005"].chain_max]),
	"at": notice.at,
	"key": sprintf("%s chain", [notice.processor]),
	"extent": (notice.chain - _millis(input.params["SL-005"].chain_max)) / 1000,
	"unit": "seconds over",
	"fix": sprintf("shorten a step until the sum is %s or less", [input.params["SL-005"].chain_max]),
} if {
	some notice in input.facts.notices
	notice.chain > _millis(input.params["SL-005"].chain_max)
}

_millis(duration) := units.parse(trim_suffix(duration, "h")) * 3600000 if endswith(duration, "h")
