// Package privacy finds personal data in text by its form: e-mail addresses,
// telephone numbers, bank accounts, card numbers, national identity numbers and
// dates of birth. Where a form has check digits they are checked, so that a
// number which only looks like one raises no alarm.
package privacy

import (
	"bytes"
	"regexp"
	"slices"
	"strings"
)

// A Match is one piece of personal data and where it stands in the text, in
// bytes.
type Match struct {
	Start, End int
	Kind       string // "e-mail address", "card number", …
}

// A Pattern is a form of an organisation's own.
type Pattern struct {
	Kind       string
	Expression *regexp.Regexp
}

// Scan finds personal data, in order, no two matches overlapping. The time that
// it takes is linear in the length of the text.
func Scan(text []byte, own []Pattern) []Match {
	var out []Match
	offset := 0
	for line := range bytes.Lines(text) {
		found := scanLine(line, 0, own)
		if needsFolding(line) {
			f := fold(line)
			for _, m := range scanLine(f.text, 0, own) {
				found = append(found, Match{f.at[m.Start], f.at[m.End], m.Kind})
			}
			found = distinct(found)
		}
		for _, m := range found {
			out = append(out, Match{m.Start + offset, m.End + offset, m.Kind})
		}
		offset += len(line)
	}
	return out
}

func scanLine(line []byte, offset int, own []Pattern) []Match {
	var out []Match
	add := func(start, end int, kind string) {
		out = append(out, Match{offset + start, offset + end, kind})
	}
	if bytes.IndexByte(line, '@') >= 0 {
		for _, at := range email.FindAllIndex(line, -1) {
			if !reserved(string(line[at[0]:at[1]])) {
				add(at[0], at[1], "e-mail address")
			}
		}
	}
	for _, p := range own {
		for _, at := range p.Expression.FindAllIndex(line, -1) {
			if at[1] > at[0] {
				add(at[0], at[1], p.Kind)
			}
		}
	}
	digits := 0
	for _, b := range line {
		if isDigit(b) {
			digits++
		}
	}
	if digits >= 6 {
		for i := 0; i < len(line); {
			start, end := token(line, i)
			if start < 0 {
				break
			}
			i = end
			if kind, from, to := number(line, start, end); kind != "" {
				add(from, to, kind)
			}
		}
		for _, at := range spaced.FindAllIndex(line, -1) {
			if d := onlyDigits(string(line[at[0]:at[1]])); len(d) >= 13 && len(d) <= 19 && d[0] >= '3' && d[0] <= '6' && luhn(d) {
				add(at[0], at[1], "card number")
			}
		}
		for _, at := range account.FindAllIndex(line, -1) {
			if compact := strings.ToUpper(strings.ReplaceAll(string(line[at[0]:at[1]]), " ", "")); ibanLengths[compact[:2]] == len(compact) && iban(compact) {
				add(at[0], at[1], "bank account number (IBAN)")
			}
		}
		if slices.ContainsFunc(birthWords, func(word []byte) bool { return bytes.Contains(line, word) }) {
			for _, at := range birth.FindAllSubmatchIndex(line, -1) {
				add(at[2], at[3], "date of birth")
			}
		}
	}
	return distinct(out)
}

// distinct drops matches that lie in an earlier or a longer one.
func distinct(matches []Match) []Match {
	slices.SortFunc(matches, func(a, b Match) int {
		if a.Start != b.Start {
			return a.Start - b.Start
		}
		return b.End - a.End
	})
	var out []Match
	for _, m := range matches {
		if len(out) == 0 || m.Start >= out[len(out)-1].End {
			out = append(out, m)
		}
	}
	return out
}

var (
	// Letters of any script: internationalised names (RFC 6531, RFC 5890) are addresses too.
	email = regexp.MustCompile(`[\pL\pN._%+'-]{1,64}@[\pL\pN](?:[\pL\pN-]{0,62}\.)+(?:\pL{2,24}|xn--[A-Za-z0-9-]{1,59})`)
	// Digits in groups of one, two or four, with the same mark between them.
	spaced = regexp.MustCompile(`\b(?:\d(?: \d){12,18}|\d(?:\.\d){12,18}|\d{2}(?:[ .-]\d{2}){6,9}|\d{4}(?:\.\d{4}){2,3}\.\d{1,4}|\d{4}(?:_\d{4}){2,3}_?\d{1,4})\b`)
	// An IBAN in small letters, or with other groups.
	account = regexp.MustCompile(`(?i)\b[a-z]{2}\d{2}(?: ?[a-z0-9]){11,30}\b`)
	birth   = regexp.MustCompile(`(?i)(?:\bborn|\bbirth(?:day|date)?|\bdob|date[ _-]of[ _-]birth)[^0-9\n]{0,12}((?:19|20)\d\d-\d\d-\d\d|\d{1,2}[./]\d{1,2}[./](?:19|20)\d\d)`)
)

// ibanLengths is how long the account numbers of a country are, from the IBAN
// registry (ISO 13616).
var ibanLengths = map[string]int{
	"AD": 24, "AE": 23, "AL": 28, "AT": 20, "AZ": 28, "BA": 20, "BE": 16, "BG": 22, "BH": 22, "BI": 27, "BR": 29, "BY": 28, "CH": 21, "CR": 22,
	"CY": 28, "CZ": 24, "DE": 22, "DJ": 27, "DK": 18, "DO": 28, "EE": 20, "EG": 29, "ES": 24, "FI": 18, "FK": 18, "FO": 18, "FR": 27, "GB": 22,
	"GE": 22, "GI": 23, "GL": 18, "GR": 27, "GT": 28, "HN": 28, "HR": 21, "HU": 28, "IE": 22, "IL": 23, "IQ": 23, "IS": 26, "IT": 27, "JO": 30,
	"KW": 30, "KZ": 20, "LB": 28, "LC": 32, "LI": 21, "LT": 20, "LU": 20, "LV": 21, "LY": 25, "MC": 27, "MD": 24, "ME": 22, "MK": 19, "MN": 20,
	"MR": 27, "MT": 31, "MU": 30, "NI": 28, "NL": 18, "NO": 15, "OM": 23, "PK": 24, "PL": 28, "PS": 29, "PT": 25, "QA": 29, "RO": 24, "RS": 22,
	"RU": 33, "SA": 24, "SC": 31, "SD": 18, "SE": 24, "SI": 19, "SK": 24, "SM": 27, "SO": 23, "ST": 25, "SV": 28, "TL": 23, "TN": 24, "TR": 26,
	"UA": 29, "VA": 22, "VG": 24, "XK": 20, "YE": 30,
}

// birthWords are parts of the words that birth looks for: most lines have none.
var birthWords = [][]byte{[]byte("orn"), []byte("ORN"), []byte("irth"), []byte("IRTH"), []byte("dob"), []byte("Dob"), []byte("DOB")}

// reserved reports whether an address is in a domain that belongs to nobody
// (RFC 2606, RFC 6761).
func reserved(address string) bool {
	domain := strings.ToLower(address[strings.IndexByte(address, '@')+1:])
	for _, name := range []string{"example", "test", "invalid", "localhost", "example.com", "example.net", "example.org"} {
		if domain == name || strings.HasSuffix(domain, "."+name) {
			return true
		}
	}
	return false
}

func isDigit(b byte) bool { return '0' <= b && b <= '9' }

func isWord(b byte) bool {
	return isDigit(b) || 'a' <= b && b <= 'z' || 'A' <= b && b <= 'Z' || b == '_' || b >= 0x80
}

// token is the next run of digits and letters that may be a number of somebody,
// with what people write between its groups, and -1 when there is none.
func token(line []byte, from int) (start, end int) {
	for i := from; i < len(line); i++ {
		b := line[i]
		boundary := i == 0 || !isWord(line[i-1]) && line[i-1] != '-' && line[i-1] != '.'
		plausible := isDigit(b) || (b == '+' || b == '(') && i+1 < len(line) && isDigit(line[i+1]) || 'A' <= b && b <= 'Z'
		if !boundary || !plausible {
			continue
		}
		j := i
		for j < len(line) && (isDigit(line[j]) || 'A' <= line[j] && line[j] <= 'Z' || strings.IndexByte("+() .-", line[j]) >= 0) {
			j++
		}
		for j > i && !isDigit(line[j-1]) && (line[j-1] < 'A' || line[j-1] > 'Z') {
			j--
		}
		if j == len(line) || !isWord(line[j]) {
			return i, max(j, i+1)
		}
		// What goes on in letters is a word or a hash.
		for j < len(line) && isWord(line[j]) {
			j++
		}
		i = j
	}
	return -1, len(line)
}

// number says what a token is, and which part of it.
func number(line []byte, start, end int) (kind string, from, to int) {
	text := string(line[start:end])
	if len(text) >= 15 && text[0] >= 'A' && text[0] <= 'Z' {
		if compact := strings.ReplaceAll(text, " ", ""); iban(compact) {
			return "bank account number (IBAN)", start, end
		}
	}
	if i := strings.IndexFunc(text, func(r rune) bool { return 'A' <= r && r <= 'Z' }); i >= 0 {
		if i == 8 && len(text) == 9 && dni(text) {
			return "national identity number", start, end
		}
		return "", 0, 0
	}
	digits := onlyDigits(text)
	switch {
	case text[0] == '+' && len(digits) >= 8 && len(digits) <= 15 && digits[0] != '0',
		northAmerican.MatchString(text):
		return "telephone number", start, end
	case socialSecurity.MatchString(text) && areaExists(digits):
		return "national identity number", start, end
	case cardShape.MatchString(text) && len(digits) >= 13 && len(digits) <= 19 && digits[0] >= '3' && digits[0] <= '6' && luhn(digits):
		return "card number", start, end
	case len(text) == 11 && len(digits) == 11 && (pesel(digits) || cpf(digits)),
		cpfShape.MatchString(text) && cpf(digits):
		return "national identity number", start, end
	}
	return "", 0, 0
}

var (
	northAmerican  = regexp.MustCompile(`^(?:\([2-9]\d{2}\) ?|[2-9]\d{2}[-. ])[2-9]\d{2}[-. ]\d{4}$`)
	socialSecurity = regexp.MustCompile(`^\d{3}-\d{2}-\d{4}$`)
	cardShape      = regexp.MustCompile(`^\d{4}([ -]?)\d{4,6}([ -]?\d{3,6}){1,3}$`)
	cpfShape       = regexp.MustCompile(`^\d{3}\.\d{3}\.\d{3}-\d{2}$`)
)

func onlyDigits(text string) string {
	return strings.Map(func(r rune) rune {
		if r >= '0' && r <= '9' {
			return r
		}
		return -1
	}, text)
}

// areaExists holds a United States social security number against the areas,
// groups and serial numbers that are never given out.
func areaExists(digits string) bool {
	area, group, serial := digits[:3], digits[3:5], digits[5:]
	return area != "000" && area != "666" && area[0] != '9' && group != "00" && serial != "0000"
}

// luhn is the check of ISO/IEC 7812-1.
func luhn(digits string) bool {
	sum := 0
	for i := range len(digits) {
		d := int(digits[len(digits)-1-i] - '0')
		if i%2 == 1 {
			if d *= 2; d > 9 {
				d -= 9
			}
		}
		sum += d
	}
	return sum%10 == 0 && strings.Trim(digits, digits[:1]) != ""
}

// iban is the check of ISO 13616: the rearranged number is 1 modulo 97.
func iban(s string) bool {
	if len(s) < 15 || len(s) > 34 || !isDigit(s[2]) || !isDigit(s[3]) || s[1] < 'A' || s[1] > 'Z' {
		return false
	}
	remainder := 0
	for _, b := range []byte(s[4:] + s[:4]) {
		switch {
		case isDigit(b):
			remainder = (remainder*10 + int(b-'0')) % 97
		case 'A' <= b && b <= 'Z':
			remainder = (remainder*100 + int(b-'A') + 10) % 97
		default:
			return false
		}
	}
	return remainder == 1
}

// pesel is the check of the Polish number, whose first six digits are a date of
// birth with the century in the month.
func pesel(digits string) bool {
	sum := 0
	for i, weight := range [...]int{1, 3, 7, 9, 1, 3, 7, 9, 1, 3, 1} {
		sum += weight * int(digits[i]-'0')
	}
	month := (int(digits[2]-'0')*10 + int(digits[3]-'0')) % 20
	day := int(digits[4]-'0')*10 + int(digits[5]-'0')
	return sum%10 == 0 && month >= 1 && month <= 12 && day >= 1 && day <= 31
}

// cpf is the check of the Brazilian number: two digits modulo 11.
func cpf(digits string) bool {
	if strings.Trim(digits, digits[:1]) == "" {
		return false
	}
	for n := 9; n <= 10; n++ {
		sum := 0
		for i := range n {
			sum += (n + 1 - i) * int(digits[i]-'0')
		}
		if sum*10%11%10 != int(digits[n]-'0') {
			return false
		}
	}
	return true
}

// dni is the check of the Spanish number: the letter is the number modulo 23.
func dni(s string) bool {
	n := 0
	for _, b := range []byte(s[:8]) {
		if !isDigit(b) {
			return false
		}
		n = n*10 + int(b-'0')
	}
	return "TRWAGMYFPDXBNJZSQVHLCKE"[n%23] == s[8]
}

// Redact replaces personal data in a text, character by character, so that what
// points into the text still does.
func Redact(text string) string {
	matches := Scan([]byte(text), nil)
	if len(matches) == 0 {
		return text
	}
	b := []byte(text)
	for _, m := range matches {
		for i := m.Start; i < m.End; i++ {
			b[i] = '*'
		}
	}
	return string(b)
}
