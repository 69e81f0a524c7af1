# LP-001, LP-002 and LP-005 as one would write them for conftest --combine, and
# for opa fed the same document: every file is in input, and joins are made over
# an index that is built once.
package main

import rego.v1

needs[duty] := definition.needs if {
	some file in input
	some duty, definition in file.contents.duties[_]
}

duties[role] := {d | some d in definition.duties} if {
	some file in input
	some role
	some definition in file.contents.role[role]
}

works[person] := trim_prefix(trim_suffix(member.role, "}"), "${role.") if {
	some file in input
	some group
	some definition in file.contents.people[group]
	some person, member in definition.members
}

needed[role] := {action |
	some duty in names
	some action in needs[trim_prefix(trim_suffix(duty, "}"), "${duty.")]
} if {
	some role, names in duties
}

privileged contains sprintf("%s:%s", [system, verb]) if {
	some file in input
	some system
	some definition in file.contents.system[system]
	some verb in definition.privileged
}

grants contains {"name": name, "to": definition.to, "allow": definition.allow, "jit": object.get(definition, "jit", false)} if {
	some file in input
	some name
	some definition in file.contents.grant[name]
}

deny contains sprintf("LP-001 %s %s", [person, action]) if {
	some grant in grants
	some to in grant.to
	person := trim_prefix(trim_suffix(to, "}"), "${person.")
	some action in grant.allow
	not action in needed[works[person]]
}

deny contains sprintf("LP-002 %s %s", [grant.name, action]) if {
	some grant in grants
	some action in grant.allow
	contains(action, "*")
}

deny contains sprintf("LP-005 %s", [grant.name]) if {
	some grant in grants
	not grant.jit
	some action in grant.allow
	action in privileged
}
