# METADATA
# title: Reference data stale
# description: |
#   Rules about time and law are as good as the data behind them. In 2026 alone, three zones changed their
#   clocks for good.
#
#   The tz database that tidegate carries is no older than the release that the company requires, nor than
#   tz_age. The list of adequacy decisions was checked within adequacy_age, and what a location says of labour
#   law, lawful checks and holidays was reviewed within profile_age. If a vendor employs people in a country
#   without a location, the allowed background checks are unknown, which is a finding of severity low.
# custom:
#   id: GV-002
#   severity: medium
#   subject: [company, location, vendor]
#   params:
#     tz_age:
#       type: "duration"
#       default: "12mo"
#       stricter: "lower"
#       description: "How old the tz database may be."
#     adequacy_age:
#       type: "duration"
#       default: "90d"
#       stricter: "lower"
#       description: "How long ago the list of adequacy decisions may have been checked."
#     profile_age:
#       type: "duration"
#       default: "12mo"
#       stricter: "lower"
#       description: "How long ago a location's profile may have been reviewed."
#   remediation: |
#     Update tidegate, check the list, or review the profile, and record the day.
#   controls:
#     ISO 27001:2022: ["A.5.31"]
#   bad: |
#     company "shop" {
#       reference = { tzdata = "2025b", adequacy_list = "2026-06-30" }
#     }
#   good: |
#     company "shop" {
#       reference = { tzdata = "2025b", adequacy_list = "2026-09-30" }
#     }
package tidegate.gv.gv_002

deny contains {
	"message": _messages[state],
	"at": ["reference", "tzdata"],
	"key": "tzdata",
	"fix": "update tidegate, which carries the tz database",
} if {
	input.kind == "company"
	state := input.facts.reference.tz
	_messages[state]
}

_messages := {
	"required": sprintf("the tz database %s is older than the %s that is required", [input.facts.reference.release, input.facts.reference.wants]),
	"old": sprintf("the tz database %s is older than %s", [input.facts.reference.release, input.params["GV-002"].tz_age]),
}

deny contains {
	"message": sprintf("the list of adequacy decisions was to be checked by %s", [input.facts.reference.adequacy_due]),
	"at": ["reference", "adequacy_list"],
	"key": "adequacy_list",
	"extent": input.facts.reference.late,
	"unit": "days late",
	"fix": "check the list against EUR-Lex, and record the day",
} if {
	input.kind == "company"
	input.facts.reference.adequacy == "overdue"
}

deny contains {
	"message": sprintf("labour law, lawful checks and holidays of %s %s", [input.address, _reviewed]),
	"at": ["reviewed"],
	"key": "reviewed",
	"extent": input.facts.profile_late,
	"unit": "days late",
	"fix": "review the profile with counsel, and record the day",
} if {
	input.kind == "location"
	input.facts.people > 0
	input.facts.profile_review != "fine"
}

_reviewed := "were never reviewed" if input.facts.profile_review == "missing"

_reviewed := "were reviewed for another country or time zone" if input.facts.profile_review == "elsewhere"

_reviewed := sprintf("were to be reviewed by %s", [input.facts.profile_due]) if input.facts.profile_review == "overdue"

deny contains {
	"message": sprintf("%s is not a time zone of %s, by the tz database", [input.definition.tz, input.definition.country]),
	"at": ["tz"],
	"key": "tz",
	"fix": sprintf("use a zone of %s, such as %s, or correct the country", [input.definition.country, input.facts.zones[0]]),
} if {
	input.kind == "location"
	count(object.get(input.facts, "zones", [])) > 0
}

deny contains {
	"message": "flows rest on decisions of adequacy, and it is not written down when their list was checked",
	"at": ["reference", "adequacy_list"],
	"key": "adequacy_list",
	"fix": "check the list against EUR-Lex, and record the day: reference = { adequacy_list = \"…\" }",
} if {
	input.kind == "company"
	input.facts.reference.adequacy == "missing"
}

deny contains {
	"message": sprintf("%s employs %d people in %s, but no location there lists the background checks that are allowed", [input.address, input.facts.employs, input.definition.country]),
	"at": ["country"],
	"key": "employer_law",
	"severity": "low",
	"extent": input.facts.employs,
	"unit": "people",
	"fix": sprintf("define a location in %s with its checks, or set employer_country = \"…\" for these people", [input.definition.country]),
} if {
	input.kind == "vendor"
	input.facts.employs > 0
}
