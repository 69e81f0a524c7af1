package tidegate.gv.gv_007_test

import data.tidegate.gv.gv_007

_view(loosened) := {"address": "change.this", "kind": "change", "facts": {"loosened": [object.union({"address": "check_package.standard", "at": ["require", "criminal"], "what": "check_package.standard: require.criminal", "old": "\"24mo\"", "new": "\"forever\"", "label": false, "gone": false, "because": "", "approved": []}, loosened)]}}

test_looser_requirement_is_found if {
	gv_007.deny == {{
		"message": "this change loosens check_package.standard: require.criminal from \"24mo\" to \"forever\"",
		"at": {"address": "check_package.standard", "path": ["require", "criminal"]},
		"key": "check_package.standard: require.criminal",
		"because": [],
		"fix": "leave it at \"24mo\", or waive this with the decision behind it",
	}} with input as _view({})
}

test_removed_requirement_and_other_labels_are_found if {
	{v.message | some v in gv_007.deny} == {"this change relabels queue.q: kind from \"realtime\" to nothing"} with input as _view({"what": "queue.q: kind", "old": "\"realtime\"", "new": "", "label": true})
}

test_removed_definition_is_said_so if {
	some verdict in gv_007.deny with input as _view({"address": "change.this", "at": [], "what": "reviewer_group.access", "old": "", "gone": true})
	verdict.message == "this change removes reviewer_group.access, which controls how changes are approved"
	verdict.at == []
	verdict.fix == "keep it, or waive this with the decision behind it"
}

test_approved_by_its_owner_is_low if {
	some verdict in gv_007.deny with input as _view({"approved": ["person.k04"], "group": "reviewer_group.privacy", "because": "so it is"})
	verdict.severity == "low"
	verdict.because == ["so it is", "approved by person.k04 of reviewer_group.privacy"]
	verdict.fix == "leave it at \"24mo\", or let reviewer_group.privacy approve it"
}

test_what_governs_the_gate_has_no_place if {
	some verdict in gv_007.deny with input as _view({"address": "change.this", "what": "tidegate.hcl: fail_level"})
	verdict.at == []
}

test_change_that_loosens_nothing_is_fine if {
	count(gv_007.deny) == 0 with input as {"address": "change.this", "kind": "change", "facts": {"loosened": []}}
}
