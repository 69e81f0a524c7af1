# METADATA
# title: Missing multi-factor authentication
# description: |
#   Agents' passwords are phished daily.
#
#   A system that holds confidential data (what flows into it counted), declares a privileged action, or is
#   reached by people of a vendor enforces multi-factor authentication. What is not declared is not there.
# custom:
#   id: LP-013
#   severity: critical
#   subject: system
#   remediation: |
#     Enforce it at the identity provider, then set controls.mfa = true.
#   controls:
#     SOC 2: ["CC6.1", "CC6.6"]
#     ISO 27001:2022: ["A.8.5"]
#     NIST 800-53 r5: ["IA-2(1)", "IA-2(2)"]
#     PCI DSS 4.0.1: ["8.4.2", "8.4.3"]
#     GDPR: ["Art. 32(1)(b)"]
#   bad: |
#     system "shop" {
#       privileged = ["shell"]
#       controls   = { audit_log = "13mo" }
#     }
#   good: |
#     system "shop" {
#       privileged = ["shell"]
#       controls   = { audit_log = "13mo", mfa = true }
#     }
package tidegate.lp.lp_013

deny contains {
	"message": sprintf("%s does not enforce multi-factor authentication", [input.address]),
	"at": ["controls", "mfa"],
	"key": "mfa",
	"because": sort([why | some why in _why]),
	"fix": "enforce it at the identity provider, then set controls.mfa = true",
} if {
	not input.definition.controls.mfa
	count(_why) > 0
}

_why contains sprintf("it holds %s data", [input.facts.level]) if input.facts.confidential

_why contains "it has privileged actions" if input.facts.privileged

_why contains sprintf("people of %s reach it", [input.facts.external[0]]) if count(input.facts.external) > 0
