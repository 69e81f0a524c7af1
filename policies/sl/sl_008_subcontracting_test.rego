package tidegate.sl.sl_008_test

import data.tidegate.sl.sl_008

_view(sub) := {"address": "contract.c", "kind": "contract", "facts": {"subs": [object.union({"name": "cloud", "at": ["processing", "subprocessors_used", "0"], "listed": true, "lacks": []}, sub)]}}

test_whole_entry_is_fine if {
	count(sl_008.deny) == 0 with input as _view({})
}

test_incomplete_entry_is_found if {
	sl_008.deny == {{
		"message": "contract.c uses cloud without its country, an approval",
		"at": ["processing", "subprocessors_used", "0"],
		"key": "cloud",
		"extent": 2,
		"unit": "terms missing",
		"fix": "complete the entry, or stop using the company",
	}} with input as _view({"lacks": ["its country", "an approval"]})
}

test_company_that_is_not_listed_is_found if {
	sl_008.deny == {{
		"message": "the vendor of contract.c hands data to vendor.cloud, which the contract does not list",
		"at": ["processing", "subprocessors_used"],
		"key": "cloud",
		"related": [{"address": "flow.f", "at": ["to"], "note": "the flow that shows it"}],
		"fix": "list it under subprocessors_used once it is approved, or end the flow",
	}} with input as _view({"at": ["processing", "subprocessors_used"], "listed": false, "flow": "flow.f"})
}

_general(objection) := {"address": "contract.c", "kind": "contract", "params": {"SL-008": {"objection_min": "30d"}}, "definition": {"processing": objection}, "facts": {"subs": [], "objection_short": true}}

test_general_authorisation_needs_time_to_object if {
	sl_008.deny == {{
		"message": "contract.c lets the vendor add sub-processors, and leaves us no time to object",
		"at": ["processing", "objection"],
		"key": "objection",
		"fix": "objection = \"30d\"",
	}} with input as _general({})
	{v.message | some v in sl_008.deny} == {"contract.c lets the vendor add sub-processors, and leaves us 7d to object"} with input as _general({"objection": "7d"})
}
