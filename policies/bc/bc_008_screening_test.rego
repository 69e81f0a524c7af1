package tidegate.bc.bc_008_test

import data.tidegate.bc.bc_008

_view(screening) := {"address": "contract.c", "kind": "contract", "definition": {"screening": {"every": "6mo"}}, "params": {"BC-008": {"sample": "10%", "every": "3mo"}}, "facts": {"screening": object.union({"declared": true, "ours": false, "share": "10%", "small": false, "sampled": 0, "least": 3, "overdue": "", "late": 0, "rarely": 0, "lacks": [], "mismatches": 0}, screening)}}

test_sampled_screening_is_fine if {
	count(bc_008.deny) == 0 with input as _view({})
}

test_overdue_sample_is_found if {
	bc_008.deny == {{
		"message": "contract.c was to be sampled by 2026-09-20",
		"at": ["screening", "last"],
		"key": "overdue",
		"extent": 15,
		"unit": "days late",
		"fix": "draw the sample, and write down the day and the counts",
	}} with input as _view({"overdue": "2026-09-20", "late": 15})
}

test_every_problem_is_found if {
	every message, screening in {
		"contract.c says nothing of how the vendor screens its people": {"declared": false, "overdue": "2026-04-01"},
		"contract.c lets us sample 5% of the records; at least 10% are needed": {"share": "5%", "small": true},
		"contract.c lets us sample no stated share of the records; at least 10% are needed": {"share": "", "small": true},
		"contract.c had 2 records sampled; at least 3 are needed": {"sampled": 2},
		"contract.c screens by a package that lacks our criminal check": {"lacks": ["criminal"]},
		"contract.c lets us sample every 6mo; at least every 3mo is needed": {"rarely": 92},
		"contract.c had 1 records that differ from what the vendor said": {"mismatches": 1},
	} {
		{v.message | some v in bc_008.deny} == {message} with input as _view(screening)
	}
}

test_our_own_screening_is_not_sampled if {
	count(bc_008.deny) == 0 with input as _view({"ours": true, "small": true})
}

test_contract_without_people_is_not_judged if {
	count(bc_008.deny) == 0 with input as {"address": "contract.c", "kind": "contract", "facts": {}}
}

test_screening_applies_to_a_vendor_that_screens if {
	bc_008.applies with input as _view({})
	not bc_008.applies with input as _view({"ours": true})
}
