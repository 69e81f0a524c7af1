# METADATA
# title: No audit trail for granted access
# description: |
#   Without logs neither misuse nor its absence can be shown.
#
#   A system that holds confidential data (what flows into it counted) or declares a privileged action keeps a
#   log of what each user did, for retention_min. Where a vendor operates the system, its contract hands over
#   logs within logs_within.
# custom:
#   id: LP-015
#   severity: high
#   subject: system
#   params:
#     retention_min:
#       type: "duration"
#       default: "12mo"
#       stricter: "higher"
#       description: "How long the log is kept."
#     logs_within:
#       type: "duration"
#       default: "24h"
#       stricter: "lower"
#       description: "How fast a vendor hands over logs."
#   remediation: |
#     Turn on logging by user, set its retention, and add the clause.
#   controls:
#     SOC 2: ["CC7.2"]
#     ISO 27001:2022: ["A.8.15", "A.8.16"]
#     NIST 800-53 r5: ["AC-6(9)", "AU-2", "AU-6", "AU-11", "AU-12"]
#     PCI DSS 4.0.1: ["10.2.1", "10.2.1.1", "10.2.1.2", "10.5.1"]
#     GDPR: ["Art. 5(2)", "Art. 32(1)(d)?"]
#   bad: |
#     system "shop" {
#       privileged = ["shell"]
#       controls   = { mfa = true }
#     }
#   good: |
#     system "shop" {
#       privileged = ["shell"]
#       controls   = { mfa = true, audit_log = "13mo" }
#     }
package tidegate.lp.lp_015

deny contains {
	"message": sprintf("%s keeps %s", [input.address, _kept]),
	"at": ["controls", "audit_log"],
	"key": "retention",
	"extent": input.facts.short,
	"unit": "days short",
	"fix": sprintf("keep it for %s or longer", [input.params["LP-015"].retention_min]),
} if {
	_sensitive
	input.facts.log_short
}

_sensitive if input.facts.confidential

_sensitive if input.facts.privileged

_kept := sprintf("its audit log for %s; the minimum is %s", [input.definition.controls.audit_log, input.params["LP-015"].retention_min])

_kept := "no audit log" if not input.definition.controls.audit_log

deny contains {
	"message": sprintf("%s need not hand over the logs of %s within %s", [slow.contract, input.address, input.params["LP-015"].logs_within]),
	"at": {"address": slow.contract, "path": ["audit", "logs_within"]},
	"key": slow.contract,
	"extent": slow.over,
	"unit": "seconds over",
	"related": [{"at": ["operated_by"], "note": "the vendor operates it"}],
	"fix": "agree on it in the contract",
} if {
	some slow in input.facts.slow_logs
}

deny contains {
	"message": sprintf("%s is operated by %s, and no contract in force hands over its logs", [input.address, input.facts.operator]),
	"at": ["operated_by"],
	"key": "operator",
	"related": [{"address": input.facts.operator, "at": [], "note": "who operates it"}],
	"fix": sprintf("sign a contract with audit = { logs_within = \"%s\" }, or operate the system yourselves", [input.params["LP-015"].logs_within]),
} if {
	input.facts.operator
	_sensitive
}
