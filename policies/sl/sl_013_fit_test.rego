package tidegate.sl.sl_013_test

import data.tidegate.sl.sl_013

_view(definition, fit) := {"address": "vendor.v", "kind": "vendor", "params": {"SL-013": {"showed": ["playbooks", "sandbox_access"]}}, "definition": definition, "facts": {"assurance": {}, "fit": object.union({"contracts": [], "tags": [], "uncovered": [], "qa": "qa.all"}, fit)}}

_showed := {"showed": ["sandbox_access", "playbooks"]}

test_fit_vendor_is_fine if {
	count(sl_013.deny) == 0 with input as _view(_showed, {})
}

test_missing_artefact_is_found if {
	sl_013.deny == {{
		"message": "vendor.v has not shown sandbox access",
		"at": ["showed"],
		"key": "sandbox_access",
		"fix": "let it show sandbox access, and record it",
	}} with input as _view({"showed": ["playbooks"]}, {})
}

test_missing_integration_is_found_at_the_contract if {
	sl_013.deny == {{
		"message": "contract.c does not integrate crm, analytics",
		"at": {"address": "contract.c", "path": ["integrates"]},
		"key": "contract.c",
		"related": [{"at": [], "note": "the vendor"}],
		"fix": "agree on the integration, and test it",
	}} with input as _view(_showed, {"contracts": [{"contract": "contract.c", "lacks": ["crm", "analytics"]}]})
}

test_other_tags_are_found if {
	{v.message | some v in sl_013.deny} == {"queue.q of vendor.v uses tagset_v4, and most queues use tagset_v5", "queue.r of vendor.v uses no set of tags, and most queues use tagset_v5"} with input as _view(_showed, {"tags": [{"queue": "queue.q", "tags": "tagset_v4", "ours": "tagset_v5"}, {"queue": "queue.r", "tags": "", "ours": "tagset_v5"}]})
}

test_team_without_quality_assurance_is_found if {
	some verdict in sl_013.deny with input as _view(_showed, {"uncovered": ["team.t"]})
	verdict.message == "team.t of vendor.v is calibrated in no programme of quality assurance"
	verdict.at == {"address": "qa.all", "path": ["calibration", "teams"]}
	{v.at.address | some v in sl_013.deny} == {"team.t"} with input as _view(_showed, {"uncovered": ["team.t"], "qa": ""})
}

test_vendor_without_a_contract_is_not_asked if {
	count(sl_013.deny) == 0 with input as {"address": "vendor.v", "kind": "vendor", "params": _view({}, {}).params, "definition": {}, "facts": {"fit": {"contracts": [], "tags": [], "uncovered": []}}}
}
