package tidegate.lp.lp_014_test

import data.tidegate.lp.lp_014

_view(devices) := {"address": "team.t", "kind": "team", "params": {"LP-014": {"attest_every": "30d"}}, "facts": {"devices": object.union(
	{"standard": "device_standard.d", "missing": [], "attested": "fine", "late": 0, "personal": false, "system": "system.desk"},
	devices,
)}}

test_kept_devices_are_fine if {
	lp_014.applies with input as _view({})
	count(lp_014.deny) == 0 with input as _view({})
}

test_team_without_confidential_data_is_fine if {
	count(lp_014.deny) == 0 with input as {"address": "team.t", "kind": "team", "facts": {}}
	not lp_014.applies with input as {"address": "team.t", "kind": "team", "facts": {}}
}

test_team_without_a_standard_is_found if {
	lp_014.deny == {{
		"message": "team.t reaches system.desk, and is under no device standard",
		"at": [],
		"key": "standard",
		"fix": "enrol the team in a device standard",
	}} with input as _view({"standard": "", "attested": "missing", "missing": ["edr"]})
}

test_standard_that_asks_too_little_is_found if {
	lp_014.deny == {{
		"message": "the devices of team.t, which reaches system.desk, need not have edr, usb_blocked",
		"at": {"address": "device_standard.d", "path": ["require"]},
		"key": "require",
		"related": [{"at": [], "note": "the team"}],
		"extent": 2,
		"unit": "controls missing",
		"fix": "require edr, usb_blocked",
	}} with input as _view({"missing": ["edr", "usb_blocked"]})
}

test_old_attestation_is_found if {
	some verdict in lp_014.deny with input as _view({"attested": "overdue"})
	verdict.message == "the devices of team.t, which reaches system.desk, were not attested within 30d"
}

test_devices_of_their_own_are_found if {
	some verdict in lp_014.deny with input as _view({"personal": true})
	verdict.at == {"address": "device_standard.d", "path": ["byod"]}
}
