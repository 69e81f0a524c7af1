package tidegate.lp.lp_010_test

import data.tidegate.lp.lp_010

_view(usage) := {"address": "person.p", "kind": "person", "facts": {"unused": [object.union(
	{"action": "shop:order.read", "grant": "grant.g", "at": ["allow", "0"], "limit": "60d", "since": "2026-08-01", "used": true, "days": 65},
	usage,
)]}}

test_idle_action_is_found if {
	lp_010.deny == {{
		"message": "person.p has not used shop:order.read since 2026-08-01; the limit is 60d",
		"at": {"address": "grant.g", "path": ["allow", "0"]},
		"key": "shop:order.read",
		"related": [{"at": [], "note": "who holds it"}],
		"extent": 65,
		"unit": "days idle",
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

_company(observed) := {"address": "company.c", "kind": "company", "facts": object.union({"live": {"entitlements": 120, "people": 34}}, observed)}

test_missing_observations_are_found if {
	lp_010.deny == {{
		"message": "there are no observations, so it is not known whether 120 entitlements of 34 people are used",
		"at": [],
		"key": "observations",
		"extent": 120,
		"unit": "entitlements",
		"fix": "let a connector write observed.json, and name it in tidegate.hcl: observations = \"observed.json\"",
	}} with input as _company({})
}

test_observed_company_is_fine if {
	count(lp_010.deny) == 0 with input as _company({"observed": {"at": "2026-10-05"}})
	count(lp_010.deny) == 0 with input as _company({"live": {"entitlements": 0, "people": 0}})
}
