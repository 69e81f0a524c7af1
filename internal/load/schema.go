package load

import (
	"fmt"
	"strconv"
	"strings"
)

// mostInPlace is how many subschemas may be asked about one value. Each of them could ask
// several more, so that a few lines multiply.
const mostInPlace = 1000

// applied finds a subschema that is asked about the same value without end, or so often
// that validation would take too long: through $ref and the keywords that apply subschemas
// to the value at hand (JSON Schema draft-07, section 9.2 and 6.7). A $ref below a property
// or an item is asked about a part of the value, which ends. The answer is where it is.
func applied(document map[string]any) string {
	const underWay = -1
	asked := map[string]int{} // subschemas about one value, by pointer
	var visit func(pointer string, schema any) (int, string)
	visit = func(pointer string, schema any) (int, string) {
		object, ok := schema.(map[string]any)
		if !ok {
			return 1, ""
		}
		switch n := asked[pointer]; {
		case n == underWay:
			return 0, pointer
		case n > 0:
			return n, ""
		}
		asked[pointer] = underWay
		total := 1
		ask := func(pointer string, schema any) string {
			n, wrong := visit(pointer, schema)
			if wrong == "" {
				if total += n; total > mostInPlace {
					wrong = pointer
				}
			}
			return wrong
		}
		if ref, ok := object["$ref"].(string); ok {
			target, found := follow(document, ref)
			if found {
				if wrong := ask(ref, target); wrong != "" {
					return 0, wrong
				}
			}
		}
		for _, keyword := range []string{"allOf", "anyOf", "oneOf", "not", "if", "then", "else", "dependencies"} {
			switch inner := object[keyword].(type) {
			case []any:
				for i, item := range inner {
					if wrong := ask(fmt.Sprintf("%s/%s/%d", pointer, keyword, i), item); wrong != "" {
						return 0, wrong
					}
				}
			case map[string]any:
				if keyword != "dependencies" {
					if wrong := ask(pointer+"/"+keyword, inner); wrong != "" {
						return 0, wrong
					}
					continue
				}
				for name, item := range inner {
					if wrong := ask(pointer+"/"+keyword+"/"+name, item); wrong != "" {
						return 0, wrong
					}
				}
			}
		}
		asked[pointer] = total
		return total, ""
	}
	wrong := ""
	var each func(pointer string, v any)
	each = func(pointer string, v any) {
		if wrong != "" {
			return
		}
		switch v := v.(type) {
		case map[string]any:
			if _, wrong = visit(pointer, v); wrong != "" {
				return
			}
			for name, item := range v {
				each(pointer+"/"+name, item)
			}
		case []any:
			for i, item := range v {
				each(fmt.Sprintf("%s/%d", pointer, i), item)
			}
		}
	}
	each("#", document)
	return wrong
}

// follow is what a reference within a document leads to (RFC 6901 in a URI fragment).
func follow(document any, ref string) (any, bool) {
	rest, ok := strings.CutPrefix(ref, "#")
	if !ok {
		return nil, false
	}
	at := document
	for _, step := range strings.Split(strings.TrimPrefix(rest, "/"), "/") {
		if rest == "" || rest == "/" {
			break
		}
		step = strings.NewReplacer("~1", "/", "~0", "~", "%25", "%").Replace(step)
		switch v := at.(type) {
		case map[string]any:
			if at, ok = v[step]; !ok {
				return nil, false
			}
		case []any:
			i, err := strconv.Atoi(step)
			if err != nil || i < 0 || i >= len(v) {
				return nil, false
			}
			at = v[i]
		default:
			return nil, false
		}
	}
	return at, true
}
