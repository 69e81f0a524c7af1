package edit_test

import (
	"testing"
	"testing/fstest"

	"github.com/tidegate/tidegate/internal/edit"
	"github.com/tidegate/tidegate/internal/fuzzing"
	"github.com/tidegate/tidegate/internal/load"
	"github.com/tidegate/tidegate/internal/model"
	"github.com/tidegate/tidegate/internal/source"
	"github.com/tidegate/tidegate/schemas"
)

// What is edited and edited back is as it was to the byte, once laid out, and an edit of one attribute
// leaves every other as it reads.
func FuzzEdit(f *testing.F) {
	for _, text := range []string{
		"grant \"g\" {\n  to    = team.t\n  allow = [\"s:a\", \"s:b\"] # both\n}\n",
		"grants \"x\" {\n  allow = [\"s:a\"]\n  members = {\n    g = { to = team.t } // one\n    h = { to = team.t, allow = [\"s:b\"] }\n  }\n}\n",
		"grants { g = { to = team.t, allow = [\n# first\n\"s:a\",\n\"s:b\" /* second */ ] } }",
		"grant \"g\" {\r\n  to = team.t\r\n  allow = [\"s:a\"]\r\n}\r\n", "\xef\xbb\xbfgrant \"g\" { \n to = team.t \n allow = local.all \n}\nlocals {\n all = [\"s:a\"]\n}\n",
		"grant \"g\" {\n  to = team.t\n  allow = [\n    \"s:a\",\n  ]\n  for = <<X\nduty\nX\n}\n",
	} {
		f.Add([]byte(text))
	}
	kinds, _, err := load.ReadKinds(schemas.FS, source.Tree{}, nil)
	if err != nil {
		f.Fatal(err)
	}
	read := func(text []byte) (*model.Organisation, error) {
		tree := source.Tree{FS: fstest.MapFS{"a.hcl": {Data: text}, "b.hcl": {Data: []byte(around)}}}
		org, _, err := (&load.Loader{Kinds: kinds}).Load(tree)
		return org, err
	}
	f.Fuzz(func(t *testing.T, text []byte) {
		fuzzing.Bounded(t, func() {
			org, err := read(text)
			if err != nil || org == nil {
				return
			}
			for _, d := range org.Kinds["grant"] {
				v := d.Find("allow")
				if v == nil {
					continue
				}
				was := v.Range.Text()
				once, ok := edited(t, d, `["s:c"]`, text)
				if !ok {
					continue
				}
				changed, err := read(once)
				if err != nil || changed == nil {
					t.Fatalf("the edit broke the file:\n%s\n%s", text, once)
				}
				after := changed.Lookup(d.Address())
				if after == nil || after.Find("allow").Range.Text() != `["s:c"]` {
					t.Fatalf("the edit did not do what it says:\n%s", once)
				}
				for _, field := range d.Value.Items {
					if other := after.Find(field.Name); field.Name != "allow" && (other == nil || other.Range.Text() != field.Value.Range.Text()) {
						t.Fatalf("the edit changed %s as well:\n%s\n%s", field.Name, text, once)
					}
				}
				if v.Range.File != d.Header.File || v.Range.Start < d.Header.Start || v.Range.End > d.Value.Range.End {
					continue // the group's, or a local's: what is edited back is written twice
				}
				if back, ok := edited(t, after, was, once); !ok || string(load.LaidOut(back)) != string(load.LaidOut(text)) { // an edit lays a file out again that was
					t.Fatalf("there and back:\n%q\n%q\n%q", text, once, back)
				}
			}
		})
	})
}

// edited is a text after an attribute was set, unless the edit is refused.
func edited(t *testing.T, d *model.Definition, value string, text []byte) ([]byte, bool) {
	t.Helper()
	cut, err := edit.Set(d, "allow", value)
	if err != nil {
		return nil, false
	}
	files, err := edit.Apply([]edit.Cut{cut})
	if err != nil {
		return nil, false
	}
	if len(files) == 0 {
		return text, true
	}
	return files[0].After, true
}
