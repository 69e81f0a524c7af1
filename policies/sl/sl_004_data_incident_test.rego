package tidegate.sl.sl_004_test

import data.tidegate.sl.sl_004

_good := {"from": "aware", "notify": "12h", "obligations": ["contain", "preserve_logs", "cooperate", "update_24h"], "uncapped": true}

_view(clause, penalty) := {"address": "contract.c", "kind": "contract", "params": {"SL-004": {"obligations": ["contain", "preserve_logs", "cooperate"], "update_hours": 24}}, "definition": {"data_incident": clause}, "facts": {"penalty": penalty}}

_messages(verdicts) := {v.message | some v in verdicts}

test_whole_clause_is_fine if {
	count(sl_004.deny) == 0 with input as _view(_good, false)
	count(sl_004.deny) == 0 with input as _view(object.remove(_good, ["uncapped"]), true)
}

test_clock_that_starts_late_is_found if {
	sl_004.deny == {{
		"message": "the data-incident clause of contract.c does not start when the vendor is aware",
		"at": ["data_incident", "from"],
		"key": "from",
		"fix": "let the clock start at awareness, and not at confirmation",
	}} with input as _view(object.union(_good, {"from": "confirmed"}), true)
}

test_every_part_is_needed if {
	every key, clause in {
		"notify": object.remove(_good, ["notify"]),
		"contain": object.union(_good, {"obligations": ["preserve_logs", "cooperate", "update_24h"]}),
		"updates": object.union(_good, {"obligations": ["contain", "preserve_logs", "cooperate", "update_48h"]}),
		"penalty": object.remove(_good, ["uncapped"]),
		"exclusive_remedy": object.union(_good, {"exclusive_remedy": true}),
	} {
		{v.key | some v in sl_004.deny} == {key} with input as _view(clause, false)
	}
}

test_no_clause_at_all_is_found if {
	{v.key | some v in sl_004.deny} == {"from", "notify", "contain", "preserve_logs", "cooperate", "updates", "penalty"} with input as {"address": "contract.c", "kind": "contract", "params": _view({}, false).params, "definition": {}, "facts": {"penalty": false}}
}
