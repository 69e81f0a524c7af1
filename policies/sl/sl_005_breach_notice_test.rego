package tidegate.sl.sl_005_test

import data.tidegate.sl.sl_005

_view(notices) := {"address": "contract.c", "kind": "contract", "params": {"SL-005": {"max": "24h", "chain_max": "48h"}}, "facts": {"notices": notices}}

_hours(n) := n * 3600000

_own(n) := {"processor": "vendor.v", "text": sprintf("%dh", [n]), "millis": _hours(n), "clock": "calendar", "at": ["data_incident", "notify"], "chain": _hours(n), "chain_text": sprintf("%dh", [n]), "above": -1}

_sub(n, under, chain) := object.union(
	{"processor": "sub", "text": sprintf("%dh", [n]), "millis": _hours(n), "clock": "calendar", "at": ["processing", "subprocessors_used", "0", "notify"], "chain": _hours(chain), "chain_text": "its chain", "above": 0},
	under,
)

test_notice_within_the_limit_is_fine if {
	count(sl_005.deny) == 0 with input as _view([_own(24), _sub(24, {}, 48)])
}

test_slow_notice_is_found if {
	sl_005.deny == {{
		"message": "vendor.v may take 30h to tell of a data incident; the limit is 24h",
		"at": ["data_incident", "notify"],
		"key": "vendor.v max",
		"extent": 21600,
		"unit": "seconds over",
		"fix": "notify = \"24h\"",
	}} with input as _view([_own(30)])
}

test_notice_without_a_bound_in_hours_is_found if {
	wording := {
		"missing": "within no stated time",
		"business": "within business time, which weekends and holidays stretch",
		"date": "within calendar days, which are no clock",
	}
	every clock, words in wording {
		sl_005.deny == {{
			"message": sprintf("vendor.v must tell of a data incident %s", [words]),
			"at": ["data_incident", "notify"],
			"key": "vendor.v clock",
			"fix": "state calendar hours, as in 24h",
		}} with input as _view([object.union(_own(0), {"clock": clock, "chain": -1})])
	}
}

test_subprocessor_slower_than_the_vendor_is_found if {
	verdicts := sl_005.deny with input as _view([_own(12), _sub(24, {}, 36)])
	{v.message | some v in verdicts} == {"sub may take 24h to tell, longer than the 12h of vendor.v above it"}
}

test_subprocessor_slower_than_the_one_above_it_is_found if {
	above := object.union(_sub(10, {}, 22), {"processor": "above"})
	verdicts := sl_005.deny with input as _view([_own(12), above, _sub(11, {"under": "above", "above": 1}, 33)])
	{v.message | some v in verdicts} == {"sub may take 11h to tell, longer than the 10h of above above it"}
}

test_chain_that_is_too_long_is_found if {
	verdicts := sl_005.deny with input as _view([_own(24), _sub(24, {}, 60)])
	{v.message | some v in verdicts} == {"along the chain from sub it takes its chain to tell; the limit is 48h"}
}

test_chain_without_a_bound_is_found if {
	some verdict in sl_005.deny with input as _view([_own(24), _sub(12, {"above": -1, "unbounded": "sub is under \"nosuch\", which no entry is called"}, -1)])
	verdict.message == "the chain from sub has no bound: sub is under \"nosuch\", which no entry is called"
	verdict.key == "sub chain"
}
