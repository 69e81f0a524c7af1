# METADATA
# title: Observations are old or cover too little
# description: |
#   What nobody has looked at for a month, or looked at for a few days only, shows nothing about how access is used.
#
#   While people have live access, observations are at most max_age old, were not dated in the future, cover at
#   least window, and have an account for nearly everybody with live access (missing is the share that may be
#   without one).
# custom:
#   id: GV-012
#   severity: medium
#   subject: company
#   requires: [observations]
#   params:
#     max_age_days:
#       type: "integer"
#       default: 30
#       stricter: "lower"
#       description: "Days that observations may be old."
#     window_days:
#       type: "integer"
#       default: 30
#       stricter: "higher"
#       description: "Days that observations cover at least, where they say from when on."
#     missing:
#       type: "percent"
#       default: "20%"
#       stricter: "lower"
#       description: "Share of the people with live access who may be without an account."
#   remediation: |
#     Let the connector write the observations again, for all accounts.
#   controls:
#     SOC 2: ["CC6.2", "CC7.2"]
#     ISO 27001:2022: ["A.5.18"]
#   observed: |
#     { "observed_at": "2026-08-01T00:00:00Z", "window_start": "2026-01-01", "accounts": { "p01": { "enabled": true, "last_login": "2026-07-30" } } }
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
#     system "desk" {
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
package tidegate.gv.gv_012

deny contains {
	"message": sprintf("the observations are of %s, %d days ago; the limit is %d days", [_seen.at, _seen.age, input.params["GV-012"].max_age_days]),
	"at": [],
	"key": "age",
	"extent": _seen.age - input.params["GV-012"].max_age_days,
	"unit": "days late",
	"fix": "let the connector write the observations again",
} if {
	input.facts.live.people > 0
	_seen.age > input.params["GV-012"].max_age_days
}

deny contains {
	"message": sprintf("the observations claim to be of %s, a day that has not come", [_seen.at]),
	"at": [],
	"key": "ahead",
	"fix": "let the connector write the observations again",
} if {
	_seen.ahead
}

deny contains {
	"message": sprintf("the observations cover %d days; %d are needed", [_seen.window, input.params["GV-012"].window_days]),
	"at": [],
	"key": "window",
	"extent": input.params["GV-012"].window_days - _seen.window,
	"unit": "days short",
	"fix": "let the connector look at a longer time",
} if {
	input.facts.live.people > 0
	_seen.window > 0
	_seen.window < input.params["GV-012"].window_days
}

deny contains {
	"message": sprintf("no account was seen of %d of the %d people with live access, %s among them", [_seen.missing, _seen.people, _seen.first]),
	"at": [],
	"key": "missing",
	"extent": _seen.missing,
	"unit": "people",
	"fix": "let the connector list all accounts, or name the people behind them",
} if {
	_seen.missing * 100 > _seen.people * to_number(trim_suffix(input.params["GV-012"].missing, "%"))
}

applies if input.facts.live.people > 0

_seen := input.facts.observed
