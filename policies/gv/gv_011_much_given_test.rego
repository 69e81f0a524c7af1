package tidegate.gv.gv_011_test

import data.tidegate.gv.gv_011

_view(n) := {"address": "change.this", "kind": "change", "params": {"GV-011": {"entitlements": 100}}, "facts": {"given": {"count": n, "people": 60, "action": "desk:read", "person": "person.b01"}}}

test_much_is_found if {
	gv_011.deny == {{
		"message": "this change gives 101 new entitlements to personal or confidential data to 60 people",
		"at": [],
		"key": "given",
		"because": ["the first is desk:read to person.b01"],
		"extent": 101,
		"unit": "entitlements",
		"fix": "split the change by team or role, or waive this with the decision behind it",
	}} with input as _view(101)
}

test_little_is_fine if {
	count(gv_011.deny) == 0 with input as _view(100)
}
