package tidegate.lp.lp_012_test

import data.tidegate.lp.lp_012

_view(definition, facts) := {
	"address": "service_account.s", "kind": "service_account",
	"params": {"LP-012": {"rotate_within": "90d", "max_term": "12mo"}},
	"definition": object.union({"purpose": "support"}, definition),
	"facts": object.union({"owner_active": true, "term": "fine", "rotation": "fine", "late": 0}, facts),
}

_company(people) := {"address": "company.c", "kind": "company", "params": {"LP-012": {"max_term": "12mo"}}, "facts": {"accounts": [{"name": "shared", "people": people, "line": "observed.json:7"}]}}

test_owned_account_is_fine if {
	count(lp_012.deny) == 0 with input as _view({}, {})
}

test_account_without_owner_is_found if {
	lp_012.deny == {{
		"message": "service_account.s has no owner who works here",
		"at": ["owner"],
		"key": "owner",
		"extent": 0,
		"unit": "days late",
		"fix": "name somebody who answers for it",
	}} with input as _view({}, {"owner_active": false})
}

test_term_rotation_purpose_and_login_are_judged if {
	every message, view in {
		"service_account.s has no end": _view({}, {"term": "missing"}),
		"service_account.s is past its end": _view({}, {"term": "over"}),
		"service_account.s lasts longer than 12mo": _view({}, {"term": "too_long"}),
		"service_account.s has a secret that was not changed within 90d": _view({}, {"rotation": "overdue"}),
		"service_account.s does not say what it is for": _view({"purpose": ""}, {}),
		"service_account.s can be logged into by a person": _view({"interactive": true}, {}),
	} {
		{v.message | some v in lp_012.deny} == {message} with input as view
	}
}

test_account_of_nobody_is_found if {
	lp_012.deny == {{
		"message": "the account shared is of nobody who is defined",
		"at": [],
		"key": "shared",
		"because": ["seen at observed.json:7"],
		"fix": "give everybody an account of their own, define the person, or disable the account",
	}} with input as _company([])
}

test_shared_account_is_found if {
	some verdict in lp_012.deny with input as _company(["p", "q"])
	verdict.message == "the account shared is shared by p and others"
}

test_old_secret_says_how_late if {
	{v.extent | some v in lp_012.deny} == {12} with input as _view({}, {"rotation": "overdue", "late": 12})
}
