package tidegate.df.df_005_test

import data.tidegate.df.df_005

_system(controls, confidential) := {"address": "system.s", "kind": "system", "definition": {"controls": controls}, "facts": {"level": "confidential", "confidential": confidential}}

test_plain_store_of_confidential_data_is_found if {
	df_005.deny == {{
		"message": "system.s holds confidential data and is not encrypted",
		"at": ["controls", "encrypted"],
		"key": "encrypted",
		"fix": "turn on encryption at rest, and declare it",
	}} with input as _system({}, true)
}

test_encrypted_and_harmless_stores_are_fine if {
	count(df_005.deny) == 0 with input as _system({"encrypted": true}, true)
	count(df_005.deny) == 0 with input as _system({}, false)
}

test_removable_media_and_plain_transport_are_found if {
	{v.message | some v in df_005.deny} == {"flow.f travels on removable media"} with input as {"address": "flow.f", "kind": "flow", "definition": {"mode": "removable_media"}}
	{v.message | some v in df_005.deny} == {"flow.f is not encrypted on its way"} with input as {"address": "flow.f", "kind": "flow", "definition": {"mode": "api", "encrypted": false}}
	count(df_005.deny) == 0 with input as {"address": "flow.f", "kind": "flow", "definition": {"mode": "api"}}
}
