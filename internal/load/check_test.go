package load

import (
	"strings"
	"testing"
	"testing/fstest"

	"github.com/tidegate/tidegate/internal/source"
	"github.com/tidegate/tidegate/schemas"
)

// What cannot be is refused where it is written, and what looks like it and can be is not.
func TestWhatCannotBeIsRefused(t *testing.T) {
	kinds, _, err := ReadKinds(schemas.FS, source.Tree{}, nil)
	if err != nil {
		t.Fatal(err)
	}
	const around = `
location "l" {
  country = "PL"
  tz      = "Europe/Warsaw"
  class   = "onshore"
}
team "t" {
  location = location.l
}
person "p" {
  team  = team.t
  start = "2026-01-05"
}
system "s" {
  actions = ["a"]
}
`
	for name, tt := range map[string]struct{ text, want string }{
		"a zone that is an abbreviation":     {"location \"x\" {\n  country = \"PL\"\n  tz = \"EST\"\n  class = \"onshore\"\n}", "EST"},
		"an end before its start":            {"grant \"g\" {\n  to = person.p\n  allow = [\"s:a\"]\n  valid = \"2026-10-05/2026-10-04\"\n}", "2026-10-04"},
		"an end on its start":                {"grant \"g\" {\n  to = person.p\n  allow = [\"s:a\"]\n  valid = \"2026-10-05/2026-10-05\"\n}", ""},
		"work that ends before it began":     {"person \"q\" {\n  team = team.t\n  start = \"2026-10-05\"\n  until = \"2026-10-04\"\n}", "lies before"},
		"a break as long as the shift":       {"team \"u\" {\n  location = location.l\n  shifts = { day = { days = \"mon-fri\", hours = \"08:00-16:00\", break = \"8h\" } }\n}", "as long as the whole shift"},
		"a negative count":                   {"coverage \"c\" {\n  days = \"mon-fri\"\n  window = \"08:00-16:00\"\n  tz = \"UTC\"\n  min = { chat = -1 }\n}", "negative"},
		"more than a hundred percent":        {"contract \"c\" {\n  vendor = vendor.v\n  errors = { refunds = \"101%\" }\n}\nvendor \"v\" {\n  country = \"CO\"\n}", "101%"},
		"somebody who supervises themselves": {"person \"q\" {\n  team = team.t\n  start = \"2026-10-05\"\n  manager = person.q\n}", "person.q"},
		"managers in a circle":               {"person \"q\" {\n  team = team.t\n  start = \"2026-10-05\"\n  manager = person.r\n}\nperson \"r\" {\n  team = team.t\n  start = \"2026-10-05\"\n  manager = person.q\n}", "person."},
		"roles in a circle":                  {"role \"a\" {\n  includes = [role.b]\n}\nrole \"b\" {\n  includes = [role.a]\n}", "role."},
		"two companies":                      {"company \"a\" {\n}\ncompany \"b\" {\n}", "company"},
		"a day that does not exist":          {"person \"q\" {\n  team = team.t\n  start = \"2026-02-29\"\n}", "2026-02-29"},
		"a leap day":                         {"person \"q\" {\n  team = team.t\n  start = \"2028-02-29\"\n}", ""},
		"a country that is none":             {"location \"x\" {\n  country = \"XX\"\n  tz = \"UTC\"\n  class = \"onshore\"\n}", "XX"},
	} {
		t.Run(name, func(t *testing.T) {
			_, problems, err := (&Loader{Kinds: kinds}).Load(source.Tree{FS: fstest.MapFS{"a.hcl": {Data: []byte(around)}, "b.hcl": {Data: []byte(tt.text)}}})
			if err != nil {
				t.Fatal(err)
			}
			said := ""
			for _, p := range problems {
				said += string(p.Message) + "\n"
				if p.Place.Range.Path() != "b.hcl" || p.Fix == "" {
					t.Errorf("%q at %s, fix %q", p.Message, p.Place.Range.Path(), p.Fix)
				}
			}
			if tt.want == "" && said != "" || tt.want != "" && !strings.Contains(said, tt.want) {
				t.Errorf("said %q, want %q", said, tt.want)
			}
		})
	}
}
