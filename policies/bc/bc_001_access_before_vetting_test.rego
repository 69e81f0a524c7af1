package tidegate.bc.bc_001_test

import data.tidegate.bc.bc_001

_check(overrides) := object.union({"name": "criminal", "status": "cleared", "state": "valid", "order": "before", "in_grace": false, "validity": "24mo"}, overrides)

_view(check, overrides) := {"address": "person.b01", "kind": "person", "facts": object.union({
	"active": true,
	"first_access": {"date": "2026-04-06", "started": true, "grant": "grant.g"},
	"checks": [check],
}, overrides)}

_messages(verdicts) := {v.message | some v in verdicts}

test_cleared_before_access_is_fine if {
	count(bc_001.deny) == 0 with input as _view(_check({"cleared": "2026-04-05"}), {})
}

test_cleared_on_the_day_of_access_is_found if {
	bc_001.deny == {{
		"message": "person.b01 has had live access since 2026-04-06, and the criminal check was cleared that same day",
		"at": ["checks", "criminal"],
		"key": "criminal",
		"related": [{"address": "grant.g", "at": ["valid"], "note": "the first live access"}],
		"because": ["criminal: 2026-04-06", "first live access: 2026-04-06, by grant.g"],
		"fix": "start the access after the check was cleared, and keep this on record",
	}} with input as _view(_check({"cleared": "2026-04-06", "order": "same_day"}), {})
}

test_cleared_late_stays_a_finding if {
	verdicts := bc_001.deny with input as _view(_check({"cleared": "2026-04-09", "order": "after"}), {})
	_messages(verdicts) == {"person.b01 has had live access since 2026-04-06, and the criminal check was cleared only on 2026-04-09"}
}

test_pending_or_missing_is_found if {
	every status in ["pending", "missing"] {
		bc_001.deny == {{
			"message": sprintf("person.b01 has live access since 2026-04-06, and the criminal check is %s", [status]),
			"at": ["checks", "criminal"],
			"key": "criminal",
			"related": [{"address": "grant.g", "at": ["valid"], "note": "the first live access"}],
			"because": ["first live access: 2026-04-06, by grant.g"],
			"fix": "suspend the access until the criminal check is cleared",
		}} with input as _view(_check({"status": status, "order": "none"}), {})
	}
}

test_pending_in_grace_is_fine if {
	count(bc_001.deny) == 0 with input as _view(_check({"status": "pending", "order": "none", "in_grace": true}), {})
}

test_pending_before_access_is_announced if {
	some verdict in bc_001.deny with input as _view(_check({"status": "pending", "order": "none"}), {"first_access": {"started": false}})
	verdict.message == "live access of person.b01 begins on 2026-04-06, and the criminal check is pending"
	verdict.severity == "low"
}

test_missing_substitute_is_left_to_another_rule if {
	count(bc_001.deny) == 0 with input as _view(_check({"status": "missing", "order": "none", "substitute_for": "criminal"}), {})
}

test_supervised_substitute_ends_after_access_began if {
	count(bc_001.deny) == 0 with input as _view(_check({"name": "supervised_30d", "order": "after", "supervised": true}), {})
}

test_person_who_has_left_is_fine if {
	count(bc_001.deny) == 0 with input as _view(_check({"cleared": "2026-04-09", "order": "after"}), {"active": false})
}
