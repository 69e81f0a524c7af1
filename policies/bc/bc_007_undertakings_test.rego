package tidegate.bc.bc_007_test

import data.tidegate.bc.bc_007

_view(undertakings) := {
	"address": "person.p01", "kind": "person",
	"params": {"BC-007": {"module": "security", "reaffirm": "12mo"}},
	"facts": {"active": true, "first_access": {"date": "2026-04-06", "started": true, "grant": "grant.shop"}, "undertakings": object.union({"confidentiality": "in_time", "acceptable_use": "in_time", "reaffirmed": true, "late": 0}, undertakings)},
}

test_signed_in_time_is_fine if {
	bc_007.applies with input as _view({})
	count(bc_007.deny) == 0 with input as _view({})
}

test_missing_undertaking_is_found if {
	bc_007.deny == {{
		"message": "person.p01 has not signed the undertaking of confidentiality, and has live access from 2026-04-06 on",
		"at": ["signed"],
		"key": "confidentiality",
		"related": [{"address": "grant.shop", "at": ["valid"], "note": "the first live access"}],
		"fix": "sign the undertaking of confidentiality before access begins",
	}} with input as _view({"confidentiality": "missing"})
}

test_late_undertaking_is_found if {
	some verdict in bc_007.deny with input as _view({"acceptable_use": "late"})
	startswith(verdict.message, "person.p01 signed only later the rules of acceptable use")
}

test_old_affirmation_is_found if {
	bc_007.deny == {{
		"message": "person.p01 was to affirm acceptable use by 2026-09-30",
		"at": ["passed"],
		"key": "reaffirm",
		"because": ["each pass of the module security affirms it for 12mo"],
		"extent": 5,
		"unit": "days late",
		"fix": "pass the module security, and record the day",
	}} with input as _view({"reaffirmed": false, "due": "2026-09-30", "late": 5})
}

test_leaver_is_not_meant if {
	count(bc_007.deny) == 0 with input as json.patch(_view({"confidentiality": "missing", "reaffirmed": false}), [{"op": "replace", "path": "/facts/active", "value": false}])
}

test_access_to_come_is_meant if {
	later := json.patch(_view({"confidentiality": "missing"}), [{"op": "replace", "path": "/facts/active", "value": false}, {"op": "replace", "path": "/facts/first_access/started", "value": false}])
	count(bc_007.deny) == 1 with input as later
}

test_person_without_access_is_not_asked if {
	not bc_007.applies with input as {"address": "person.p01", "kind": "person", "params": {}, "facts": {"active": true}}
}
