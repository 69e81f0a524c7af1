package tidegate.sl.sl_012_test

import data.tidegate.sl.sl_012

_view(force) := {"address": "team.t", "kind": "team", "facts": {"force": force, "evidence": ["2 people", "shifts"]}}

test_contract_in_force_is_fine if {
	count(sl_012.deny) == 0 with input as _view({"state": "in_force", "contract": "contract.c", "end": "2027-06-30"})
}

test_ended_contract_is_found_at_the_contract if {
	sl_012.deny == {{
		"message": "team.t has 2 people, shifts, and contract.c ended on 2026-09-30",
		"at": {"address": "contract.c", "path": ["valid"]},
		"key": "force",
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
