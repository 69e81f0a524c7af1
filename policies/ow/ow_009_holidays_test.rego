package tidegate.ow.ow_009_test

import data.tidegate.ow.ow_009

test_team_without_handling_is_found if {
	ow_009.deny == {{
		"message": "team.t serves coverage.c and does not say what it does on public holidays, first on 2026-11-26",
		"at": ["holidays"],
		"key": "handling",
		"first": "2026-11-26",
		"fix": "state holidays = \"work\", \"off\" or \"skeleton\"",
	}} with input as {"address": "team.t", "kind": "team", "facts": {"serves": "coverage.c", "holidays": "2026-11-26"}}
	count(ow_009.deny) == 0 with input as {"address": "team.t", "kind": "team", "facts": {"serves": "coverage.c"}}
}

test_holiday_in_a_peak_is_found if {
	ow_009.deny == {{
		"message": "2026-11-30 is a public holiday of team.m inside peak.p, and nobody wrote down its cover",
		"at": ["ready"],
		"key": "2026-11-30 team.m",
		"related": [{"address": "team.m", "at": ["holidays"], "note": "what the team does then"}],
		"first": "2026-11-30",
		"fix": "arrange the cover, and add \"cover:2026-11-30\" to ready",
	}} with input as {"address": "peak.p", "kind": "peak", "facts": {"uncovered": [{"date": "2026-11-30", "team": "team.m"}]}}
}

_location(facts) := {"address": "location.l", "kind": "location", "facts": object.union({"serves": "coverage.c", "calendar": "fine", "need": "2027-04-05"}, facts)}

test_short_and_missing_calendars_are_found if {
	{v.message | some v in ow_009.deny} == {"the public holidays of location.l are written down until 2026-12-25 only; 2027-04-05 is needed"} with input as _location({"calendar": "short", "last": "2026-12-25"})
	{v.message | some v in ow_009.deny} == {"location.l has no calendar of public holidays"} with input as _location({"calendar": "missing"})
}

test_calendar_that_nothing_depends_on_is_fine if {
	count(ow_009.deny) == 0 with input as _location({"calendar": "missing", "serves": ""})
	count(ow_009.deny) == 0 with input as _location({})
}
