package edit_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/tidegate/tidegate/internal/edit"
	"github.com/tidegate/tidegate/internal/loadtest"
	"github.com/tidegate/tidegate/internal/model"
)

const around = `
team "t" {
  location = location.l
}
location "l" {
  country = "PL"
  tz      = "Europe/Warsaw"
  class   = "onshore"
}
system "s" {
  actions = ["a", "b", "c"]
}
`

// definition reads one grant, which may be written in any form.
func definition(t *testing.T, text string) *model.Definition {
	t.Helper()
	return loadtest.Organisation(t, loadtest.Tree(map[string]string{"a.hcl": text, "b.hcl": around})).Lookup("grant.g")
}

func without(gone ...int) func(d *model.Definition) (edit.Cut, error) {
	return func(d *model.Definition) (edit.Cut, error) {
		items := d.Find("allow").Each()
		return edit.List(d, "allow", func(i int) []string {
			for _, g := range gone {
				if i == g {
					return nil
				}
			}
			return []string{edit.Written(&items[i].Value)}
		})
	}
}

func another(d *model.Definition) (edit.Cut, error) {
	cut, err := edit.Set(d, "allow", `["s:b"]`)
	if err != nil {
		return cut, err
	}
	return edit.Copy(d, "g_2", []edit.Cut{cut})
}

func set(attribute, value string) func(d *model.Definition) (edit.Cut, error) {
	return func(d *model.Definition) (edit.Cut, error) { return edit.Set(d, attribute, value) }
}

func TestEdits(t *testing.T) {
	const lines = `grant "g" {
  to = team.t
  allow = [ # in order
    # first
    "s:a", # of three
    # second
    "s:b", # of them
    # third
    "s:c" # and last
    # closing
  ]
}
`
	for name, tt := range map[string]struct {
		before string
		edit   func(d *model.Definition) (edit.Cut, error)
		after  string
	}{
		"an item on one line":       {`grants { g = { to = team.t, allow = ["s:a", "s:b"] } }`, without(0), `grants { g = { to = team.t, allow = ["s:b"] } }`},
		"the last item on one line": {`grants { g = { to = team.t, allow = ["s:a", "s:b"] } }`, without(1), `grants { g = { to = team.t, allow = ["s:a"] } }`},
		"items on lines, the first": {lines, without(0), `grant "g" {
  to = team.t
  allow = [ # in order
    # second
    "s:b", # of them
    # third
    "s:c" # and last
    # closing
  ]
}
`},
		"items on lines, the last": {lines, without(2), `grant "g" {
  to = team.t
  allow = [ # in order
    # first
    "s:a", # of three
    # second
    "s:b", # of them
    # closing
  ]
}
`},
		"items on lines, all but the middle": {lines, without(0, 2), `grant "g" {
  to = team.t
  allow = [ # in order
    # second
    "s:b", # of them
    # closing
  ]
}
`},
		"two items on a line": {"grant \"g\" {\n  to = team.t\n  allow = [\n    \"s:a\", \"s:b\",\n  ]\n}\n", without(1), "grant \"g\" {\n  to = team.t\n  allow = [\n    \"s:a\",\n  ]\n}\n"},
		"a list by an expression": {
			"locals {\n  all = [\"s:a\", \"s:b\"]\n}\ngrant \"g\" {\n  to    = team.t\n  allow = local.all\n}\n", without(0),
			"locals {\n  all = [\"s:a\", \"s:b\"]\n}\ngrant \"g\" {\n  to    = team.t\n  allow = [\"s:b\"]\n}\n",
		},
		"a list of the group": {
			"grants \"x\" {\n  allow = [\"s:a\", \"s:b\"]\n  members = {\n    g = { to = team.t }\n    h = { to = team.t }\n  }\n}\n", without(0),
			"grants \"x\" {\n  allow = [\"s:a\", \"s:b\"]\n  members = {\n    g = { to = team.t, allow = [\"s:b\"] }\n    h = { to = team.t }\n  }\n}\n",
		},
		"an empty row of a group": {
			"grants \"x\" {\n  allow = [\"s:a\"]\n  to    = team.t\n  members = {\n    g = {}\n  }\n}\n", set("valid", `"2026-01-01/"`),
			"grants \"x\" {\n  allow = [\"s:a\"]\n  to    = team.t\n  members = {\n    g = { valid = \"2026-01-01/\" }\n  }\n}\n",
		},
		"an attribute that is there": {"grant \"g\" {\n  to    = team.t\n  allow = [\"s:a\"]\n  valid = \"2026-01-01/\" # until further notice\n}\n", set("valid", `"2026-01-01/2026-12-31"`), "grant \"g\" {\n  to    = team.t\n  allow = [\"s:a\"]\n  valid = \"2026-01-01/2026-12-31\" # until further notice\n}\n"},
		"an attribute behind a comment, laid out as before": {
			"grant \"g\" {\n  to    = team.t\n  allow = [\"s:a\"] # enough\n}\n", set("project_ends", `"2026-01-01"`),
			"grant \"g\" {\n  to           = team.t\n  allow        = [\"s:a\"] # enough\n  project_ends = \"2026-01-01\"\n}\n",
		},
		"carriage returns":  {"grant \"g\" {\r\n  to    = team.t\r\n  allow = [\"s:a\"]\r\n}\r\n", set("valid", `"2026-01-01/"`), "grant \"g\" {\r\n  to    = team.t\r\n  allow = [\"s:a\"]\r\n  valid = \"2026-01-01/\"\r\n}\r\n"},
		"a copy of a block": {"grant \"g\" { # one\n  to    = team.t\n  allow = [\"s:a\"]\n}\n# two\n", another, "grant \"g\" { # one\n  to    = team.t\n  allow = [\"s:a\"]\n}\n\ngrant \"g_2\" { # one\n  to    = team.t\n  allow = [\"s:b\"]\n}\n# two\n"},
		"a copy of a row": {
			"grants \"x\" {\n  to = team.t\n  members = {\n    g = { allow = [\"s:a\"] }\n    h = { allow = [\"s:a\"] }\n  }\n}\n", another,
			"grants \"x\" {\n  to = team.t\n  members = {\n    g   = { allow = [\"s:a\"] }\n    g_2 = { allow = [\"s:b\"] }\n    h   = { allow = [\"s:a\"] }\n  }\n}\n",
		},
		"a block":        {"# one\n\n# two\ngrant \"g\" {\n  to    = team.t\n  allow = [\"s:a\"]\n}\n\n# three\n", edit.Remove, "# one\n\n# three\n"},
		"the last row":   {"grants {\n  h = { to = team.t, allow = [\"s:a\"] }\n\n  # one\n  g = { to = team.t, allow = [\"s:a\"] }\n}\n", edit.Remove, "grants {\n  h = { to = team.t, allow = [\"s:a\"] }\n}\n"},
		"the last block": {"# one\n\ngrant \"g\" {\n  to    = team.t\n  allow = [\"s:a\"]\n}\n", edit.Remove, "# one\n"},
		"a row":          {"grants {\n  # one\n  g = { to = team.t, allow = [\"s:a\"] } # two\n  # three\n  h = { to = team.t, allow = [\"s:a\"] }\n}\n", edit.Remove, "grants {\n  # three\n  h = { to = team.t, allow = [\"s:a\"] }\n}\n"},
	} {
		t.Run(name, func(t *testing.T) {
			cut, err := tt.edit(definition(t, tt.before))
			if err != nil {
				t.Fatal(err)
			}
			files, err := edit.Apply([]edit.Cut{cut})
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(tt.after, string(files[0].After)); diff != "" {
				t.Errorf("(-want +got):\n%s", diff)
			}
		})
	}
}

func TestRefusals(t *testing.T) {
	for name, tt := range map[string]struct {
		before string
		edit   func(d *model.Definition) (edit.Cut, error)
		want   string
	}{
		"rows on one line":    {`grants { g = { to = team.t, allow = ["s:a"] } }`, edit.Remove, "grant.g shares its line with others: take it out of a.hcl by hand"},
		"a control character": {"# \x1b[2J\ngrant \"g\" {\n  to    = team.t\n  allow = [\"s:a\"]\n}\n", set("valid", `"2026-01-01/"`), "a.hcl holds a control character on line 1: no diff of it can be shown; take it out"},
	} {
		t.Run(name, func(t *testing.T) {
			cut, err := tt.edit(definition(t, tt.before))
			if err == nil {
				_, err = edit.Apply([]edit.Cut{cut})
			}
			if err == nil || err.Error() != tt.want {
				t.Errorf("%v, want %s", err, tt.want)
			}
		})
	}
	d := definition(t, `grants { g = { to = team.t, allow = ["s:a"] } }`)
	cut, err := edit.Set(d, "allow", "[]")
	if err != nil {
		t.Fatal(err)
	}
	if _, err := edit.Apply([]edit.Cut{cut, cut}); err == nil {
		t.Error("one place was edited twice")
	}
}
