# METADATA
# title: Cross-border transfer without a mechanism
# description: |
#   GDPR Chapter V applies to viewing, not only to copying.
#
#   A flow of personal data that stands under a regime (hosted there, or of customers in the EEA wherever it is
#   hosted, or passed on by people or vendors who received it from there) and reaches another company outside it
#   needs a transfer block. Own staff of the same controller who work on it from a third country are no transfer
#   (EDPB Guidelines 05/2021), but the risk is assessed: the flow says by whom and when. With
#   treat_intragroup_view_as_transfer they count as a transfer. Masked or pseudonymised data is still personal. A
#   company that does not say whether it serves customers in the EEA is taken to.
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
#       default: false
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
	"because": [_because],
	"fix": "add transfer = { mechanism = … } with its dates, or keep the data inside",
} if {
	some recipient in _abroad
	_transfer(recipient)
}

deny contains {
	"message": sprintf("%s lets %s, own staff in %s, work on personal data from there, and the risk was not assessed", [input.address, recipient.address, _country(recipient)]),
	"at": ["assessed"],
	"key": recipient.address,
	"severity": "high",
	"related": [{"address": recipient.address, "at": [], "note": "own staff in a third country"}],
	"because": [_because, "access by own staff is no transfer (EDPB Guidelines 05/2021), but its risk has to be assessed (GDPR Art. 32)"],
	"fix": "assess the risk, and record it: assessed = { by = person.…, on = \"…\", ref = \"…\" }",
} if {
	some recipient in _abroad
	not _transfer(recipient)
	not input.facts.assessed
}

applies if {
	input.facts.personal
	count(input.facts.regimes) > 0
}

_abroad contains recipient if {
	applies
	not input.definition.transfer
	some recipient in input.facts.recipients
	recipient.third
}

_because := sprintf("the data stands under %s: %s", [concat(" and ", input.facts.regimes), input.facts.because])

_transfer(recipient) if recipient.separate

_transfer(recipient) if {
	not recipient.separate
	input.params["DF-003"].treat_intragroup_view_as_transfer
}

_country(recipient) := recipient.country if recipient.country != ""

_country(recipient) := "an unknown country" if recipient.country == ""
