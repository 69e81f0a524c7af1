package tidegate.lp.lp_005_test

import data.tidegate.lp.lp_005

_params := {"LP-005": {"jit_max": "8h", "break_glass_holders": 2, "break_glass_test": "6mo"}}

_view(facts, jit) := {
	"address": "grant.g", "kind": "grant", "params": _params,
	"definition": {"jit": jit},
	"facts": object.union({"privileged": [{"item": 1, "action": "shop:shell"}]}, facts),
}

test_standing_privilege_is_found if {
	lp_005.deny == {{
		"message": "grant.g gives privileged access that stands: shop:shell",
		"at": ["allow", 1],
		"key": "standing",
		"extent": 1,
		"unit": "actions",
		"fix": "add jit = { max = \"8h\", approver = role.… }",
	}} with input as _view({}, {})
}

test_long_session_is_found if {
	lp_005.deny == {{
		"message": "a session of grant.g may last 12h; the limit is 8h",
		"at": ["jit", "max"],
		"key": "max",
		"extent": 14400,
		"unit": "seconds over",
		"fix": "max = \"8h\"",
	}} with input as _view({"jit": {"too_long": true, "over": 14400, "approvers": 2}}, {"max": "12h"})
}

test_missing_approver_is_found if {
	lp_005.deny == {{
		"message": "nobody can approve a session of grant.g",
		"at": ["jit", "approver"],
		"key": "approver",
		"because": ["the approver has no active holder"],
		"fix": "name a role that somebody holds",
	}} with input as _view({"jit": {"too_long": false, "approvers": 0}}, {"max": "4h"})
}

test_lone_approver_is_found if {
	lp_005.deny == {{
		"message": "grant.g can only be approved by its own requester",
		"at": ["jit", "approver"],
		"key": "approver",
		"related": [{"address": "person.b01", "at": [], "note": "the only approver, who holds the grant as well"}],
		"fix": "name a role with another holder",
	}} with input as _view({"jit": {"too_long": false, "approvers": 1, "alone": "person.b01"}}, {"max": "4h"})
}

test_just_in_time_is_fine if {
	count(lp_005.deny) == 0 with input as _view({"jit": {"too_long": false, "approvers": 2}}, {"max": "4h"})
}

test_emergency_access_that_is_not_kept_is_found if {
	verdicts := lp_005.deny with input as _view({"break_glass": {"holders": 3, "alerts": false, "tested": false}}, {})
	{v.message | some v in verdicts} == {
		"emergency access grant.g has 3 holders; the limit is 2",
		"emergency access grant.g raises no alert",
		"emergency access grant.g was not tested within 6mo",
	}
}

test_emergency_access_that_is_kept_is_fine if {
	count(lp_005.deny) == 0 with input as _view({"break_glass": {"holders": 2, "alerts": true, "tested": true}}, {})
}

test_integration_with_privilege_is_found if {
	some verdict in lp_005.deny with input as {"address": "service_account.bot", "kind": "service_account", "params": _params, "definition": {}, "facts": {"privileged": [{"item": 0, "action": "shop:shell"}]}}
	verdict.message == "service_account.bot gives privileged access that stands: shop:shell"
	startswith(verdict.fix, "take the action out of allow")
}
