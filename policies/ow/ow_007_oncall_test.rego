package tidegate.ow.ow_007_test

import data.tidegate.ow.ow_007

_view(facts) := {"address": "oncall.o", "kind": "oncall", "params": {"OW-007": {"min_people": 2, "max_primary": "7d", "max_days": 7}}, "facts": object.union({"holes": [], "legs": []}, facts)}

_leg(leg) := {"legs": [object.union({"hours": "06:00-18:00", "at": ["legs", "06:00-18:00"], "eligible": 2, "days": 7}, leg)]}

test_covered_rota_is_fine if {
	count(ow_007.deny) == 0 with input as _view(_leg({}))
}

test_hole_is_found if {
	ow_007.deny == {{
		"message": "oncall.o has nobody to call from 2026-10-26T06:00Z for 1h",
		"at": ["legs"],
		"key": "hole",
		"related": [{"address": "oncall.o", "at": ["legs", "13:00-01:00"], "note": "this leg ends as the hole begins"}],
		"because": ["over the horizon: 28 holes, 28h in all", "Europe/Warsaw changes its clocks"],
		"first": "2026-10-26T06:00Z",
		"extent": 1680,
		"unit": "minutes",
		"fix": "anchor the legs to UTC, or let them overlap",
	}} with input as _view({"holes": [{"start": "2026-10-26T06:00Z", "minutes": 60, "times": 28, "total": 1680, "change": "Europe/Warsaw changes its clocks", "causes": [{"address": "oncall.o", "path": ["legs", "13:00-01:00"], "note": "this leg ends as the hole begins"}]}]})
}

test_thin_leg_and_who_is_barred_are_found if {
	{v.message | some v in ow_007.deny} == {
		"the leg 06:00-18:00 of oncall.o can call 1 of the 2 people that it needs",
		"person.k01 is on call in oncall.o and is on leave",
	} with input as _view(_leg({"eligible": 1, "barred": [{"person": "person.k01", "why": "is on leave", "at": ["legs", "06:00-18:00", "0"]}]}))
}

test_long_turns_are_found if {
	{v.message | some v in ow_007.deny} == {"somebody of the leg 06:00-18:00 of oncall.o is called first for 14 days in a row"} with input as _view(_leg({"days": 14}))
}

test_duty_of_one_person_is_found if {
	ow_007.deny == {{
		"message": "duty.d can be done by 1 of the 2 people that it needs",
		"at": [],
		"key": "holders",
		"related": [{"address": "queue.q", "at": [], "note": "what depends on it"}, {"address": "person.p", "at": [], "note": "the one who can do it"}],
		"extent": 1,
		"unit": "people short",
		"fix": "train a second person",
	}} with input as {"address": "duty.d", "kind": "duty", "params": _view({}).params, "facts": {"critical": {"for": "queue.q", "holders": ["person.p"], "eligible": 1}}}
}

test_duty_that_nothing_depends_on_is_fine if {
	count(ow_007.deny) == 0 with input as {"address": "duty.d", "kind": "duty", "params": _view({}).params, "facts": {}}
}
