package tidegate.sl.sl_002_test

import data.tidegate.sl.sl_002

_view(hole) := {"address": "contract.c", "kind": "contract", "facts": {"matrix": [hole]}}

test_empty_cell_is_found if {
	sl_002.deny == {{
		"message": "contract.c does not state sentiment for chat t1",
		"at": ["sla", "chat", "t1", "sentiment"],
		"key": "sla.chat.t1.sentiment",
		"severity": "high",
		"fix": "agree on sentiment, and write it down",
	}} with input as _view({"at": ["sla", "chat", "t1", "sentiment"], "channel": "chat", "tier": "t1", "what": "sentiment"})
}

test_missing_clock_is_found if {
	some verdict in sl_002.deny with input as _view({"at": ["clock"], "what": "the clock that its times count, calendar or business"})
	verdict.message == "contract.c does not state the clock that its times count, calendar or business"
}

test_whole_table_is_fine if {
	count(sl_002.deny) == 0 with input as {"address": "contract.c", "kind": "contract", "facts": {"matrix": []}}
}

test_channel_without_any_level_is_found if {
	some verdict in sl_002.deny with input as _view({"at": ["sla", "returns"], "channel": "returns", "what": "any service level", "partly": true})
	verdict.message == "contract.c does not state any service level for returns"
	verdict.severity == "low"
}
