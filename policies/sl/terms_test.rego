package tidegate.sl.terms_test

import data.tidegate.sl.terms

test_missing_and_loose_terms_are_told_apart if {
	term := {"at": ["exit", "notice"], "text": "30d", "need": "at least 60d"}
	terms.said(object.union(term, {"state": "missing"})) == "does not state exit.notice; it must be at least 60d"
	terms.said(object.union(term, {"state": "loose"})) == "states 30d for exit.notice; it must be at least 60d"
}
