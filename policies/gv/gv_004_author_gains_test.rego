package tidegate.gv.gv_004_test

import data.tidegate.gv.gv_004

_view(facts) := {"address": "change.this", "kind": "change", "facts": object.union({"gains": [], "approves": [], "unknown": [], "mapped": true}, facts)}

test_author_who_gains_is_found if {
	gv_004.deny == {{
		"message": "person.a01 makes this change and gains oms:refund.approve by it",
		"at": {"address": "grant.g", "path": ["allow", "0"]},
		"key": "person.a01 oms:refund.approve",
		"related": [{"address": "person.a01", "at": [], "note": "the author"}],
		"fix": "let somebody else make the change",
	}} with input as _view({"gains": [{"person": "person.a01", "address": "grant.g", "at": ["allow", "0"], "action": "oms:refund.approve"}]})
}

test_author_who_approves_is_found if {
	some verdict in gv_004.deny with input as _view({"approves": [{"person": "person.a01", "address": "grant.g", "at": ["approved", "by"]}]})
	verdict.message == "person.a01 makes this change and approves grant.g in it"
	verdict.severity == "high"
}

test_unknown_author_is_found_where_there_is_a_map if {
	{v.message | some v in gv_004.deny} == {"the author \"mallory\" is in no identity map"} with input as _view({"unknown": ["mallory"]})
	count(gv_004.deny) == 0 with input as _view({"unknown": ["mallory"], "mapped": false})
}
