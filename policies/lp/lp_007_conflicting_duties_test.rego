package tidegate.lp.lp_007_test

import data.tidegate.lp.lp_007

_clash(overrides) := object.union({
	"pair": "refund",
	"actions": ["shop:refund.issue", "shop:refund.approve"],
	"via": [{"address": "grant.a", "at": ["allow", "0"]}, {"address": "grant.b", "at": ["allow", "1"]}],
	"dynamic": false,
	"control": "missing",
}, overrides)

_view(kind, clash) := {"address": sprintf("%s.x", [kind]), "kind": kind, "facts": {"conflicts": [clash]}}

test_both_sides_in_one_hand_are_found if {
	lp_007.deny == {{
		"message": "person.x holds both shop:refund.issue and shop:refund.approve",
		"at": {"address": "grant.b", "path": ["allow", "1"]},
		"key": "shop:refund.approve shop:refund.issue",
		"related": [
			{"address": "grant.a", "at": ["allow", "0"], "note": "gives shop:refund.issue"},
			{"at": [], "note": "holds both"},
		],
		"because": ["the conflict \"refund\" keeps them apart"],
		"fix": "give one of the two to somebody else",
	}} with input as _view("person", _clash({}))
}

test_role_that_needs_both_sides_is_found if {
	some verdict in lp_007.deny with input as _view("role", _clash({}))
	verdict.message == "role.x needs both shop:refund.issue and shop:refund.approve"
	verdict.related[1].note == "whose duties need both"
}

test_dynamic_conflict_without_a_control_is_found if {
	some verdict in lp_007.deny with input as _view("person", _clash({"dynamic": true}))
	verdict.because[1] == "it is dynamic, and names no control with a test date"
}

test_dynamic_conflict_with_a_stale_control_is_found if {
	some verdict in lp_007.deny with input as _view("person", _clash({"dynamic": true, "control": "stale", "enforced": "CTRL-31"}))
	verdict.because[1] == "it is dynamic, and CTRL-31 was last tested over twelve months ago"
}

test_dynamic_conflict_with_a_tested_control_is_fine if {
	count(lp_007.deny) == 0 with input as _view("person", _clash({"dynamic": true, "control": "tested", "enforced": "CTRL-31"}))
}
