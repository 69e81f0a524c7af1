package tidegate.gv.gv_012_test

import data.tidegate.gv.gv_012

_view(seen) := {"address": "company.c", "kind": "company", "params": {"GV-012": {"max_age_days": 30, "window_days": 30, "missing": "20%"}}, "facts": {"live": {"people": 10}, "observed": object.union({"at": "2026-10-05", "age": 0, "ahead": false, "window": 96, "missing": 0, "people": 10, "first": ""}, seen)}}

test_fresh_observations_are_fine if {
	count(gv_012.deny) == 0 with input as _view({"age": 30, "missing": 2})
	gv_012.applies with input as _view({})
}

test_old_observations_are_found if {
	gv_012.deny == {{
		"message": "the observations are of 2026-09-04, 31 days ago; the limit is 30 days",
		"at": [],
		"key": "age",
		"extent": 1,
		"unit": "days late",
		"fix": "let the connector write the observations again",
	}} with input as _view({"at": "2026-09-04", "age": 31})
}

test_future_short_and_partial_observations_are_found if {
	{v.key | some v in gv_012.deny} == {"ahead"} with input as _view({"ahead": true})
	{v.message | some v in gv_012.deny} == {"the observations cover 7 days; 30 are needed"} with input as _view({"window": 7})
	{v.message | some v in gv_012.deny} == {"no account was seen of 3 of the 10 people with live access, person.b01 among them"} with input as _view({"missing": 3, "first": "person.b01"})
}

test_unknown_window_is_fine if {
	count(gv_012.deny) == 0 with input as _view({"window": 0})
}
