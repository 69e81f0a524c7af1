package tidegate.lp.lp_013_test

import data.tidegate.lp.lp_013

_view(mfa, facts) := {"address": "system.s", "kind": "system", "definition": {"controls": {"mfa": mfa}}, "facts": object.union({"level": "internal", "confidential": false, "privileged": false, "external": []}, facts)}

test_sensitive_system_without_it_is_found if {
	lp_013.deny == {{
		"message": "system.s does not enforce multi-factor authentication",
		"at": ["controls", "mfa"],
		"key": "mfa",
		"because": ["it has privileged actions", "it holds confidential data", "people of team.coast reach it"],
		"fix": "enforce it at the identity provider, then set controls.mfa = true",
	}} with input as _view(false, {"level": "confidential", "confidential": true, "privileged": true, "external": ["team.coast"]})
}

test_system_with_it_is_fine if {
	count(lp_013.deny) == 0 with input as _view(true, {"privileged": true})
}

test_plain_system_is_fine if {
	count(lp_013.deny) == 0 with input as _view(false, {})
}
