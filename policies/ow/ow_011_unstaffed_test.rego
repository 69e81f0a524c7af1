package tidegate.ow.ow_011_test

import data.tidegate.ow.ow_011

_queue(facts) := {"address": "queue.chat", "name": "chat", "kind": "queue", "definition": {"channels": ["chat"]}, "facts": facts, "params": {}}

test_a_realtime_queue_without_coverage if {
	ow_011.deny == {{
		"message": "queue.chat answers customers who wait, but no coverage row asks for a seat on chat",
		"at": ["channels"],
		"key": "coverage",
		"fix": "add a row to coverage: chat = { days = \"mon-sun\", window = \"00:00-24:00\", tz = \"…\", min = { chat = 1 } }",
	}} with input as _queue({"must_staff": true, "unstaffed": "answers customers who wait"})
}

test_a_staffed_queue if {
	count(ow_011.deny) == 0 with input as _queue({"must_staff": true})
	ow_011.applies with input as _queue({"must_staff": true})
}

test_a_queue_of_parcels if {
	not ow_011.applies with input as _queue({"must_staff": false})
}
