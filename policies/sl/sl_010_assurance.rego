# METADATA
# title: Assurance lapsed or vendor review overdue
# description: |
#   Certificates end in the middle of a contract, and diligence that comes after the signature protects nobody.
#
#   A vendor with a contract has at least one of the accepted reports or certificates, in date and covering
#   every site where its teams work; a lapsed one counts for a while with a bridge letter. It is reviewed every
#   period, its diligence came before the contract, and where it gets card data it holds a PCI DSS attestation.
# custom:
#   id: SL-010
#   severity: high
#   subject: vendor
#   params:
#     required:
#       type: "list"
#       default: ["soc2_type2", "iso27001"]
#       stricter: "fewer"
#       description: "Reports and certificates of which one is enough."
#     bridge_letter:
#       type: "duration"
#       default: "3mo"
#       stricter: "lower"
#       description: "How long a bridge letter may stand in for a lapsed report."
#     review:
#       type: "duration"
#       default: "12mo"
#       stricter: "lower"
#       description: "How often a vendor is reviewed."
#     warn:
#       type: "duration"
#       default: "60d"
#       stricter: "higher"
#       description: "How long before the end of a report a warning is given."
#   remediation: |
#     Collect the new report, and record its last day and scope; review the vendor, and record the day.
#   controls:
#     SOC 2: ["CC9.2"]
#     ISO 27001:2022: ["A.5.19", "A.5.22"]
#     NIST 800-53 r5: ["SA-9", "SR-6"]
#     PCI DSS 4.0.1: ["12.8.3", "12.8.4", "12.8.5"]
#     GDPR: ["Art. 28(1)", "Art. 28(5)"]
#   bad: |
#     location "coast" {
#       country = "CO"
#       tz      = "America/Bogota"
#       class   = "nearshore"
#     }
#     vendor "coast" {
#       country = "CO"
#       role    = "processor"
#       assured   = { soc2_type2 = "2026-09-30" }
#       diligence = "2025-12-01"
#       reviewed  = "2026-06-30"
#     }
#     team "coast" {
#       location = location.coast
#       vendor   = vendor.coast
#     }
#     contract "coast" {
#       vendor = vendor.coast
#       teams  = [team.coast]
#       valid  = "2026-01-01/2027-06-30"
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
#       assured   = { soc2_type2 = "2027-09-30" }
#       diligence = "2025-12-01"
#       reviewed  = "2026-06-30"
#     }
#     team "coast" {
#       location = location.coast
#       vendor   = vendor.coast
#     }
#     contract "coast" {
#       vendor = vendor.coast
#       teams  = [team.coast]
#       valid  = "2026-01-01/2027-06-30"
#     }
package tidegate.sl.sl_010

deny contains {
	"message": sprintf("%s has no report that holds for every site: %s", [input.address, _reports]),
	"at": ["assured"],
	"key": "assured",
	"fix": sprintf("collect one of %s, and record its last day and scope", [concat(", ", input.params["SL-010"].required)]),
} if {
	input.facts.assurance
	not input.facts.assurance.assured
}

deny contains {
	"message": sprintf("the %s of %s ends on %s", [report.name, input.address, report.until]),
	"at": ["assured", report.name],
	"key": report.name,
	"severity": "low",
	"first": report.until,
	"fix": "ask for the next one",
} if {
	some report in input.facts.assurance.reports
	report.state == "ending"
}

deny contains {
	"message": sprintf("%s %s", [input.address, problem.message]),
	"at": [problem.at],
	"key": problem.at,
	"severity": problem.severity,
	"extent": object.get(problem, "extent", 0),
	"unit": "days late",
	"fix": problem.fix,
} if {
	some problem in _problems
}

applies if input.facts.assurance

_reports := "it has none" if count(input.facts.assurance.reports) == 0

_reports := concat(", ", [_report(r) | some r in input.facts.assurance.reports]) if count(input.facts.assurance.reports) > 0

_report(r) := sprintf("%s does not cover %s", [r.name, r.open]) if r.open

_report(r) := sprintf("%s ended on %s", [r.name, r.until]) if not r.open

_problems contains {"at": "reviewed", "severity": "high", "message": "was never reviewed", "fix": "review the vendor, and record the day"} if {
	input.facts.assurance.review == "missing"
}

_problems contains {"at": "reviewed", "severity": "high", "message": sprintf("was to be reviewed before %s", [input.facts.assurance.review_due]), "extent": input.facts.assurance.late, "fix": "review the vendor, and record the day"} if {
	input.facts.assurance.review == "overdue"
}

_problems contains {"at": "reviewed", "severity": "low", "message": sprintf("is to be reviewed before %s", [input.facts.assurance.review_due]), "fix": "review the vendor, and record the day"} if {
	input.facts.assurance.review == "due_soon"
}

_problems contains {"at": "diligence", "severity": "high", "message": _diligence[input.facts.assurance.diligence], "fix": "do the diligence, and put it on record"} if {
	input.facts.assurance.diligence != "before"
}

_diligence := {
	"missing": sprintf("works under a contract from %s on, and nobody recorded a diligence", [input.facts.assurance.start]),
	"elsewhere": sprintf("is in %s, but the diligence covers another country", [object.get(input, ["definition", "country"], "an unknown country")]),
	"late": sprintf("works under a contract from %s on, and the diligence did not come before it", [input.facts.assurance.start]),
}

deny contains {
	"message": sprintf("%s gets card data and holds no attestation under PCI DSS", [input.address]),
	"at": ["assured"],
	"key": "pci_dss",
	"related": [{"address": input.facts.assurance.card_data, "at": ["carries"], "note": "the flow that brings it"}],
	"fix": "collect the attestation as pci_dss, or keep card data away",
} if {
	input.facts.assurance.card_data
	not input.facts.assurance.pci
}
