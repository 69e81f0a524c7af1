package tidegate.df.df_004_test

import data.tidegate.df.df_004

_view(misfit) := {"address": "flow.f", "kind": "flow", "facts": {"misfits": [object.union({"to": "team.t", "reason": "no decision finds CO adequate", "at": ["transfer", "mechanism"], "other": ""}, misfit)]}}

test_country_without_a_decision_is_found if {
	df_004.deny == {{
		"message": "the mechanism of flow.f does not carry it to team.t: no decision finds CO adequate",
		"at": ["transfer", "mechanism"],
		"key": "team.t",
		"related": [],
		"because": ["by the list of decisions as of 2026-09-30"],
		"fix": "replace the mechanism, or make the assessment again",
	}} with input as _view({"list": "2026-09-30"})
}

test_other_end_is_shown if {
	some verdict in df_004.deny with input as _view({"other": "vendor.v"})
	verdict.related == [{"address": "vendor.v", "at": [], "note": "the other end"}]
	verdict.because == []
}

test_mechanism_that_fits_is_fine if {
	count(df_004.deny) == 0 with input as {"address": "flow.f", "kind": "flow", "facts": {"misfits": []}}
}

test_only_transfers_are_asked if {
	df_004.applies with input as {"address": "flow.f", "kind": "flow", "definition": {"transfer": {"mechanism": "scc"}}, "facts": {"misfits": []}}
	not df_004.applies with input as {"address": "flow.f", "kind": "flow", "definition": {}, "facts": {"misfits": []}}
}
