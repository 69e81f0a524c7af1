package tidegate.gv.gv_008_test

import data.tidegate.gv.gv_008

_dated(seconds) := {
	"address": "change.this", "kind": "change", "params": {"GV-008": {"skew": 60}},
	"facts": {"misdated": [{"commit": "0123456789ab", "date": "2026-09-01T00:00:00Z", "why": "before its parent of 2026-10-01T00:00:00Z", "seconds": seconds}]},
}

test_an_early_commit_is_found if {
	gv_008.deny == {{
		"message": "commit 0123456789ab is dated 2026-09-01T00:00:00Z, which is before its parent of 2026-10-01T00:00:00Z",
		"at": [],
		"key": "0123456789ab",
		"extent": 3601,
		"unit": "seconds",
		"fix": "set the clock of the machine, and commit again: git commit --amend --no-edit --date now",
	}} with input as _dated(3601)
}

test_clocks_that_differ_a_little_are_fine if {
	count(gv_008.deny) == 0 with input as _dated(3600)
}
