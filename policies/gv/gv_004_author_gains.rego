# METADATA
# title: The author of a change gains by it
# description: |
#   Nobody gives access to themselves, and nobody approves their own change.
#
#   The author of a change, known by an identity map that the change itself does not touch, gains no action by
#   it, and is not the one who approves or reviews what it adds. Where there is a map, an author whom it does
#   not know is a finding too. Judged where trees are compared: tidegate check --against, and the hooks.
# custom:
#   id: GV-004
#   severity: critical
#   subject: change
#   remediation: |
#     Let somebody else make the change, or approve it.
#   controls:
#     SOC 2: ["CC8.1"]
#     ISO 27001:2022: ["A.5.3", "A.8.32"]
#     NIST 800-53 r5: ["AC-5"]
#   bad: |
#     reviewer_group "access" {
#       kinds  = ["grant"]
#       people = [person.a01]
#     }
#     person "a01" {
#       start = "2025-01-06"
#     }
#     # person.a01 commits a grant to person.a01
#   good: |
#     reviewer_group "access" {
#       kinds  = ["grant"]
#       people = [person.a01]
#     }
#     person "a01" {
#       start = "2025-01-06"
#     }
#     # person.a02 commits it
package tidegate.gv.gv_004

deny contains {
	"message": sprintf("%s makes this change and gains %s by it", [gain.person, gain.action]),
	"at": {"address": gain.address, "path": gain.at},
	"key": sprintf("%s %s", [gain.person, gain.action]),
	"related": [{"address": gain.person, "at": [], "note": "the author"}],
	"fix": "let somebody else make the change",
} if {
	some gain in input.facts.gains
}

deny contains {
	"message": sprintf("%s makes this change and approves %s in it", [gain.person, gain.address]),
	"at": {"address": gain.address, "path": gain.at},
	"key": sprintf("%s %s", [gain.person, gain.address]),
	"severity": "high",
	"related": [{"address": gain.person, "at": [], "note": "the author"}],
	"fix": "let somebody else approve it",
} if {
	some gain in input.facts.approves
}

deny contains {
	"message": sprintf("the author %q is in no identity map", [name]),
	"at": [],
	"key": sprintf("unknown %s", [name]),
	"severity": "medium",
	"fix": "add the author's hash, as tidegate identity prints it, to an identity map",
} if {
	input.facts.mapped
	some name in input.facts.unknown
}
