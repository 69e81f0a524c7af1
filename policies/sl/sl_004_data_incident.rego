# METADATA
# title: Data-incident clause incomplete
# description: |
#   The company's own seventy-two hours depend on what its vendors must do after a data incident (GDPR Art.
#   28(3)(f), 33(2)).
#
#   The clause starts the clock when the vendor is aware and not when it has confirmed, states a time to tell,
#   the obligations, with news at least every update_interval, and a penalty or uncapped liability, which no
#   clause of exclusive remedy takes away.
# custom:
#   id: SL-004
#   severity: critical
#   subject: contract
#   params:
#     obligations:
#       type: "list"
#       default: ["contain", "preserve_logs", "cooperate"]
#       stricter: "more"
#       description: "What the vendor must do."
#     update_hours:
#       type: "integer"
#       default: 24
#       stricter: "lower"
#       description: "Hours within which it must send news, stated as update_24h."
#   remediation: |
#     Amend the contract before access is renewed.
#   controls:
#     SOC 2: ["CC9.2", "P6.5"]
#     ISO 27001:2022: ["A.5.20", "A.5.24"]
#     NIST 800-53 r5: ["IR-6", "SR-8"]
#     PCI DSS 4.0.1: ["12.8.2"]
#     GDPR: ["Art. 28(3)(f)", "Art. 33(2)"]
#     DORA: ["Art. 30(2)(f)", "Art. 30(3)(b)"]
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
#       data_incident = { from = "confirmed", notify = "12h", obligations = ["contain", "preserve_logs", "cooperate", "update_24h"], penalty = "25000 USD" }
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
#       data_incident = { from = "aware", notify = "12h", obligations = ["contain", "preserve_logs", "cooperate", "update_24h"], penalty = "25000 USD" }
#     }
package tidegate.sl.sl_004

deny contains {
	"message": sprintf("the data-incident clause of %s %s", [input.address, problem.message]),
	"at": array.concat(["data_incident"], problem.at),
	"key": problem.key,
	"fix": problem.fix,
} if {
	some problem in _problems
}

_clause := object.get(input.definition, "data_incident", {})

_obligations := object.get(_clause, "obligations", [])

_problems contains {"key": "from", "at": ["from"], "message": "does not start when the vendor is aware", "fix": "let the clock start at awareness, and not at confirmation"} if {
	object.get(_clause, "from", "") != "aware"
}

_problems contains {"key": "notify", "at": ["notify"], "message": "states no time to tell us", "fix": "agree on a time in calendar hours"} if {
	not _clause.notify
}

_problems contains {"key": duty, "at": ["obligations"], "message": sprintf("does not oblige the vendor to %s", [replace(duty, "_", " ")]), "fix": sprintf("add %s to the obligations", [duty])} if {
	some duty in input.params["SL-004"].obligations
	not duty in _obligations
}

_problems contains {"key": "updates", "at": ["obligations"], "message": sprintf("does not oblige the vendor to send news every %dh", [input.params["SL-004"].update_hours]), "fix": sprintf("add update_%dh to the obligations", [input.params["SL-004"].update_hours])} if {
	not _updates
}

_updates if {
	some duty in _obligations
	hours := regex.find_all_string_submatch_n(`^update_([0-9]+)h$`, duty, 1)[0][1]
	to_number(hours) <= input.params["SL-004"].update_hours
}

_problems contains {"key": "penalty", "at": ["penalty"], "message": "costs the vendor nothing", "fix": "agree on a penalty, or on uncapped liability"} if {
	not input.facts.penalty
	not object.get(_clause, "uncapped", false)
}

_problems contains {"key": "exclusive_remedy", "at": ["exclusive_remedy"], "message": "excludes every other remedy", "fix": "strike the exclusive remedy"} if {
	object.get(_clause, "exclusive_remedy", false)
}
