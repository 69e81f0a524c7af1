# METADATA
# title: No substitute for a check that is unavailable
# description: |
#   That a check may not be made must not mean that nobody looked.
#
#   Where the law forbids a check that the package requires, everything that the package names as its substitute
#   must be clear. A time under supervision, as supervised_30d, counts while a named supervisor who works here
#   is on every shift of the person's, and for good once the time has passed and was found good. When nothing
#   stands in for a check, the person may reach data up to internal only.
# custom:
#   id: BC-005
#   severity: high
#   subject: person
#   remediation: |
#     Make the substitutes, put a supervisor on the same shifts, or limit what the person can reach.
#   controls:
#     SOC 2: ["CC1.4"]
#     ISO 27001:2022: ["A.6.1"]
#     NIST 800-53 r5: ["PS-3"]
#     PCI DSS 4.0.1: ["12.7.1"]
#   bad: |
#     location "hq" {
#       country = "US"
#       tz      = "America/Chicago"
#       class   = "hq"
#       checks  = { allowed = ["identity", "criminal"], prohibited = ["credit"] }
#     }
#     location "krakow" {
#       country = "PL"
#       tz      = "Europe/Warsaw"
#       class   = "onshore"
#       checks  = { allowed = ["identity"], prohibited = ["criminal", "credit"] }
#     }
#     team "ops" {
#       location = location.hq
#     }
#     team "platform" {
#       location = location.krakow
#     }
#     check_package "standard" {
#       default    = true
#       require    = { identity = "forever", criminal = "24mo" }
#       substitute = { criminal = ["second_reference", "supervised_30d"] }
#     }
#     system "shop" {
#       holds   = [data_class.customer]
#       actions = ["order.read"]
#     }
#     data_classes {
#       customer = { level = "confidential", personal = true }
#     }
#     grant "shop" {
#       to    = person.p01
#       allow = ["shop:order.read"]
#       valid = "2026-04-06/2026-12-31"
#     }
#     person "p01" {
#       team   = team.platform
#       start  = "2026-04-02"
#       checks = { identity = "2026-03-01", supervised_30d = "2026-05-02" }
#     }
#   good: |
#     location "hq" {
#       country = "US"
#       tz      = "America/Chicago"
#       class   = "hq"
#       checks  = { allowed = ["identity", "criminal"], prohibited = ["credit"] }
#     }
#     location "krakow" {
#       country = "PL"
#       tz      = "Europe/Warsaw"
#       class   = "onshore"
#       checks  = { allowed = ["identity"], prohibited = ["criminal", "credit"] }
#     }
#     team "ops" {
#       location = location.hq
#     }
#     team "platform" {
#       location = location.krakow
#     }
#     check_package "standard" {
#       default    = true
#       require    = { identity = "forever", criminal = "24mo" }
#       substitute = { criminal = ["second_reference", "supervised_30d"] }
#     }
#     system "shop" {
#       holds   = [data_class.customer]
#       actions = ["order.read"]
#     }
#     data_classes {
#       customer = { level = "confidential", personal = true }
#     }
#     grant "shop" {
#       to    = person.p01
#       allow = ["shop:order.read"]
#       valid = "2026-04-06/2026-12-31"
#     }
#     person "p01" {
#       team   = team.platform
#       start  = "2026-04-02"
#       checks = { identity = "2026-03-01", second_reference = "2026-03-02", supervised_30d = "2026-05-02" }
#     }
package tidegate.bc.bc_005

deny contains {
	"message": sprintf("%s may not have a %s check, and the %s that stands in for it is not clear", [input.address, check.substitute_for, check.name]),
	"at": ["checks"],
	"key": sprintf("%s %s", [check.substitute_for, check.name]),
	"because": [sprintf("%s: %s", [check.name, _state(check)])],
	"fix": _fix(check),
} if {
	input.facts.active
	some check in input.facts.checks
	check.substitute_for
	not check.met
}

deny contains {
	"message": sprintf("nothing stands in for the %s check of %s, who reaches data above internal", [name, input.address]),
	"at": ["checks"],
	"key": name,
	"fix": sprintf("name what stands in for the %s check in the package, or limit the access to internal data", [name]),
} if {
	input.facts.active
	some name in object.get(input.facts, "unassessed", [])
}

_state(check) := sprintf("%s on %s", [check.status, check.cleared]) if check.cleared

_state(check) := check.status if not check.cleared

_fix(check) := "record the day it was found good once it is over, or put a supervisor on the same shifts" if check.supervised

_fix(check) := sprintf("make it, and record the day %s was cleared", [check.name]) if not check.supervised
