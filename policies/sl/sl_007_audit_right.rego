# METADATA
# title: Audit right missing or not exercised
# description: |
#   A right that is not agreed on in advance is not there when it is needed, and one that is not used is none.
#
#   The contract gives the right to audit at short notice and at least once a period, and hands over logs
#   quickly; the last audit is not overdue. A scope that is written down includes sub-processors and remote
#   sites; without one the right is not limited. Where sub-processors are used, the scope must be written down.
# custom:
#   id: SL-007
#   severity: high
#   subject: contract
#   params:
#     max_notice:
#       type: "duration"
#       default: "10bd"
#       stricter: "lower"
#       description: "The longest notice before an audit."
#     every:
#       type: "duration"
#       default: "12mo"
#       stricter: "lower"
#       description: "How often an audit is due."
#     logs_within:
#       type: "duration"
#       default: "24h"
#       stricter: "lower"
#       description: "How soon logs are handed over."
#     scope:
#       type: "list"
#       default: ["subprocessors", "remote_sites"]
#       stricter: "more"
#       description: "What a scope must include."
#   remediation: |
#     Add the clause, and set the date of the next audit.
#   controls:
#     SOC 2: ["CC4.1", "CC9.2"]
#     ISO 27001:2022: ["A.5.20", "A.5.22"]
#     NIST 800-53 r5: ["AU-16", "SA-9", "SR-6"]
#     PCI DSS 4.0.1: ["12.8.4"]
#     GDPR: ["Art. 28(3)(h)"]
#     DORA: ["Art. 30(3)(e)"]
#   bad: |
#     location "coast" {
#       country = "CO"
#       tz      = "America/Bogota"
#       class   = "nearshore"
#     }
#     vendor "coast" {
#       country = "CO"
#       role    = "processor"
#     }
#     team "coast" {
#       location = location.coast
#       vendor   = vendor.coast
#     }
#     contract "coast" {
#       vendor = vendor.coast
#       teams  = [team.coast]
#       valid  = "2026-01-01/2027-06-30"
#       audit = { right = true, notice = "5d", every = "12mo", last = "2025-09-30", logs_within = "24h" }
#     }
#   good: |
#     location "coast" {
#       country = "CO"
#       tz      = "America/Bogota"
#       class   = "nearshore"
#     }
#     vendor "coast" {
#       country = "CO"
#       role    = "processor"
#     }
#     team "coast" {
#       location = location.coast
#       vendor   = vendor.coast
#     }
#     contract "coast" {
#       vendor = vendor.coast
#       teams  = [team.coast]
#       valid  = "2026-01-01/2027-06-30"
#       audit = { right = true, notice = "5d", every = "12mo", last = "2026-04-15", logs_within = "24h" }
#     }
package tidegate.sl.sl_007

import data.tidegate.sl.terms

deny contains {
	"message": sprintf("%s %s", [input.address, problem.message]),
	"at": problem.at,
	"key": problem.key,
	"extent": object.get(problem, "extent", 0),
	"unit": object.get(problem, "unit", ""),
	"fix": problem.fix,
} if {
	some problem in _problems
}

_clause := object.get(input.definition, "audit", {})

_problems contains {"key": "right", "at": ["audit", "right"], "message": "gives no right to audit", "fix": "agree on the right to audit"} if {
	not object.get(_clause, "right", false)
}

_problems contains {"key": term.name, "at": term.at, "message": terms.said(term), "extent": term.over, "unit": term.unit, "fix": sprintf("agree on %s", [term.need])} if {
	some term in input.facts.audit.terms
	term.state != "fine"
	object.get(_clause, "right", false)
}

_problems contains {"key": "overdue", "at": ["audit", "last"], "message": sprintf("was to be audited by %s", [input.facts.audit.overdue]), "extent": input.facts.audit.late, "unit": "days late", "fix": "audit the vendor, and record the day"} if {
	input.facts.audit.overdue
	object.get(_clause, "right", false)
}

_problems contains {"key": sprintf("scope %s", [part]), "at": ["audit", "scope"], "message": sprintf("leaves %s out of the audit", [replace(part, "_", " ")]), "fix": sprintf("add %s to the scope", [part])} if {
	_scoped
	some part in input.params["SL-007"].scope
	not part in object.get(_clause, "scope", [])
}

_scoped if _clause.scope

_scoped if count(object.get(input.facts, "subs", [])) > 0
