package tidegate.sl.sl_001_test

import data.tidegate.sl.sl_001

_view(sla) := {"address": "contract.c", "kind": "contract", "facts": {"sla": [object.union({
	"channel": "chat", "tier": "t1", "metric": "response", "promise": "p90 60s", "reason": "a larger bound", "over": 60, "unit": "seconds",
	"at": ["sla", "chat", "t1", "response", "p90"], "promise_address": "promise.chat", "promise_at": ["t1", "response"],
}, sla)]}}

test_looser_target_is_found if {
	sl_001.deny == {{
		"message": "chat t1 response: the contract's p90 2m is looser than the promised p90 60s",
		"at": ["sla", "chat", "t1", "response", "p90"],
		"key": "chat.t1.response p90 60s",
		"related": [{"address": "promise.chat", "at": ["t1", "response"], "note": "customers are promised p90 60s"}],
		"because": ["a larger bound"],
		"extent": 60,
		"unit": "seconds",
		"fix": "agree on p90 60s or stricter, or relax the promise in the same change",
	}} with input as _view({"vendor": "p90 2m", "verdict": "looser"})
}

test_target_that_cannot_be_compared_is_found if {
	some verdict in sl_001.deny with input as _view({"vendor": "p75 20s", "verdict": "incomparable"})
	verdict.message == "chat t1 response: the contract's p75 20s cannot be compared with the promised p90 60s"
}

test_missing_target_is_found if {
	some verdict in sl_001.deny with input as _view({"verdict": "missing"})
	verdict.message == "chat t1 response: the contract has no answer to the promised p90 60s"
}

test_target_as_strict_is_fine if {
	count(sl_001.deny) == 0 with input as _view({"vendor": "p90 45s", "verdict": "as_strict"})
}
