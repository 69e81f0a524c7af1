package tidegate.lp.lp_010_test

import data.tidegate.lp.lp_010

_view(usage) := {"address": "person.p", "kind": "person", "facts": {"unused": [object.union(
	{"action": "shop:order.read", "grant": "grant.g", "at": ["allow", "0"], "limit": "60d", "since": "2026-08-01", "used": true},
	usage,
)]}}

test_idle_action_is_found if {
	lp_010.deny == {{
		"message": "person.p has not used shop:order.read since 2026-08-01; the limit is 60d",
		"at": {"address": "grant.g", "path": ["allow", "0"]},
		"key": "shop:order.read",
		"related": [{"at": [], "note": "who holds it"}],
		"fix": "remove the action from the grant",
	}} with input as _view({"state": "unused"})
}

test_action_that_was_never_used_is_found if {
	some verdict in lp_010.deny with input as _view({"state": "unused", "used": false})
	verdict.message == "person.p has not used shop:order.read at all since it was given on 2026-08-01; the limit is 60d"
}

test_unobserved_is_said_and_is_no_pass if {
	lp_010.deny == {{
		"message": "nobody observes whether person.p uses shop:order.read",
		"at": {"address": "grant.g", "path": ["allow", "0"]},
		"key": "shop:order.read",
		"severity": "low",
		"related": [{"at": [], "note": "who holds it"}],
		"fix": "connect the system, so that its use is seen",
	}} with input as _view({"state": "unobserved"})
}

test_used_access_is_fine if {
	count(lp_010.deny) == 0 with input as {"address": "person.p", "kind": "person", "facts": {}}
}
