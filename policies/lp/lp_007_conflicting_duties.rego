# METADATA
# title: One person holds conflicting duties
# description: |
#   Issue-plus-approve is how refund and vendor-payment fraud happens.
#
#   No person may reach both sides of a conflict: across roles, surge roles, other pseudonyms of the same human,
#   and service accounts that the person owns. A role whose own duties need both sides is a finding on the role,
#   held by somebody or not. Both sides of a dynamic conflict may be held while a control that was tested within
#   twelve months keeps them apart on the same thing. Conflict blocks add pairs, and say how a default pair of
#   the same actions is enforced.
# custom:
#   id: LP-007
#   severity: critical
#   subject: [person, role]
#   waivable: false
#   params:
#     pairs:
#       type: "table"
#       default:
#         refund: [["*:refund.issue"], ["*:refund.approve"]]
#         replacement: [["*:replacement.issue"], ["*:replacement.approve"]]
#         policy_exception: [["*:exception.grant"], ["*:exception.approve"]]
#         vendor_payment: [["*:vendor.create", "*:vendor.edit", "*:bank_details.edit"], ["*:payment.release"]]
#         invoice_payment: [["*:invoice.enter"], ["*:payment.release"]]
#         purchase_receipt: [["*:purchase_order.create"], ["*:goods.receive"]]
#         purchase_approval: [["*:purchase_order.create"], ["*:purchase_order.approve"]]
#         price: [["*:price.edit"], ["*:price.approve"]]
#         promotion: [["*:promotion.create", "*:coupon.create"], ["*:promotion.approve", "*:coupon.approve"]]
#         gift_card: [["*:gift_card.issue", "*:store_credit.issue"], ["*:gift_card.approve", "*:gift_card.reconcile", "*:store_credit.approve"]]
#         inventory: [["*:inventory.adjust"], ["*:write_off.approve", "*:stock.count"]]
#         return_disposal: [["*:return.process"], ["*:disposal.approve"]]
#         account_takeover: [["*:customer.edit_contact"], ["*:customer.reset_login"]]
#         chargeback: [["*:chargeback.handle"], ["*:refund.issue"]]
#         code: [["*:code.write"], ["*:deploy.run"]]
#         deploy: [["*:deploy.run"], ["*:deploy.approve"]]
#         grant_access: [["*:access.grant"], ["*:access.approve"]]
#         identity_review: [["*:identity.admin"], ["*:access.review"]]
#         logs: [["*:log.admin"], ["*:prod.shell"]]
#         policy_waiver: [["*:policy.define", "*:waiver.define"], ["*:waiver.approve"]]
#         quality: [["*:quality.score"], ["*:quality.be_scored"]]
#         reserve: [["*:reserve.count"], ["*:reserve.confirm"]]
#         payroll: [["*:payroll.edit", "*:incentive.edit"], ["*:payroll.approve"]]
#         vetting: [["*:background_check.run"], ["*:access.grant"]]
#         export: [["*:customer.export", "*:order.export", "*:ticket.export"], ["*:export.approve"]]
#       stricter: "more"
#       description: "Pairs of sides, each a list of patterns of actions. Policy blocks add pairs."
#     dynamic_pairs:
#       type: "list"
#       default: ["deploy", "code", "chargeback"]
#       stricter: "fewer"
#       description: "Default pairs of which both sides may be held under a tested control."
#   remediation: |
#     Split the duty between two people, or move the approval to headquarters.
#   controls:
#     SOC 2: ["CC5.1", "CC6.3"]
#     ISO 27001:2022: ["A.5.3"]
#     NIST 800-53 r5: ["AC-5"]
#     PCI DSS 4.0.1: ["6.5.4?"]
#   bad: |
#     location "hq" {
#       country = "US"
#       tz      = "America/Chicago"
#       class   = "hq"
#       checks  = { allowed = ["identity", "criminal"] }
#     }
#     team "ops" {
#       location = location.hq
#     }
#
#     system "shop" {
#       actions    = ["order.read", "refund.issue"]
#       privileged = ["refund.approve", "shell"]
#     }
#     duties {
#       serve = { needs = ["shop:order.read"] }
#     }
#     role "agent" {
#       duties = [duty.serve]
#     }
#     people "agents" {
#       team    = team.ops
#       role    = role.agent
#       start   = "2026-01-05"
#       members = { b01 = {}, b02 = {} }
#     }
#     grant "both" {
#       to    = [person.b01]
#       allow = ["shop:refund.issue", "shop:refund.approve"]
#       jit   = { max = "4h", approver = role.agent }
#     }
#   good: |
#     location "hq" {
#       country = "US"
#       tz      = "America/Chicago"
#       class   = "hq"
#       checks  = { allowed = ["identity", "criminal"] }
#     }
#     team "ops" {
#       location = location.hq
#     }
#
#     system "shop" {
#       actions    = ["order.read", "refund.issue"]
#       privileged = ["refund.approve", "shell"]
#     }
#     duties {
#       serve = { needs = ["shop:order.read"] }
#     }
#     role "agent" {
#       duties = [duty.serve]
#     }
#     people "agents" {
#       team    = team.ops
#       role    = role.agent
#       start   = "2026-01-05"
#       members = { b01 = {}, b02 = {} }
#     }
#     grant "issue" {
#       to    = [person.b01]
#       allow = ["shop:refund.issue"]
#     }
#     grant "approve" {
#       to    = [person.b02]
#       allow = ["shop:refund.approve"]
#       jit   = { max = "4h", approver = role.agent }
#     }
package tidegate.lp.lp_007

deny contains {
	"message": sprintf("%s %s %s and %s", [input.address, _verb, clash.actions[0], clash.actions[1]]),
	"at": {"address": clash.via[1].address, "path": clash.via[1].at},
	"key": concat(" ", sort(clash.actions)),
	"related": [
		{"address": clash.via[0].address, "at": clash.via[0].at, "note": sprintf("gives %s", [clash.actions[0]])},
		{"at": [], "note": _both},
	],
	"because": array.concat([sprintf("the conflict %q keeps them apart", [clash.pair])], _control(clash)),
	"fix": "give one of the two to somebody else",
} if {
	some clash in input.facts.conflicts
	not _kept_apart(clash)
}

_verb := "holds both" if input.kind == "person"

_verb := "needs both" if input.kind == "role"

_both := "holds both" if input.kind == "person"

_both := "whose duties need both" if input.kind == "role"

_kept_apart(clash) if {
	clash.dynamic
	clash.control == "tested"
}

_control(clash) := [] if not clash.dynamic

_control(clash) := ["it is dynamic, and names no control with a test date"] if {
	clash.dynamic
	clash.control == "missing"
}

_control(clash) := [sprintf("it is dynamic, and %s was last tested over twelve months ago", [clash.enforced])] if {
	clash.dynamic
	clash.control == "stale"
}
