# METADATA
# title: Vendor staff hold privileged or bulk-export action
# description: |
#   Privilege outside the organisation cannot be supervised like employment.
#
#   Nobody of a team with a vendor may reach a privileged action, or one that takes data out in bulk. An entry
#   of allowed names the action, the clause of the contract that permits it, and a last day.
# custom:
#   id: LP-006
#   severity: high
#   subject: [person, service_account]
#   params:
#     export_patterns:
#       type: "list"
#       default: ["*.export", "*.bulk_read"]
#       stricter: "more"
#       description: "Patterns of actions that take data out in bulk."
#     allowed:
#       type: "table"
#       default: {}
#       stricter: "fixed"
#       description: "Exceptions; a waiver is the way to make one."
#   remediation: |
#     Keep the action with an employee, and give the vendor a way to ask for it.
#   controls:
#     SOC 2: ["CC6.3", "CC9.2"]
#     ISO 27001:2022: ["A.5.19", "A.8.2"]
#     NIST 800-53 r5: ["AC-6(6)", "PS-7"]
#     PCI DSS 4.0.1: ["7.2.2", "8.2.7"]
#   bad: |
#     location "hq" {
#       country = "US"
#       tz      = "America/Chicago"
#       class   = "hq"
#     }
#     team "ops" {
#       location = location.hq
#     }
#     system "shop" {
#       controls   = { mfa = true, audit_log = "13mo" }
#       actions    = ["order.read", "order.export"]
#       privileged = ["shell"]
#     }
#
#     vendor "coast" {
#       country = "CO"
#     }
#     team "coast" {
#       location = location.hq
#       vendor   = vendor.coast
#     }
#     person "v" {
#       team  = team.coast
#       start = "2026-01-05"
#     }
#     contract "coast" {
#       vendor = vendor.coast
#       teams  = [team.coast]
#       valid  = "2026-01-01/2027-06-30"
#     }
#     grant "g" {
#       to    = person.v
#       allow = ["shop:order.export"]
#     }
#   good: |
#     location "hq" {
#       country = "US"
#       tz      = "America/Chicago"
#       class   = "hq"
#     }
#     team "ops" {
#       location = location.hq
#     }
#     system "shop" {
#       controls   = { mfa = true, audit_log = "13mo" }
#       actions    = ["order.read", "order.export"]
#       privileged = ["shell"]
#     }
#
#     vendor "coast" {
#       country = "CO"
#     }
#     team "coast" {
#       location = location.hq
#       vendor   = vendor.coast
#     }
#     person "v" {
#       team  = team.coast
#       start = "2026-01-05"
#     }
#     contract "coast" {
#       vendor = vendor.coast
#       teams  = [team.coast]
#       valid  = "2026-01-01/2027-06-30"
#     }
#     grant "g" {
#       to    = person.v
#       allow = ["shop:order.read"]
#     }
package tidegate.lp.lp_006

deny contains {
	"message": sprintf("%s of %s can %s, which %s", [input.address, input.facts.vendor, entitlement.action, _what(entitlement)]),
	"at": {"address": path.grant, "path": path.at},
	"key": entitlement.action,
	"related": [{"at": [_by], "note": sprintf("people of %s", [input.facts.vendor])}],
	"fix": "keep the action with an employee, and give the vendor a way to ask for it",
} if {
	input.facts.vendor
	some entitlement in input.facts.granted
	_outside(entitlement)
	not input.params["LP-006"].allowed[entitlement.action]
	path := entitlement.paths[0]
}

applies if input.facts.vendor

_by := "team" if input.kind == "person"

_by := "owner" if input.kind == "service_account"

_outside(entitlement) if entitlement.privileged

_outside(entitlement) if entitlement.export

_what(entitlement) := "is privileged" if entitlement.privileged

_what(entitlement) := "takes data out in bulk" if not entitlement.privileged
