package tidegate.lp.lp_008_test

import data.tidegate.lp.lp_008

_signed(overrides) := object.union({"by": "person.q", "on": "2026-01-05", "complete": true, "beneficiary": false, "active": true, "late": false, "outranked": false}, overrides)

_view(approval, review) := {"address": "grant.g", "kind": "grant", "facts": {"approval": approval, "review": review}}

test_independent_approval_and_review_are_fine if {
	count(lp_008.deny) == 0 with input as _view(_signed({}), _signed({}))
}

test_approval_that_says_too_little_is_found if {
	lp_008.deny == {{
		"message": "grant.g does not say who approved it, when, and under which ticket",
		"at": ["approved"],
		"key": "incomplete",
		"fix": "add approved = { by = person.…, on = \"…\", ref = \"…\" }",
	}} with input as {"address": "grant.g", "kind": "grant", "facts": {"approval": {"complete": false, "late": false}}}
}

test_self_approval_is_found if {
	lp_008.deny == {{
		"message": "grant.g was approved by person.q, who holds it",
		"at": ["approved", "by"],
		"key": "approved holds it",
		"related": [{"address": "person.q", "at": [], "note": "approved it"}],
		"fix": "let somebody independent do it, and record the day and the ticket",
	}} with input as _view(_signed({"beneficiary": true}), _signed({}))
}

test_review_that_is_not_independent_is_found if {
	every why, overrides in {
		"works for the vendor of a holder": {"vendor": "vendor.coast"},
		"reports to a holder": {"manager": "person.p"},
		"did not work here on that day": {"active": false},
	} {
		some verdict in lp_008.deny with input as _view(_signed({}), _signed(overrides))
		verdict.message == sprintf("grant.g was reviewed by person.q, who %s", [why])
	}
}

test_approval_by_the_wrong_role_is_found if {
	some verdict in lp_008.deny with input as _view(_signed({"outranked": true}), _signed({}))
	verdict.key == "approved may not approve privileged access"
}

test_late_approval_is_found if {
	lp_008.deny == {{
		"message": "grant.g was approved on 2026-01-05, after it began",
		"at": ["approved", "on"],
		"key": "late",
		"related": [{"at": ["valid"], "note": "it began here"}],
		"fix": "begin it on the day of the approval or later",
	}} with input as _view(_signed({"late": true}), _signed({}))
}

test_review_by_nobody_is_found if {
	lp_008.deny == {{
		"message": "grant.g was reviewed on 2026-01-05, but does not say by whom",
		"at": ["reviewed"],
		"key": "reviewed incomplete",
		"fix": "add by = person.… to reviewed",
	}} with input as _view(_signed({}), object.remove(_signed({}), ["by"]))
}
