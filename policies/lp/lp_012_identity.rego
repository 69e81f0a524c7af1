# METADATA
# title: Shared, generic or ownerless identity
# description: |
#   Actions must trace to one person, and integrations must not become back doors.
#
#   An account that a connector saw belongs to exactly one person who is defined, or is a service account. A
#   service account has an owner who works here, a purpose, an end within max_term, a secret that was changed
#   within rotate_within, and no interactive login.
# custom:
#   id: LP-012
#   severity: high
#   subject: [service_account, company]
#   params:
#     rotate_within:
#       type: "duration"
#       default: "90d"
#       stricter: "lower"
#       description: "How recently a secret must have been changed."
#     max_term:
#       type: "duration"
#       default: "12mo"
#       stricter: "lower"
#       description: "Longest life of a service account."
#   remediation: |
#     Give everybody an account of their own; give each integration an owner and an end.
#   controls:
#     SOC 2: ["CC6.1"]
#     ISO 27001:2022: ["A.5.16", "A.5.17"]
#     NIST 800-53 r5: ["AC-2(9)", "IA-2", "IA-4", "IA-5"]
#     PCI DSS 4.0.1: ["8.2.1", "8.2.2", "8.6.1"]
#   bad: |
#     location "hq" {
#       country = "US"
#       tz      = "America/Chicago"
#       class   = "hq"
#     }
#     team "ops" {
#       location = location.hq
#     }
#     system "shop" {
#       controls   = { mfa = true, audit_log = "13mo" }
#       actions    = ["order.read", "order.export"]
#       privileged = ["shell"]
#     }
#     person "p" {
#       team  = team.ops
#       start = "2026-01-05"
#     }
#     person "q" {
#       team  = team.ops
#       start = "2026-01-05"
#     }
#     service_accounts {
#       lookup = { allow = ["shop:order.read"], purpose = "support", valid = "2026-04-01/2027-03-31", rotated = "2026-08-15", interactive = false }
#     }
#   good: |
#     location "hq" {
#       country = "US"
#       tz      = "America/Chicago"
#       class   = "hq"
#     }
#     team "ops" {
#       location = location.hq
#     }
#     system "shop" {
#       controls   = { mfa = true, audit_log = "13mo" }
#       actions    = ["order.read", "order.export"]
#       privileged = ["shell"]
#     }
#     person "p" {
#       team  = team.ops
#       start = "2026-01-05"
#     }
#     person "q" {
#       team  = team.ops
#       start = "2026-01-05"
#     }
#     service_accounts {
#       lookup = { owner = person.p, allow = ["shop:order.read"], purpose = "support", valid = "2026-04-01/2027-03-31", rotated = "2026-08-15", interactive = false }
#     }
package tidegate.lp.lp_012

deny contains {
	"message": sprintf("%s %s", [input.address, problem.message]),
	"at": [problem.at],
	"key": problem.at,
	"extent": object.get(problem, "extent", 0),
	"unit": "days late",
	"fix": problem.fix,
} if {
	input.kind == "service_account"
	some problem in _problems
}

_problems contains {"at": "owner", "message": "has no owner who works here", "fix": "name somebody who answers for it"} if {
	not input.facts.owner_active
}

_problems contains {"at": "purpose", "message": "does not say what it is for", "fix": "state the purpose"} if {
	object.get(input.definition, "purpose", "") == ""
}

_problems contains {"at": "valid", "message": _term[input.facts.term], "fix": "give it an end within a year, and renew it"} if {
	input.facts.term != "fine"
}

_term := {
	"missing": "has no end",
	"over": "is past its end",
	"too_long": sprintf("lasts longer than %s", [input.params["LP-012"].max_term]),
}

_problems contains {"at": "rotated", "message": sprintf("has a secret that was not changed within %s", [input.params["LP-012"].rotate_within]), "extent": input.facts.late, "fix": "change the secret, and record the day"} if {
	input.facts.rotation != "fine"
}

_problems contains {"at": "interactive", "message": "can be logged into by a person", "fix": "forbid interactive login"} if {
	object.get(input.definition, "interactive", false)
}

deny contains {
	"message": sprintf("the account %s is %s", [account.name, _whose(account)]),
	"at": [],
	"key": account.name,
	"because": [sprintf("seen at %s", [account.line])],
	"fix": "give everybody an account of their own, define the person, or disable the account",
} if {
	input.kind == "company"
	some account in input.facts.accounts
}

_whose(account) := "of nobody who is defined" if count(account.people) == 0

_whose(account) := sprintf("shared by %s and others", [account.people[0]]) if count(account.people) > 0
