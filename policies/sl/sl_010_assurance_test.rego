package tidegate.sl.sl_010_test

import data.tidegate.sl.sl_010

_view(assurance) := {"address": "vendor.v", "kind": "vendor", "params": {"SL-010": {"required": ["soc2_type2", "iso27001"]}}, "facts": {"assurance": object.union({"assured": true, "reports": [], "review": "fine", "diligence": "before", "start": "2026-01-15", "pci": false, "late": 97}, assurance)}}

test_assured_vendor_is_fine if {
	sl_010.applies with input as _view({})
	count(sl_010.deny) == 0 with input as _view({})
}

test_vendor_without_a_report_is_found if {
	sl_010.deny == {{
		"message": "vendor.v has no report that holds for every site: it has none",
		"at": ["assured"],
		"key": "assured",
		"fix": "collect one of soc2_type2, iso27001, and record its last day and scope",
	}} with input as _view({"assured": false})
}

test_lapsed_and_narrow_reports_are_told if {
	some verdict in sl_010.deny with input as _view({"assured": false, "reports": [{"name": "soc2_type2", "until": "2026-09-30", "state": "lapsed"}, {"name": "iso27001", "until": "2027-09-30", "state": "valid", "open": "location.bogota"}]})
	verdict.message == "vendor.v has no report that holds for every site: soc2_type2 ended on 2026-09-30, iso27001 does not cover location.bogota"
}

test_report_that_ends_is_a_warning if {
	sl_010.deny == {{
		"message": "the soc2_type2 of vendor.v ends on 2026-11-30",
		"at": ["assured", "soc2_type2"],
		"key": "soc2_type2",
		"severity": "low",
		"first": "2026-11-30",
		"fix": "ask for the next one",
	}} with input as _view({"reports": [{"name": "soc2_type2", "until": "2026-11-30", "state": "ending"}]})
}

test_review_and_diligence_are_judged if {
	every message, assurance in {
		"vendor.v was never reviewed": {"review": "missing"},
		"vendor.v was to be reviewed before 2026-06-30": {"review": "overdue", "review_due": "2026-06-30"},
		"vendor.v is to be reviewed before 2026-11-30": {"review": "due_soon", "review_due": "2026-11-30"},
		"vendor.v works under a contract from 2026-01-15 on, and nobody recorded a diligence": {"diligence": "missing"},
		"vendor.v works under a contract from 2026-01-15 on, and the diligence did not come before it": {"diligence": "late"},
	} {
		{v.message | some v in sl_010.deny} == {message} with input as _view(assurance)
	}
}

test_card_data_needs_an_attestation if {
	sl_010.deny == {{
		"message": "vendor.v gets card data and holds no attestation under PCI DSS",
		"at": ["assured"],
		"key": "pci_dss",
		"related": [{"address": "flow.f", "at": ["carries"], "note": "the flow that brings it"}],
		"fix": "collect the attestation as pci_dss, or keep card data away",
	}} with input as _view({"card_data": "flow.f"})
	count(sl_010.deny) == 0 with input as _view({"card_data": "flow.f", "pci": true})
}

test_vendor_without_a_contract_is_not_judged if {
	count(sl_010.deny) == 0 with input as {"address": "vendor.v", "kind": "vendor", "facts": {}}
	not sl_010.applies with input as {"address": "vendor.v", "kind": "vendor", "facts": {}}
}
