# METADATA
# title: Transfer mechanism does not fit
# description: |
#   A wrong mechanism is no mechanism.
#
#   Adequacy holds for the countries on the dated list of decisions that tidegate carries, in their scope and
#   until they end: for the United States while the recipient itself is certified under the Data Privacy
#   Framework, for Canada for commercial organisations. Standard clauses are those of (EU) 2021/914, in the
#   module that fits who exports and who imports, with a transfer impact assessment made no later than the
#   signature and no older than tia_max_age. Binding corporate rules hold within the group; a derogation is for
#   a single event.
# custom:
#   id: DF-004
#   severity: high
#   subject: flow
#   params:
#     tia_max_age:
#       type: "duration"
#       default: "24mo"
#       stricter: "lower"
#       description: "How old a transfer impact assessment may be."
#   remediation: |
#     Replace the mechanism; make the assessment again.
#   controls:
#     ISO 27001:2022: ["A.5.31"]
#     GDPR: ["Art. 45(1)", "Art. 46(2)(b)", "Art. 46(2)(c)", "Art. 47", "Art. 49(1)"]
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
#       from     = system.desk
#       to       = team.coast
#       carries  = [data_class.customer]
#       mode     = "remote_view"
#       transfer = { mechanism = "adequacy" }
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
#       from     = system.desk
#       to       = team.coast
#       carries  = [data_class.customer]
#       mode     = "remote_view"
#       transfer = { mechanism = "scc", module = 2, tia = "2026-01-09", signed = "2026-01-12" }
#     }
package tidegate.df.df_004

deny contains {
	"message": sprintf("the mechanism of %s does not carry it to %s: %s", [input.address, misfit.to, misfit.reason]),
	"at": misfit.at,
	"key": misfit.to,
	"related": _other(misfit),
	"because": _list(misfit),
	"fix": "replace the mechanism, or make the assessment again",
} if {
	some misfit in input.facts.misfits
}

applies if input.definition.transfer

_other(misfit) := [{"address": misfit.other, "at": [], "note": "the other end"}] if misfit.other != ""

_other(misfit) := [] if misfit.other == ""

_list(misfit) := [sprintf("by the list of decisions as of %s", [misfit.list])] if misfit.list

_list(misfit) := [] if not misfit.list
