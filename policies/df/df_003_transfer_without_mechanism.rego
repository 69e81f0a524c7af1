# METADATA
# title: Cross-border transfer without a mechanism
# description: |
#   GDPR Chapter V applies to viewing, not only to copying.
#
#   A flow of personal data that stands under a regime (hosted there, or of customers in the EEA wherever it is
#   hosted) and reaches a recipient outside it needs a transfer block. Own staff who view from a third country
#   count as a transfer too, unless treat_intragroup_view_as_transfer is off. Masked or pseudonymised data is
#   still personal.
# custom:
#   id: DF-003
#   severity: critical
#   subject: flow
#   waivable: false
#   params:
#     regimes:
#       type: "list"
#       default: ["EEA"]
#       stricter: "more"
#       description: "Regimes under which data stands: EEA, or country codes."
#     treat_intragroup_view_as_transfer:
#       type: "boolean"
#       default: true
#       stricter: "true"
#       description: "Whether own staff in a third country count as recipients."
#   remediation: |
#     Add adequacy, standard clauses or binding corporate rules with their dates; or anonymise, or keep the data
#     inside.
#   controls:
#     ISO 27001:2022: ["A.5.14", "A.5.31", "A.5.34"]
#     NIST 800-53 r5: ["SA-9(5)"]
#     GDPR: ["Art. 28(3)(a)", "Art. 30(1)(e)", "Art. 44", "Art. 46(1)"]
#   bad: |
#     location "hq" {
#       country = "US"
#       tz      = "America/Chicago"
#       class   = "hq"
#     }
#     people "agents" {
#       team    = team.coast
#       start   = "2026-01-05"
#       members = { b01 = {}, b02 = {} }
#     }
#     location "coast" {
#       country = "CO"
#       tz      = "America/Bogota"
#       class   = "nearshore"
#     }
#
#     data_classes {
#       customer = { level = "confidential", personal = true }
#     }
#     system "desk" {
#       hosted  = "DE"
#       holds   = [data_class.customer]
#       actions = ["ticket.read"]
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
#       from     = [system.desk]
#       to       = team.coast
#       carries  = [data_class.customer]
#       purpose  = "customer support"
#       mode     = "remote_view"
#     }
#   good: |
#     location "hq" {
#       country = "US"
#       tz      = "America/Chicago"
#       class   = "hq"
#     }
#     people "agents" {
#       team    = team.coast
#       start   = "2026-01-05"
#       members = { b01 = {}, b02 = {} }
#     }
#     location "coast" {
#       country = "CO"
#       tz      = "America/Bogota"
#       class   = "nearshore"
#     }
#
#     data_classes {
#       customer = { level = "confidential", personal = true }
#     }
#     system "desk" {
#       hosted  = "DE"
#       holds   = [data_class.customer]
#       actions = ["ticket.read"]
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
#       from     = [system.desk]
#       to       = team.coast
#       carries  = [data_class.customer]
#       purpose  = "customer support"
#       mode     = "remote_view"
#       transfer = { mechanism = "scc", module = 2, signed = "2026-01-12", tia = "2026-01-09" }
#     }
package tidegate.df.df_003

deny contains {
	"message": sprintf("%s takes personal data to %s in %s without a transfer mechanism", [input.address, recipient.address, _country(recipient)]),
	"at": ["transfer"],
	"key": recipient.address,
	"related": [{"address": recipient.address, "at": [], "note": "the recipient"}],
	"because": [sprintf("the data stands under %s: %s", [concat(" and ", input.facts.regimes), input.facts.because])],
	"fix": "add transfer = { mechanism = … } with its dates, or keep the data inside",
} if {
	input.facts.personal
	count(input.facts.regimes) > 0
	not input.definition.transfer
	some recipient in input.facts.recipients
	recipient.third
	_transfer(recipient)
}

_transfer(recipient) if recipient.separate

_transfer(recipient) if {
	not recipient.separate
	input.params["DF-003"].treat_intragroup_view_as_transfer
}

_country(recipient) := recipient.country if recipient.country != ""

_country(recipient) := "an unknown country" if recipient.country == ""
