# METADATA
# title: Remedies or incentives missing
# description: |
#   What is rewarded is what is done, and a missed target that costs nothing is no target.
#
#   Every row of service levels has a credit, repeated misses give the right to end the contract, the bonus
#   rests on outcomes for at least outcome_share of its metrics and not on volume, and the scorecard is shown
#   weekly.
# custom:
#   id: SL-006
#   severity: medium
#   subject: contract
#   params:
#     outcome_share:
#       type: "percent"
#       default: "70%"
#       stricter: "higher"
#       description: "The least share of rewarded metrics that are outcomes."
#     outcomes:
#       type: "list"
#       default: ["first_contact_resolution", "sentiment", "quality", "resolution", "rework_rate", "order_accuracy", "escalation_rate", "error_rate"]
#       stricter: "fewer"
#       description: "Metrics that are outcomes and not activity."
#     misses:
#       type: "integer"
#       default: 3
#       stricter: "lower"
#       description: "Misses in six months after which the contract may be ended."
#   remediation: |
#     Add credits, a right to terminate, and a bonus for outcomes.
#   controls:
#     SOC 2: ["CC1.5", "CC9.2"]
#     ISO 27001:2022: ["A.5.22"]
#     DORA: ["Art. 28(7)(a)"]
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
#       sla       = { chat = { t1 = { response = { p90 = "45s" } } } }
#       incentive = { on = ["quality"], scorecard = "weekly" }
#       exit      = { terminate_after_misses = 3 }
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
#       sla       = { chat = { t1 = { response = { p90 = "45s" }, credit = "5%" } } }
#       incentive = { on = ["quality"], scorecard = "weekly" }
#       exit      = { terminate_after_misses = 3 }
#     }
package tidegate.sl.sl_006

deny contains {
	"message": sprintf("%s %s", [input.address, problem.message]),
	"at": problem.at,
	"key": problem.key,
	"fix": problem.fix,
} if {
	some problem in _problems
}

_problems contains {"key": sprintf("%s %s", [channel, tier]), "at": ["sla", channel, tier], "message": sprintf("gives no credit when %s %s is missed", [channel, tier]), "fix": "agree on a credit for a miss"} if {
	some channel, tiers in object.get(input.definition, "sla", {})
	some tier, row in tiers
	not regex.match(`[1-9]`, object.get(row, "credit", ""))
}

_problems contains {"key": "terminate", "at": ["exit", "terminate_after_misses"], "message": sprintf("gives no right to end it after %d misses", [input.params["SL-006"].misses]), "fix": "agree on the right to terminate after repeated misses"} if {
	not _terminable
}

_terminable if {
	misses := input.definition.exit.terminate_after_misses
	misses > 0
	misses <= input.params["SL-006"].misses
}

_rewarded := object.get(object.get(input.definition, "incentive", {}), "on", [])

_outcomes := [metric | some metric in _rewarded; metric in input.params["SL-006"].outcomes]

_problems contains {"key": "incentive", "at": ["incentive", "on"], "message": sprintf("rewards %d outcomes in %d metrics; at least %s are needed", [count(_outcomes), count(_rewarded), input.params["SL-006"].outcome_share]), "fix": "reward outcomes, not volume"} if {
	share := to_number(trim_suffix(input.params["SL-006"].outcome_share, "%"))
	count(_outcomes) * 100 < share * max([count(_rewarded), 1])
}

_problems contains {"key": "scorecard", "at": ["incentive", "scorecard"], "message": "does not publish a weekly scorecard", "fix": "publish the scorecard every week"} if {
	object.get(object.get(input.definition, "incentive", {}), "scorecard", "") != "weekly"
}
