# METADATA
# title: The change loosens what governs the gate, or what the company requires
# description: |
#   Whoever wants a green run can lower the bar in the same change, and a bar that moves with the change holds
#   nobody.
#
#   A change does not loosen a parameter, a severity, the fail level or what is read; nor a requirement of the
#   company (a check's validity, a role's certifications, a promise, a coverage minimum); nor the label by which
#   rules apply (a class is personal, a queue is answered at once, a system is live); nor does it change what an
#   assessment was about and keep the assessment; nor does it remove a reviewer group or an identity map, or say
#   that an address is somebody else's. It may be right: then somebody of the reviewer group that owns
#   the kind approves it, and the finding is low. Checked where trees are compared: tidegate check --against, and
#   the hooks.
# custom:
#   id: GV-007
#   severity: high
#   subject: change
#   remediation: |
#     Leave it as it is, or make the change alone and let the owner of the requirement approve it.
#   controls:
#     SOC 2: ["CC8.1", "CC5.2"]
#     ISO 27001:2022: ["A.5.36", "A.8.32"]
#     NIST 800-53 r5: ["CM-3"]
#   bad: |
#     check_package "standard" {
#       default = true
#       require = { criminal = "forever" }
#     }
#   good: |
#     check_package "standard" {
#       default = true
#       require = { criminal = "24mo" }
#     }
package tidegate.gv.gv_007

deny contains object.union(
	{
		"message": _message(loosened),
		"at": _place(loosened),
		"key": loosened.what,
		"because": array.concat([loosened.because | loosened.because != ""], _approved(loosened)),
		"fix": _fix(loosened),
	},
	_severity(loosened),
) if {
	some loosened in input.facts.loosened
}

_message(loosened) := sprintf("this change %s %s from %s to %s", [_verb(loosened), loosened.what, _value(loosened.old), _value(loosened.new)]) if not loosened.gone

_message(loosened) := sprintf("this change removes %s, which controls how changes are approved", [loosened.what]) if loosened.gone

_verb(loosened) := "relabels" if loosened.label

_verb(loosened) := "loosens" if not loosened.label

_value(text) := text if text != ""

_value("") := "nothing"

_place(loosened) := {"address": loosened.address, "path": loosened.at} if loosened.address != input.address

_place(loosened) := [] if loosened.address == input.address

_severity(loosened) := {"severity": "low"} if count(loosened.approved) > 0

_severity(loosened) := {} if count(loosened.approved) == 0

_approved(loosened) := [sprintf("approved by %s of %s", [loosened.approved[0], loosened.group])] if count(loosened.approved) > 0

_approved(loosened) := [] if count(loosened.approved) == 0

_fix(loosened) := sprintf("%s, or let %s approve it", [_undo(loosened), loosened.group]) if loosened.group

_fix(loosened) := sprintf("%s, or waive this with the decision behind it", [_undo(loosened)]) if not loosened.group

_undo(loosened) := "keep it" if loosened.gone

_undo(loosened) := sprintf("leave it at %s", [_value(loosened.old)]) if not loosened.gone
