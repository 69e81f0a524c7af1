package tidegate.sl.sl_011_test

import data.tidegate.sl.sl_011

_view(state, transfer) := {"address": "contract.c", "kind": "contract", "definition": {"exit": {"knowledge_transfer": transfer}}, "facts": {"exit": [{"name": "notice", "at": ["exit", "notice"], "text": "30d", "need": "at least 60d", "state": state, "over": 2592000, "unit": "seconds"}]}}

test_agreed_exit_is_fine if {
	count(sl_011.deny) == 0 with input as _view("fine", true)
}

test_short_notice_is_found if {
	sl_011.deny == {{
		"message": "contract.c states 30d for exit.notice; it must be at least 60d",
		"at": ["exit", "notice"],
		"key": "exit.notice",
		"extent": 2592000,
		"unit": "seconds",
		"fix": "agree on at least 60d",
	}} with input as _view("loose", true)
}

test_missing_term_is_found if {
	some verdict in sl_011.deny with input as _view("missing", true)
	verdict.message == "contract.c does not state exit.notice; it must be at least 60d"
}

test_missing_transfer_of_knowledge_is_found if {
	{v.key | some v in sl_011.deny} == {"exit.knowledge_transfer"} with input as _view("fine", false)
}
