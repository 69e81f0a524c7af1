package tidegate.lp.lp_003_test

import data.tidegate.lp.lp_003

_view(left) := {"address": "person.p", "kind": "person", "facts": {"leaving": object.union({"end": "2026-09-30", "ended": true, "overdue": [], "outlasting": []}, left)}}

_held(what) := {"what": what, "address": "grant.g", "at": ["valid"], "until": "2026-12-31"}

test_open_grant_after_the_end_is_found if {
	lp_003.deny == {{
		"message": "person.p ended on 2026-09-30, and grant.g is still open",
		"at": {"address": "grant.g", "path": ["valid"]},
		"key": "grant grant.g",
		"related": [{"at": ["until"], "note": "the end"}],
		"fix": "end the grant, or take the person out of it",
	}} with input as _view({"overdue": [_held("grant")]})
}

test_everything_that_still_names_the_person_is_found if {
	every what, words in {
		"account": "the account grant.g is still enabled",
		"roster": "grant.g still rosters them",
		"oncall": "grant.g still calls them",
		"lead": "grant.g is still led by them",
		"approver": "grant.g is still approved by them",
		"mentor": "grant.g still has them as mentor",
	} {
		some verdict in lp_003.deny with input as _view({"overdue": [_held(what)]})
		verdict.message == sprintf("person.p ended on 2026-09-30, and %s", [words])
	}
}

test_account_is_found_at_the_end_of_the_person if {
	some verdict in lp_003.deny with input as _view({"overdue": [_held("account")]})
	verdict.at == ["until"]
}

test_grant_that_outlasts_an_end_to_come_is_found if {
	lp_003.deny == {{
		"message": "person.p ends on 2026-09-30, and grant.g goes on until 2026-12-31",
		"at": {"address": "grant.g", "path": ["valid"]},
		"key": "grant grant.g",
		"related": [{"at": ["until"], "note": "the end"}],
		"fix": "end the grant on 2026-09-30",
	}} with input as _view({"ended": false, "outlasting": [_held("grant")]})
}

test_grant_without_end_outlasts_everything if {
	some verdict in lp_003.deny with input as _view({"ended": false, "outlasting": [object.union(_held("grant"), {"until": ""})]})
	verdict.message == "person.p ends on 2026-09-30, and grant.g goes on without end"
}

test_nothing_left_is_fine if {
	count(lp_003.deny) == 0 with input as _view({})
}
