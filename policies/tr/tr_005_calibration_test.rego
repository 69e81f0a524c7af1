package tidegate.tr.tr_005_test

import data.tidegate.tr.tr_005

_view(tone) := {"address": "person.m05", "kind": "person", "facts": {"active": true, "tone": object.union({"state": "fine", "late": 0, "levels": []}, tone)}}

test_recent_calibration_is_fine if {
	tr_005.applies with input as _view({})
	count(tr_005.deny) == 0 with input as _view({"levels": [{"language": "en", "role": "role.r", "want": "C1", "have": "C1", "low": false}]})
}

test_old_calibration_is_found if {
	tr_005.deny == {{
		"message": "tone and language of person.m05 were calibrated on 2026-06-12, and to be again by 2026-09-26",
		"at": ["language", "calibrated"],
		"key": "calibrated",
		"extent": 9,
		"unit": "days late",
		"fix": "calibrate tone and language, and record the day",
	}} with input as _view({"state": "overdue", "calibrated": "2026-06-12", "due": "2026-09-26", "late": 9})
}

test_missing_calibration_is_found if {
	{v.message | some v in tr_005.deny} == {"tone and language of person.m05 were never calibrated"} with input as _view({"state": "missing"})
}

test_low_level_is_found if {
	{v.message | some v in tr_005.deny} == {
		"person.m05 speaks \"en\" at B1; role.r asks for B2",
		"person.m05 speaks no stated level of \"es\"; role.r asks for B2",
	} with input as _view({"levels": [
		{"language": "en", "role": "role.r", "want": "B2", "have": "B1", "low": true},
		{"language": "es", "role": "role.r", "want": "B2", "low": true},
	]})
}

test_other_style_guide_is_found if {
	{v.message | some v in tr_005.deny} == {"person.m05 was calibrated to v7, and the queues of the team use v8"} with input as _view({"style": "v7", "ours": "v8"})
}

test_person_whose_roles_ask_for_no_language if {
	not tr_005.applies with input as {"address": "person.a", "kind": "person", "facts": {"active": true}}
}
