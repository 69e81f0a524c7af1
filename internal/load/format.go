package load

import (
	"bytes"
	"fmt"

	"github.com/hashicorp/hcl/v2"
	"github.com/hashicorp/hcl/v2/hclsyntax"
	"github.com/hashicorp/hcl/v2/hclwrite"

	"github.com/tidegate/tidegate/internal/finding"
	"github.com/tidegate/tidegate/internal/source"
)

// HCLFiles lists the files of the tree in HCL's own syntax, sorted, the
// configuration included.
func HCLFiles(tree source.Tree) ([]string, error) {
	names, err := definitionFiles(tree, []string{"."}, nil, nil)
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
	return text, append(bytes.Clone(mark), LaidOut(body)...), nil, nil
}

// LaidOut is the text of a file that parses, laid out.
//
// hclwrite counts the brackets of an expression in a heredoc on one side only, and so
// moves what follows. What stands in such heredocs is no white space of the layout: it
// is taken out and put back as it was.
func LaidOut(text []byte) []byte {
	mark := "tidegate"
	for bytes.Contains(text, []byte(mark)) {
		mark += "_"
	}
	tokens, _ := hclsyntax.LexConfig(text, "", hcl.InitialPos)
	var out []byte
	var bodies [][]byte
	done, begin, depth := 0, 0, 0
	for _, t := range tokens {
		switch t.Type {
		case hclsyntax.TokenOHeredoc:
			if depth++; depth == 1 {
				begin = t.Range.End.Byte
			}
		case hclsyntax.TokenCHeredoc:
			if depth--; depth > 0 {
				continue
			}
			body := text[begin:t.Range.Start.Byte]
			if bytes.Contains(body, []byte("${")) || bytes.Contains(body, []byte("%{")) {
				out = append(out, text[done:begin]...)
				out = append(out, fmt.Sprintf("%s%d.\n", mark, len(bodies))...)
				bodies = append(bodies, body)
				done = t.Range.Start.Byte
			}
		}
	}
	out = hclwrite.Format(append(out, text[done:]...))
	for i, body := range bodies {
		out = bytes.Replace(out, fmt.Appendf(nil, "%s%d.\n", mark, i), body, 1)
	}
	return out
}
