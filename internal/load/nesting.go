package load

import (
	"bytes"
	"encoding/json"
	"strconv"
	"strings"

	"github.com/hashicorp/hcl/v2"
	"github.com/hashicorp/hcl/v2/hclsyntax"
)

// The parsers, and everything after them, recurse on what a text nests: the limits are
// asked before anything is parsed.
const (
	maxNesting = 200  // brackets, quotes with expressions, chains of unary operators and of conditions
	maxChain   = 2000 // operators of one expression, which are nested to the left
	maxInvalid = 5000 // brackets of JSON that cannot be read
)

// An excess is where a text passes a limit.
type excess struct {
	at           int // offset in bytes
	message, fix string
}

var (
	tooNested = excess{message: "nesting over 200 levels", fix: "flatten what is nested here"}
	tooVast   = excess{message: "the number is too large or too small to compute with", fix: "write it in the unit that the attribute wants, without an exponent"}
	tooLong   = excess{message: "an expression of more than 2,000 operators", fix: "write the value out"}
)

func (e excess) from(at int) *excess {
	e.at = at
	return &e
}

// excessOf is where a text passes a limit first, in the syntax that its name asks for; nil
// when it passes none.
func excessOf(name string, text []byte) *excess {
	switch {
	case strings.HasSuffix(name, ".json"):
		return jsonExcess(text)
	case strings.HasSuffix(name, ".hcl"), strings.HasSuffix(name, ".rego"):
		return hclExcess(text)
	}
	return nil
}

// hclExcess counts by the lexer of the language. A closing bracket closes only what it
// fits: the parser recovers from others, and does not leave what it is in.
func hclExcess(text []byte) *excess {
	if plainlyShallow(text) {
		return nil
	}
	tokens, _ := hclsyntax.LexConfig(text, "", hcl.InitialPos)
	return tokenExcess(tokens)
}

// vast reports whether a number has so large an exponent that computing with it, or writing
// it out, would take more memory than there is. The bound is that of IEEE 754.
func vast(number []byte) bool {
	const most = 308
	i := bytes.IndexAny(number, "eE")
	if i < 0 {
		return false
	}
	digits := strings.TrimLeft(string(number[i+1:]), "+-0")
	exponent, err := strconv.Atoi(digits)
	return digits != "" && (err != nil || exponent > most)
}

// templateExcess is hclExcess for the text of a string in JSON, which is a template.
func templateExcess(text []byte) *excess {
	tokens, _ := hclsyntax.LexTemplate(text, "", hcl.InitialPos)
	return tokenExcess(tokens)
}

// closes says which token closes what another one opens.
var closes = map[hclsyntax.TokenType]hclsyntax.TokenType{
	hclsyntax.TokenOBrace:          hclsyntax.TokenCBrace,
	hclsyntax.TokenOBrack:          hclsyntax.TokenCBrack,
	hclsyntax.TokenOParen:          hclsyntax.TokenCParen,
	hclsyntax.TokenTemplateInterp:  hclsyntax.TokenTemplateSeqEnd,
	hclsyntax.TokenTemplateControl: hclsyntax.TokenTemplateSeqEnd,
	hclsyntax.TokenOQuote:          hclsyntax.TokenCQuote,
	hclsyntax.TokenOHeredoc:        hclsyntax.TokenCHeredoc,
}

// level is what is open, and what its expression has so far.
type level struct {
	end               hclsyntax.TokenType
	operators, chosen int
}

func tokenExcess(tokens hclsyntax.Tokens) *excess {
	open := []level{{}}
	unary, operators, chosen := 0, 0, 0 // the latter over all levels
	separate := func() {
		top := &open[len(open)-1]
		operators -= top.operators
		chosen -= top.chosen
		top.operators, top.chosen = 0, 0
	}
	for _, t := range tokens {
		top := &open[len(open)-1]
		end, opens := closes[t.Type]
		switch {
		case opens:
			if t.Type == hclsyntax.TokenOBrack || t.Type == hclsyntax.TokenOParen { // an index, a call
				top.operators++
				operators++
			}
			open = append(open, level{end: end})
		case len(open) > 1 && t.Type == top.end:
			separate()
			open = open[:len(open)-1]
		}
		if t.Type == hclsyntax.TokenNumberLit && vast(t.Bytes) {
			return tooVast.from(t.Range.Start.Byte)
		}
		switch t.Type {
		case hclsyntax.TokenComma:
			separate()
		case hclsyntax.TokenNewline:
			if top.end == 0 || top.end == hclsyntax.TokenCBrace {
				separate()
			}
		case hclsyntax.TokenQuestion:
			top.chosen++
			chosen++
		case hclsyntax.TokenBang, hclsyntax.TokenMinus:
			unary++
			top.operators++
			operators++
		case hclsyntax.TokenPlus, hclsyntax.TokenStar, hclsyntax.TokenSlash, hclsyntax.TokenPercent, hclsyntax.TokenAnd, hclsyntax.TokenOr,
			hclsyntax.TokenEqualOp, hclsyntax.TokenNotEqual, hclsyntax.TokenLessThan, hclsyntax.TokenLessThanEq, hclsyntax.TokenGreaterThan, hclsyntax.TokenGreaterThanEq, hclsyntax.TokenDot:
			top.operators++
			operators++
		}
		if t.Type != hclsyntax.TokenBang && t.Type != hclsyntax.TokenMinus {
			unary = 0
		}
		switch {
		case len(open)-1+chosen+unary > maxNesting:
			return tooNested.from(t.Range.Start.Byte)
		case operators > maxChain:
			return tooLong.from(t.Range.Start.Byte)
		}
	}
	return nil
}

// plainlyShallow reports whether a text passes no limit for sure, at the speed of reading
// it: nearly all texts have no templates, no heredocs, brackets that fit, and short
// expressions. Of all others it is not sure.
func plainlyShallow(text []byte) bool {
	const sure = 100
	var open [sure]byte
	var signs [sure + 1]int // by level
	depth, all := 0, 0      // and over all levels
	sign := func() {
		signs[depth]++
		all++
	}
	separate := func() {
		all -= signs[depth]
		signs[depth] = 0
	}
	for i := 0; i < len(text); i++ {
		switch c := text[i]; c {
		case '"':
			for i++; i < len(text) && text[i] != '"'; i++ {
				switch text[i] {
				case '\\':
					i++
				case '$', '%', '\n':
					return false
				}
			}
		case '#':
			i += lineEnd(text[i:]) - 1
		case '/':
			if i+1 < len(text) && (text[i+1] == '/' || text[i+1] == '*') {
				if text[i+1] == '*' {
					end := bytes.Index(text[i+2:], []byte("*/"))
					if end < 0 {
						return false
					}
					i += end + 3
				} else {
					i += lineEnd(text[i:]) - 1
				}
				continue
			}
			sign()
		case '<':
			return false
		case '{', '[', '(':
			if depth == sure {
				return false
			}
			sign()
			open[depth] = c
			depth++
		case '}', ']', ')':
			// The closing bracket is one or two after the opening one in ASCII.
			if depth == 0 || c-open[depth-1] > 2 {
				return false
			}
			separate()
			depth--
		case 'e', 'E': // perhaps of a number
			if i > 0 && text[i-1] >= '0' && text[i-1] <= '9' {
				return false
			}
		case '\n', ',':
			if depth == 0 || open[depth-1] == '{' || c == ',' {
				separate()
			}
		case '!', '-', '+', '*', '%', '&', '|', '=', '>', '?', '.':
			sign()
		}
		if all > sure {
			return false
		}
	}
	return true
}

func lineEnd(text []byte) int {
	if i := bytes.IndexByte(text, '\n'); i >= 0 {
		return i
	}
	return len(text)
}

// jsonExcess counts by JSON's own tokens. Strings are templates, where they are
// definitions: what is in them counts by itself.
func jsonExcess(text []byte) *excess {
	depth := 0
	for i := 0; i < len(text); i++ {
		switch text[i] {
		case '"':
			begin := i
			for i++; i < len(text) && text[i] != '"'; i++ {
				if text[i] == '\\' {
					i++
				}
			}
			inside := text[begin+1 : min(i, len(text))]
			if !bytes.ContainsAny(inside, "$%\\") {
				continue
			}
			var plain string
			if json.Unmarshal(text[begin:min(i+1, len(text))], &plain) == nil {
				inside = []byte(plain)
			}
			if found := templateExcess(inside); found != nil {
				return found.from(begin)
			}
		case '-', '0', '1', '2', '3', '4', '5', '6', '7', '8', '9':
			begin := i
			for i+1 < len(text) && strings.IndexByte("+-.eE0123456789", text[i+1]) >= 0 {
				i++
			}
			if vast(text[begin : i+1]) {
				return tooVast.from(begin)
			}
		case '[', '{':
			if depth++; depth > maxNesting {
				return tooNested.from(i)
			}
		case ']', '}':
			depth = max(depth-1, 0)
		}
	}
	// Of what is no JSON, the count says little: who parses it may see strings elsewhere.
	// They say what is wrong, and recurse on no more brackets than there are.
	if bytes.Count(text, []byte("["))+bytes.Count(text, []byte("{")) > maxInvalid && !json.Valid(bytes.TrimPrefix(text, []byte("\xef\xbb\xbf"))) {
		return &excess{0, "this is no JSON", "see what a JSON checker says of it"}
	}
	return nil
}
