package tidegate.bc.bc_003_test

import data.tidegate.bc.bc_003

_view(state) := {"address": "person.b01", "kind": "person", "facts": {"active": true, "checks": [{
	"name": "criminal", "status": "cleared", "cleared": "2024-10-05", "validity": "24mo", "expires": "2026-10-05", "state": state, "late": 1,
}]}}

test_ended_check_is_found if {
	bc_003.deny == {{
		"message": "the criminal check of person.b01 ended on 2026-10-05",
		"at": ["checks", "criminal"],
		"key": "criminal",
		"because": ["it was cleared on 2024-10-05 and holds for 24mo"],
		"extent": 1,
		"unit": "days late",
		"fix": "run the criminal check again, and suspend live access until it is cleared",
	}} with input as _view("expired")
}

test_ending_check_is_announced if {
	bc_003.deny == {{
		"message": "the criminal check of person.b01 ends on 2026-10-05",
		"at": ["checks", "criminal"],
		"key": "criminal",
		"severity": "low",
		"first": "2026-10-05",
		"because": ["it was cleared on 2024-10-05 and holds for 24mo"],
		"fix": "run the criminal check again before 2026-10-05",
	}} with input as _view("expiring")
}

test_valid_check_is_fine if {
	count(bc_003.deny) == 0 with input as _view("valid")
}
