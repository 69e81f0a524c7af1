package tidegate.ow.ow_005_test

import data.tidegate.ow.ow_005

_view(seat) := {"address": "team.t", "kind": "team", "params": {"OW-005": {"max_channels": 2}}, "facts": {"crowded": [], "seats": [object.union({"shift": "day", "person": "person.p01", "address": "team.t", "at": ["shifts", "day", "roster", "mon-fri", "0"], "why": "ended on 2026-10-04"}, seat)]}}

test_leaver_on_a_roster_is_found if {
	ow_005.deny == {{
		"message": "person.p01 is on team.t.day and ended on 2026-10-04",
		"at": ["shifts", "day", "roster", "mon-fri", "0"],
		"key": "person.p01 day ended on 2026-10-04",
		"related": [{"address": "person.p01", "at": [], "note": "who it is"}],
		"fix": "put somebody else on the shift, or finish what is missing",
	}} with input as _view({})
}

test_what_is_missing_is_told if {
	{v.message | some v in ow_005.deny} == {"person.p01 is on team.t.day and cannot work it: the certification oms is missing"} with input as _view({"why": "the certification oms is missing"})
}

test_end_to_come_is_low if {
	some verdict in ow_005.deny with input as _view({"why": "ends on 2026-12-01", "first": "2026-12-02"})
	verdict.severity == "low"
	verdict.first == "2026-12-02"
}

test_seat_of_a_peak_is_found_at_the_peak if {
	some verdict in ow_005.deny with input as _view({"address": "peak.p", "at": ["surge", "adds", "day", "0"], "first": "2026-11-18"})
	verdict.at == {"address": "peak.p", "path": ["surge", "adds", "day", "0"]}
	verdict.first == "2026-11-18"
	not verdict.severity
}

test_crowded_shift_is_found if {
	ow_005.deny == {{
		"message": "team.t.day serves 3 live channels at once: chat, voice, social",
		"at": ["shifts", "day", "serves"],
		"key": "day channels",
		"fix": "let a shift serve 2 live channels at most",
	}} with input as {"address": "team.t", "kind": "team", "params": {"OW-005": {"max_channels": 2}}, "facts": {"seats": [], "crowded": [{"shift": "day", "channels": ["chat", "voice", "social"]}]}}
}
