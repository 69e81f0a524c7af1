package tidegate.lp.lp_002_test

import data.tidegate.lp.lp_002

_item(action, overrides) := object.union({"action": action, "wildcard": contains(action, "*"), "read_only": false, "superuser": false, "gives": 1}, overrides)

_view(kind, item, params) := {"address": sprintf("%s.x", [kind]), "kind": kind, "facts": {"actions": [item]}, "params": {"LP-002": object.union(
	{"readonly_wildcard_allowed": false},
	params,
)}}

test_wildcard_is_found if {
	lp_002.deny == {{
		"message": "grant.x has \"desk:*\", a wildcard",
		"at": ["allow", 0],
		"key": "desk:*",
		"because": ["today it covers 7 declared actions, and tomorrow whatever is added"],
		"fix": "list the actions that are meant",
	}} with input as _view("grant", _item("desk:*", {"gives": 7}), {})
}

test_wildcard_in_the_needs_of_a_duty_is_found_there if {
	some verdict in lp_002.deny with input as _view("duty", _item("*:read", {}), {})
	verdict.at == ["needs", 0]
	verdict.because == ["today it covers 1 declared action, and tomorrow whatever is added"]
}

test_superuser_action_is_found if {
	some verdict in lp_002.deny with input as _view("service_account", _item("desk:root", {"superuser": true}), {})
	verdict.message == "service_account.x has \"desk:root\", an action that its system declares as superuser"
}

test_forbidden_pattern_is_found if {
	some verdict in lp_002.deny with input as _view("grant", _item("desk:admin.config", {"forbidden": "*:admin*"}), {})
	verdict.message == "grant.x has \"desk:admin.config\", which matches the forbidden pattern \"*:admin*\""
}

test_wildcard_that_only_reads_is_fine_when_allowed if {
	view := _view("grant", _item("desk:*.read", {"read_only": true}), {"readonly_wildcard_allowed": true})
	count(lp_002.deny) == 0 with input as view
}

test_plain_action_is_fine if {
	count(lp_002.deny) == 0 with input as _view("grant", _item("desk:read", {}), {})
}
