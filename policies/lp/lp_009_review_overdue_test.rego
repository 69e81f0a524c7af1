package tidegate.lp.lp_009_test

import data.tidegate.lp.lp_009

_view(due) := {"address": "grant.g", "kind": "grant", "facts": {"due": object.union(
	{"on": "2026-08-10", "last": "2026-02-10", "interval": "6mo", "basis": "standard", "late": 56},
	due,
)}}

test_late_review_is_found if {
	lp_009.deny == {{
		"message": "the review of grant.g was due on 2026-08-10",
		"at": ["reviewed", "on"],
		"key": "review",
		"extent": 56,
		"unit": "days late",
		"because": ["standard access is reviewed every 6mo, last on 2026-02-10"],
		"fix": "hold the holders against their duties, and record reviewed { by, on }",
	}} with input as _view({"state": "overdue"})
}

test_access_that_nobody_ever_looked_at_is_found if {
	lp_009.deny == {{
		"message": "grant.g was never approved or reviewed",
		"at": ["reviewed"],
		"key": "review",
		"fix": "hold the holders against their duties, and record reviewed { by, on }",
	}} with input as _view({"state": "overdue", "on": ""})
}

test_review_is_announced if {
	some verdict in lp_009.deny with input as _view({"state": "soon"})
	verdict.severity == "low"
	verdict.first == "2026-08-10"
	verdict.message == "the review of grant.g is due on 2026-08-10"
}

test_reviewed_grant_is_fine if {
	count(lp_009.deny) == 0 with input as _view({"state": "fine"})
}
