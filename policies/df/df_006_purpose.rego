# METADATA
# title: Purpose, minimisation or retention missing
# description: |
#   Data is collected for stated purposes, in no more than it takes, and for no longer (GDPR Art. 5(1)(b), (c),
#   (e)).
#
#   The purpose of a flow is one of the company's list. It carries only what some duty of the people who receive
#   it touches. The recipient keeps it no longer than the source does, and does not keep at all what is only
#   viewed. Who can take data out of the source in bulk can do so just in time only.
# custom:
#   id: DF-006
#   severity: medium
#   subject: [flow, system]
#   params:
#     retention_max:
#       type: "duration"
#       default: "84mo"
#       stricter: "lower"
#       description: "How long personal data may be kept at most."
#   remediation: |
#     Trim what it carries, set the retention, and make bulk export just in time.
#   controls:
#     SOC 2: ["C1.2", "P4.1", "P4.2"]
#     ISO 27001:2022: ["A.5.34", "A.8.10", "A.8.12"]
#     NIST 800-53 r5: ["PT-3", "SI-12"]
#     PCI DSS 4.0.1: ["3.2.1"]
#     GDPR: ["Art. 5(1)(b)", "Art. 5(1)(c)", "Art. 5(1)(e)", "Art. 25(2)"]
#   bad: |
#     company "shop" {
#       purposes = ["customer support"]
#     }
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
#       purpose = "curiosity"
#       mode    = "remote_view"
#     }
#   good: |
#     company "shop" {
#       purposes = ["customer support"]
#     }
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
#       purpose = "customer support"
#       mode    = "remote_view"
#     }
package tidegate.df.df_006

deny contains {
	"message": sprintf("the purpose %q of %s is not among the company's", [input.definition.purpose, input.address]),
	"at": ["purpose"],
	"key": "purpose",
	"fix": "use a purpose of the list, or add it to company.purposes with the privacy lead",
} if {
	input.definition.purpose
	not input.facts.purpose_known
}

deny contains {
	"message": sprintf("%s carries %s, which no duty of its recipients touches", [input.address, input.definition.carries[to_number(index)]]),
	"at": ["carries", index],
	"key": sprintf("carries %s", [input.definition.carries[to_number(index)]]),
	"fix": "leave it out",
} if {
	some index in input.facts.unused
}

deny contains {
	"message": sprintf("%s keeps for %s what it only views", [input.address, input.definition.retention]),
	"at": ["retention"],
	"key": "retention",
	"fix": "keep nothing of a view, or say how the data travels",
} if {
	input.facts.retention == "kept"
}

deny contains {
	"message": sprintf("%s keeps data for %s, longer than its source does", [input.address, input.definition.retention]),
	"at": ["retention"],
	"key": "retention",
	"because": [sprintf("the source keeps it for %s", [input.facts.longest])],
	"fix": sprintf("keep it for %s at most", [input.facts.longest]),
} if {
	input.facts.retention == "longer"
}

deny contains {
	"message": sprintf("%s can take data out by %s at any time", [export.person, export.action]),
	"at": {"address": export.grant, "path": export.at},
	"key": sprintf("export %s", [export.action]),
	"related": [{"at": ["to"], "note": "the flow whose source it is"}],
	"fix": "give the export just in time",
} if {
	some export in input.facts.exports
}

deny contains {
	"message": sprintf("%s holds personal data and does not say for how long", [input.address]),
	"at": ["controls", "retention"],
	"key": "retention",
	"fix": "add controls = { retention = \"24mo\" }",
} if {
	input.kind == "system"
	input.facts.personal
	not input.definition.controls.retention
}

deny contains {
	"message": sprintf("%s keeps personal data for %s; the limit is %s", [input.address, kept.text, input.params["DF-006"].retention_max]),
	"at": kept.at,
	"key": "retention bound",
	"extent": kept.over,
	"unit": "days over",
	"fix": sprintf("keep it for %s at most", [input.params["DF-006"].retention_max]),
} if {
	kept := input.facts.too_long
}
