# METADATA
# title: Check recorded or required where it is not lawful
# description: |
#   A criminal or credit check that the law does not allow is itself a breach: such data may be processed only
#   where a law authorises it (GDPR Art. 10), and consent does not cure it.
#
#   A check may be recorded, or required without a substitute, only where the law at the place of work allows it
#   and, when the employer is in another country, the law there does too. A place that says nothing of its law
#   allows nothing. What a package names as a substitute is no check of records, and is lawful unless it is
#   prohibited.
# custom:
#   id: BC-004
#   severity: critical
#   subject: [person, location]
#   waivable: false
#   remediation: |
#     Delete the entry here and at the source, use the declared substitute, and tell the privacy lead. The commit
#     that adds a location adds its lawful checks.
#   controls:
#     ISO 27001:2022: ["A.5.31", "A.5.34", "A.6.1"]
#     NIST 800-53 r5: ["PT-2", "PT-7"]
#     PCI DSS 4.0.1: ["12.7.1"]
#     GDPR: ["Art. 5(1)(a)", "Art. 5(1)(c)", "Art. 10", "Art. 88"]
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
#       team   = team.platform
#       start  = "2026-04-02"
#       checks = { identity = "2026-03-01", criminal = "2026-03-02" }
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
#       team   = team.platform
#       start  = "2026-04-02"
#       checks = { identity = "2026-03-01", second_reference = "2026-03-02", supervised_30d = "2026-05-02" }
#     }
package tidegate.bc.bc_004

deny contains {
	"message": sprintf("the %s check of %s is recorded, and the law of %s %s", [check.name, input.address, check.country, _verb(check)]),
	"at": ["checks", check.name],
	"key": check.name,
	"related": _law(check),
	"fix": "delete the entry here and at the source, and use the declared substitute",
} if {
	some check in object.get(input.facts, "unlawful", [])
	check.recorded
}

deny contains {
	"message": sprintf("the %s check is required of %s without a substitute, and the law of %s %s", [check.name, input.address, check.country, _verb(check)]),
	"at": {"address": check.package, "path": ["require", check.name]},
	"key": check.name,
	"related": array.concat([{"at": [], "note": "of whom it is required"}], _law(check)),
	"fix": sprintf("name what stands in for the %s check under substitute", [check.name]),
} if {
	some check in object.get(input.facts, "unlawful", [])
	not check.recorded
}

deny contains {
	"message": sprintf("%s at %s, and nobody wrote down which checks its law allows", [_people(input.facts.people), input.address]),
	"at": [],
	"key": "profile",
	"fix": "state checks = { allowed, prohibited } after counsel has confirmed them",
} if {
	input.kind == "location"
	not input.facts.profile
	input.facts.people > 0
}

_people(n) := sprintf("%d people work", [n]) if n != 1

_people(1) := "1 person works"

_verb(check) := "prohibits it" if object.get(check, "prohibited", false)

_verb(check) := "is not known to allow it" if not object.get(check, "prohibited", false)

_law(check) := [{"address": check.location, "at": ["checks"], "note": "the law there"}] if check.location

_law(check) := [] if not check.location
