package load

import (
	"bytes"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/hashicorp/hcl/v2"
	"github.com/hashicorp/hcl/v2/hclsyntax"

	"github.com/tidegate/tidegate/internal/finding"
	"github.com/tidegate/tidegate/internal/fuzzing"
	"github.com/tidegate/tidegate/internal/model"
	"github.com/tidegate/tidegate/internal/source"
	"github.com/tidegate/tidegate/schemas"
)

func seed(f *testing.F) *Kinds {
	f.Helper()
	files, err := filepath.Glob("../../teams/*.hcl")
	if err != nil {
		f.Fatal(err)
	}
	for _, name := range files {
		text, err := os.ReadFile(name)
		if err != nil {
			f.Fatal(err)
		}
		f.Add(text)
	}
	for _, text := range []string{
		"", "\xef\xbb\xbf", "x", "x {", "locals {\n a = \"${local.a}\"\n}", "person \"p\" {\n start = date_add(\"2026-01-31\", \"1mo\")\n}",
		"people \"g\" {\n members = {}\n}", "people \"g\" {\n members = { a = { b = person.a.b.c } }\n}", "duties {\n a = { needs = [\"*\"] }\n}",
		"{\"team\": {\"t\": {\"location\": \"${location.l}\"}}}", "locals {\n a = <<X\n${local.b}\nX\n}", "role \"a\" {\n includes = [role.a]\n}",
		"locals {\n a = format(\"%9999d\", 1)\n}", "tiers {\n a = null\n}", "launch \"l\" {\n gates = { w = { x = [1, true, null] } }\n}",
	} {
		f.Add([]byte(text))
	}
	kinds, _, err := ReadKinds(schemas.FS, source.Tree{}, nil)
	if err != nil {
		f.Fatal(err)
	}
	return kinds
}

// Whatever the bytes are, loading ends, and either gives a model or says what is
// wrong at a place that exists.
func FuzzLoad(f *testing.F) {
	kinds := seed(f)
	f.Fuzz(func(t *testing.T, text []byte) {
		for _, name := range []string{"a.hcl", "a.hcl.json"} {
			var org *model.Organisation
			var problems []finding.Finding
			var err error
			fuzzing.Bounded(t, func() {
				org, problems, err = (&Loader{Kinds: kinds}).Load(source.Tree{FS: fstest.MapFS{name: {Data: text}}})
			})
			if err != nil && !strings.HasPrefix(err.Error(), "no definitions") {
				t.Fatal(err)
			}
			if err == nil && (org == nil) != (len(problems) > 0) {
				t.Fatalf("%d problems, model %v", len(problems), org != nil)
			}
			placed(t, problems, text)
		}
	})
}

// placed fails where a problem says nothing, or points at no place of the text.
func placed(t *testing.T, problems []finding.Finding, text []byte) {
	t.Helper()
	for _, p := range problems {
		at := p.Place.Range
		if p.Message == "" || p.Severity != finding.Invalid || at.IsZero() || at.Start > at.End || int(at.End) > len(text)+1 {
			t.Fatalf("%+v at %d to %d of %d", p, at.Start, at.End, len(text))
		}
		at.StartPosition()
		at.File.Line(at.EndPosition().Line)
	}
}

// What is plainly shallow is so by the lexer too, with room to spare, and what the limits
// let through can be parsed, evaluated and laid out.
func FuzzNesting(f *testing.F) {
	seed(f)
	for _, text := range []string{
		strings.Repeat("[", 300), "a = \"" + strings.Repeat("${[", 150), strings.Repeat(")", 300) + strings.Repeat("[", 300), "/*" + strings.Repeat("[", 300),
		"a = 1" + strings.Repeat(" + 1", 3000), "a = b" + strings.Repeat("[0]", 3000), "a = " + strings.Repeat("-", 300) + "1", "a = " + strings.Repeat("b ? c : ", 300) + "1",
		"{\"a\": \"${\", \"b\": " + strings.Repeat("[", 300) + strings.Repeat("]", 300) + "}", "{\"a\": \"" + strings.Repeat("${[", 150) + "\"}",
	} {
		f.Add([]byte(text))
	}
	f.Fuzz(func(t *testing.T, text []byte) {
		fuzzing.Bounded(t, func() {
			tokens, _ := hclsyntax.LexConfig(text, "", hcl.InitialPos)
			found := tokenExcess(tokens)
			if plainlyShallow(text) && found != nil {
				t.Fatalf("plainly shallow, and the lexer finds %s at %d", found.message, found.at)
			}
			for name, found := range map[string]*excess{"a.hcl": found, "a.json": jsonExcess(text)} {
				if found != nil && (found.at < 0 || found.at >= len(text)) {
					t.Fatalf("%s: offset %d of %d", name, found.at, len(text))
				}
			}
		})
	})
}

func FuzzConfig(f *testing.F) {
	f.Add([]byte("definitions = [\"teams\"]\nfail_level = \"high\"\nseverity = { LP-001 = \"critical\" }\n"))
	f.Add([]byte("definitions = [1, local.x]"))
	f.Fuzz(func(t *testing.T, text []byte) {
		fuzzing.Bounded(t, func() {
			config, problems, err := ReadConfig(source.Tree{FS: fstest.MapFS{configName: {Data: text}}})
			if err != nil {
				t.Fatal(err)
			}
			if (config == nil) != (len(problems) > 0) {
				t.Fatalf("%d problems, config %v", len(problems), config)
			}
			placed(t, problems, text)
		})
	})
}

// What a connector or an identity provider wrote, however it is broken, is read whole or
// not at all, and what is wrong is said at a place that exists.
func FuzzObservations(f *testing.F) {
	for _, text := range []string{
		`{"observed_at": "2026-10-04T00:00:00Z", "window_start": "2026-07-01", "accounts": {"a": {"enabled": true, "created": "2026-01-01", "last_login": "2026-10-01", "last_used": {"s:a": "2026-10-01"}}}}`,
		"account,action,last_used,last_login,enabled,created,person\na,s:a,2026-10-01,2026-10-01,TRUE,2026-01-01,p\n", "sep=;\naccount;roles\na;\"x;y\"\n", "\xef\xbb\xbfaccount\n\"a\n",
		`{"schemas": ["urn:ietf:params:scim:api:messages:2.0:ListResponse"], "totalResults": 2, "startIndex": 1, "itemsPerPage": 2, "Resources": [{"id": "1", "userName": "a", "active": true}, {"id": "2", "displayName": "g", "members": [{"value": "1"}]}]}`,
		`[{"id": "1", "status": "ACTIVE", "profile": {"login": "a@x.example"}, "lastLogin": null}]`, `{"value": [{"id": "1", "userPrincipalName": "a", "accountEnabled": true, "signInActivity": {"lastSignInDateTime": "2026-10-01T00:00:00Z"}}], "@odata.nextLink": "x"}`,
		`{"users": [{"primaryEmail": "a", "suspended": false, "lastLoginTime": "1970-01-01T00:00:00.000Z"}], "nextPageToken": "x"}`,
		"User,Email Address [Required],Status [READ ONLY]\na,a@x.example,Active\n", `{"errorCode": "E0000011"}`, "userPrincipalName|accountEnabled\na|yes\n", `{"a": 1e99999999}`,
	} {
		f.Add([]byte(text))
	}
	f.Fuzz(func(t *testing.T, text []byte) {
		for _, name := range []string{"a.json", "a.csv"} {
			tree := source.Tree{FS: fstest.MapFS{name: {Data: text}}}
			whole := func(out *model.Observations, problems []finding.Finding, err error) {
				if err != nil {
					t.Fatal(err)
				}
				if (out == nil) != (len(problems) > 0) {
					t.Fatalf("%d problems, observations %v", len(problems), out != nil)
				}
				placed(t, problems, text)
			}
			fuzzing.Bounded(t, func() { whole(Observations(tree, name)) })
			for _, format := range append(slices.Clone(ExportFormats), "") {
				fuzzing.Bounded(t, func() { whole(Export([]ExportFile{{tree, name}}, ExportOptions{Format: format})) })
			}
		}
	})
}

// A list of reviews is read or refused, and each review names a whole commit.
func FuzzReviews(f *testing.F) {
	f.Add([]byte(`[{"user": {"login": "a"}, "state": "APPROVED", "commit_id": "0123456789012345678901234567890123456789", "submitted_at": "2026-10-01T00:00:00Z"}]`))
	f.Add([]byte(`[[]][[]]`))
	f.Fuzz(func(t *testing.T, text []byte) {
		fuzzing.Bounded(t, func() {
			reviews, err := Reviews(text)
			for _, r := range reviews {
				if err == nil && !fullHash.MatchString(r.Commit) {
					t.Fatalf("%+v", r)
				}
			}
		})
	})
}

// The schema of a repository is read or refused, and a definition is held against what
// was read, whatever that is.
func FuzzSchema(f *testing.F) {
	names, err := fs.Glob(schemas.FS, "*.json")
	if err != nil {
		f.Fatal(err)
	}
	for _, name := range names {
		text, err := fs.ReadFile(schemas.FS, name)
		if err != nil {
			f.Fatal(err)
		}
		f.Add(text, "a = 1")
	}
	f.Add([]byte(`{"type": "object", "properties": {"a": {"$ref": "#/definitions/x"}}, "definitions": {"x": {"allOf": [{"$ref": "#"}]}}}`), "a = { a = {} }")
	f.Add([]byte(`{"type": "object", "properties": {"a": {"type": ["string", "null"], "pattern": "^(a+)+$", "x-type": "date"}}, "required": ["a"]}`), "a = \"aaaaaaaaaaaaaaaaaaaaaaaaaaaaaa!\"")
	f.Add([]byte(`{"properties": {"a": {"multipleOf": 1e-300}}}`), "a = 1e300")
	f.Fuzz(func(t *testing.T, text []byte, body string) {
		tree := source.Tree{FS: fstest.MapFS{"schemas/gadget.json": {Data: text}, "a.hcl": {Data: []byte("gadget \"g\" {\n" + body + "\n}\n")}}}
		fuzzing.Bounded(t, func() {
			kinds, problems, err := ReadKinds(schemas.FS, tree, []string{"schemas"})
			if err != nil {
				t.Fatal(err)
			}
			placed(t, problems, text)
			if len(problems) > 0 {
				return
			}
			org, problems, err := (&Loader{Kinds: kinds}).Load(tree)
			if err != nil || (org == nil) != (len(problems) > 0) {
				t.Fatalf("%d problems, model %v (%v)", len(problems), org != nil, err)
			}
		})
	})
}

// What is laid out twice is as it is laid out once, and says the same.
func FuzzFormat(f *testing.F) {
	seed(f)
	f.Add([]byte("a = <<-X\n  ${ [ 1,\n2 ] }\n  X\nb   =  1\n"))
	f.Fuzz(func(t *testing.T, text []byte) {
		lay := func(text []byte) ([]byte, []byte) {
			var before, after []byte
			fuzzing.Bounded(t, func() {
				var problems []finding.Finding
				var err error
				before, after, problems, err = Format(source.Tree{FS: fstest.MapFS{"a.hcl": {Data: text}}}, "a.hcl")
				if err != nil || (before == nil) != (len(problems) > 0) {
					t.Fatalf("%d problems (%v)", len(problems), err)
				}
				placed(t, problems, text)
			})
			return before, after
		}
		before, once := lay(text)
		if before == nil {
			return
		}
		again, twice := lay(once)
		if again == nil || !bytes.Equal(once, twice) {
			t.Fatalf("once:\n%q\ntwice:\n%q", once, twice)
		}
		if a, b := words(before), words(once); !slices.Equal(a, b) {
			t.Fatalf("before:\n%q\nafter:\n%q", before, once)
		}
	})
}

// words are the tokens of a text without white space.
func words(text []byte) []string {
	tokens, _ := hclsyntax.LexConfig(text, "", hcl.InitialPos)
	var out []string
	for _, t := range tokens {
		out = append(out, fmt.Sprintf("%c %s", t.Type, bytes.TrimSpace(t.Bytes)))
	}
	return out
}
