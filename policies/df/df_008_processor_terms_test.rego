package tidegate.df.df_008_test

import data.tidegate.df.df_008

_view(processing) := {"address": "contract.c", "kind": "contract", "definition": {"processing": processing}, "facts": {"personal": "flow.f"}}

test_template_has_all_terms if {
	count(df_008.deny) == 0 with input as _view({"terms": "art28_3_v2"})
}

test_missing_points_are_found if {
	df_008.deny == {{
		"message": "contract.c lacks terms of GDPR Art. 28(3) on a, h",
		"at": ["processing"],
		"key": "terms",
		"related": [{"address": "flow.f", "at": ["carries"], "note": "personal data that the vendor processes"}],
		"fix": "sign the addendum, and list what it covers",
	}} with input as _view({"covers": ["subject", "duration", "nature", "purpose", "data_types", "data_subjects", "b", "c", "d", "e", "f", "g"]})
}

test_no_terms_at_all_are_found if {
	count(df_008.deny) == 1 with input as {"address": "contract.c", "kind": "contract", "definition": {}, "facts": {"personal": "flow.f"}}
}

test_vendor_without_personal_data_needs_none if {
	count(df_008.deny) == 0 with input as {"address": "contract.c", "kind": "contract", "definition": {}, "facts": {}}
}
