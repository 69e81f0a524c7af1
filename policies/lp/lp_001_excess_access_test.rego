package tidegate.lp.lp_001_test

import data.tidegate.lp.lp_001

_params := {"LP-001": {"tolerated": ["sandbox:practise"], "mover_grace": "5d"}}

_entitlement(action, privileged, path) := {"action": action, "privileged": privileged, "live": true, "needed": action == "desk:read", "paths": [path]}

_role := {"grant": "grant.g", "at": ["allow", "1"], "through": ["role.agent"], "jit": false}

_view(granted) := {"address": "person.b01", "kind": "person", "params": _params, "facts": {
	"active": true,
	"granted": granted,
}}

test_action_beyond_the_duties_is_found if {
	lp_001.deny == {{
		"message": "person.b01 can desk:export, which no duty of theirs needs",
		"at": {"address": "grant.g", "path": ["allow", "1"]},
		"key": "desk:export",
		"severity": "high",
		"related": [{"at": ["role"], "note": "the roles whose duties were counted"}],
		"because": ["grant.g gives it through role.agent"],
		"fix": "remove desk:export from the grant, or add the duty that needs it",
	}} with input as _view([_entitlement("desk:read", false, _role), _entitlement("desk:export", false, _role)])
}

test_privileged_action_is_critical_even_just_in_time if {
	path := {"grant": "grant.g", "at": ["allow", "0"], "jit": true}
	some verdict in lp_001.deny with input as _view([_entitlement("desk:admin", true, path)])
	verdict.severity == "critical"
	verdict.because == ["grant.g gives it directly (just in time)"]
}

test_tolerated_action_is_fine if {
	count(lp_001.deny) == 0 with input as _view([_entitlement("sandbox:practise", false, _role)])
}

test_person_who_is_not_active_is_fine if {
	view := object.union(_view([_entitlement("desk:export", false, _role)]), {"facts": {"active": false}})
	count(lp_001.deny) == 0 with input as view
}
