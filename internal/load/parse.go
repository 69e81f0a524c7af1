package load

import (
	"errors"
	"fmt"
	"io/fs"
	"path"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"github.com/hashicorp/hcl/v2"
	"github.com/hashicorp/hcl/v2/hclsyntax"
	hcljson "github.com/hashicorp/hcl/v2/json"
	"github.com/zclconf/go-cty/cty"
	"golang.org/x/text/unicode/norm"

	"github.com/tidegate/tidegate/internal/finding"
	"github.com/tidegate/tidegate/internal/model"
	"github.com/tidegate/tidegate/internal/source"
)

// deferred marks a value that cannot be known before every file is read: it
// mentions a local or calls a function. Its Text is the index of its expression.
const deferred model.Type = 255

// A block is one block of a file, before anyone knows what it defines.
type block struct {
	kind, label string
	labelled    bool
	kindRange   source.Range
	header      source.Range
	body        model.Value
}

// A parsed file holds plain values; the syntax tree is dropped, which is what
// keeps memory small, except for the few expressions that must wait.
type parsed struct {
	file     *source.File
	blocks   []block
	pending  []hcl.Expression
	problems []finding.Finding
}

// definitionFiles lists the definition files below the directories, sorted. Skipped is
// told of those that are left out, and of folders.
func definitionFiles(tree source.Tree, dirs, without []string, skipped func(name, why string)) ([]string, error) {
	var names []string
	skip := func(name, why string, result error) error {
		if skipped != nil {
			skipped(name, why)
		}
		return result
	}
	for _, dir := range dirs {
		err := fs.WalkDir(tree.FS, dir, func(name string, d fs.DirEntry, err error) error {
			switch {
			case !utf8.ValidString(name) && (d != nil && d.IsDir() || isDefinitions(name)):
				return fmt.Errorf("%q is no name in UTF-8; rename it, so that every system reads the same", name)
			case name == dir && errors.Is(err, fs.ErrNotExist):
				return fmt.Errorf("%w: there is no folder %s", ErrNoDefinitions, dir)
			case err != nil:
				return fmt.Errorf("reading %s: %w", name, err)
			case d.IsDir() && name != dir && strings.HasPrefix(d.Name(), "."):
				return skip(name, "it is hidden", fs.SkipDir)
			case d.IsDir() && name != dir && slices.Contains(without, name):
				return skip(name, "tidegate.hcl says that it holds no definitions", fs.SkipDir)
			case d.IsDir() || name == configName || !isDefinitions(name):
				return nil
			case strings.HasPrefix(d.Name(), "."): // of tools and editors
				return skip(name, "it is hidden", nil)
			case slices.Contains(without, name):
				return skip(name, "tidegate.hcl excludes it", nil)
			case d.Type()&fs.ModeSymlink != 0 && leadsToDefinitions(tree, name):
				return skip(name, "it is a link to definitions that are read under their own name", nil)
			}
			names = append(names, name)
			return nil
		})
		if err != nil {
			return nil, err
		}
	}
	slices.Sort(names)
	return slices.Compact(names), nil
}

func isDefinitions(name string) bool {
	return strings.HasSuffix(name, ".hcl") || strings.HasSuffix(name, ".hcl.json")
}

// leadsToDefinitions reports whether a link leads to a definition file of the
// same tree, or to a folder in it. Any other link is opened, and refused there.
func leadsToDefinitions(tree source.Tree, name string) bool {
	info, err := fs.Stat(tree.FS, name)
	if err != nil {
		return false
	}
	if info.IsDir() {
		return true
	}
	target, err := fs.ReadLink(tree.FS, name)
	if err != nil || path.IsAbs(target) {
		return false
	}
	target = path.Join(path.Dir(name), target)
	return isDefinitions(target) && !strings.Contains("/"+target, "/.")
}

// parse reads one file into blocks.
func parse(file *source.File) *parsed {
	p := &parsed{file: file}
	if strings.HasSuffix(file.Path, ".json") {
		p.parseJSON()
	} else {
		p.parseNative()
	}
	return p
}

func (p *parsed) report(rule string, at source.Range, message, fix string) {
	p.problems = append(p.problems, problem(rule, at, message, fix))
}

func (p *parsed) bytes(start, end int) source.Range {
	n := len(p.file.Text)
	return source.Range{File: p.file, Start: uint32(min(start, n)), End: uint32(min(end, n))}
}

func (p *parsed) at(r hcl.Range) source.Range { return p.bytes(r.Start.Byte, r.End.Byte) }

func (p *parsed) diagnostics(rule string, diags hcl.Diagnostics) {
	for _, d := range diags {
		if d.Severity != hcl.DiagError {
			continue
		}
		at := source.Range{File: p.file}
		if d.Subject != nil {
			at = p.at(*d.Subject)
		}
		message, fix := describe(d)
		p.report(rule, at, message, fix)
	}
}

// describe makes a message of the summary and the first sentence of HCL's
// detail, and advice of the rest.
func describe(d *hcl.Diagnostic) (message, fix string) {
	first, rest, _ := strings.Cut(strings.ReplaceAll(d.Detail, "\n", " "), ". ")
	message = lowerFirst(d.Summary)
	if first = lowerFirst(strings.TrimSuffix(first, ".")); first != "" {
		message += ": " + first
	}
	if rest == "" {
		return message, "correct it at the place shown"
	}
	return message, lowerFirst(strings.TrimSuffix(rest, "."))
}

func lowerFirst(s string) string {
	if len(s) > 1 && s[0] >= 'A' && s[0] <= 'Z' && (s[1] < 'A' || s[1] > 'Z') {
		return string(s[0]+'a'-'A') + s[1:]
	}
	return s
}

func (p *parsed) parseNative() {
	text, start := p.file.Text, hcl.InitialPos
	if strings.HasPrefix(string(text[:min(3, len(text))]), "\xef\xbb\xbf") {
		text, start.Byte = text[3:], 3
	}
	file, diags := hclsyntax.ParseConfig(text, p.file.Path, start)
	if diags.HasErrors() {
		p.diagnostics(ruleSyntax, diags)
		return
	}
	body := file.Body.(*hclsyntax.Body)
	for _, attribute := range body.Attributes {
		p.report(ruleKind, p.at(attribute.NameRange), fmt.Sprintf("%q stands outside any block", attribute.Name),
			"put it into a block, or into locals { … }")
	}
	for _, b := range body.Blocks {
		p.block(b)
	}
}

func (p *parsed) block(b *hclsyntax.Block) {
	header := p.bytes(b.TypeRange.Start.Byte, b.TypeRange.End.Byte)
	out := block{kind: b.Type, kindRange: header, header: header}
	switch len(b.Labels) {
	case 0:
	case 1:
		out.label, out.labelled = norm.NFC.String(b.Labels[0]), true
		out.header = p.bytes(b.TypeRange.Start.Byte, b.LabelRanges[0].End.Byte)
	default:
		p.report(ruleKind, p.at(b.LabelRanges[1]), "a block has one label at most", "remove the other labels")
		return
	}
	for _, nested := range b.Body.Blocks {
		p.report(ruleKind, p.at(nested.TypeRange), fmt.Sprintf("%q is a block inside a block", nested.Type),
			fmt.Sprintf("write it as an attribute: %s = { … }", nested.Type))
	}
	out.body = model.Value{Type: model.Object, Range: p.at(b.Body.SrcRange)}
	attributes := make([]*hclsyntax.Attribute, 0, len(b.Body.Attributes))
	for _, a := range b.Body.Attributes {
		attributes = append(attributes, a)
	}
	slices.SortFunc(attributes, func(a, b *hclsyntax.Attribute) int { return a.NameRange.Start.Byte - b.NameRange.Start.Byte })
	for _, a := range attributes {
		out.body.Items = append(out.body.Items, model.Field{
			Name: norm.NFC.String(a.Name), NameRange: p.at(a.NameRange), Value: p.value(a.Expr),
		})
	}
	p.blocks = append(p.blocks, out)
}

// value turns an expression into a value with the places of all its parts.
// What is written out, which is nearly everything, never passes through cty.
func (p *parsed) value(expr hclsyntax.Expression) model.Value {
	at := p.at(expr.Range())
	switch e := expr.(type) {
	case *hclsyntax.TemplateExpr:
		if e.IsStringLiteral() {
			text := ""
			if len(e.Parts) == 1 {
				text = e.Parts[0].(*hclsyntax.LiteralValueExpr).Val.AsString()
			}
			return model.Value{Type: model.String, Range: at, Text: text}
		}
	case *hclsyntax.LiteralValueExpr:
		v, _ := plain(e.Val, at)
		return v
	case *hclsyntax.ParenthesesExpr:
		return p.value(e.Expression)
	case *hclsyntax.TupleConsExpr:
		v := model.Value{Type: model.List, Range: at, Items: make([]model.Field, len(e.Exprs))}
		for i, item := range e.Exprs {
			v.Items[i].Value = p.value(item)
		}
		return v
	case *hclsyntax.ObjectConsExpr:
		return p.object(e, at)
	case *hclsyntax.ScopeTraversalExpr:
		if e.Traversal.RootName() != "local" {
			return p.reference(e.Traversal, at)
		}
	}
	return p.postpone(expr, at)
}

func (p *parsed) object(e *hclsyntax.ObjectConsExpr, at source.Range) model.Value {
	v := model.Value{Type: model.Object, Range: at, Items: make([]model.Field, 0, len(e.Items))}
	seen := make(map[string]source.Range, len(e.Items))
	for _, item := range e.Items {
		keyRange := p.at(item.KeyExpr.Range())
		key, diags := item.KeyExpr.Value(nil)
		if diags.HasErrors() || key.IsNull() || !key.IsKnown() || key.Type() != cty.String {
			p.report(ruleExpression, keyRange, "the name of an attribute must be written out", "write a plain name, or a quoted string without ${ … }")
			continue
		}
		name := key.AsString()
		if first, ok := seen[name]; ok {
			f := problem(ruleDuplicate, keyRange, fmt.Sprintf("%q is set twice", name), "keep one of the two")
			f.Related = []finding.Place{{Range: first, Note: "first set here"}}
			p.problems = append(p.problems, f)
			continue
		}
		seen[name] = keyRange
		v.Items = append(v.Items, model.Field{Name: name, NameRange: keyRange, Value: p.value(item.ValueExpr)})
	}
	return v
}

func (p *parsed) reference(t hcl.Traversal, at source.Range) model.Value {
	address, ok := traversalText(t)
	if !ok {
		p.report(ruleExpression, at, "a reference may not use splats or computed indices", "name the definition: kind.name")
	} else if len(t) == 1 {
		p.report(ruleReference, at, fmt.Sprintf("unknown name %s", address), fmt.Sprintf("quote it if it is text: %q; a reference has a kind and a name: kind.name", address))
	}
	return model.Value{Type: model.Reference, Range: at, Text: address}
}

// traversalText is a traversal as an address; an index with a string is the
// same as an attribute.
func traversalText(t hcl.Traversal) (string, bool) {
	var b strings.Builder
	for _, step := range t {
		switch step := step.(type) {
		case hcl.TraverseRoot:
			b.WriteString(norm.NFC.String(step.Name)) // as cty does with strings: a name is the same however it was typed
		case hcl.TraverseAttr:
			b.WriteString("." + norm.NFC.String(step.Name))
		case hcl.TraverseIndex:
			if step.Key.Type() != cty.String {
				return b.String(), false
			}
			b.WriteString("." + step.Key.AsString())
		default:
			return b.String(), false
		}
	}
	return b.String(), true
}

func (p *parsed) postpone(expr hcl.Expression, at source.Range) model.Value {
	p.pending = append(p.pending, expr)
	return model.Value{Type: deferred, Range: at, Text: strconv.Itoa(len(p.pending) - 1)}
}

// parseJSON reads HCL's JSON syntax: the block type, then labels or rows, then
// attributes. References and expressions stand in strings as "${…}".
func (p *parsed) parseJSON() {
	file, diags := hcljson.Parse(p.file.Text, p.file.Path)
	if diags.HasErrors() {
		p.diagnostics(ruleSyntax, diags)
		return
	}
	attributes, diags := file.Body.JustAttributes()
	p.diagnostics(ruleSyntax, diags)
	ordered := make([]*hcl.Attribute, 0, len(attributes))
	for _, a := range attributes {
		ordered = append(ordered, a)
	}
	slices.SortFunc(ordered, func(a, b *hcl.Attribute) int { return a.NameRange.Start.Byte - b.NameRange.Start.Byte })
	for _, a := range ordered {
		if strings.HasPrefix(a.Name, "//") {
			continue // a comment, in HCL's JSON syntax
		}
		value := p.jsonValue(a.Expr)
		for _, body := range value.Each() {
			p.jsonBlocks(a.Name, p.at(a.NameRange), body.Value)
		}
	}
}

// jsonBlocks makes blocks of one top-level property. JSON does not tell a label
// from a row, so the block is left unlabelled and define tells them apart.
func (p *parsed) jsonBlocks(kind string, at source.Range, body model.Value) {
	if body.Type != model.Object {
		p.report(ruleShape, body.Range, fmt.Sprintf("%q must be an object, not %s", kind, body.Type), "write the definitions by name: { \"name\": { … } }")
		return
	}
	p.blocks = append(p.blocks, block{kind: kind, kindRange: at, header: at, body: body})
}

func (p *parsed) jsonValue(expr hcl.Expression) model.Value {
	at := p.at(expr.Range())
	if pairs, diags := hcl.ExprMap(expr); !diags.HasErrors() {
		v := model.Value{Type: model.Object, Range: at, Items: make([]model.Field, 0, len(pairs))}
		for _, pair := range pairs {
			key, _ := pair.Key.Value(nil)
			if key.IsNull() || key.Type() != cty.String {
				continue
			}
			v.Items = append(v.Items, model.Field{Name: key.AsString(), NameRange: p.at(pair.Key.Range()), Value: p.jsonValue(pair.Value)})
		}
		return v
	}
	if items, diags := hcl.ExprList(expr); !diags.HasErrors() {
		v := model.Value{Type: model.List, Range: at, Items: make([]model.Field, len(items))}
		for i, item := range items {
			v.Items[i].Value = p.jsonValue(item)
		}
		return v
	}
	if len(expr.Variables()) == 0 {
		if val, diags := expr.Value(nil); !diags.HasErrors() {
			if v, ok := plain(val, at); ok {
				return v
			}
		}
	}
	return p.postpone(expr, at)
}

// parseAttributes reads a file that has attributes and no blocks.
func (p *parsed) parseAttributes() []model.Field {
	file, diags := hclsyntax.ParseConfig(p.file.Text, p.file.Path, hcl.InitialPos)
	if diags.HasErrors() {
		p.diagnostics(ruleSyntax, diags)
		return nil
	}
	body := file.Body.(*hclsyntax.Body)
	for _, b := range body.Blocks {
		p.report(ruleConfig, p.at(b.TypeRange), fmt.Sprintf("%q is a block; this file has attributes only", b.Type), "definitions belong into another file")
	}
	var out []model.Field
	for _, a := range body.Attributes {
		value := p.value(a.Expr)
		if len(p.pending) > 0 {
			p.report(ruleConfig, p.at(a.Expr.Range()), "the value must be written out", "use plain text and lists here")
			p.pending = nil
			continue
		}
		out = append(out, model.Field{Name: norm.NFC.String(a.Name), NameRange: p.at(a.NameRange), Value: value})
	}
	slices.SortFunc(out, func(a, b model.Field) int { return int(a.NameRange.Start) - int(b.NameRange.Start) })
	return out
}
