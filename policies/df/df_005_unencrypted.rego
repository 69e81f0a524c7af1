# METADATA
# title: Data not encrypted
# description: |
#   Access, storage and transport are the three places where data is lost.
#
#   A system that holds confidential data or more, inherited data counted, is encrypted. Data travels encrypted,
#   and never on removable media. A flow is encrypted unless it says that it is not.
# custom:
#   id: DF-005
#   severity: critical
#   subject: [system, flow]
#   remediation: |
#     Turn on encryption; ban the media.
#   controls:
#     SOC 2: ["CC6.1", "CC6.7"]
#     ISO 27001:2022: ["A.5.14", "A.8.24"]
#     NIST 800-53 r5: ["SC-8", "SC-28"]
#     PCI DSS 4.0.1: ["3.5.1", "4.2.1"]
#     GDPR: ["Art. 32(1)(a)"]
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
#       controls = { encrypted = false, retention = "24mo" }
#       actions  = ["ticket.read"]
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
package tidegate.df.df_005

deny contains {
	"message": sprintf("%s holds %s data and is not encrypted", [input.address, input.facts.level]),
	"at": ["controls", "encrypted"],
	"key": "encrypted",
	"fix": "turn on encryption at rest, and declare it",
} if {
	input.kind == "system"
	input.facts.confidential
	not object.get(object.get(input.definition, "controls", {}), "encrypted", false)
}

deny contains {
	"message": sprintf("%s travels on removable media", [input.address]),
	"at": ["mode"],
	"key": "mode",
	"fix": "send it another way, encrypted",
} if {
	input.kind == "flow"
	input.definition.mode == "removable_media"
}

deny contains {
	"message": sprintf("%s is not encrypted on its way", [input.address]),
	"at": ["encrypted"],
	"key": "encrypted",
	"fix": "encrypt the transport",
} if {
	input.kind == "flow"
	input.definition.encrypted == false
}
