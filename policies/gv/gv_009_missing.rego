# METADATA
# title: What a company of this kind must define is missing
# description: |
#   A rule about something that is not defined finds nothing, so the absence has to be a finding itself.
#
#   A company whose people reach personal or confidential data has a default package of checks that requires
#   something. One whose people move money (actions that match money) declares which duties conflict. One with a
#   queue that customers wait in has coverage that asks for seats. A change does not remove the last definition of
#   a kind that other rules need.
# custom:
#   id: GV-009
#   severity: high
#   subject: [company, change]
#   params:
#     money:
#       type: "list"
#       default: ["*:refund.*", "*:payment.*", "*:payout.*", "*:credit.*", "*:invoice.approve"]
#       stricter: "more"
#       description: "Patterns of actions that move money."
#   remediation: |
#     Define what is missing.
#   controls:
#     SOC 2: ["CC5.1", "CC1.4"]
#     ISO 27001:2022: ["A.5.3", "A.6.1"]
#   bad: |
#     company "shop" {
#     }
#     location "hq" {
#       country = "US"
#       tz      = "America/Chicago"
#       class   = "hq"
#     }
#     team "desk" {
#       location = location.hq
#     }
#     person "p01" {
#       team  = team.desk
#       start = "2026-01-05"
#     }
#     data_classes {
#       customer = { level = "confidential", personal = true }
#     }
#     system "desk" {
#       holds   = [data_class.customer]
#       actions = ["read"]
#     }
#     grant "desk" {
#       to    = person.p01
#       allow = ["desk:read"]
#       valid = "2026-01-05/2027-01-04"
#     }
#   good: |
#     company "shop" {
#     }
#     location "hq" {
#       country = "US"
#       tz      = "America/Chicago"
#       class   = "hq"
#     }
#     team "desk" {
#       location = location.hq
#     }
#     person "p01" {
#       team  = team.desk
#       start = "2026-01-05"
#     }
#     data_classes {
#       customer = { level = "confidential", personal = true }
#     }
#     system "desk" {
#       holds   = [data_class.customer]
#       actions = ["read"]
#     }
#     grant "desk" {
#       to    = person.p01
#       allow = ["desk:read"]
#       valid = "2026-01-05/2027-01-04"
#     }
#     check_package "standard" {
#       default = true
#       require = { identity = "forever" }
#     }
package tidegate.gv.gv_009

deny contains {
	"message": sprintf("%d people reach personal or confidential data, but no default check_package requires any check", [input.facts.live.guarded]),
	"at": [],
	"key": "check_package",
	"extent": input.facts.live.guarded,
	"unit": "people",
	"fix": "add check_package \"standard\" { default = true, require = { identity = \"forever\" } } with the checks that the law allows",
} if {
	input.kind == "company"
	input.facts.live.guarded > 0
	not input.facts.live.packages
}

deny contains {
	"message": sprintf("people move money (%s), but no conflicts are declared", [concat(", ", input.facts.live.money)]),
	"at": [],
	"key": "conflict",
	"extent": count(input.facts.live.money),
	"unit": "actions",
	"fix": "add a conflicts block that names the actions which one person may not hold together",
} if {
	input.kind == "company"
	count(input.facts.live.money) > 0
	not input.facts.live.conflicts
}

deny contains {
	"message": sprintf("customers wait in %s, but no coverage asks for a seat", [concat(", ", input.facts.live.realtime)]),
	"at": [],
	"key": "coverage",
	"extent": count(input.facts.live.realtime),
	"unit": "queues",
	"fix": "add a coverage block with the hours and seats of each channel",
} if {
	input.kind == "company"
	count(input.facts.live.realtime) > 0
	not input.facts.live.coverage
}

deny contains {
	"message": sprintf("this change removes %s, which rules about other definitions need", [gone.what]),
	"at": [],
	"key": sprintf("removed %s", [gone.what]),
	"because": [gone.because],
	"fix": "keep it, or remove what needs it in the same change",
} if {
	input.kind == "change"
	some gone in input.facts.unneeded
}
