# Words for terms of a contract that are missing or too loose.
package tidegate.sl.terms

# What the contract does, without its name.
said(term) := sprintf("does not state %s; it must be %s", [concat(".", term.at), term.need]) if term.state == "missing"

said(term) := sprintf("states %s for %s; it must be %s", [term.text, concat(".", term.at), term.need]) if term.state == "loose"
