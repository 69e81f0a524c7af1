package tidegate.bc.bc_004_test

import data.tidegate.bc.bc_004

_view(check) := {"address": "person.k01", "kind": "person", "facts": {"unlawful": [object.union({"name": "criminal", "recorded": true, "location": "location.krakow", "country": "PL", "prohibited": true}, check)]}}

test_recorded_check_is_found if {
	bc_004.deny == {{
		"message": "the criminal check of person.k01 is recorded, and the law of PL prohibits it",
		"at": ["checks", "criminal"],
		"key": "criminal",
		"related": [{"address": "location.krakow", "at": ["checks"], "note": "the law there"}],
		"fix": "delete the entry here and at the source, and use the declared substitute",
	}} with input as _view({})
}

test_required_check_is_found_at_the_package if {
	bc_004.deny == {{
		"message": "the criminal check is required of person.k01 without a substitute, and the law of PL prohibits it",
		"at": {"address": "check_package.standard", "path": ["require", "criminal"]},
		"key": "criminal",
		"related": [{"at": [], "note": "of whom it is required"}, {"address": "location.krakow", "at": ["checks"], "note": "the law there"}],
		"fix": "name what stands in for the criminal check under substitute",
	}} with input as _view({"recorded": false, "package": "check_package.standard"})
}

test_country_without_a_profile_is_said_so if {
	unknown := {"address": "person.k01", "kind": "person", "facts": {"unlawful": [{"name": "identity", "recorded": true, "country": "BR"}]}}
	some verdict in bc_004.deny with input as unknown
	verdict.message == "the identity check of person.k01 is recorded, and the law of BR is not known to allow it"
	verdict.related == []
}

test_location_without_a_profile_is_found if {
	bc_004.deny == {{
		"message": "1 person works at location.x, and nobody wrote down which checks its law allows",
		"at": [],
		"key": "profile",
		"fix": "state checks = { allowed, prohibited } after counsel has confirmed them",
	}} with input as {"address": "location.x", "kind": "location", "facts": {"people": 1, "profile": false}}
}

test_location_with_people_counts_them if {
	some verdict in bc_004.deny with input as {"address": "location.x", "kind": "location", "facts": {"people": 3, "profile": false}}
	startswith(verdict.message, "3 people work")
}

test_empty_location_and_one_with_a_profile_are_fine if {
	count(bc_004.deny) == 0 with input as {"address": "location.x", "kind": "location", "facts": {"people": 0, "profile": false}}
	count(bc_004.deny) == 0 with input as {"address": "location.x", "kind": "location", "facts": {"people": 3, "profile": true}}
	count(bc_004.deny) == 0 with input as {"address": "person.p", "kind": "person", "facts": {}}
}
