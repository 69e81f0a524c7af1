package tidegate.ow.ow_010_test

import data.tidegate.ow.ow_010

_tier(name, definition, facts) := {
	"address": sprintf("tier.%s", [name]), "name": name, "kind": "tier",
	"params": {"OW-010": {"close_loop_max": "24h", "way_out": "customer asks for a person"}},
	"definition": object.union({"handles": ["refunds"], "to": "t2", "when": ["30m without progress", "customer asks for a person"], "close_loop": "24h"}, definition),
	"facts": object.union({"unknown": false, "testable": true, "repeats": [], "slow": false}, facts),
}

_messages(view) := messages if {
	messages := {v.message | some v in ow_010.deny} with input as view
}

test_whole_tier_is_fine if {
	every name in ["t0", "t1", "t2"] {
		_messages(_tier(name, {}, {})) == set()
	}
}

test_each_part_of_a_tier_is_needed if {
	_messages(_tier("t1", {"handles": []}, {})) == {"tier.t1 does not say what it handles"}
	_messages(_tier("t1", {"to": ""}, {})) == {"tier.t1 does not say where contacts go next"}
	_messages(_tier("t1", {"to": "t9"}, {"unknown": true})) == {"tier.t1 hands over to t9, which is no tier"}
	_messages(_tier("t1", {}, {"testable": false})) == {"tier.t1 has no criterion that can be tested"}
	_messages(_tier("t1", {}, {"repeats": [{"index": "0", "other": "tier.t2"}]})) == {"tier.t1 handles \"refunds\", and tier.t2 does too"}
	_messages(_tier("t0", {"when": ["2 failed answers"]}, {})) == {"tier.t0 does not let a customer out: \"customer asks for a person\" is missing"}
	_messages(json.remove(_tier("t1", {}, {}), ["definition/close_loop"])) == {"tier.t1 does not say by when the customer is told"}
	_messages(_tier("t2", {"close_loop": "48h"}, {"slow": true})) == {"tier.t2 tells the customer only after 48h"}
}

test_channel_with_two_owners_is_found if {
	ow_010.deny == {{
		"message": "queue.q and queue.r both own the channel chat",
		"at": ["channels", "0"],
		"key": "chat queue.r",
		"related": [{"address": "queue.r", "at": ["channels"], "note": "the other queue"}],
		"fix": "give the channel one queue, or state the tiers that each serves",
	}} with input as {"address": "queue.q", "kind": "queue", "facts": {"shared": [{"channel": "chat", "index": "0", "other": "queue.r"}], "tiers_missing": []}}
}

test_missing_tiers_are_found if {
	_messages({"address": "queue.q", "kind": "queue", "facts": {"shared": [], "tiers_missing": ["t0", "t2"]}}) == {"there is no tier t0", "there is no tier t2"}
}

test_channel_without_a_queue_is_found if {
	some verdict in ow_010.deny with input as {"address": "coverage.c", "kind": "coverage", "facts": {"unowned": ["fax"]}}
	verdict.message == "coverage.c names the channel fax, and no queue owns it"
	verdict.at == ["min", "fax"]
	_messages({"address": "promise.fax", "kind": "promise", "facts": {"unowned": ["fax"]}}) == {"promise.fax names the channel fax, and no queue owns it"}
}

test_owner_who_does_not_serve_is_found if {
	ow_010.deny == {{
		"message": "queue.q is owned by team.hq, but shifts of team.coast serve it and none of the owner's do",
		"at": ["owner"],
		"key": "owner",
		"related": [{"address": "team.coast", "at": ["shifts"], "note": "serves it"}],
		"fix": "owner = team.coast",
	}} with input as {"address": "queue.q", "kind": "queue", "definition": {"owner": "team.hq"}, "facts": {"shared": [], "tiers_missing": [], "served_by": ["team.coast"]}}
}
