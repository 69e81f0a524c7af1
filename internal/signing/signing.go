// Package signing says whose signature something bears: SSH signatures by keys in git's
// allowed-signers form (ssh-keygen(1), "ALLOWED SIGNERS"), and OpenPGP signatures by
// armoured public keys. It imports nothing of the project.
package signing

import (
	"bytes"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/ProtonMail/go-crypto/openpgp"
	pgperrors "github.com/ProtonMail/go-crypto/openpgp/errors"
	"github.com/ProtonMail/go-crypto/openpgp/packet"
	"github.com/hiddeco/sshsig"
	"golang.org/x/crypto/ssh"
)

// A Key is a public key that belongs to one person.
type Key struct {
	Principals  []string // who it belongs to: each an address or another name, without patterns
	Fingerprint string   // as SHA256:… for SSH, in hexadecimal for OpenPGP
	Line        int      // where it begins in its file, from 1

	ssh        ssh.PublicKey
	pgp        *openpgp.Entity
	namespaces []string // any when empty; may hold the patterns of ssh-keygen
	from, to   time.Time
}

// Same reports whether two keys are the same key of the same people, with no more rights.
func (k *Key) Same(other *Key) bool {
	return k.Fingerprint == other.Fingerprint && slices.Equal(k.Principals, other.Principals) &&
		slices.Equal(k.namespaces, other.namespaces) && k.from.Equal(other.from) && k.to.Equal(other.to)
}

// A LineError is a line of a file of keys that cannot be read.
type LineError struct {
	Line int
	Err  error
}

// Error says which line, and why.
func (e *LineError) Error() string { return fmt.Sprintf("line %d: %v", e.Line, e.Err) }

// Unwrap is the reason.
func (e *LineError) Unwrap() error { return e.Err }

const pgpBlock = "-----BEGIN PGP PUBLIC KEY BLOCK-----"

// Read reads a file of keys: armoured OpenPGP keys when it holds a key block, and allowed
// signers otherwise. Zone is of times that name none. An error is a *LineError.
func Read(text []byte, zone *time.Location) ([]Key, error) {
	if at := bytes.Index(text, []byte(pgpBlock)); at >= 0 && (at == 0 || text[at-1] == '\n') {
		return readPGP(text, at)
	}
	var keys []Key
	n := 0
	for line := range strings.Lines(string(text)) {
		n++
		line = strings.TrimSpace(line)
		if line == "" || line[0] == '#' {
			continue
		}
		key, err := readSigner(line, zone)
		if err != nil {
			return nil, &LineError{n, err}
		}
		key.Line = n
		keys = append(keys, key)
	}
	return keys, nil
}

func readPGP(text []byte, at int) ([]Key, error) {
	line := 1 + bytes.Count(text[:at], []byte("\n"))
	ring, err := openpgp.ReadArmoredKeyRing(bytes.NewReader(text[at:]))
	if err != nil {
		return nil, &LineError{line, fmt.Errorf("the OpenPGP key cannot be read: %w", err)}
	}
	var keys []Key
	for _, entity := range ring {
		key := Key{pgp: entity, Fingerprint: fmt.Sprintf("%X", entity.PrimaryKey.Fingerprint), Line: line}
		for _, id := range entity.Identities {
			if id.UserId.Email != "" {
				key.Principals = append(key.Principals, id.UserId.Email)
			} else {
				key.Principals = append(key.Principals, id.Name)
			}
		}
		slices.Sort(key.Principals)
		keys = append(keys, key)
	}
	if more := bytes.Count(text, []byte(pgpBlock)); more > 1 {
		return nil, &LineError{line, errors.New("a file holds one key block; put the others into files of their own, or export them together")}
	}
	return keys, nil
}

// readSigner reads a line: principals, options, a key, and perhaps a comment.
func readSigner(line string, zone *time.Location) (Key, error) {
	principals, rest := field(line)
	if rest == "" {
		return Key{}, errors.New("want principals, options and a key, as in a@corp.example ssh-ed25519 AAAA…")
	}
	key := Key{Principals: strings.Split(strings.Trim(principals, `"`), ",")}
	for _, p := range key.Principals {
		if strings.ContainsAny(p, "*?!") {
			return Key{}, fmt.Errorf("%q is a pattern, and says of nobody who signed; name each person", p)
		}
	}
	public, _, _, _, err := ssh.ParseAuthorizedKey([]byte(rest))
	options := ""
	if kind, _ := field(rest); err != nil || !isKeyType(kind) {
		options, rest = field(rest)
		public, _, _, _, err = ssh.ParseAuthorizedKey([]byte(rest))
	}
	if err != nil {
		return Key{}, errors.New("there is no SSH key in it")
	}
	key.ssh, key.Fingerprint = public, ssh.FingerprintSHA256(public)
	for _, option := range splitOptions(options) {
		name, value, _ := strings.Cut(option, "=")
		value = strings.Trim(value, `"`)
		switch strings.ToLower(name) {
		case "namespaces":
			key.namespaces = strings.Split(value, ",")
		case "valid-after":
			key.from, err = readTime(value, zone)
		case "valid-before":
			key.to, err = readTime(value, zone)
		case "cert-authority":
			err = errors.New("certificates are not read; name the key of each person")
		default:
			err = fmt.Errorf("%q is no option of an allowed signer", name)
		}
		if err != nil {
			return Key{}, err
		}
	}
	return key, nil
}

func isKeyType(word string) bool {
	return strings.HasPrefix(word, "ssh-") || strings.HasPrefix(word, "ecdsa-") || strings.HasPrefix(word, "sk-")
}

// field cuts the first word, which may have blanks in double quotes, from the rest.
func field(line string) (first, rest string) {
	quoted := false
	for i, c := range line {
		switch {
		case c == '"':
			quoted = !quoted
		case !quoted && (c == ' ' || c == '\t'):
			return line[:i], strings.TrimSpace(line[i:])
		}
	}
	return line, ""
}

// splitOptions cuts options at commas that stand outside quotes.
func splitOptions(text string) []string {
	quoted := false
	return slices.DeleteFunc(strings.FieldsFunc(text, func(c rune) bool {
		if c == '"' {
			quoted = !quoted
		}
		return c == ',' && !quoted
	}), func(s string) bool { return s == "" })
}

// readTime reads YYYYMMDD, or that with HHMM or HHMMSS, and Z for UTC.
func readTime(text string, zone *time.Location) (time.Time, error) {
	digits, utc := strings.CutSuffix(text, "Z")
	if utc {
		zone = time.UTC
	}
	for _, layout := range []string{"20060102", "200601021504", "20060102150405"} {
		if len(layout) == len(digits) {
			return time.ParseInLocation(layout, digits, zone)
		}
	}
	return time.Time{}, fmt.Errorf("%q is no time, as in 20260101 or 20260101120000Z", text)
}

// Reasons why a signature proves nothing.
var (
	ErrUnknown = errors.New("the key is not known")
	ErrInvalid = errors.New("the signature is not valid")
)

// Verify is the key that made a signature over a message at some time. For SSH the
// signature must be made for the namespace. A key that was not valid then is an error.
func Verify(keys []Key, message, signature []byte, namespace string, at time.Time) (*Key, error) {
	if bytes.Contains(signature, []byte("BEGIN PGP SIGNATURE")) {
		return verifyPGP(keys, message, signature, at)
	}
	sig, err := sshsig.Unarmor(signature)
	if err != nil {
		return nil, fmt.Errorf("%w: it cannot be read: %w", ErrInvalid, err)
	}
	if sig.Signature.Format == ssh.KeyAlgoRSA { // SHA-1: PROTOCOL.sshsig allows rsa-sha2-256 and rsa-sha2-512 only
		return nil, fmt.Errorf("%w: it is made with SHA-1", ErrInvalid)
	}
	if err := sshsig.Verify(bytes.NewReader(message), sig, sig.PublicKey, sig.HashAlgorithm, namespace); err != nil {
		return nil, fmt.Errorf("%w: %w", ErrInvalid, err)
	}
	print := ssh.FingerprintSHA256(sig.PublicKey)
	reason := fmt.Errorf("%w: %s", ErrUnknown, print)
	for i := range keys { // a key may stand on several lines, each with its time
		k := &keys[i]
		switch {
		case k.ssh == nil || k.Fingerprint != print:
		case len(k.namespaces) > 0 && !slices.ContainsFunc(k.namespaces, func(pattern string) bool { return wildcard(pattern, namespace) }):
			reason = fmt.Errorf("%w: the key %s is not for the namespace %s", ErrInvalid, print, namespace)
		case !k.from.IsZero() && at.Before(k.from), !k.to.IsZero() && !at.Before(k.to):
			reason = fmt.Errorf("%w: the key %s was not valid on %s", ErrInvalid, print, at.UTC().Format(time.DateOnly))
		default:
			return k, nil
		}
	}
	return nil, reason
}

// slack is how long after its date something may be signed with OpenPGP.
const slack = time.Hour

func verifyPGP(keys []Key, message, signature []byte, at time.Time) (*Key, error) {
	var ring openpgp.EntityList
	for i := range keys {
		if keys[i].pgp != nil {
			ring = append(ring, keys[i].pgp)
		}
	}
	// The signature has a date of its own, a moment after that of what it signs.
	config := &packet.Config{Time: func() time.Time { return at.Add(slack) }}
	signer, err := openpgp.CheckArmoredDetachedSignature(ring, bytes.NewReader(message), bytes.NewReader(signature), config)
	switch {
	case err == nil:
	case errors.Is(err, pgperrors.ErrUnknownIssuer):
		return nil, fmt.Errorf("%w: %w", ErrUnknown, err)
	default:
		return nil, fmt.Errorf("%w: %w", ErrInvalid, err)
	}
	for i := range keys {
		if keys[i].pgp == signer {
			return &keys[i], nil
		}
	}
	return nil, ErrUnknown
}

// wildcard matches a name against a pattern with * and ?, in time that is linear in both.
func wildcard(pattern, name string) bool {
	p, n, star, mark := 0, 0, -1, 0
	for n < len(name) {
		switch {
		case p < len(pattern) && pattern[p] == '*':
			star, mark = p, n
			p++
		case p < len(pattern) && (pattern[p] == '?' || pattern[p] == name[n]):
			p++
			n++
		case star >= 0:
			mark++
			p, n = star+1, mark
		default:
			return false
		}
	}
	return strings.Trim(pattern[p:], "*") == ""
}
