package signing

import (
	"bytes"
	"crypto/ed25519"
	"crypto/rand"
	"crypto/rsa"
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/ProtonMail/go-crypto/openpgp"
	"github.com/ProtonMail/go-crypto/openpgp/armor"
	"github.com/hiddeco/sshsig"
	"golang.org/x/crypto/ssh"

	"github.com/tidegate/tidegate/internal/fuzzing"
)

var day = time.Date(2026, 10, 5, 0, 0, 0, 0, time.UTC)

func sshSigner(t *testing.T) (ssh.Signer, string) {
	t.Helper()
	_, private, err := ed25519.GenerateKey(rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	s, err := ssh.NewSignerFromKey(private)
	if err != nil {
		t.Fatal(err)
	}
	return s, strings.TrimSpace(string(ssh.MarshalAuthorizedKey(s.PublicKey())))
}

func signSSH(t *testing.T, s ssh.Signer, message, namespace string) []byte {
	t.Helper()
	sig, err := sshsig.Sign(strings.NewReader(message), s, sshsig.HashSHA512, namespace)
	if err != nil {
		t.Fatal(err)
	}
	return sshsig.Armor(sig)
}

func TestSSHSignatureIsThatOfAKnownKeyInItsTime(t *testing.T) {
	signer, public := sshSigner(t)
	other, _ := sshSigner(t)
	tests := []struct {
		name, line, signedFor string
		by                    ssh.Signer
		at                    time.Time
		want                  error
	}{
		{"plain", "a@corp.example " + public, "git", signer, day, nil},
		{"several names", "a@corp.example,person.a01 " + public, "git", signer, day, nil},
		{"quoted names", `"a@corp.example" ` + public, "git", signer, day, nil},
		{"with a comment", "a@corp.example " + public + " my laptop", "git", signer, day, nil},
		{"for the namespace", `a@corp.example namespaces="file,git" ` + public, "git", signer, day, nil},
		{"namespace by a pattern", `a@corp.example NAMESPACES="g*" ` + public, "git", signer, day, nil},
		{"for another namespace", `a@corp.example namespaces="file" ` + public, "git", signer, day, ErrInvalid},
		{"signed for another namespace", "a@corp.example " + public, "file", signer, day, ErrInvalid},
		{"by another key", "a@corp.example " + public, "git", other, day, ErrUnknown},
		{"before its time", `a@corp.example valid-after="20261006Z" ` + public, "git", signer, day, ErrInvalid},
		{"on its first moment", `a@corp.example valid-after="20261005Z" ` + public, "git", signer, day, nil},
		{"after its time", `a@corp.example valid-before="20261005000000Z" ` + public, "git", signer, day, ErrInvalid},
		{"on its last moment", `a@corp.example valid-after="20260101",valid-before="202610050001Z" ` + public, "git", signer, day, nil},
		{"renewed on a line of its own", `a@corp.example valid-before="20260101Z" ` + public + "\na@corp.example valid-after=\"20260601Z\" " + public, "git", signer, day, nil},
	}
	for _, test := range tests {
		keys, err := Read([]byte("# keys\n\n"+test.line+"\n"), time.UTC)
		if err != nil {
			t.Errorf("%s: %v", test.name, err)
			continue
		}
		key, err := Verify(keys, []byte("the change"), signSSH(t, test.by, "the change", test.signedFor), "git", test.at)
		if !errors.Is(err, test.want) || (err == nil) != (key != nil) {
			t.Errorf("%s: %v, want %v", test.name, err, test.want)
		}
		if _, err := Verify(keys, []byte("another"), signSSH(t, test.by, "the change", "git"), "git", test.at); !errors.Is(err, ErrInvalid) {
			t.Errorf("%s: another message: %v, want %v", test.name, err, ErrInvalid)
		}
	}
}

// PROTOCOL.sshsig forbids SHA-1, which the algorithm named ssh-rsa means.
func TestRSASignatureWithSHA1IsRefused(t *testing.T) {
	private, err := rsa.GenerateKey(rand.Reader, 2048)
	if err != nil {
		t.Fatal(err)
	}
	signer, err := ssh.NewSignerFromKey(private)
	if err != nil {
		t.Fatal(err)
	}
	keys, err := Read([]byte("a "+string(ssh.MarshalAuthorizedKey(signer.PublicKey()))), time.UTC)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := Verify(keys, []byte("m"), signSSH(t, signer, "m", "git"), "git", day); err != nil {
		t.Errorf("SHA-512: %v", err)
	}
	sig, err := sshsig.Sign(strings.NewReader("m"), signer, sshsig.HashSHA512, "git")
	if err != nil {
		t.Fatal(err)
	}
	sig.Signature.Format = ssh.KeyAlgoRSA
	if _, err := Verify(keys, []byte("m"), sshsig.Armor(sig), "git", day); !errors.Is(err, ErrInvalid) {
		t.Errorf("SHA-1: %v, want %v", err, ErrInvalid)
	}
}

func TestOpenPGPSignatureIsThatOfAKnownKey(t *testing.T) {
	signer, other := pgpEntity(t, "a@corp.example"), pgpEntity(t, "b@corp.example")
	keys, err := Read([]byte("keys of reviewers\n"+publicPGP(t, signer)), time.UTC)
	if err != nil {
		t.Fatal(err)
	}
	if len(keys) != 1 || fmt.Sprint(keys[0].Principals) != "[a@corp.example]" || keys[0].Line != 2 {
		t.Fatalf("keys: %+v", keys)
	}
	now := time.Now()
	if key, err := Verify(keys, []byte("m"), signPGP(t, signer, "m"), "git", now); err != nil || key != &keys[0] {
		t.Errorf("%v", err)
	}
	for name, test := range map[string]struct {
		by      *openpgp.Entity
		message string
		at      time.Time
		want    error
	}{
		"another key":          {other, "m", now, ErrUnknown},
		"another message":      {signer, "n", now, ErrInvalid},
		"dated before the key": {signer, "m", now.AddDate(-1, 0, 0), ErrInvalid},
	} {
		if _, err := Verify(keys, []byte(test.message), signPGP(t, test.by, "m"), "git", test.at); !errors.Is(err, test.want) {
			t.Errorf("%s: %v, want %v", name, err, test.want)
		}
	}
}

func pgpEntity(t *testing.T, email string) *openpgp.Entity {
	t.Helper()
	e, err := openpgp.NewEntity("", "", email, nil)
	if err != nil {
		t.Fatal(err)
	}
	return e
}

func publicPGP(t *testing.T, e *openpgp.Entity) string {
	t.Helper()
	var b bytes.Buffer
	w, err := armor.Encode(&b, openpgp.PublicKeyType, nil)
	if err != nil {
		t.Fatal(err)
	}
	if err := errors.Join(e.Serialize(w), w.Close()); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

func signPGP(t *testing.T, e *openpgp.Entity, message string) []byte {
	t.Helper()
	var b bytes.Buffer
	if err := openpgp.ArmoredDetachSign(&b, e, strings.NewReader(message), nil); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func TestKeysThatSayOfNobodyWhoSignedAreRefused(t *testing.T) {
	_, public := sshSigner(t)
	for text, want := range map[string]string{
		"*@corp.example " + public:                       `line 1: "*@corp.example" is a pattern`,
		"\na@corp.example,!b@corp.example " + public:     `line 2: "!b@corp.example" is a pattern`,
		"a@corp.example":                                 "line 1: want principals, options and a key",
		"a@corp.example ssh-ed25519 AAAA":                "line 1: there is no SSH key in it",
		"a@corp.example cert-authority " + public:        "line 1: certificates are not read",
		`a@corp.example valid-after="soon" ` + public:    `line 1: "soon" is no time`,
		"a@corp.example no-touch-required " + public:     `line 1: "no-touch-required" is no option`,
		"-----BEGIN PGP PUBLIC KEY BLOCK-----\n\nAAAA\n": "line 1: the OpenPGP key cannot be read",
		"a\x00b ssh-ed25519":                             "line 1: ",
	} {
		if _, err := Read([]byte(text), time.UTC); err == nil || !strings.HasPrefix(err.Error(), want) {
			t.Errorf("%q: %v, want %s", text, err, want)
		}
	}
}

func FuzzRead(f *testing.F) {
	f.Add([]byte("a@corp.example ssh-ed25519 AAAA"), []byte("-----BEGIN SSH SIGNATURE-----\nAAAA\n-----END SSH SIGNATURE-----"))
	f.Add([]byte("-----BEGIN PGP PUBLIC KEY BLOCK-----\n\nAAAA\n-----END PGP PUBLIC KEY BLOCK-----"), []byte("-----BEGIN PGP SIGNATURE-----\n\nAAAA\n-----END PGP SIGNATURE-----"))
	f.Fuzz(func(t *testing.T, keys, signature []byte) {
		fuzzing.Bounded(t, func() {
			known, err := Read(keys, time.UTC)
			if err != nil {
				return
			}
			// Nobody can have signed what the fuzzer has not signed.
			if key, err := Verify(known, []byte("the change"), signature, "git", day); err == nil {
				t.Errorf("accepted: %v", key)
			}
		})
	})
}
