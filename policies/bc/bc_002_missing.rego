# METADATA
# title: Required check missing from the package
# description: |
#   A screening is a set of checks, and one that nobody made says nothing. Records alone do not show whether
#   somebody can do the work: interviews, practical tests and references belong to the package as well.
#
#   What a person needs is the union of the packages of all roles, each check with its strictest validity; roles
#   that name no package need the default one. A check is a date or "pending"; where the law forbids it, its
#   substitutes are the business of BC-005.
# custom:
#   id: BC-002
#   severity: high
#   subject: person
#   requires: [check_package]
#   remediation: |
#     Make the check and record the day on which it was cleared, or move the person to a role with a smaller
#     package.
#   controls:
#     SOC 2: ["CC1.4"]
#     ISO 27001:2022: ["A.6.1"]
#     NIST 800-53 r5: ["PS-2", "PS-3"]
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
#     person "p01" {
#       team   = team.ops
#       start  = "2026-04-02"
#       checks = { identity = "2026-03-01" }
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
#     person "p01" {
#       team   = team.ops
#       start  = "2026-04-02"
#       checks = { identity = "2026-03-01", criminal = "2026-03-02" }
#     }
package tidegate.bc.bc_002

deny contains {
	"message": sprintf("%s has no %s check", [input.address, check.name]),
	"at": ["checks"],
	"key": check.name,
	"because": [sprintf("the package of checks asks for %s, valid %s", [check.name, check.validity])],
	"fix": sprintf("make the %s check and record the day it was cleared, or \"pending\" while it runs", [check.name]),
} if {
	input.facts.active
	some check in input.facts.checks
	check.status == "missing"
	not check.substitute_for
}
