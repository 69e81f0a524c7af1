# METADATA
# title: Processor terms missing
# description: |
#   Processing by a processor without these terms is unlawful (GDPR Art. 28(3), 28(9)).
#
#   The contract of a vendor that processes personal data for the company covers subject, duration, nature and
#   purpose, types of data and of data subjects, and the points (a) to (h) of Art. 28(3). terms = "art28_3", or
#   a version of it as "art28_3_v2", stands for a reviewed template that has all of them; otherwise covers lists
#   what is in it.
# custom:
#   id: DF-008
#   severity: critical
#   subject: contract
#   waivable: false
#   remediation: |
#     Sign the addendum.
#   controls:
#     SOC 2: ["CC9.2", "P6.4"]
#     ISO 27001:2022: ["A.5.20", "A.5.34"]
#     NIST 800-53 r5: ["SA-4", "SA-9"]
#     GDPR: ["Art. 28(3)", "Art. 28(9)", "Art. 29"]
#   bad: |
#     data_classes {
#       customer = { level = "confidential", personal = true }
#       masked   = { level = "internal", personal = true }
#       plain    = { level = "internal", personal = false }
#       card     = { level = "restricted", personal = true, payment = "pan" }
#       token    = { level = "internal", personal = false, payment = "token" }
#     }
#     system "desk" {
#       hosted   = "DE"
#       holds    = [data_class.customer]
#       controls = { encrypted = true, retention = "24mo" }
#       actions  = ["ticket.read"]
#     }
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
#     flow "view" {
#       from    = system.desk
#       to      = team.coast
#       carries = [data_class.customer]
#       mode    = "remote_view"
#     }
#     contract "coast" {
#       vendor     = vendor.coast
#       teams      = [team.coast]
#       valid      = "2026-01-01/2027-06-30"
#       processing = { covers = ["subject", "duration", "nature", "purpose", "data_types", "data_subjects", "a", "b", "c", "d", "e", "f", "g"] }
#     }
#   good: |
#     data_classes {
#       customer = { level = "confidential", personal = true }
#       masked   = { level = "internal", personal = true }
#       plain    = { level = "internal", personal = false }
#       card     = { level = "restricted", personal = true, payment = "pan" }
#       token    = { level = "internal", personal = false, payment = "token" }
#     }
#     system "desk" {
#       hosted   = "DE"
#       holds    = [data_class.customer]
#       controls = { encrypted = true, retention = "24mo" }
#       actions  = ["ticket.read"]
#     }
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
#     flow "view" {
#       from    = system.desk
#       to      = team.coast
#       carries = [data_class.customer]
#       mode    = "remote_view"
#     }
#     contract "coast" {
#       vendor     = vendor.coast
#       teams      = [team.coast]
#       valid      = "2026-01-01/2027-06-30"
#       processing = { terms = "art28_3" }
#     }
package tidegate.df.df_008

deny contains {
	"message": sprintf("%s lacks terms of GDPR Art. 28(3) on %s", [input.address, concat(", ", _lacks)]),
	"at": ["processing"],
	"key": "terms",
	"related": [{"address": input.facts.personal, "at": ["carries"], "note": "personal data that the vendor processes"}],
	"fix": "sign the addendum, and list what it covers",
} if {
	input.facts.personal
	not startswith(object.get(_terms, "terms", ""), "art28_3")
	count(_lacks) > 0
}

_terms := object.get(input.definition, "processing", {})

_lacks := [item |
	some item in ["subject", "duration", "nature", "purpose", "data_types", "data_subjects", "a", "b", "c", "d", "e", "f", "g", "h"]
	not item in object.get(_terms, "covers", [])
]
