# METADATA
# title: Access outlives the reason for it
# description: |
#   Access past the end of a contract has no legal basis and no owner.
#
#   A grant may not end later than the contract of a holder's vendor, the last day of a person to whom it is
#   given, or the project that it is for. A service account is held to the same for its owner. A grant that a vendor's people or a reserve hold must have an end, and
#   may last max_external at most; its end is announced warn_before_end ahead. Surge access may outlast its peak
#   by surge_tail at most.
# custom:
#   id: LP-004
#   severity: high
#   subject: [grant, peak, service_account]
#   params:
#     max_external:
#       type: "duration"
#       default: "24mo"
#       stricter: "lower"
#       description: "Longest access of external or reserve people."
#     surge_tail:
#       type: "duration"
#       default: "3d"
#       stricter: "lower"
#       description: "How long surge access may outlast its peak."
#     warn_before_end:
#       type: "duration"
#       default: "30d"
#       stricter: "higher"
#       description: "How long before its end external access is announced."
#   remediation: |
#     End the grant on the contract's last day, and renew both together.
#   controls:
#     SOC 2: ["CC6.2", "CC6.3"]
#     ISO 27001:2022: ["A.5.18", "A.5.20"]
#     NIST 800-53 r5: ["AC-2", "AC-2(2)", "PS-7"]
#     PCI DSS 4.0.1: ["8.2.7"]
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
#
#     vendor "coast" {
#       country = "CO"
#     }
#     team "coast" {
#       location = location.hq
#       vendor   = vendor.coast
#     }
#     person "v" {
#       team  = team.coast
#       start = "2026-01-05"
#     }
#     contract "coast" {
#       vendor = vendor.coast
#       teams  = [team.coast]
#       valid  = "2026-01-01/2027-06-30"
#     }
#     person "p" {
#       team  = team.ops
#       start = "2026-01-05"
#     }
#     person "q" {
#       team  = team.ops
#       start = "2026-01-05"
#     }
#     grant "g" {
#       to    = person.v
#       allow = ["shop:order.read"]
#       valid = "2026-01-05/2027-12-31"
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
#
#     vendor "coast" {
#       country = "CO"
#     }
#     team "coast" {
#       location = location.hq
#       vendor   = vendor.coast
#     }
#     person "v" {
#       team  = team.coast
#       start = "2026-01-05"
#     }
#     contract "coast" {
#       vendor = vendor.coast
#       teams  = [team.coast]
#       valid  = "2026-01-01/2027-06-30"
#     }
#     person "p" {
#       team  = team.ops
#       start = "2026-01-05"
#     }
#     person "q" {
#       team  = team.ops
#       start = "2026-01-05"
#     }
#     grant "g" {
#       to    = person.v
#       allow = ["shop:order.read"]
#       valid = "2026-01-05/2027-06-30"
#     }
package tidegate.lp.lp_004

deny contains {
	"message": sprintf("%s goes on %s, and %s ends on %s", [input.address, _until, limit.address, limit.last]),
	"at": ["valid"],
	"key": sprintf("%s %s", [limit.why, limit.address]),
	"related": [{"address": limit.address, "at": [_end[limit.why]], "note": "the reason for it ends here"}],
	"because": [_holders(limit) | limit.why == "contract"],
	"extent": limit.days,
	"unit": "days",
	"fix": sprintf("set the end of valid to %s", [limit.last]),
} if {
	some limit in input.facts.lifetime.outlives
}

_end := {"contract": "valid", "person": "until", "project": "project_ends"}

_holders(limit) := sprintf("%d of its holders work under that contract, %s among them", [limit.people, limit.person]) if input.kind == "grant"

_holders(limit) := sprintf("its owner %s works under that contract", [limit.person]) if input.kind == "service_account"

_until := sprintf("until %s", [input.facts.lifetime.until]) if input.facts.lifetime.until != ""

_until := "without end" if input.facts.lifetime.until == ""

deny contains {
	"message": sprintf("%s has no end, and external or reserve people hold it", [input.address]),
	"at": ["valid"],
	"key": "no end",
	"fix": "give it a last day: valid = \"first/last\"",
} if {
	input.facts.lifetime.external
	input.facts.lifetime.until == ""
}

deny contains {
	"message": sprintf("%s lasts longer than %s, and external or reserve people hold it", [input.address, input.params["LP-004"].max_external]),
	"at": ["valid"],
	"key": "too long",
	"fix": sprintf("end it within %s and renew it", [input.params["LP-004"].max_external]),
} if {
	input.facts.lifetime.too_long
}

deny contains {
	"message": sprintf("%s ends on %s", [input.address, input.facts.lifetime.until]),
	"at": ["valid"],
	"key": "ending",
	"severity": "low",
	"first": input.facts.lifetime.until,
	"fix": "renew it with its contract, or let it end",
} if {
	input.facts.lifetime.ending
}

deny contains {
	"message": sprintf("the surge access of %s goes on until %s; the last day is %s", [input.address, input.facts.surge_tail.last, input.facts.surge_tail.limit]),
	"at": ["surge", "valid"],
	"key": "surge",
	"related": [{"at": ["dates"], "note": "the peak"}],
	"extent": input.facts.surge_tail.days,
	"unit": "days",
	"fix": sprintf("set the end of surge.valid to %s", [input.facts.surge_tail.limit]),
} if {
	input.facts.surge_tail
}
