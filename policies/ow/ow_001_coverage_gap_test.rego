package tidegate.ow.ow_001_test

import data.tidegate.ow.ow_001

_gap(overrides) := object.union({
	"start": "2026-11-01T11:30Z", "end": "2026-11-01T12:00Z", "local": "Sun 2026-11-01 05:30 CST",
	"minutes": 30, "times": 1, "total": 30, "key": "chat", "change": "", "realtime": true,
	"short": [{"channel": "chat", "need": 1, "have": 0}],
	"causes": [{"address": "team.t", "path": ["shifts", "late", "hours"], "note": "team.t.late ends as the gap begins"}],
}, overrides)

_view(gap) := {"address": "coverage.live", "kind": "coverage", "facts": {"gaps": [gap]}}

test_gap_is_found_at_the_shift_that_leaves_it if {
	ow_001.deny == {{
		"message": "coverage.live is short of chat (0 of 1) from 2026-11-01T11:30Z for 30m",
		"at": {"address": "team.t", "path": ["shifts", "late", "hours"]},
		"key": "chat",
		"severity": "critical",
		"related": [
			{"address": "team.t", "at": ["shifts", "late", "hours"], "note": "team.t.late ends as the gap begins"},
			{"at": ["min"], "note": "the seats that are promised"},
		],
		"because": [
			"first gap: 2026-11-01T11:30Z to 2026-11-01T12:00Z (Sun 2026-11-01 05:30 CST on the window's clock)",
			"over the horizon: 1 gap, 30m in all",
		],
		"first": "2026-11-01T11:30Z",
		"extent": 30,
		"unit": "minutes",
		"fix": "add or move a shift, or lower the promised window with the owner of the service",
	}} with input as _view(_gap({}))
}

test_gap_without_any_shift_is_found_at_the_promise if {
	some verdict in ow_001.deny with input as _view(_gap({"causes": []}))
	verdict.at == ["min"]
}

test_gap_where_nobody_waits_is_high_and_names_the_clock_change if {
	some verdict in ow_001.deny with input as _view(_gap({"realtime": false, "change": "America/Chicago changes its clocks"}))
	verdict.severity == "high"
	verdict.because[2] == "America/Chicago changes its clocks"
}

test_no_gap_is_fine if {
	count(ow_001.deny) == 0 with input as {"address": "coverage.live", "kind": "coverage", "facts": {"gaps": []}}
}
