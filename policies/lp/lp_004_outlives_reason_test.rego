package tidegate.lp.lp_004_test

import data.tidegate.lp.lp_004

_params := {"LP-004": {"max_external": "24mo", "surge_tail": "3d", "warn_before_end": "30d"}}

_view(lifetime) := {"address": "grant.g", "kind": "grant", "params": _params, "facts": {"lifetime": object.union(
	{"until": "2027-12-31", "external": true, "too_long": false, "ending": false, "outlives": []},
	lifetime,
)}}

_limit(why) := {"last": "2027-06-30", "why": why, "address": "contract.c", "person": "person.v", "people": 12, "days": 184}

test_grant_past_a_contract_is_found if {
	lp_004.deny == {{
		"message": "grant.g goes on until 2027-12-31, and contract.c ends on 2027-06-30",
		"at": ["valid"],
		"key": "contract contract.c",
		"related": [{"address": "contract.c", "at": ["valid"], "note": "the reason for it ends here"}],
		"because": ["12 of its holders work under that contract, person.v among them"],
		"extent": 184,
		"unit": "days",
		"fix": "set the end of valid to 2027-06-30",
	}} with input as _view({"outlives": [_limit("contract")]})
}

test_grant_past_a_person_or_project_is_found if {
	every why, at in {"person": "until", "project": "project_ends"} {
		some verdict in lp_004.deny with input as _view({"outlives": [_limit(why)]})
		verdict.related[0].at == [at]
		verdict.because == []
	}
}

test_external_access_without_end_is_found if {
	lp_004.deny == {{
		"message": "grant.g has no end, and external or reserve people hold it",
		"at": ["valid"],
		"key": "no end",
		"fix": "give it a last day: valid = \"first/last\"",
	}} with input as _view({"until": ""})
}

test_access_without_end_past_a_contract_says_so if {
	verdicts := lp_004.deny with input as _view({"until": "", "outlives": [_limit("contract")]})
	"grant.g goes on without end, and contract.c ends on 2027-06-30" in {v.message | some v in verdicts}
}

test_long_external_access_is_found if {
	some verdict in lp_004.deny with input as _view({"too_long": true})
	verdict.message == "grant.g lasts longer than 24mo, and external or reserve people hold it"
}

test_end_is_announced if {
	lp_004.deny == {{
		"message": "grant.g ends on 2027-12-31",
		"at": ["valid"],
		"key": "ending",
		"severity": "low",
		"first": "2027-12-31",
		"fix": "renew it with its contract, or let it end",
	}} with input as _view({"ending": true})
}

test_surge_past_its_peak_is_found if {
	lp_004.deny == {{
		"message": "the surge access of peak.x goes on until 2026-12-31; the last day is 2026-12-05",
		"at": ["surge", "valid"],
		"key": "surge",
		"related": [{"at": ["dates"], "note": "the peak"}],
		"extent": 26,
		"unit": "days",
		"fix": "set the end of surge.valid to 2026-12-05",
	}} with input as {"address": "peak.x", "kind": "peak", "params": _params, "facts": {"surge_tail": {"last": "2026-12-31", "limit": "2026-12-05", "days": 26}}}
}

test_access_that_ends_in_time_is_fine if {
	count(lp_004.deny) == 0 with input as _view({})
}

test_integration_past_its_owners_contract_is_found if {
	verdicts := lp_004.deny with input as {"address": "service_account.bot", "kind": "service_account", "params": _params, "facts": {"lifetime": {"until": "2027-12-31", "external": true, "too_long": false, "ending": false, "outlives": [_limit("contract")]}}}
	{v.because | some v in verdicts} == {["its owner person.v works under that contract"]}
}
