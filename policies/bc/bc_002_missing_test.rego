package tidegate.bc.bc_002_test

import data.tidegate.bc.bc_002

_view(check) := {"address": "person.p01", "kind": "person", "facts": {"active": true, "checks": [object.union({"name": "criminal", "status": "missing", "validity": "24mo"}, check)]}}

test_missing_check_is_found if {
	bc_002.deny == {{
		"message": "person.p01 has no criminal check",
		"at": ["checks"],
		"key": "criminal",
		"because": ["the package of checks asks for criminal, valid 24mo"],
		"fix": "make the criminal check and record the day it was cleared, or \"pending\" while it runs",
	}} with input as _view({})
}

test_pending_and_cleared_checks_are_there if {
	every status in ["pending", "cleared"] {
		count(bc_002.deny) == 0 with input as _view({"status": status})
	}
}

test_missing_substitute_is_not_meant if {
	count(bc_002.deny) == 0 with input as _view({"substitute_for": "credit"})
}

test_somebody_who_is_gone_is_not_meant if {
	count(bc_002.deny) == 0 with input as json.patch(_view({}), [{"op": "replace", "path": "/facts/active", "value": false}])
}
