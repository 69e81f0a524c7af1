package tidegate.sl.sl_006_test

import data.tidegate.sl.sl_006

_good := {"sla": {"chat": {"t1": {"credit": "5%"}}}, "incentive": {"on": ["quality", "sentiment", "calls", "resolution"], "scorecard": "weekly"}, "exit": {"terminate_after_misses": 3}}

_view(definition) := {"address": "contract.c", "kind": "contract", "params": {"SL-006": {"outcome_share": "70%", "outcomes": ["quality", "sentiment", "resolution"], "misses": 3}}, "definition": definition}

test_whole_set_of_remedies_is_fine if {
	count(sl_006.deny) == 0 with input as _view(_good)
}

test_row_without_credit_is_found if {
	sl_006.deny == {{
		"message": "contract.c gives no credit when chat t1 is missed",
		"at": ["sla", "chat", "t1"],
		"key": "chat t1",
		"fix": "agree on a credit for a miss",
	}} with input as _view(object.union(_good, {"sla": {"chat": {"t1": {"credit": "0%"}}}}))
}

test_each_remedy_is_needed if {
	every key, definition in {
		"terminate": object.union(_good, {"exit": {"terminate_after_misses": 4}}),
		"incentive": json.patch(_good, [{"op": "replace", "path": "/incentive/on", "value": ["quality", "calls"]}]),
		"scorecard": object.union(_good, {"incentive": {"scorecard": "monthly"}}),
	} {
		{v.key | some v in sl_006.deny} == {key} with input as _view(definition)
	}
}

test_contract_that_says_nothing_is_found if {
	{v.key | some v in sl_006.deny} == {"terminate", "incentive", "scorecard"} with input as _view({})
}
