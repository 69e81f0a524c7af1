package tidegate.gv.gv_014_test

import data.tidegate.gv.gv_014

test_waiver_with_its_cause_is_found if {
	gv_014.deny == {{
		"message": "waiver.w excuses grant.g, which the same change adds or changes",
		"at": {"address": "waiver.w", "path": ["subject"]},
		"key": "waiver.w",
		"related": [{"address": "grant.g", "at": [], "note": "what it excuses"}],
		"fix": "put the waiver into a change of its own",
	}} with input as {"address": "change.this", "kind": "change", "facts": {"excused": [{"waiver": "waiver.w", "subject": "grant.g"}]}}
}

test_waiver_alone_is_fine if {
	count(gv_014.deny) == 0 with input as {"address": "change.this", "kind": "change", "facts": {"excused": []}}
}
