package tidegate.sl.sl_012_test

import data.tidegate.sl.sl_012

_view(force) := {"address": "team.t", "kind": "team", "definition": {"vendor": "vendor.v"}, "facts": {"force": object.union({"late": 5}, force), "evidence": ["2 people", "shifts"]}}

test_contract_in_force_is_fine if {
	count(sl_012.deny) == 0 with input as _view({"state": "in_force", "contract": "contract.c", "end": "2027-06-30"})
}

test_ended_contract_is_found_at_the_contract if {
	sl_012.deny == {{
		"message": "team.t has 2 people, shifts, and contract.c ended on 2026-09-30",
		"at": {"address": "contract.c", "path": ["valid"]},
		"key": "force",
		"extent": 5,
		"unit": "days late",
		"related": [{"at": ["vendor"], "note": "whose team it is"}],
		"fix": "renew the contract, or wind down the team's work and access",
	}} with input as _view({"state": "over", "contract": "contract.c", "end": "2026-09-30"})
}

test_missing_contract_is_found_at_the_team if {
	some verdict in sl_012.deny with input as _view({"state": "none"})
	verdict.message == "team.t has 2 people, shifts, and no contract names it"
	verdict.at == ["vendor"]
}

test_contract_to_come_is_found if {
	some verdict in sl_012.deny with input as _view({"state": "to_come", "contract": "contract.c", "start": "2026-11-01", "end": "2027-06-30"})
	verdict.message == "team.t has 2 people, shifts, and contract.c is in force only from 2026-11-01 on"
}

test_end_that_is_near_is_a_warning if {
	some verdict in sl_012.deny with input as _view({"state": "ending", "contract": "contract.c", "end": "2026-11-30"})
	verdict.severity == "low"
	verdict.message == "contract.c ends on 2026-11-30, and team.t has 2 people, shifts"
}

test_idle_and_own_teams_are_not_meant if {
	count(sl_012.deny) == 0 with input as {"address": "team.t", "kind": "team", "facts": {"force": {"state": "none"}}}
	count(sl_012.deny) == 0 with input as {"address": "team.t", "kind": "team", "facts": {}}
}

_vendor(touches, force) := {"address": "vendor.v", "kind": "vendor", "definition": {}, "facts": {"touches": touches, "force": object.union({"late": 0}, force)}}

test_vendor_with_data_and_no_contract_is_found if {
	sl_012.deny == {{
		"message": "vendor.v has personal data in its hands (flow.f), and has no contract",
		"at": [],
		"key": "force",
		"related": [{"address": "flow.f", "at": [], "note": "how the data gets there"}],
		"extent": 0,
		"unit": "days late",
		"fix": "sign a contract with the terms of GDPR Art. 28(3), or keep the data away from the vendor",
	}} with input as _vendor(["flow.f"], {"state": "none"})
	sl_012.applies with input as _vendor(["flow.f"], {"state": "none"})
}

test_vendor_whose_contract_is_over_or_to_come_is_found if {
	{v.message | some v in sl_012.deny} == {"vendor.v has personal data in its hands (flow.f), and contract.c ended on 2026-09-30"} with input as _vendor(["flow.f"], {"state": "over", "contract": "contract.c", "end": "2026-09-30"})
	{v.message | some v in sl_012.deny} == {"vendor.v has personal data in its hands (flow.f), and contract.c is in force only from 2026-11-01 on"} with input as _vendor(["flow.f"], {"state": "to_come", "contract": "contract.c", "start": "2026-11-01"})
}

test_vendor_under_contract_or_without_data_is_fine if {
	count(sl_012.deny) == 0 with input as _vendor(["flow.f"], {"state": "in_force"})
	count(sl_012.deny) == 0 with input as _vendor([], {"state": "none"})
	not sl_012.applies with input as _vendor([], {"state": "none"})
}

_contract(vendor) := {"address": "contract.c", "kind": "contract", "definition": {"vendor": "vendor.v"}, "facts": {"strangers": [{"team": "team.x", "index": "1", "vendor": vendor}]}}

test_team_of_another_company_is_found if {
	sl_012.deny == {{
		"message": "contract.c of vendor.v names team.x, which is a team of vendor.w",
		"at": ["teams", "1"],
		"key": "team.x",
		"severity": "high",
		"related": [{"address": "team.x", "at": ["vendor"], "note": "whose team it is"}],
		"fix": "name teams of the vendor only",
	}} with input as _contract("vendor.w")
	{v.message | some v in sl_012.deny} == {"contract.c of vendor.v names team.x, which is a team of the company itself"} with input as _contract("")
	sl_012.applies with input as _contract("")
	sl_012.applies with input as _view({"state": "none"})
}
