package tidegate.gv.gv_006_test

import data.tidegate.gv.gv_006

_view(was, is) := {"address": "change.this", "kind": "change", "params": {"GV-006": {"min_holders": 2}}, "facts": {"holders": [{"action": "erp:payment.release", "was": was, "is": is}]}}

test_last_holder_is_found if {
	gv_006.deny == {{
		"message": "after this change 1 of 2 can erp:payment.release",
		"at": [],
		"key": "erp:payment.release",
		"extent": 1,
		"unit": "people fewer",
		"fix": "give the action to somebody else in the same change, or take it from everybody",
	}} with input as _view(2, 1)
}

test_enough_holders_and_few_before_are_fine if {
	count(gv_006.deny) == 0 with input as _view(3, 2)
	count(gv_006.deny) == 0 with input as _view(1, 0)
}
