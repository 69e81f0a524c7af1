package tidegate.bc.bc_006_test

import data.tidegate.bc.bc_006

_view(check) := {"address": "person.p01", "kind": "person", "facts": {"active": true, "checks": [object.union({"name": "criminal", "cleared": "2025-09-30"}, check)]}}

test_stale_check_is_found if {
	bc_006.deny == {{
		"message": "the criminal check of person.p01 was cleared on 2025-09-30, more than the allowed time before the start",
		"at": ["checks", "criminal"],
		"key": "criminal",
		"related": [{"at": ["start"], "note": "a check had to be cleared on 2025-10-02 or later"}],
		"fix": "make the criminal check again, and add the day",
	}} with input as _view({"stale": "2025-10-02"})
}

test_check_of_an_earlier_engagement_is_found if {
	bc_006.deny == {{
		"message": "person.p01 came back, and the criminal check of 2025-09-30 is from the time before",
		"at": ["checks", "criminal"],
		"key": "criminal rehire",
		"related": [{"at": ["previous_until"], "note": "the earlier engagement ended here"}],
		"fix": "make the criminal check again, and add the day",
	}} with input as _view({"redo": true})
}

test_recent_check_is_fine if {
	count(bc_006.deny) == 0 with input as _view({})
}
