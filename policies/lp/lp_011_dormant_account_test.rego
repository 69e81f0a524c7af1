package tidegate.lp.lp_011_test

import data.tidegate.lp.lp_011

_view(account) := {"address": "person.p", "kind": "person", "facts": {"dormant": [object.union(
	{"account": "p", "since": "2026-07-01", "logged": true, "leave": false, "days": 96},
	account,
)]}}

test_dormant_account_is_found if {
	lp_011.deny == {{
		"message": "the account p of person.p is enabled, and was last logged into on 2026-07-01",
		"at": [],
		"key": "p",
		"extent": 96,
		"unit": "days",
		"fix": "disable the account",
	}} with input as _view({"state": "dormant"})
}

test_account_that_nobody_ever_used_is_found if {
	some verdict in lp_011.deny with input as _view({"state": "dormant", "logged": false})
	verdict.message == "the account p of person.p is enabled, and was never logged into since 2026-07-01"
}

test_account_of_somebody_on_leave_is_found if {
	some verdict in lp_011.deny with input as _view({"state": "dormant", "leave": true})
	verdict.message == "the account p of person.p is enabled, and they are on leave"
	verdict.at == ["leave"]
}

test_account_is_announced if {
	lp_011.deny == {{
		"message": "the account p of person.p was last logged into on 2026-07-01",
		"at": [],
		"key": "p",
		"severity": "low",
		"fix": "log in, or disable the account",
	}} with input as _view({"state": "drowsy"})
}

test_used_account_is_fine if {
	count(lp_011.deny) == 0 with input as {"address": "person.p", "kind": "person", "facts": {}}
}
