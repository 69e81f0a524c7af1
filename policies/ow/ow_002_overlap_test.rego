package tidegate.ow.ow_002_test

import data.tidegate.ow.ow_002

_shortfall(overrides) := object.union({
	"required": 360, "minutes": 300, "least": 240, "days": 2, "of": 280, "first": "2026-11-02", "last": "2027-03-12", "change": "",
	"causes": [{"address": "team.far", "path": ["shifts", "day", "hours"], "note": "team.far.day works 06:00-14:00"}],
}, overrides)

_overlap(basis, shortfall) := {"between": ["team.near", "team.far"], "least": 240, "basis": basis, "shortfall": shortfall}

_row(overlap) := {"address": "overlap.o", "kind": "overlap", "facts": overlap}

_team(overlap) := {"address": "team.far", "kind": "team", "facts": {"overlaps": [overlap]}}

test_shortfall_is_found_at_the_shift_that_bounds_it if {
	ow_002.deny == {{
		"message": "team.near and team.far share 5h on 2026-11-02; 6h are required",
		"at": {"address": "team.far", "path": ["shifts", "day", "hours"]},
		"key": "team.near team.far",
		"related": [
			{"address": "team.far", "at": ["shifts", "day", "hours"], "note": "team.far.day works 06:00-14:00"},
			{"at": ["min"], "note": "the minimum"},
		],
		"because": ["2 days of 280 fail until 2027-03-12; the worst has 4h"],
		"first": "2026-11-02",
		"extent": 240,
		"unit": "minutes",
		"fix": "shift start times; prefer to anchor one side to the clock of the other",
	}} with input as _row(_overlap("min", _shortfall({})))
}

test_pair_without_a_row_is_found_with_the_minimum_of_its_class if {
	some verdict in ow_002.deny with input as _team(_overlap("nearshore_min", _shortfall({"change": "America/Chicago changes its clocks", "causes": []})))
	verdict.at == ["between"]
	verdict.related == [{"at": ["location"], "note": "the minimum is nearshore_min of OW-002: 6h"}]
	verdict.because[1] == "America/Chicago changes its clocks"
}

test_enough_time_is_fine if {
	count(ow_002.deny) == 0 with input as _row({"between": ["team.near", "team.far"], "least": 400, "basis": "min"})
}
