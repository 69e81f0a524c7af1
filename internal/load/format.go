package load

import (
	"bytes"

	"github.com/hashicorp/hcl/v2"
	"github.com/hashicorp/hcl/v2/hclsyntax"
	"github.com/hashicorp/hcl/v2/hclwrite"

	"github.com/tidegate/tidegate/internal/finding"
	"github.com/tidegate/tidegate/internal/source"
)

// HCLFiles lists the files of the tree in HCL's own syntax, sorted, the
// configuration included.
func HCLFiles(tree source.Tree) ([]string, error) {
	names, err := definitionFiles(tree, []string{"."}, nil)
	if err != nil {
		return nil, err
	}
	var out []string
	if config, err := tree.FS.Open(configName); err == nil {
		config.Close()
		out = append(out, configName)
	}
	for _, name := range names {
		if !hasSuffixJSON(name) {
			out = append(out, name)
		}
	}
	return out, nil
}

// Format lays a file out as HCL is laid out. Line endings and everything that is
// not white space stay as they are.
func Format(tree source.Tree, name string) (before, after []byte, problems []finding.Finding, err error) {
	text, refusal, err := readFile(tree, name)
	if err != nil {
		return nil, nil, nil, err
	}
	if refusal != nil {
		return nil, nil, []finding.Finding{*refusal}, nil
	}
	p := &parsed{file: &source.File{Path: name, Text: text}}
	if i := tooDeep(text); i >= 0 {
		p.report(ruleFile, p.bytes(i, i+1), "nesting over 200 levels", "flatten what is nested here")
		return nil, nil, p.problems, nil
	}
	mark := []byte(nil)
	body := text
	if bytes.HasPrefix(text, []byte("\xef\xbb\xbf")) {
		mark, body = text[:3], text[3:]
	}
	_, diags := hclsyntax.ParseConfig(body, name, hcl.Pos{Line: 1, Column: 1, Byte: len(mark)})
	if diags.HasErrors() {
		p.diagnostics(ruleSyntax, diags)
		return nil, nil, p.problems, nil
	}
	return text, append(bytes.Clone(mark), hclwrite.Format(body)...), nil, nil
}

// LaidOut is the text of a file that parses, laid out.
func LaidOut(text []byte) []byte { return hclwrite.Format(text) }
