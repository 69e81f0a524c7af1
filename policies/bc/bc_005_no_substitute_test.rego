package tidegate.bc.bc_005_test

import data.tidegate.bc.bc_005

_view(check) := {"address": "person.k01", "kind": "person", "facts": {"active": true, "checks": [object.union({"name": "second_reference", "substitute_for": "criminal", "status": "missing"}, check)]}}

test_missing_substitute_is_found if {
	bc_005.deny == {{
		"message": "person.k01 may not have a criminal check, and the second_reference that stands in for it is not clear",
		"at": ["checks"],
		"key": "criminal second_reference",
		"because": ["second_reference: missing"],
		"fix": "make it, and record the day second_reference was cleared",
	}} with input as _view({})
}

test_supervision_that_is_not_over_is_found if {
	some verdict in bc_005.deny with input as _view({"name": "supervised_30d", "supervised": true, "status": "cleared", "cleared": "2026-09-30"})
	verdict.because == ["supervised_30d: cleared on 2026-09-30"]
	verdict.fix == "record the day it was found good once it is over, or put a supervisor on the same shifts"
}

test_substitute_that_is_met_is_fine if {
	count(bc_005.deny) == 0 with input as _view({"met": true})
}

test_check_that_nothing_stands_in_for_is_found if {
	bc_005.deny == {{
		"message": "nothing stands in for the criminal check of person.k01, who reaches data above internal",
		"at": ["checks"],
		"key": "criminal",
		"fix": "name what stands in for the criminal check in the package, or limit the access to internal data",
	}} with input as {"address": "person.k01", "kind": "person", "facts": {"active": true, "checks": [], "unassessed": ["criminal"]}}
}
