package tidegate.gv.gv_005_test

import data.tidegate.gv.gv_005

_view(grants) := {"address": "change.this", "kind": "change", "params": {"GV-005": {"share": "20%", "at_least": 2}}, "facts": {"people": {"count": 0, "of": 40, "percent": 0}, "grants": grants}}

test_large_part_is_found if {
	gv_005.deny == {{
		"message": "this change removes 5 of 10 grants (50%)",
		"at": [],
		"key": "grants",
		"because": ["the first is grant.a"],
		"extent": 5,
		"unit": "definitions",
		"fix": "split the change, or waive this with the decision behind it",
	}} with input as _view({"count": 5, "of": 10, "percent": 50, "first": "grant.a"})
}

test_small_part_and_few_are_fine if {
	count(gv_005.deny) == 0 with input as _view({"count": 5, "of": 100, "percent": 5, "first": "grant.a"})
	count(gv_005.deny) == 0 with input as _view({"count": 2, "of": 2, "percent": 100, "first": "grant.a"})
}
