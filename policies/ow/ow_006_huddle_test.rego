package tidegate.ow.ow_006_test

import data.tidegate.ow.ow_006

_view(minutes, outside) := {"address": "huddle.h", "kind": "huddle", "params": {"OW-006": {"max_minutes": 15}}, "facts": {"minutes": minutes, "outside": outside}}

test_short_huddle_inside_the_shift_is_fine if {
	count(ow_006.deny) == 0 with input as _view(15, [])
}

test_long_huddle_is_found if {
	ow_006.deny == {{
		"message": "huddle.h takes 30m; a huddle is at most 15m",
		"at": ["length"],
		"key": "length",
		"extent": 15,
		"unit": "minutes over",
		"fix": "shorten it",
	}} with input as _view(30, [])
}

test_huddle_outside_a_shift_is_found if {
	ow_006.deny == {{
		"message": "team.t.late is not on for all of huddle.h, first on 2026-11-02",
		"at": ["shifts", "1"],
		"key": "team.t.late",
		"because": ["so on 90 days of the horizon"],
		"first": "2026-11-02",
		"fix": "move the huddle to a time at which everybody is on",
	}} with input as _view(10, [{"shift": "team.t.late", "at": ["shifts", "1"], "first": "2026-11-02", "days": 90}])
}

test_team_without_a_huddle_is_found if {
	{v.message | some v in ow_006.deny} == {"team.t answers customers at once and has no huddle on sun, sat"} with input as {"address": "team.t", "kind": "team", "facts": {"no_huddle": ["sun", "sat"]}}
	count(ow_006.deny) == 0 with input as {"address": "team.t", "kind": "team", "facts": {"no_huddle": []}}
}
