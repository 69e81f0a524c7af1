package tidegate.lp.lp_006_test

import data.tidegate.lp.lp_006

_entitlement(overrides) := object.union({"action": "shop:order.export", "privileged": false, "paths": [{"grant": "grant.g", "at": ["allow", "0"]}]}, overrides)

_view(entitlement, overrides) := {"address": "person.v", "kind": "person", "params": {"LP-006": {"allowed": {}}}, "facts": object.union({"vendor": "vendor.coast", "granted": [entitlement]}, overrides)}

test_export_by_a_vendor_is_found if {
	lp_006.deny == {{
		"message": "person.v of vendor.coast can shop:order.export, which takes data out in bulk",
		"at": {"address": "grant.g", "path": ["allow", "0"]},
		"key": "shop:order.export",
		"related": [{"at": ["team"], "note": "people of vendor.coast"}],
		"fix": "keep the action with an employee, and give the vendor a way to ask for it",
	}} with input as _view(_entitlement({"export": true}), {})
}

test_privilege_of_a_vendor_is_found if {
	some verdict in lp_006.deny with input as _view(_entitlement({"action": "shop:shell", "privileged": true}), {})
	verdict.message == "person.v of vendor.coast can shop:shell, which is privileged"
}

test_plain_action_is_fine if {
	count(lp_006.deny) == 0 with input as _view(_entitlement({}), {})
}

test_own_people_are_fine if {
	view := _view(_entitlement({"export": true}), {})
	count(lp_006.deny) == 0 with input as object.union(object.remove(view, ["facts"]), {"facts": object.remove(view.facts, ["vendor"])})
}

test_integration_of_a_vendor_is_found if {
	some verdict in lp_006.deny with input as object.union(_view(_entitlement({"export": true}), {}), {"address": "service_account.bot", "kind": "service_account"})
	verdict.related == [{"at": ["owner"], "note": "people of vendor.coast"}]
	lp_006.applies with input as _view(_entitlement({}), {})
}
