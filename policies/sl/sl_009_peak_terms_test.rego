package tidegate.sl.sl_009_test

import data.tidegate.sl.sl_009

_good := {"peak": {"sla_holds": true}, "staffing": {"model": "5x8", "key_roles": []}}

_season := {"peak": "peak.p", "dates": "2026-11-20/2026-12-02", "open": false, "short": false, "reserve": 3, "late": false}

_view(definition, season, terms) := {"address": "contract.c", "kind": "contract", "params": {"SL-009": {"lead": "45d"}}, "definition": definition, "facts": {"staffing": {"seasons": [object.union(_season, season)], "terms": terms}}}

test_terms_for_the_peak_are_fine if {
	sl_009.applies with input as _view(_good, {}, [])
	count(sl_009.deny) == 0 with input as _view(_good, {}, [])
}

test_small_reserve_is_found if {
	sl_009.deny == {{
		"message": "contract.c keeps too few in reserve; peak.p needs 3",
		"at": ["peak", "reserve"],
		"key": "reserve peak.p",
		"related": [{"address": "peak.p", "at": ["forecast"], "note": "the peak that needs it"}],
		"extent": 0,
		"unit": "",
		"fix": "agree on a reserve of 3",
	}} with input as _view(_good, {"short": true}, [])
}

test_seasons_and_clauses_are_judged if {
	{v.key | some v in sl_009.deny} == {"blackout peak.p"} with input as _view(_good, {"open": true}, [])
	{v.key | some v in sl_009.deny} == {"lead peak.p"} with input as _view(_good, {"late": true}, [])
	{v.key | some v in sl_009.deny} == {"sla_holds", "model", "key_roles"} with input as _view({}, {}, [])
}

test_terms_are_judged if {
	term := {"name": "surge_max", "at": ["peak", "surge_max"], "text": "2x", "need": "at most 1.5x", "state": "loose", "over": 50, "unit": "hundredths"}
	{v.message | some v in sl_009.deny} == {"contract.c states 2x for peak.surge_max; it must be at most 1.5x"} with input as _view(_good, {}, [term])
	missing := object.union(term, {"state": "missing"})
	{v.message | some v in sl_009.deny} == {"contract.c does not state peak.surge_max; it must be at most 1.5x"} with input as _view(_good, {}, [missing])
}

test_contract_without_a_peak_is_not_judged if {
	count(sl_009.deny) == 0 with input as {"address": "contract.c", "kind": "contract", "definition": {}, "facts": {}}
	not sl_009.applies with input as {"address": "contract.c", "kind": "contract", "definition": {}, "facts": {}}
}
