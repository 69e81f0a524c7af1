package tidegate.gv.gv_009_test

import data.tidegate.gv.gv_009

_company(live) := {"address": "company.c", "kind": "company", "facts": {"live": object.union({"guarded": 12, "packages": true, "money": ["oms:refund.issue"], "conflicts": true, "realtime": ["queue.q"], "coverage": true}, live)}}

test_company_that_has_it_all_is_fine if {
	count(gv_009.deny) == 0 with input as _company({})
}

test_missing_package_is_found if {
	gv_009.deny == {{
		"message": "12 people reach personal or confidential data, but no default check_package requires any check",
		"at": [],
		"key": "check_package",
		"extent": 12,
		"unit": "people",
		"fix": "add check_package \"standard\" { default = true, require = { identity = \"forever\" } } with the checks that the law allows",
	}} with input as _company({"packages": false})
}

test_missing_conflicts_and_coverage_are_found if {
	{v.key | some v in gv_009.deny} == {"conflict", "coverage"} with input as _company({"conflicts": false, "coverage": false})
}

test_company_without_money_or_customers_needs_neither if {
	count(gv_009.deny) == 0 with input as _company({"conflicts": false, "money": [], "coverage": false, "realtime": [], "guarded": 0, "packages": false})
}

test_change_that_removes_what_is_needed_is_found if {
	gv_009.deny == {{
		"message": "this change removes handoff.bogota, which rules about other definitions need",
		"at": [],
		"key": "removed handoff.bogota",
		"because": ["team.bogota still has the shifts of its ring"],
		"fix": "keep it, or remove what needs it in the same change",
	}} with input as {"address": "change.this", "kind": "change", "facts": {"unneeded": [{"what": "handoff.bogota", "because": "team.bogota still has the shifts of its ring"}]}}
}
