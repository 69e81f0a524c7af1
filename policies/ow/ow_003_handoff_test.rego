package tidegate.ow.ow_003_test

import data.tidegate.ow.ow_003

_pass(first) := {"from": "team.t.early", "to": "team.t.late", "at": ["ring", "0"], "need": 15, "most": 30, "first": object.union({"start": "2026-10-05T14:00Z", "minutes": 0, "nobody": false, "days": 400, "from_at": {"address": "team.t", "path": ["shifts", "early", "hours"], "note": "this shift ends"}, "to_at": {"address": "team.t", "path": ["shifts", "late", "hours"], "note": "the next begins"}}, first)}

_view(pass, template) := {"address": "handoff.h", "kind": "handoff", "params": {"OW-003": {"max_minutes": 60, "min": "15m"}}, "definition": {"template": template}, "facts": {"passes": [pass]}}

test_short_handoff_is_found_at_the_shift if {
	ow_003.deny == {{
		"message": "team.t.early and team.t.late share 0m; they must share 15m",
		"at": {"address": "team.t", "path": ["shifts", "early", "hours"]},
		"key": "team.t.early team.t.late",
		"related": [
			{"address": "team.t", "at": ["shifts", "late", "hours"], "note": "the next begins"},
			{"at": ["ring", "0"], "note": "the ring"},
		],
		"because": ["so on 400 days of the horizon, first at 2026-10-05T14:00Z"],
		"first": "2026-10-05T14:00Z",
		"extent": 6000,
		"unit": "minutes",
		"fix": "extend one of the shifts by 15m",
	}} with input as _view(_pass({}), "v3")
}

test_time_between_shifts_is_said if {
	some verdict in ow_003.deny with input as _view(_pass({"minutes": -30}), "v3")
	verdict.message == "team.t.early ends 30m before team.t.late begins; they must share 15m"
	verdict.fix == "extend one of the shifts by 45m"
}

test_shift_that_nobody_follows_is_found if {
	some verdict in ow_003.deny with input as _view(_pass({"nobody": true}), "v3")
	verdict.message == "nobody follows team.t.early on 2026-10-05 for half a day"
	verdict.fix == "roster somebody on the next shift"
}

test_template_and_queues_are_needed if {
	fine := json.remove(_pass({}), ["first"])
	count(ow_003.deny) == 0 with input as _view(fine, "v3")
	{v.key | some v in ow_003.deny} == {"template"} with input as _view(fine, "")
	{v.message | some v in ow_003.deny} == {"team.t.early and team.t.late do not serve the same queues: queue.q"} with input as _view(object.union(fine, {"serves": "queue.q"}), "v3")
}

test_long_handoff_is_low if {
	{v.severity | some v in ow_003.deny} == {"low"} with input as _view(object.union(json.remove(_pass({}), ["first"]), {"most": 61}), "v3")
}

_team(unhanded) := {"address": "team.t", "name": "t", "kind": "team", "params": {"OW-003": {"max_minutes": 60, "min": "15m"}}, "definition": {}, "facts": {"unhanded": unhanded}}

test_shifts_in_no_ring_are_found if {
	ow_003.deny == {{
		"message": "team.t.late follows team.t.early on queue.q, but no handoff has the two in its ring",
		"at": ["shifts", "late"],
		"key": "ring early late",
		"related": [{"address": "queue.q", "at": ["channels"], "note": "the queue that both serve"}],
		"fix": "add a row to handoffs: t = { ring = [team.t.early, team.t.late], min = \"15m\", template = \"…\" }",
	}} with input as _team([{"from": "early", "to": "late", "queue": "queue.q", "ring": ["early", "late"]}])
}

test_shifts_in_a_ring_are_fine if {
	count(ow_003.deny) == 0 with input as _team([])
}
