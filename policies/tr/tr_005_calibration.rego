# METADATA
# title: Language or tone not calibrated
# description: |
#   Tone, not grammar, is what customers notice.
#
#   Somebody whose roles ask for a language has at least its level, and was calibrated within every and a grace.
#   When a calibration names the style guide, it is the one that the queues of the team use.
# custom:
#   id: TR-005
#   severity: medium
#   subject: person
#   params:
#     every:
#       type: "duration"
#       default: "3mo"
#       stricter: "lower"
#       description: "How often somebody is calibrated."
#     grace:
#       type: "duration"
#       default: "14d"
#       stricter: "lower"
#       description: "How much later it may be."
#   remediation: |
#     Calibrate, coach, and record the day.
#   controls:
#     SOC 2: ["CC1.4?"]
#   bad: |
#     location "hq" {
#       country = "US"
#       tz      = "America/Chicago"
#       class   = "hq"
#     }
#     team "desk" {
#       location = location.hq
#     }
#     role "agent" {
#       language = { en = "C1" }
#     }
#     person "p01" {
#       team     = team.desk
#       role     = role.agent
#       start    = "2026-01-05"
#       language = { en = "C1", calibrated = "2026-06-12" }
#     }
#   good: |
#     location "hq" {
#       country = "US"
#       tz      = "America/Chicago"
#       class   = "hq"
#     }
#     team "desk" {
#       location = location.hq
#     }
#     role "agent" {
#       language = { en = "C1" }
#     }
#     person "p01" {
#       team     = team.desk
#       role     = role.agent
#       start    = "2026-01-05"
#       language = { en = "C1", calibrated = "2026-08-11" }
#     }
package tidegate.tr.tr_005

deny contains {
	"message": sprintf("%s speaks %s; %s asks for %s", [input.address, _have(level), level.role, level.want]),
	"at": ["language"],
	"key": level.language,
	"related": [{"address": level.role, "at": ["language"], "note": "what is asked for"}],
	"fix": "coach, or move the person to another role",
} if {
	input.facts.active
	some level in input.facts.tone.levels
	level.low
}

applies if input.facts.tone

_have(level) := sprintf("%q at %s", [level.language, level.have]) if level.have

_have(level) := sprintf("no stated level of %q", [level.language]) if not level.have

deny contains {
	"message": _calibration,
	"at": ["language", "calibrated"],
	"key": "calibrated",
	"extent": input.facts.tone.late,
	"unit": "days late",
	"fix": "calibrate tone and language, and record the day",
} if {
	input.facts.active
	input.facts.tone.state != "fine"
}

_calibration := sprintf("tone and language of %s were never calibrated", [input.address]) if input.facts.tone.state == "missing"

_calibration := sprintf("tone and language of %s were calibrated on %s, and to be again by %s", [input.address, input.facts.tone.calibrated, input.facts.tone.due]) if input.facts.tone.state == "overdue"

deny contains {
	"message": sprintf("%s was calibrated to %s, and the queues of the team use %s", [input.address, input.facts.tone.style, input.facts.tone.ours]),
	"at": ["language", "style"],
	"key": "style",
	"fix": sprintf("calibrate to %s", [input.facts.tone.ours]),
} if {
	input.facts.active
	input.facts.tone.style
}
