package tidegate.gv.gv_003_test

import data.tidegate.gv.gv_003

_view(need) := {"address": "change.this", "kind": "change", "facts": {"unproved": [], "needs": [object.union({"group": "reviewer_group.access", "for": ["grant.g"], "count": 1, "approved": [], "claimed": [], "proved": []}, need)]}}

test_change_without_approval_is_found if {
	gv_003.deny == {{
		"message": "a change of one definition asks for an approval of reviewer_group.access, and there is none",
		"at": {"address": "grant.g", "path": []},
		"key": "reviewer_group.access",
		"related": [{"address": "reviewer_group.access", "at": ["people"], "note": "who may approve"}],
		"because": ["touched: grant.g"],
		"fix": "let somebody of the group approve, with a trailer Approved-by in a commit of the change",
	}} with input as _view({})
}

test_many_definitions_are_counted if {
	some verdict in gv_003.deny with input as _view({"count": 12, "for": ["grant.a", "grant.b", "grant.c"]})
	startswith(verdict.message, "a change of 12 definitions asks")
}

test_approved_change_is_fine if {
	count(gv_003.deny) == 0 with input as _view({"approved": ["person.a01"]})
}

test_claim_where_a_proof_is_asked_for_is_found if {
	some verdict in gv_003.deny with input as object.union(_view({"claimed": ["person.a01"]}), {"facts": {"unproved": ["commit 4bf7e0a1c2d3: the key is not known"]}})
	verdict.message == "a change of one definition asks for an approval of reviewer_group.access that is proved, and that of person.a01 is only claimed"
	"commit 4bf7e0a1c2d3: the key is not known" in verdict.because
}
