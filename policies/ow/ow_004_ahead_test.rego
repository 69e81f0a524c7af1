package tidegate.ow.ow_004_test

import data.tidegate.ow.ow_004

_coverage(gap) := {"address": "coverage.c", "kind": "coverage", "facts": {"gaps": [object.union({"ahead": true, "soon": true, "start": "2026-11-01T06:00Z", "key": "chat team.t", "cause": "clock change: Europe/Warsaw changes its clocks", "causes": [{"address": "team.t", "path": ["shifts", "day", "hours"], "note": ""}]}, gap)]}}

test_gap_ahead_is_found_with_its_cause if {
	ow_004.deny == {{
		"message": "coverage.c is staffed today, and not from 2026-11-01T06:00Z on",
		"at": {"address": "team.t", "path": ["shifts", "day", "hours"]},
		"key": "chat team.t",
		"severity": "high",
		"because": ["clock change: Europe/Warsaw changes its clocks"],
		"first": "2026-11-01T06:00Z",
		"fix": "anchor the shift again, often to UTC or to the partner's clock, or renew what ends",
	}} with input as _coverage({})
}

test_gap_far_ahead_is_medium if {
	some verdict in ow_004.deny with input as _coverage({"soon": false, "cause": "", "causes": []})
	verdict.severity == "medium"
	verdict.because == []
	verdict.at == ["min"]
}

test_gap_of_today_is_another_rules_business if {
	count(ow_004.deny) == 0 with input as _coverage({"ahead": false})
}

_messages(view) := messages if {
	messages := {v.message | some v in ow_004.deny} with input as view
}

test_rotas_and_their_legs_are_looked_at if {
	_messages({"address": "oncall.o", "kind": "oncall", "facts": {"holes": [{"ahead": true, "soon": true, "start": "2027-03-14T06:00Z", "key": "hole", "cause": "", "causes": []}], "legs": [{"hours": "06:00-18:00", "at": ["legs", "06:00-18:00"], "thin": "2026-12-01", "thin_why": "person.k01 ended", "thin_soon": true}]}}) == {
		"oncall.o has somebody to call today, and not from 2027-03-14T06:00Z on",
		"the leg 06:00-18:00 of oncall.o has enough people today, and not from 2026-12-01 on",
	}
}

test_overlaps_of_rows_and_of_teams_are_looked_at if {
	overlap := {"between": ["team.a", "team.b"], "shortfall": {"ahead": true, "soon": false, "first": "2026-11-02", "cause": "", "causes": []}}
	message := "team.a and team.b share enough time today, and not from 2026-11-02 on"
	_messages({"address": "overlap.o", "kind": "overlap", "facts": overlap}) == {message}
	_messages({"address": "team.b", "kind": "team", "facts": {"overlaps": [overlap]}}) == {message}
}

test_handoffs_are_looked_at if {
	_messages({"address": "handoff.h", "kind": "handoff", "facts": {"passes": [{"from": "team.a.x", "to": "team.b.y", "first": {"ahead": true, "soon": true, "start": "2026-11-01T06:00Z", "cause": "", "from_at": {"address": "team.a", "path": []}}}]}}) == {"team.a.x hands over to team.b.y today, and not from 2026-11-01T06:00Z on"}
}

test_what_ends_within_the_lead_is_found if {
	_messages({"address": "person.p", "kind": "person", "facts": {"ending": [{"what": "the criminal check", "at": ["checks", "criminal"], "day": "2026-11-20", "cause": "check expires"}]}}) == {"the criminal check of person.p holds today, and not from 2026-11-20 on"}
}

_lapsing(near) := {"start": "2026-10-20T05:00Z", "near": near, "who": "person.b01", "why": "the certification oms lapses on 2026-10-19"}

test_seats_that_need_a_renewal_are_found if {
	ow_004.deny == {{
		"message": "coverage.c is staffed today, and not from 2026-10-20T05:00Z on",
		"at": {"address": "person.b01", "path": []},
		"key": "lapse",
		"severity": "medium",
		"because": ["person.b01: the certification oms lapses on 2026-10-19"],
		"first": "2026-10-20T05:00Z",
		"fix": "anchor the shift again, often to UTC or to the partner's clock, or renew what ends",
	}} with input as {"address": "coverage.c", "kind": "coverage", "facts": {"gaps": [], "lapsing": _lapsing(true)}}
}

test_renewals_that_are_not_near_are_low if {
	{v.severity | some v in ow_004.deny} == {"low"} with input as {"address": "coverage.c", "kind": "coverage", "facts": {"gaps": [], "lapsing": _lapsing(false)}}
}

test_legs_that_need_a_renewal_are_found if {
	{v.key | some v in ow_004.deny} == {"lapse 06:00-18:00"} with input as {"address": "oncall.o", "kind": "oncall", "facts": {"holes": [], "legs": [{"hours": "06:00-18:00", "at": [], "lapsing": _lapsing(true)}]}}
}
