package privacy

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"pgregory.net/rapid"
)

func TestWhatIsPersonal(t *testing.T) {
	for text, want := range map[string]string{
		`note = "ask jane.doe@corp.co"`:          "e-mail address: jane.doe@corp.co",
		`jane@example.com and jane@mail.invalid`: "",
		`+57 601 555 0134`:                       "telephone number: +57 601 555 0134",
		`"+48512345678"`:                         "telephone number: +48512345678",
		`call (512) 555-0134 now`:                "telephone number: (512) 555-0134",
		`512-555-0134`:                           "telephone number: 512-555-0134",
		`4111 1111 1111 1111`:                    "card number: 4111 1111 1111 1111",
		`4111111111111112`:                       "", // wrong check digit
		`card = 378282246310005`:                 "card number: 378282246310005",
		`0000000000000000`:                       "",
		`DE89 3704 0044 0532 0130 00`:            "bank account number (IBAN): DE89 3704 0044 0532 0130 00",
		`DE89370400440532013001`:                 "", // wrong check digits
		`ES9121000418450200051332`:               "bank account number (IBAN): ES9121000418450200051332",
		`ssn 219-09-9999`:                        "national identity number: 219-09-9999",
		`000-09-9999`:                            "",
		`44051401359`:                            "national identity number: 44051401359", // PESEL
		`44051401358`:                            "",
		`529.982.247-25`:                         "national identity number: 529.982.247-25", // CPF
		`12345678Z`:                              "national identity number: 12345678Z",      // DNI
		`12345678A`:                              "",
		`ref = "maria\u0040corp.co"`:             `e-mail address: maria\u0040corp.co`,
		`mailto:maria%40corp.co`:                 `e-mail address: maria%40corp.co`,
		`maria&#64;corp.co`:                      `e-mail address: maria&#64;corp.co`,
		"maria＠corp.co":                          "e-mail address: maria＠corp.co",
		"mar\u200bia@corp.co":                    "e-mail address: mar\u200bia@corp.co",
		"maría@correo.españa":                    "e-mail address: maría@correo.españa",
		`maria@xn--espaa-rta.com.co`:             "e-mail address: maria@xn--espaa-rta.com.co",
		"４１１１ １１１１ １１１１ １１１１":                    "card number: ４１１１ １１１１ １１１１ １１１１",
		`4 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1`:        "card number: 4 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1",
		`4111.1111.1111.1111`:                    "card number: 4111.1111.1111.1111",
		`41 11 11 11 11 11 11 11`:                "card number: 41 11 11 11 11 11 11 11",
		`de89370400440532013000`:                 "bank account number (IBAN): de89370400440532013000",
		`de89 3704 0044 0532 0130 00`:            "bank account number (IBAN): de89 3704 0044 0532 0130 00",
		`10%40 and 100%`:                         "",
		`"\u00e9t\u00e9"`:                        "",
		`h = "9c56cc51b374c3ba189210d5b6d4bf57"`: "",
		`born = "1990-02-03"`:                    "date of birth: 1990-02-03",
		`dob: 03/02/1990`:                        "date of birth: 03/02/1990",
		`b01 = { checks = { identity = "2026-01-11", criminal = "2026-01-16" } }`:                              "",
		`valid = "2026-02-16/2027-06-30"`:                                                                      "",
		`hours = "22:00-06:30", penalty = "25000 USD", ref = "ACC-1182"`:                                       "",
		`revision 3f2a9c4b8d7e6f5a4b3c2d1e0f9a8b7c6d5e4f3a`:                                                    "",
		`id = "123e4567-e89b-12d3-a456-426614174000"`:                                                          "",
		`seen at 2026-10-05T00:00:00Z, 1790000000`:                                                             "",
		`https://example.com/a/2026/10/05/1234567890123`:                                                       "",
		"\"jane@corp.co\" and \"jan@corp.co\"":                                                                 "e-mail address: jane@corp.co; e-mail address: jan@corp.co",
		`version = "1.2.3-4.5.6", sha256 = "9834876dcfb05cb167a5c24953eba58c4ac89b1adf57f28f2f9d09af107ee8f0"`: "",
	} {
		var got []string
		for _, m := range Scan([]byte(text), nil) {
			got = append(got, m.Kind+": "+text[m.Start:m.End])
		}
		if joined := strings.Join(got, "; "); joined != want {
			t.Errorf("%s\n got %q\nwant %q", text, joined, want)
		}
	}
}

// Nothing in the project's own organisation and pages may raise an alarm.
func TestFewFalseAlarms(t *testing.T) {
	for _, pattern := range []string{"../../teams/*", "../../schemas/*.json", "../../docs/*.md", "../../docs/reference/*.md"} {
		names, err := filepath.Glob(pattern)
		if err != nil || len(names) == 0 {
			t.Fatal(pattern, err)
		}
		for _, name := range names {
			text, err := os.ReadFile(name)
			if err != nil {
				t.Fatal(err)
			}
			for _, m := range Scan(text, nil) {
				t.Errorf("%s: %s: %s", name, m.Kind, text[m.Start:m.End])
			}
		}
	}
}

// Whatever stands around it, a number is found where it is, and never survives
// redaction; matches lie in order and in the text.
func TestScanProperties(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		before := rapid.StringMatching(`[a-z {}="]{0,20}[ "]`).Draw(t, "before")
		after := rapid.StringMatching(`[ ",}][a-z {}=",]{0,20}`).Draw(t, "after")
		body := rapid.StringMatching(`4[0-9]{14}`).Draw(t, "body")
		card := ""
		for d := range 10 {
			if c := body + fmt.Sprint(d); luhn(c) {
				card = c
			}
		}
		text := before + card + after
		matches := Scan([]byte(text), nil)
		if len(matches) != 1 || text[matches[0].Start:matches[0].End] != card {
			t.Fatalf("%q: %v", text, matches)
		}
		if redacted := Redact(text); strings.Contains(redacted, card[4:]) || len(redacted) != len(text) {
			t.Fatalf("%q", redacted)
		}
	})
	rapid.Check(t, func(t *rapid.T) {
		text := rapid.String().Draw(t, "text")
		last := 0
		for _, m := range Scan([]byte(text), nil) {
			if m.Start < last || m.End <= m.Start || m.End > len(text) {
				t.Fatalf("%q: %v", text, m)
			}
			last = m.End
		}
	})
}

func BenchmarkScan(b *testing.B) {
	text, err := os.ReadFile("../../teams/people.hcl")
	if err != nil {
		b.Fatal(err)
	}
	b.SetBytes(int64(len(text)))
	for b.Loop() {
		Scan(text, nil)
	}
}
