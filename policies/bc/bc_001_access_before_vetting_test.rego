package tidegate.bc.bc_001_test

import data.tidegate.bc.bc_001

_check(overrides) := object.union({"name": "criminal", "status": "cleared", "state": "valid", "order": "before", "in_grace": false, "validity": "24mo", "first": "2026-04-05", "access": "2026-04-06", "started": true, "grant": "grant.g", "late": 0}, overrides)

_view(check, overrides) := {"address": "person.b01", "kind": "person", "facts": object.union({
	"active": true,
	"first_access": {"date": "2026-04-06", "started": true, "grant": "grant.g"},
	"checks": [check],
}, overrides)}

_related := [{"address": "grant.g", "at": ["valid"], "note": "the access that asks for the check"}]

test_cleared_before_access_is_fine if {
	count(bc_001.deny) == 0 with input as _view(_check({}), {})
	bc_001.applies with input as _view(_check({}), {})
}

test_cleared_on_the_day_of_access_is_found if {
	bc_001.deny == {{
		"message": "the criminal check of person.b01 was cleared that same day, but live access began on 2026-04-06",
		"at": ["checks", "criminal"],
		"key": "criminal",
		"related": _related,
		"because": ["criminal: 2026-04-06", "live access that asks for it: from 2026-04-06, by grant.g"],
		"extent": 0,
		"unit": "days late",
		"fix": "start access after the day on which the last check was cleared, and keep this on record; if the check was not required then, add since = \"…\" to the package",
	}} with input as _view(_check({"first": "2026-04-06", "order": "same_day"}), {})
}

test_cleared_late_is_found if {
	some verdict in bc_001.deny with input as _view(_check({"first": "2026-04-09", "order": "after", "late": 3}), {})
	verdict.message == "the criminal check of person.b01 was cleared only on 2026-04-09, but live access began on 2026-04-06"
	verdict.extent == 3
}

test_pending_or_missing_is_found if {
	every status in ["pending", "missing"] {
		bc_001.deny == {{
			"message": sprintf("person.b01 has live access since 2026-04-06, but the criminal check is %s", [status]),
			"at": ["checks", "criminal"],
			"key": "criminal",
			"related": _related,
			"because": ["live access that asks for it: from 2026-04-06, by grant.g"],
			"fix": "suspend the access until the criminal check is cleared",
		}} with input as _view(_check({"status": status, "order": "none"}), {})
	}
}

test_pending_in_grace_is_fine if {
	count(bc_001.deny) == 0 with input as _view(_check({"status": "pending", "order": "none", "in_grace": true}), {})
}

test_pending_before_access_is_announced if {
	some verdict in bc_001.deny with input as _view(_check({"status": "pending", "order": "none", "started": false}), {})
	verdict.message == "live access of person.b01 begins on 2026-04-06, but the criminal check is pending"
	verdict.severity == "low"
}

test_check_that_no_access_asks_for_is_fine if {
	count(bc_001.deny) == 0 with input as _view(object.remove(_check({"status": "pending", "order": "none"}), ["access", "started", "grant"]), {})
}

test_missing_substitute_is_left_to_another_rule if {
	count(bc_001.deny) == 0 with input as _view(_check({"status": "missing", "order": "none", "substitute_for": "criminal"}), {})
}

test_supervised_substitute_ends_after_access_began if {
	count(bc_001.deny) == 0 with input as _view(_check({"name": "supervised_30d", "order": "after", "supervised": true}), {})
}

test_person_who_has_left_is_fine if {
	count(bc_001.deny) == 0 with input as _view(_check({"first": "2026-04-09", "order": "after"}), {"active": false})
}

test_late_with_what_was_not_asked_is_fine if {
	count(bc_001.deny) == 0 with input as _view(_check({"first": "2026-04-09", "order": "unasked"}), {})
}
