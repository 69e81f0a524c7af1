# METADATA
# title: Queue that no coverage row staffs
# description: |
#   A channel that customers wait in, or that was promised to them, is open only while somebody is planned for it.
#
#   A queue of kind realtime, and one with a promise on any of its channels, has a coverage row that asks for at
#   least one seat on one of its channels. Without such a row no gap can be found.
# custom:
#   id: OW-011
#   severity: high
#   subject: queue
#   remediation: |
#     Add a row to coverage with a window, a time zone and the seats of the queue's channels.
#   controls:
#     ISO 27001:2022: ["A.8.6"]
#     SOC 2: ["A1.1?"]
#   bad: |
#     location "hq" {
#       country = "US"
#       tz      = "America/Chicago"
#       class   = "hq"
#     }
#     team "desk" {
#       location = location.hq
#     }
#     queue "chat" {
#       channels = ["chat"]
#       kind     = "realtime"
#       owner    = team.desk
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
#     queue "chat" {
#       channels = ["chat"]
#       kind     = "realtime"
#       owner    = team.desk
#     }
#     coverage {
#       desk = { days = "mon-fri", window = "09:00-17:00", tz = "America/Chicago", min = { chat = 1 } }
#     }
package tidegate.ow.ow_011

deny contains {
	"message": sprintf("%s %s, but no coverage row asks for a seat on %s", [input.address, input.facts.unstaffed, concat(", ", input.definition.channels)]),
	"at": ["channels"],
	"key": "coverage",
	"fix": sprintf("add a row to coverage: %s = { days = \"mon-sun\", window = \"00:00-24:00\", tz = \"…\", min = { %s = 1 } }", [input.name, input.definition.channels[0]]),
} if {
	input.facts.unstaffed
}

applies if input.facts.must_staff
