package tidegate.df.df_007_test

import data.tidegate.df.df_007

_view(card) := {"address": "flow.f", "kind": "flow", "facts": {"cards": [object.union({"to": "team.t", "class": "data_class.card", "kind": "pan", "in_scope": true, "copy_safe": true}, card)]}}

test_full_numbers_are_found if {
	df_007.deny == {{
		"message": "flow.f brings full card numbers to team.t",
		"at": ["carries"],
		"key": "team.t data_class.card",
		"related": [{"address": "data_class.card", "at": ["payment"], "note": "what it is"}],
		"fix": "tokenise it before people see it",
	}} with input as _view({})
}

test_authentication_data_is_found if {
	{v.message | some v in df_007.deny} == {"flow.f brings sensitive authentication data to team.t"} with input as _view({"kind": "sad"})
}

test_masked_numbers_need_scope_and_copy_prevention if {
	count(df_007.deny) == 0 with input as _view({"kind": "masked_pan"})
	{v.message | some v in df_007.deny} == {"flow.f brings masked card numbers to team.t, which is outside the declared scope of PCI DSS"} with input as _view({"kind": "masked_pan", "in_scope": false})
	{v.message | some v in df_007.deny} == {"flow.f brings masked card numbers to team.t, which could copy them"} with input as _view({"kind": "masked_pan", "copy_safe": false})
}
