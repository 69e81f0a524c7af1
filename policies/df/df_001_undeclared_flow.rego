# METADATA
# title: Undeclared data flow
# description: |
#   Vendors should document data flows; the declaration is also the record of processing.
#
#   Where anybody of a team reaches a system that holds personal data, or data that is confidential or higher
#   (what flows into it counted), a flow from that system to that team must carry each such class, or what an
#   enforced transform makes of it. And a flow must state its purpose, classes, recipient with a country, mode
#   and retention; only a remote view may leave out the retention, which is then none.
# custom:
#   id: DF-001
#   severity: high
#   subject: [team, flow, system]
#   remediation: |
#     Declare the flow, or remove the access.
#   controls:
#     SOC 2: ["CC2.1"]
#     ISO 27001:2022: ["A.5.9", "A.5.14"]
#     NIST 800-53 r5: ["CA-3", "CM-12", "PT-3"]
#     PCI DSS 4.0.1: ["1.2.4", "12.5.2"]
#     GDPR: ["Art. 5(2)", "Art. 30(1)"]
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
#     role "agent" {
#       duties = [duty.serve]
#     }
#     duties {
#       serve = { needs = ["desk:ticket.read"] }
#     }
#     people "coast" {
#       team    = team.coast
#       role    = role.agent
#       start   = "2026-01-05"
#       members = { c01 = {} }
#     }
#     grant "agents" {
#       to    = [role.agent]
#       allow = ["desk:ticket.read"]
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
#     role "agent" {
#       duties = [duty.serve]
#     }
#     duties {
#       serve = { needs = ["desk:ticket.read"] }
#     }
#     people "coast" {
#       team    = team.coast
#       role    = role.agent
#       start   = "2026-01-05"
#       members = { c01 = {} }
#     }
#     grant "agents" {
#       to    = [role.agent]
#       allow = ["desk:ticket.read"]
#     }
#     flow "view" {
#       from    = [system.desk]
#       to      = team.coast
#       carries = [data_class.customer]
#       purpose = "customer support"
#       mode    = "remote_view"
#     }
package tidegate.df.df_001

deny contains {
	"message": sprintf("%s reaches %s, and no flow carries %s to it", [input.address, reach.system, concat(", ", reach.carried.missing)]),
	"at": {"address": reach.via.grant, "path": reach.via.at},
	"key": reach.system,
	"related": _flow(reach),
	"because": [sprintf("%s can %s by %s", [reach.person, reach.action, reach.via.grant])],
	"fix": sprintf("declare a flow from %s to %s, or remove the access", [reach.system, input.address]),
} if {
	some reach in input.facts.reach
	reach.carried.missing
}

_flow(reach) := [{"address": reach.carried.flow, "at": ["carries"], "note": "this flow does not carry it"}] if reach.carried.flow

_flow(reach) := [{"at": [], "note": "the team that reaches it"}] if not reach.carried.flow

deny contains {
	"message": sprintf("%s does not say %s", [input.address, _what[attribute]]),
	"at": [attribute],
	"key": attribute,
	"fix": sprintf("add %s = …", [attribute]),
} if {
	input.kind == "flow"
	some attribute in object.keys(_what)
	_absent(attribute)
}

_what := {
	"purpose": "what it is for",
	"carries": "which classes of data it carries",
	"to": "who receives it",
	"mode": "how the data travels",
	"retention": "how long the recipient keeps it",
}

_absent("retention") if {
	not input.definition.retention
	object.get(input.definition, "mode", "") != "remote_view"
}

_absent(attribute) if {
	attribute != "retention"
	object.get(input.definition, attribute, []) in {[], ""}
}

deny contains {
	"message": sprintf("the country of %s, which %s reaches, is not known", [recipient.address, input.address]),
	"at": ["to"],
	"key": sprintf("country %s", [recipient.address]),
	"related": [{"address": recipient.address, "at": [], "note": "states no country"}],
	"fix": "state where it is: a system's hosted, a vendor's country, a team's location",
} if {
	some recipient in input.facts.recipients
	recipient.country == ""
}

deny contains {
	"message": sprintf("%s does not say what data it holds", [input.address]),
	"at": ["holds"],
	"key": "holds",
	"severity": "low",
	"fix": "add holds = [data_class.…], or holds = [] for a system that holds none",
} if {
	input.kind == "system"
	input.facts.used
	not input.facts.classified
}
