package tidegate.sl.sl_003_test

import data.tidegate.sl.sl_003

_view(term, definition) := {"address": "contract.c", "kind": "contract", "params": {"SL-003": {"min_volume": 100}}, "definition": definition, "facts": {"aims": [], "errors": [object.union({"name": "refunds", "at": ["errors", "refunds"], "text": "2%", "need": "at most 1.0%", "state": "fine", "over": 100, "unit": "hundredths"}, term)]}}

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

test_less_than_the_company_asks_of_itself_is_found if {
	aim := {"name": "quality", "at": ["sla", "chat", "t1", "quality"], "text": "80%", "need": ">=90", "indicator": ["support", "qa_score"], "over": 1000}
	some verdict in sl_003.deny with input as {"address": "contract.c", "kind": "contract", "params": {"SL-003": {"min_volume": 100}}, "definition": {}, "facts": {"aims": [aim], "errors": []}}
	verdict.message == "contract.c agrees to 80% for quality, but the company's indicator is >=90"
	verdict.key == "sla.chat.t1.quality"
	verdict.extent == 1000
}

test_what_is_loose_anyway_is_said_once if {
	aim := {"name": "policy_exceptions", "at": ["errors", "policy_exceptions"], "text": "3.0%", "need": "<=1.5%", "indicator": ["operate", "exception_rate"], "over": 150}
	term := {"name": "policy_exceptions", "at": ["errors", "policy_exceptions"], "text": "3.0%", "need": "at most 2.0%", "state": "loose", "over": 100, "unit": "hundredths"}
	{v.extent | some v in sl_003.deny} == {100} with input as {"address": "contract.c", "kind": "contract", "params": {"SL-003": {"min_volume": 100}}, "definition": {}, "facts": {"aims": [aim], "errors": [term]}}
}
