package tidegate.sl.sl_003_test

import data.tidegate.sl.sl_003

_view(term, definition) := {"address": "contract.c", "kind": "contract", "params": {"SL-003": {"min_volume": 100}}, "definition": definition, "facts": {"errors": [object.union({"name": "refunds", "at": ["errors", "refunds"], "text": "2%", "need": "at most 1.0%", "state": "fine", "over": 100, "unit": "hundredths"}, term)]}}

test_loose_limit_is_found if {
	sl_003.deny == {{
		"message": "contract.c allows 2% of refunds to be wrong; it may be at most 1.0%",
		"at": ["errors", "refunds"],
		"key": "refunds",
		"extent": 100,
		"unit": "hundredths",
		"fix": "agree on at most 1.0% of decisions in a month",
	}} with input as _view({"state": "loose"}, {})
}

test_missing_limit_is_found if {
	some verdict in sl_003.deny with input as _view({"state": "missing"}, {})
	verdict.message == "contract.c sets no limit on wrong refunds"
}

test_limit_within_bounds_is_fine if {
	count(sl_003.deny) == 0 with input as _view({}, {"errors": {"min_volume": 100}})
}

test_too_high_a_volume_is_found if {
	{v.key | some v in sl_003.deny} == {"min_volume"} with input as _view({}, {"errors": {"min_volume": 101}})
}
