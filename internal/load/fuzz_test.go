package load

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/hashicorp/hcl/v2"
	"github.com/hashicorp/hcl/v2/hclsyntax"

	"github.com/tidegate/tidegate/internal/finding"
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
			org, problems, err := (&Loader{Kinds: kinds}).Load(source.Tree{FS: fstest.MapFS{name: {Data: text}}})
			if err != nil && !strings.HasPrefix(err.Error(), "no definitions") {
				t.Fatal(err)
			}
			if err == nil && (org == nil) != (len(problems) > 0) {
				t.Fatalf("%d problems, model %v", len(problems), org != nil)
			}
			for _, p := range problems {
				at := p.Place.Range
				if p.Message == "" || p.Severity != finding.Invalid || at.IsZero() || at.Start > at.End || int(at.End) > len(text)+1 {
					t.Fatalf("%+v at %d to %d of %d", p, at.Start, at.End, len(text))
				}
				at.StartPosition()
				at.File.Line(at.EndPosition().Line)
			}
		}
	})
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
}

func FuzzConfig(f *testing.F) {
	f.Add([]byte("definitions = [\"teams\"]\nfail_level = \"high\"\nseverity = { LP-001 = \"critical\" }\n"))
	f.Add([]byte("definitions = [1, local.x]"))
	f.Fuzz(func(t *testing.T, text []byte) {
		config, problems, err := ReadConfig(source.Tree{FS: fstest.MapFS{configName: {Data: text}}})
		if err != nil {
			t.Fatal(err)
		}
		if (config == nil) != (len(problems) > 0) {
			t.Fatalf("%d problems, config %v", len(problems), config)
		}
	})
}
