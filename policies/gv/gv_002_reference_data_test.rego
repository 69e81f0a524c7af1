package tidegate.gv.gv_002_test

import data.tidegate.gv.gv_002

_company(reference) := {"address": "company.c", "kind": "company", "params": {"GV-002": {"tz_age": "12mo"}}, "facts": {"reference": object.union({"tz": "fine", "release": "2025b", "wants": "2026c", "adequacy": "fine", "adequacy_due": "2026-09-28", "late": 7}, reference)}}

_location(facts) := {"address": "location.l", "kind": "location", "definition": {"tz": "America/Chicago", "country": "CO"}, "facts": object.union({"people": 3, "profile_review": "fine", "profile_due": "2026-07-20", "profile_late": 77, "zones": []}, facts)}

_messages(view) := messages if {
	messages := {v.message | some v in gv_002.deny} with input as view
}

test_fresh_data_is_fine if {
	_messages(_company({})) == set()
	_messages(_location({})) == set()
	_messages(_location({"people": 0, "profile_review": "missing"})) == set()
}

test_old_data_is_found if {
	_messages(_company({"tz": "required"})) == {"the tz database 2025b is older than the 2026c that is required"}
	_messages(_company({"tz": "old"})) == {"the tz database 2025b is older than 12mo"}
	_messages(_company({"adequacy": "overdue"})) == {"the list of adequacy decisions was to be checked by 2026-09-28"}
	_messages(_location({"profile_review": "missing"})) == {"labour law, lawful checks and holidays of location.l were never reviewed"}
	_messages(_location({"profile_review": "elsewhere"})) == {"labour law, lawful checks and holidays of location.l were reviewed for another country or time zone"}
	_messages(_location({"profile_review": "overdue"})) == {"labour law, lawful checks and holidays of location.l were to be reviewed by 2026-07-20"}
}

test_list_that_flows_rest_on_is_dated if {
	_messages(_company({"adequacy": "missing"})) == {"flows rest on decisions of adequacy, and it is not written down when their list was checked"}
}

test_zone_of_another_country_is_found if {
	_messages(_location({"zones": ["America/Bogota"]})) == {"America/Chicago is not a time zone of CO, by the tz database"}
}

test_law_that_nobody_wrote_down_is_said if {
	view := {"address": "vendor.v", "kind": "vendor", "definition": {"country": "IN"}, "facts": {"employs": 2}}
	some verdict in gv_002.deny with input as view
	verdict.message == "vendor.v employs 2 people in IN, but no location there lists the background checks that are allowed"
	verdict.severity == "low"
	count(gv_002.deny) == 0 with input as object.union(view, {"facts": {"employs": 0}})
}
