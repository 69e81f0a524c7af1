package tidegate.df.df_001_test

import data.tidegate.df.df_001

_reach(carried) := {"address": "team.t", "kind": "team", "definition": {}, "facts": {"reach": [{
	"system": "system.desk", "level": "confidential", "personal": true, "person": "person.c01", "action": "desk:read",
	"via": {"grant": "grant.g", "at": ["allow", "0"], "jit": false},
	"carried": carried,
}]}}

_flow(definition, country) := {"address": "flow.f", "kind": "flow", "definition": definition, "facts": {"recipients": [{"address": "team.t", "country": country}]}}

_whole := {"purpose": "support", "carries": ["data_class.customer"], "to": "team.t", "mode": "remote_view"}

test_access_without_a_flow_is_found_at_the_grant if {
	df_001.deny == {{
		"message": "team.t reaches system.desk, and no flow carries data_class.customer to it",
		"at": {"address": "grant.g", "path": ["allow", "0"]},
		"key": "system.desk",
		"related": [{"at": [], "note": "the team that reaches it"}],
		"because": ["person.c01 can desk:read by grant.g"],
		"fix": "declare a flow from system.desk to team.t, or remove the access",
	}} with input as _reach({"missing": ["data_class.customer"]})
}

test_flow_that_carries_something_else_is_named if {
	some verdict in df_001.deny with input as _reach({"flow": "flow.f", "missing": ["data_class.customer"]})
	verdict.related == [{"address": "flow.f", "at": ["carries"], "note": "this flow does not carry it"}]
}

test_access_with_a_flow_is_fine if {
	count(df_001.deny) == 0 with input as _reach({"flow": "flow.f"})
}

test_whole_flow_is_fine if {
	count(df_001.deny) == 0 with input as _flow(_whole, "CO")
}

test_missing_attribute_is_found if {
	df_001.deny == {{
		"message": "flow.f does not say what it is for",
		"at": ["purpose"],
		"key": "purpose",
		"fix": "add purpose = …",
	}} with input as _flow(object.remove(_whole, ["purpose"]), "CO")
}

test_retention_may_be_left_out_of_a_remote_view_only if {
	some verdict in df_001.deny with input as _flow(object.union(_whole, {"mode": "api"}), "CO")
	verdict.key == "retention"
}

test_recipient_without_a_country_is_found if {
	df_001.deny == {{
		"message": "the country of team.t, which flow.f reaches, is not known",
		"at": ["to"],
		"key": "country team.t",
		"related": [{"address": "team.t", "at": [], "note": "states no country"}],
		"fix": "state where it is: a system's hosted, a vendor's country, a team's location",
	}} with input as _flow(_whole, "")
}

test_system_that_does_not_say_what_it_holds_is_noted if {
	df_001.deny == {{
		"message": "system.s does not say what data it holds",
		"at": ["holds"],
		"key": "holds",
		"severity": "low",
		"fix": "add holds = [data_class.…], or holds = [] for a system that holds none",
	}} with input as {"address": "system.s", "kind": "system", "definition": {}, "facts": {"used": true, "classified": false}}
	count(df_001.deny) == 0 with input as {"address": "system.s", "kind": "system", "definition": {}, "facts": {"used": false, "classified": false}}
}
