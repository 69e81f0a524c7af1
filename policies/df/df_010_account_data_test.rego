package tidegate.df.df_010_test

import data.tidegate.df.df_010

_class(level, facts) := {"address": "data_class.cards", "kind": "data_class", "name": "cards", "definition": {"level": level}, "facts": facts}

test_card_numbers_called_internal if {
	df_010.deny == {{
		"message": "data_class.cards is full card numbers, and its level is only internal",
		"at": ["level"],
		"key": "level",
		"fix": "level = \"restricted\"",
	}} with input as _class("internal", {"card": "pan", "held_by": []})
}

test_card_numbers_at_their_level if {
	count(df_010.deny) == 0 with input as _class("restricted", {"card": "pan", "held_by": ["system.vault"]})
	df_010.applies with input as _class("restricted", {"card": "pan", "held_by": []})
}

test_a_class_without_card_data if {
	count(df_010.deny) == 0 with input as _class("internal", {"held_by": []})
	not df_010.applies with input as _class("internal", {"held_by": []})
}

test_authentication_data_is_not_kept if {
	df_010.deny == {{
		"message": "system.vault keeps data_class.cards, which is sensitive authentication data",
		"at": {"address": "system.vault", "path": ["holds"]},
		"key": "kept in system.vault",
		"related": [{"at": ["payment"], "note": "what it is"}],
		"fix": "delete it once a payment is authorised, and take it out of holds",
	}} with input as _class("restricted", {"card": "sad", "held_by": ["system.vault"]})
}

_system(controls) := {"address": "system.vault", "kind": "system", "name": "vault", "definition": {"controls": controls}, "facts": {"card": true}}

test_a_vault_without_guards if {
	{v.key | some v in df_010.deny} == {"encrypted", "mfa"} with input as _system({})
}

test_a_guarded_vault if {
	count(df_010.deny) == 0 with input as _system({"encrypted": true, "mfa": true})
	df_010.applies with input as _system({})
}

test_a_system_without_cards_is_not_asked if {
	not df_010.applies with input as {"address": "system.s", "kind": "system", "name": "s", "definition": {}, "facts": {"card": false}}
}
