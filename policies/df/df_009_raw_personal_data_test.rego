package tidegate.df.df_009_test

import data.tidegate.df.df_009

_person(name) := {"address": sprintf("person.%s", [name]), "name": name, "kind": "person", "params": {"DF-009": {"label_pattern": `^[a-z]\d{2,}$`}}}

test_personal_data_in_a_file_is_found if {
	df_009.deny == {{
		"message": "something here has the form of personal data: card number",
		"at": ["personal", "0"],
		"key": "card number 1",
		"fix": "remove it, here and in the history, and record an incident if it was pushed",
	}} with input as {"address": "file.a.hcl", "kind": "file", "facts": {"personal": [{"kind": "card number", "at": ["personal", "0"], "key": "card number 1", "line": 3}]}}
}

test_clean_file_is_fine if {
	count(df_009.deny) == 0 with input as {"address": "file.a.hcl", "kind": "file", "facts": {"personal": []}}
}

test_name_of_a_person_is_found if {
	df_009.deny == {{
		"message": "the label of person.jane is not a pseudonym",
		"at": [],
		"key": "label",
		"because": [`a pseudonym looks like ^[a-z]\d{2,}$, or is a keyed hash of 16 to 64 hexadecimal digits`],
		"fix": "name the person by an index, as in b07",
	}} with input as _person("jane")
	count(df_009.deny) == 0 with input as _person("b07")
}

test_keyed_hash_is_a_pseudonym if {
	count(df_009.deny) == 0 with input as _person("h9c56cc51b374c3ba189210d5b6d4bf57")
}

test_date_of_birth_is_no_pseudonym if {
	every name in ["b19900203", "b03021990"] {
		df_009.deny == {{
			"message": sprintf("the label of person.%s has the form of a date of birth", [name]),
			"at": [],
			"key": "label",
			"fix": "name the person by an index, as in b07",
		}} with input as _person(name)
	}
}
