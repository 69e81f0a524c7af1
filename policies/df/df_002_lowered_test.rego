package tidegate.df.df_002_test

import data.tidegate.df.df_002

_view(lowered) := {"address": "flow.f", "kind": "flow", "facts": {"lowered": [object.union({"to": "system.lake", "is": "confidential and personal", "called": "internal", "because": "nothing is done to it on the way", "practice": false}, lowered)]}}

test_relabelled_store_is_found if {
	df_002.deny == {{
		"message": "flow.f brings data that is confidential and personal to system.lake, which is declared as internal",
		"at": ["to"],
		"key": "system.lake",
		"related": [{"address": "system.lake", "at": ["holds"], "note": "what it declares"}],
		"because": ["what arrives is confidential and personal: nothing is done to it on the way"],
		"fix": "name the system that enforces a transform which accounts for it, or raise the class",
	}} with input as _view({})
}

test_relabelled_class_is_found if {
	some verdict in df_002.deny with input as _view({"to": "flow.f", "class": "data_class.masked"})
	verdict.message == "flow.f carries data_class.masked, which is internal, out of data that is confidential and personal"
	verdict.at == ["carries"]
	verdict.key == "data_class.masked"
	verdict.related == [{"at": ["transform"], "note": "the transform"}]
}

test_live_data_in_a_sandbox_is_found if {
	some verdict in df_002.deny with input as _view({"practice": true})
	verdict.message == "flow.f brings live data to system.lake, where people practise"
	verdict.fix == "fill the sandbox with synthetic data"
}

test_nothing_lowered_is_fine if {
	count(df_002.deny) == 0 with input as {"address": "flow.f", "kind": "flow", "facts": {"lowered": []}}
}

test_sandbox_with_live_data_is_found if {
	df_002.deny == {{
		"message": "system.s is called a sandbox and holds data that is confidential and personal",
		"at": ["holds"],
		"key": "sandbox",
		"related": [{"at": ["environment"], "note": "a sandbox holds no live data, so it counts as live"}],
		"fix": "hold synthetic data only, or remove environment = \"sandbox\"",
	}} with input as {"address": "system.s", "kind": "system", "definition": {}, "facts": {"misplaced": "confidential and personal"}}
}

_class(personal, facts) := {"address": "data_class.c", "kind": "data_class", "definition": {"personal": personal}, "facts": object.union({"made_by": [], "personal_named": false}, facts)}

test_class_made_out_of_personal_data_is_personal if {
	df_002.deny == {{
		"message": "data_class.c is not personal, but flow.f makes it out of personal data without anonymising it",
		"at": ["personal"],
		"key": "made by flow.f",
		"related": [{"address": "flow.f", "at": ["transform"], "note": "the transform"}],
		"fix": "personal = true",
	}} with input as _class(false, {"made_by": ["flow.f"]})
	count(df_002.deny) == 0 with input as _class(true, {"made_by": ["flow.f"]})
}

test_class_named_after_people_is_personal if {
	{v.severity | some v in df_002.deny} == {"medium"} with input as _class(false, {"personal_named": true})
	count(df_002.deny) == 0 with input as _class(false, {})
}
