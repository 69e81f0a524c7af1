package tidegate.lp.lp_015_test

import data.tidegate.lp.lp_015

_view(controls, facts) := {
	"address": "system.s", "kind": "system", "params": {"LP-015": {"retention_min": "12mo", "logs_within": "24h"}},
	"definition": {"controls": controls},
	"facts": object.union({"confidential": false, "privileged": true, "log_short": true, "short": 275, "slow_logs": []}, facts),
}

test_short_log_is_found if {
	lp_015.deny == {{
		"message": "system.s keeps its audit log for 3mo; the minimum is 12mo",
		"at": ["controls", "audit_log"],
		"key": "retention",
		"extent": 275,
		"unit": "days short",
		"fix": "keep it for 12mo or longer",
	}} with input as _view({"audit_log": "3mo"}, {})
}

test_missing_log_is_found if {
	some verdict in lp_015.deny with input as _view({}, {"confidential": true, "privileged": false})
	verdict.message == "system.s keeps no audit log"
}

test_plain_system_is_fine if {
	count(lp_015.deny) == 0 with input as _view({}, {"privileged": false})
}

test_long_log_is_fine if {
	count(lp_015.deny) == 0 with input as _view({"audit_log": "13mo"}, {"log_short": false})
}

test_operator_that_keeps_the_logs_is_found if {
	lp_015.deny == {{
		"message": "contract.c need not hand over the logs of system.s within 24h",
		"at": {"address": "contract.c", "path": ["audit", "logs_within"]},
		"key": "contract.c",
		"extent": 86400,
		"unit": "seconds over",
		"related": [{"at": ["operated_by"], "note": "the vendor operates it"}],
		"fix": "agree on it in the contract",
	}} with input as _view({"audit_log": "13mo"}, {"log_short": false, "slow_logs": [{"contract": "contract.c", "over": 86400}]})
}

test_operator_without_a_contract_is_found if {
	lp_015.deny == {{
		"message": "system.s is operated by vendor.v, and no contract in force hands over its logs",
		"at": ["operated_by"],
		"key": "operator",
		"related": [{"address": "vendor.v", "at": [], "note": "who operates it"}],
		"fix": "sign a contract with audit = { logs_within = \"24h\" }, or operate the system yourselves",
	}} with input as _view({"audit_log": "13mo"}, {"log_short": false, "operator": "vendor.v"})
}
