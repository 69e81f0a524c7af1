package tidegate.sl.sl_007_test

import data.tidegate.sl.sl_007

_good := {"right": true, "notice": "5d", "every": "12mo", "last": "2026-04-15", "logs_within": "24h"}

_view(clause, facts) := {"address": "contract.c", "kind": "contract", "params": {"SL-007": {"scope": ["subprocessors", "remote_sites"]}}, "definition": {"audit": clause}, "facts": object.union({"audit": {"terms": []}, "subs": []}, facts)}

_term(state) := {"audit": {"terms": [{"name": "notice", "at": ["audit", "notice"], "text": "30d", "need": "at most 10bd", "state": state, "over": 1, "unit": "seconds"}]}}

test_right_that_is_used_is_fine if {
	count(sl_007.deny) == 0 with input as _view(_good, _term("fine"))
}

test_overdue_audit_is_found if {
	sl_007.deny == {{
		"message": "contract.c was to be audited by 2026-09-30",
		"at": ["audit", "last"],
		"key": "overdue",
		"extent": 5,
		"unit": "days late",
		"fix": "audit the vendor, and record the day",
	}} with input as _view(_good, {"audit": {"terms": [], "overdue": "2026-09-30", "late": 5}})
}

test_terms_are_judged if {
	{v.message | some v in sl_007.deny} == {"contract.c states 30d for audit.notice; it must be at most 10bd"} with input as _view(_good, _term("loose"))
	{v.message | some v in sl_007.deny} == {"contract.c does not state audit.notice; it must be at most 10bd"} with input as _view(_good, _term("missing"))
}

test_missing_right_is_found_alone if {
	{v.key | some v in sl_007.deny} == {"right"} with input as _view({}, object.union(_term("missing"), {"audit": {"overdue": "2026-09-30"}}))
}

test_narrow_scope_is_found if {
	{v.key | some v in sl_007.deny} == {"scope remote_sites"} with input as _view(object.union(_good, {"scope": ["subprocessors"]}), {})
}

test_scope_is_needed_where_subprocessors_are_used if {
	{v.key | some v in sl_007.deny} == {"scope remote_sites", "scope subprocessors"} with input as _view(_good, {"subs": [{"name": "x"}]})
}
