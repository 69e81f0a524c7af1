package tidegate.df.df_006_test

import data.tidegate.df.df_006

_view(definition, facts) := {"address": "flow.f", "kind": "flow", "params": {"DF-006": {"retention_max": "84mo"}}, "definition": object.union({"purpose": "customer support", "carries": ["data_class.customer"]}, definition), "facts": object.union({"purpose_known": true, "unused": [], "retention": "fine", "exports": []}, facts)}

test_minimal_flow_is_fine if {
	count(df_006.deny) == 0 with input as _view({}, {})
}

test_unknown_purpose_is_found if {
	df_006.deny == {{
		"message": "the purpose \"curiosity\" of flow.f is not among the company's",
		"at": ["purpose"],
		"key": "purpose",
		"fix": "use a purpose of the list, or add it to company.purposes with the privacy lead",
	}} with input as _view({"purpose": "curiosity"}, {"purpose_known": false})
}

test_missing_purpose_is_another_rules_business if {
	count(df_006.deny) == 0 with input as json.remove(_view({}, {"purpose_known": false}), ["definition/purpose"])
}

test_class_that_nobody_uses_is_found if {
	some verdict in df_006.deny with input as _view({}, {"unused": ["0"]})
	verdict.message == "flow.f carries data_class.customer, which no duty of its recipients touches"
	verdict.at == ["carries", "0"]
}

test_retention_is_judged if {
	{v.message | some v in df_006.deny} == {"flow.f keeps for 30d what it only views"} with input as _view({"retention": "30d"}, {"retention": "kept"})
	some verdict in df_006.deny with input as _view({"retention": "36mo"}, {"retention": "longer", "longest": "24mo"})
	verdict.message == "flow.f keeps data for 36mo, longer than its source does"
	verdict.because == ["the source keeps it for 24mo"]
}

test_standing_export_is_found_at_the_grant if {
	df_006.deny == {{
		"message": "person.a can take data out by desk:ticket.export at any time",
		"at": {"address": "grant.g", "path": ["allow", "0"]},
		"key": "export desk:ticket.export",
		"related": [{"at": ["to"], "note": "the flow whose source it is"}],
		"fix": "give the export just in time",
	}} with input as _view({}, {"exports": [{"person": "person.a", "action": "desk:ticket.export", "grant": "grant.g", "at": ["allow", "0"]}]})
}

test_personal_data_is_kept_for_a_stated_time if {
	df_006.deny == {{
		"message": "system.s holds personal data and does not say for how long",
		"at": ["controls", "retention"],
		"key": "retention",
		"fix": "add controls = { retention = \"24mo\" }",
	}} with input as {"address": "system.s", "kind": "system", "params": {}, "definition": {"controls": {}}, "facts": {"personal": true}}
}

test_personal_data_is_not_kept_for_ever if {
	df_006.deny == {{
		"message": "flow.f keeps personal data for 999mo; the limit is 84mo",
		"at": ["retention"],
		"key": "retention bound",
		"extent": 27858,
		"unit": "days over",
		"fix": "keep it for 84mo at most",
	}} with input as _view({}, {"too_long": {"text": "999mo", "at": ["retention"], "over": 27858}})
}
