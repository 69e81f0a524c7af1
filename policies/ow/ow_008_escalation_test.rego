package tidegate.ow.ow_008_test

import data.tidegate.ow.ow_008

_steps := [{"to": "role.r", "after": "20m", "early": false}, {"to": "oncall.o", "after": "30m", "early": false}]

_view(facts) := {"address": "queue.q", "kind": "queue", "params": {"OW-008": {"share": "50%"}}, "facts": object.union({"steps": _steps, "within": "30m", "last": {"rota": true, "outsider": ""}}, facts)}

_messages(view) := messages if {
	messages := {v.message | some v in ow_008.deny} with input as view
}

test_whole_path_is_fine if {
	_messages(_view({})) == set()
}

test_queue_without_steps_is_found if {
	ow_008.deny == {{
		"message": "queue.q escalates to nobody",
		"at": ["escalate"],
		"key": "none",
		"related": [],
		"extent": 0,
		"unit": "minutes",
		"fix": "add steps that end at an on-call rota",
	}} with input as json.patch(_view({}), [{"op": "replace", "path": "/facts/steps", "value": []}])
}

test_order_and_circles_are_judged if {
	_messages(_view({"steps": [_steps[0], {"to": "oncall.o", "after": "20m", "early": true}]})) == {"queue.q goes to oncall.o after 20m, which is no later than the step before"}
	_messages(_view({"steps": [object.union(_steps[0], {"loop": "the owner of the queue escalates to itself"}), _steps[1]]})) == {"queue.q goes round in a circle: the owner of the queue escalates to itself"}
}

test_last_step_is_a_rota_of_our_own_people if {
	_messages(_view({"last": {"rota": false, "outsider": ""}})) == {"queue.q ends at oncall.o, which is no on-call rota"}
	_messages(_view({"last": {"rota": true, "outsider": "person.b01"}})) == {"queue.q ends at oncall.o, where person.b01 of a vendor is called"}
}

test_open_time_is_covered if {
	alone := {"start": "2026-10-26T06:00Z", "local": "Mon 2026-10-26 01:00 -05", "minutes": 60, "total": 60}
	_messages(_view({"uncovered": alone})) == {"queue.q reaches nobody within 30m from 2026-10-26T06:00Z (Mon 2026-10-26 01:00 -05) for 1h"}
	_messages(_view({"uncovered": alone, "last": {"absent": alone}})) == {"queue.q is open when oncall.o has nobody, from 2026-10-26T06:00Z for 1h"}
}

test_escalation_leaves_time_to_resolve if {
	some verdict in ow_008.deny with input as _view({"target": {"promise": "promise.chat", "at": ["t1", "resolution", "p80"], "text": "40m", "limit": "20m"}})
	verdict.message == "queue.q gets to the last step after 30m; 20m is 50% of the 40m that were promised"
	verdict.related == [{"address": "promise.chat", "at": ["t1", "resolution", "p80"], "note": "the promise"}]
}
