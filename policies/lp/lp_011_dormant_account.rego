# METADATA
# title: Dormant account still enabled
# description: |
#   Dormant accounts are taken over unnoticed.
#
#   An enabled account without a login for longer than dormant_after, in whole days, is a finding; so is any
#   enabled account of somebody on leave: leave suspends an account, it does not exempt it. An account that
#   nobody ever logged into counts from its creation. It is announced ahead. Without an observations file there
#   is nothing to judge.
# custom:
#   id: LP-011
#   severity: high
#   subject: person
#   requires: [observations]
#   params:
#     dormant_after:
#       type: "duration"
#       default: "60d"
#       stricter: "lower"
#       description: "How long an account may go without a login."
#       limit: "90d"
#     warn:
#       type: "duration"
#       default: "45d"
#       stricter: "lower"
#       description: "After how long it is announced."
#   remediation: |
#     Disable the account, and delete it after its retention period.
#   controls:
#     SOC 2: ["CC6.2"]
#     ISO 27001:2022: ["A.5.16", "A.5.18"]
#     NIST 800-53 r5: ["AC-2(3)"]
#     PCI DSS 4.0.1: ["8.2.6"]
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
#     person "q" {
#       team  = team.ops
#       start = "2026-01-05"
#     }
#   observed: |
#     {
#       "observed_at": "2026-10-05T04:00:00Z",
#       "window_start": "2026-07-01",
#       "accounts": {
#         "p": { "enabled": true, "last_login": "2026-07-01", "last_used": { "shop:order.read": "2026-09-30" } },
#         "q": { "enabled": true, "last_login": "2026-10-01" }
#       }
#     }
package tidegate.lp.lp_011

deny contains {
	"message": sprintf("the account %s of %s is enabled, and %s", [account.account, input.address, _why(account)]),
	"at": _place(account),
	"key": account.account,
	"extent": account.days,
	"unit": "days",
	"fix": "disable the account",
} if {
	some account in input.facts.dormant
	account.state == "dormant"
}

deny contains {
	"message": sprintf("the account %s of %s %s", [account.account, input.address, _last(account)]),
	"at": [],
	"key": account.account,
	"severity": "low",
	"fix": "log in, or disable the account",
} if {
	some account in input.facts.dormant
	account.state == "drowsy"
}

_place(account) := ["leave"] if account.leave

_place(account) := [] if not account.leave

_why(account) := "they are on leave" if account.leave

_why(account) := _last(account) if not account.leave

_last(account) := sprintf("was last logged into on %s", [account.since]) if account.logged

_last(account) := sprintf("was never logged into since %s", [account.since]) if not account.logged
