package tidegate.df.df_003_test

import data.tidegate.df.df_003

_view(definition, recipient, facts, own_staff) := {
	"address": "flow.f", "kind": "flow", "definition": definition,
	"params": {"DF-003": {"regimes": ["EEA"], "treat_intragroup_view_as_transfer": own_staff}},
	"facts": object.union({"personal": true, "regimes": ["EEA"], "because": "system.desk is in DE", "recipients": [recipient]}, facts),
}

_vendor := {"address": "team.t", "country": "CO", "third": true, "separate": true}

_own := {"address": "team.hq", "country": "", "third": true, "separate": false}

test_transfer_without_a_mechanism_is_found if {
	df_003.deny == {{
		"message": "flow.f takes personal data to team.t in CO without a transfer mechanism",
		"at": ["transfer"],
		"key": "team.t",
		"related": [{"address": "team.t", "at": [], "note": "the recipient"}],
		"because": ["the data stands under EEA: system.desk is in DE"],
		"fix": "add transfer = { mechanism = … } with its dates, or keep the data inside",
	}} with input as _view({}, _vendor, {}, false)
}

test_transfer_with_a_mechanism_is_fine if {
	count(df_003.deny) == 0 with input as _view({"transfer": {"mechanism": "scc"}}, _vendor, {}, true)
}

test_own_staff_may_count_as_a_transfer if {
	some verdict in df_003.deny with input as _view({}, _own, {}, true)
	verdict.message == "flow.f takes personal data to team.hq in an unknown country without a transfer mechanism"
}

test_own_staff_abroad_need_an_assessment if {
	df_003.deny == {{
		"message": "flow.f lets team.hq, own staff in an unknown country, work on personal data from there, and the risk was not assessed",
		"at": ["assessed"],
		"key": "team.hq",
		"severity": "high",
		"related": [{"address": "team.hq", "at": [], "note": "own staff in a third country"}],
		"because": ["the data stands under EEA: system.desk is in DE", "access by own staff is no transfer (EDPB Guidelines 05/2021), but its risk has to be assessed (GDPR Art. 32)"],
		"fix": "assess the risk, and record it: assessed = { by = person.…, on = \"…\", ref = \"…\" }",
	}} with input as _view({}, _own, {"assessed": false}, false)
}

test_own_staff_whose_risk_was_assessed_are_fine if {
	count(df_003.deny) == 0 with input as _view({}, _own, {"assessed": true}, false)
}

test_data_that_is_not_personal_is_fine if {
	count(df_003.deny) == 0 with input as _view({}, _vendor, {"personal": false}, true)
}

test_data_outside_every_regime_is_fine if {
	count(df_003.deny) == 0 with input as _view({}, _vendor, {"regimes": []}, true)
}

test_recipient_inside_is_fine if {
	count(df_003.deny) == 0 with input as _view({}, object.union(_vendor, {"third": false}), {}, true)
}
