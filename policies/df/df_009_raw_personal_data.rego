# METADATA
# title: Raw personal data in the definitions
# description: |
#   Git history is forever, and widely cloned.
#
#   No file has anything in it that looks like an e-mail address, a telephone number, a bank account, a card
#   number, a national identity number or a date of birth: in strings, names and comments, in definitions and in
#   the observations. Check digits are checked where there are any. The label of a person is a pseudonym. A
#   check is a date or "pending", which the loader sees to. What was found is not printed.
# custom:
#   id: DF-009
#   severity: critical
#   subject: [file, person]
#   waivable: false
#   params:
#     label_pattern:
#       type: "string"
#       default: "^[a-z]\\d{2,}$"
#       stricter: "any"
#       description: "The regular expression (RE2) that a person's label matches."
#     allow:
#       type: "list"
#       default: []
#       stricter: "fewer"
#       description: "Texts that are allowed as they stand, such as role mailboxes."
#     patterns:
#       type: "table"
#       default: {}
#       stricter: "more"
#       description: "More forms to look for: a regular expression (RE2) by what it is."
#   remediation: |
#     Remove it, rotate the pseudonym, purge the history, and record an incident if it was pushed. Role mailboxes
#     may be allowed by name.
#   controls:
#     SOC 2: ["CC6.1"]
#     ISO 27001:2022: ["A.5.34", "A.8.11"]
#     NIST 800-53 r5: ["SI-19"]
#     GDPR: ["Art. 5(1)(c)", "Art. 10", "Art. 25(1)", "Art. 32(1)(a)"]
#   bad: |
#     # ask jane.doe@solstice.shop
#     location "hq" {
#       country = "US"
#       tz      = "America/Chicago"
#       class   = "hq"
#     }
#   good: |
#     # ask the privacy lead
#     location "hq" {
#       country = "US"
#       tz      = "America/Chicago"
#       class   = "hq"
#     }
package tidegate.df.df_009

deny contains {
	"message": sprintf("something here has the form of personal data: %s", [found.kind]),
	"at": found.at,
	"key": found.key,
	"fix": "remove it, here and in the history, and record an incident if it was pushed",
} if {
	input.kind == "file"
	some found in input.facts.personal
}

deny contains {
	"message": sprintf("the label of %s is not a pseudonym", [input.address]),
	"at": [],
	"key": "label",
	"because": [sprintf("a pseudonym looks like %s, or is a keyed hash of 16 to 64 hexadecimal digits", [input.params["DF-009"].label_pattern])],
	"fix": "name the person by an index, as in b07",
} if {
	input.kind == "person"
	not _pseudonym
}

deny contains {
	"message": sprintf("the label of %s has the form of a date of birth", [input.address]),
	"at": [],
	"key": "label",
	"fix": "name the person by an index, as in b07",
} if {
	input.kind == "person"
	_pseudonym
	_birth_date
}

_pseudonym if regex.match(input.params["DF-009"].label_pattern, input.name)

# A keyed hash says nothing of whom it stands for.
_pseudonym if regex.match(`^[a-z]?[0-9a-f]{16,64}$`, input.name)

_birth_date if regex.match(`^[a-z]?_?(19[3-9][0-9]|20[01][0-9])[_-]?(0[1-9]|1[0-2])[_-]?(0[1-9]|[12][0-9]|3[01])$`, input.name)

_birth_date if regex.match(`^[a-z]?_?(0[1-9]|[12][0-9]|3[01])[_-]?(0[1-9]|1[0-2])[_-]?(19[3-9][0-9]|20[01][0-9])$`, input.name)
