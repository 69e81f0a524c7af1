# METADATA
# title: Card data reaches agents or vendors out of scope
# description: |
#   Card data that reaches people pulls whole sites into the scope of PCI DSS.
#
#   No flow brings full card numbers (pan) or sensitive authentication data (sad) to people. A masked number, at
#   most the first six or eight and the last four digits, goes only to teams that are inside the declared scope
#   and, away from headquarters, cannot copy it (PCI DSS 3.4.1, 3.4.2).
# custom:
#   id: DF-007
#   severity: critical
#   subject: flow
#   waivable: false
#   remediation: |
#     Tokenise; pause recordings while a card number is given; keep the team out of scope.
#   controls:
#     SOC 2: ["CC6.1"]
#     ISO 27001:2022: ["A.8.11", "A.8.12"]
#     PCI DSS 4.0.1: ["3.3.1", "3.4.1", "3.4.2", "12.5.2", "12.8.1"]
#   bad: |
#     data_classes {
#       customer = { level = "confidential", personal = true }
#       masked   = { level = "internal", personal = true }
#       plain    = { level = "internal", personal = false }
#       card     = { level = "restricted", personal = true, payment = "pan" }
#       token    = { level = "internal", personal = false, payment = "token" }
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
#     system "vault" {
#       hosted = "US"
#       holds  = [data_class.card]
#     }
#     flow "view" {
#       from    = system.vault
#       to      = team.coast
#       carries = [data_class.card]
#       mode    = "remote_view"
#     }
#   good: |
#     data_classes {
#       customer = { level = "confidential", personal = true }
#       masked   = { level = "internal", personal = true }
#       plain    = { level = "internal", personal = false }
#       card     = { level = "restricted", personal = true, payment = "pan" }
#       token    = { level = "internal", personal = false, payment = "token" }
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
#     system "vault" {
#       hosted = "US"
#       holds  = [data_class.card, data_class.token]
#     }
#     flow "view" {
#       from    = system.vault
#       to      = team.coast
#       carries = [data_class.token]
#       mode    = "remote_view"
#     }
package tidegate.df.df_007

deny contains {
	"message": sprintf("%s brings %s to %s", [input.address, _names[card.kind], card.to]),
	"at": ["carries"],
	"key": sprintf("%s %s", [card.to, card.class]),
	"related": [{"address": card.class, "at": ["payment"], "note": "what it is"}],
	"fix": "tokenise it before people see it",
} if {
	some card in input.facts.cards
	_names[card.kind]
}

deny contains {
	"message": sprintf("%s brings masked card numbers to %s, which %s", [input.address, card.to, reason]),
	"at": ["carries"],
	"key": sprintf("%s %s %s", [card.to, card.class, reason]),
	"related": [{"address": card.to, "at": ["pci"], "note": "who receives it"}],
	"fix": "tokenise it, or bring the team into the declared scope and prevent copying",
} if {
	some card in input.facts.cards
	card.kind == "masked_pan"
	some reason in _reasons(card)
}

_names := {"pan": "full card numbers", "sad": "sensitive authentication data"}

_reasons(card) := {reason |
	some reason, held in {
		"is outside the declared scope of PCI DSS": card.in_scope,
		"could copy them": card.copy_safe,
	}
	not held
}
