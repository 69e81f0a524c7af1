// Package finding is what can be said about a tree: findings and the rules that
// they come from, severities, identity, and waivers.
package finding

import (
	"cmp"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"slices"
	"strings"

	"github.com/tidegate/tidegate/internal/calendar"
	"github.com/tidegate/tidegate/internal/privacy"
	"github.com/tidegate/tidegate/internal/source"
)

// A Severity orders findings. The zero value is no severity, so that a
// forgotten one shows.
type Severity int

// The severities. Invalid says that a tree could not be judged; it cannot be
// waived, overridden or chosen by a rule.
const (
	Low Severity = iota + 1
	Medium
	High
	Critical
	Invalid
)

var severityNames = []string{"", "low", "medium", "high", "critical", "error"}

// String is the severity's name, "error" for Invalid.
func (s Severity) String() string { return severityNames[s] }

// MarshalText writes the name.
func (s Severity) MarshalText() ([]byte, error) { return []byte(s.String()), nil }

// ParseSeverity reads low, medium, high or critical.
func ParseSeverity(name string) (Severity, error) {
	if i := slices.Index(severityNames, name); i >= int(Low) && i <= int(Critical) {
		return Severity(i), nil
	}
	return 0, fmt.Errorf("unknown severity %q: want low, medium, high or critical", name)
}

// A Place is an address and a path in it, and where that was written.
type Place struct {
	Address string       // empty for a place in a file that defines nothing
	Path    string       // as allow[3]; empty for the definition itself
	Range   source.Range // may be nowhere, for a thing that no file defines
	Note    source.Text  // why a related place matters
}

// A Finding is one thing that is wrong.
type Finding struct {
	Rule     string
	Severity Severity
	Subject  string      // address of the definition that was judged
	Key      source.Text // tells findings of one rule about one subject apart
	Message  source.Text
	Place    Place
	Related  []Place
	Because  []source.Text
	Fix      source.Text
	First    string // the first instant or day at which it fails, when that lies ahead
	Waiver   *Waived
	Plan     *Noted        // work that will remove it, in time so far
	Dispute  *Noted        // an objection that is not decided yet
	Secret   bool          // what stands at the place is not to be printed
	Extent   int           // how much of it there is, in Unit; more is worse
	Unit     string        // as seconds, days late, people
	Begins   calendar.Date // the day on which it is wrong because of what begins on it; 0 for today

	// Of a run that compares two trees:
	Change Change
	Time   bool    // time alone broke it: the older tree did not show it on its own day
	Commit *Commit // that introduced it, if that is known
}

// A Commit is who changed what when.
type Commit struct {
	Hash   string
	Author source.Text
	When   string      // RFC 3339, UTC
	Title  source.Text // first line of the message
}

// Waived says why a finding is excused.
type Waived struct {
	Address string // the waiver's
	Reason  source.Text
	By      string
	Until   string // the first day on which it no longer holds
	Count   int    // findings that it excuses
	Range   source.Range
}

// Noted is a plan or a dispute about a finding. Neither excuses it.
type Noted struct {
	Address string
	Who     string      // owns the plan, or objects
	Until   string      // the day on which it is due, or to be decided
	Text    source.Text // what will be done, or why the finding is thought to be wrong
	Range   source.Range
}

// Begin says that the finding holds from a day to come on.
func (f *Finding) Begin(day calendar.Date) {
	f.Begins, f.First = day, day.String()
	f.Message = source.Text(fmt.Sprintf("from %s: ", day)) + f.Message
}

// Identity is what makes two findings in two trees the same: rule, subject and
// the rule's own key, never a line number.
func (f *Finding) Identity() string {
	return f.Rule + " " + f.Subject + " " + string(f.Key)
}

// Fingerprint is a short form of the identity for formats that ask for one.
func (f *Finding) Fingerprint() string {
	sum := sha256.Sum256([]byte(f.Identity()))
	return hex.EncodeToString(sum[:16])
}

// Redact takes personal data out of everything that findings say: a message may
// quote what somebody wrote.
func Redact(findings []Finding) {
	for i := range findings {
		f := &findings[i]
		redact := func(texts ...*source.Text) {
			for _, t := range texts {
				*t = source.Text(privacy.Redact(string(*t)))
			}
		}
		redact(&f.Message, &f.Fix, &f.Key)
		for j := range f.Because {
			redact(&f.Because[j])
		}
		for j := range f.Related {
			redact(&f.Related[j].Note)
		}
		if f.Waiver != nil {
			redact(&f.Waiver.Reason)
		}
	}
}

// Sort orders findings by place, then rule, subject, key and message: the order
// in which every format prints them.
func Sort(findings []Finding) {
	slices.SortFunc(findings, func(a, b Finding) int {
		switch {
		case a.Place.Range.Less(b.Place.Range):
			return -1
		case b.Place.Range.Less(a.Place.Range):
			return 1
		}
		return cmp.Or(
			strings.Compare(a.Rule, b.Rule),
			strings.Compare(a.Subject, b.Subject),
			cmp.Compare(a.Key, b.Key),
			cmp.Compare(a.Message, b.Message),
		)
	})
}
