package load

import (
	"cmp"
	"encoding/csv"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"maps"
	"reflect"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/tidegate/tidegate/internal/calendar"
	"github.com/tidegate/tidegate/internal/finding"
	"github.com/tidegate/tidegate/internal/model"
	"github.com/tidegate/tidegate/internal/source"
)

// Observations reads what connectors saw: JSON, or CSV with a header. CSV has a
// row for each account and action, with the columns account, action, last_used,
// last_login, enabled, created and person; the first is needed, the others may
// be missing.
func Observations(tree source.Tree, name string) (*model.Observations, []finding.Finding, error) {
	return Export(tree, name, nil)
}

// Export reads what an identity provider exports: the forms of Observations, CSV
// with other names of columns (ours by theirs, in lower case), or a list of users
// or groups in SCIM 2.0 (RFC 7643, 7644).
func Export(tree source.Tree, name string, columns map[string]string) (*model.Observations, []finding.Finding, error) {
	text, refusal, err := readFile(tree, name)
	if err != nil || refusal != nil {
		return nil, refusals(refusal), err
	}
	r := &observationReader{file: &source.File{Path: name, Text: text}, out: &model.Observations{Accounts: map[string]model.Account{}}, columns: columns}
	r.out.Range = source.Range{File: r.file}
	switch {
	case strings.HasSuffix(name, ".csv"):
		r.csv()
	case strings.Contains(string(text), "urn:ietf:params:scim:"):
		r.scim()
	default:
		r.json()
	}
	if len(r.problems) > 0 {
		return nil, r.problems, nil
	}
	return r.out, nil, nil
}

func refusals(f *finding.Finding) []finding.Finding {
	if f == nil {
		return nil
	}
	return []finding.Finding{*f}
}

type observationReader struct {
	file     *source.File
	out      *model.Observations
	problems []finding.Finding
	columns  map[string]string
}

func (r *observationReader) report(at source.Range, format string, args ...any) {
	r.problems = append(r.problems, problem(ruleObserved, at, fmt.Sprintf(format, args...), "docs/observations.md shows the forms; let the connector write the file again"))
}

func (r *observationReader) date(at source.Range, what, text string) calendar.Date {
	if text == "" {
		return 0
	}
	day, _, _ := strings.Cut(text, "T") // connectors give timestamps as well
	d, err := calendar.ParseDate(day)
	if err != nil {
		r.report(at, "%s: %v", what, err)
	}
	return d
}

func (r *observationReader) json() {
	var document struct {
		ObservedAt  string `json:"observed_at"`
		WindowStart string `json:"window_start"`
		Accounts    map[string]struct {
			Enabled   bool              `json:"enabled"`
			Created   string            `json:"created"`
			LastLogin string            `json:"last_login"`
			LastUsed  map[string]string `json:"last_used"`
			People    []string          `json:"people"`
		} `json:"accounts"`
	}
	decoder := json.NewDecoder(strings.NewReader(string(r.file.Text)))
	decoder.DisallowUnknownFields()
	if err := decoder.Decode(&document); err != nil {
		at := jsonErrorRange(r.file, err)
		if errors.Is(err, io.ErrUnexpectedEOF) || errors.Is(err, io.EOF) {
			at = source.Range{File: r.file, Start: uint32(len(r.file.Text)), End: uint32(len(r.file.Text))}
		}
		r.report(at, "the observations cannot be read: %s", jsonErrorText(err))
		return
	}
	whole := source.Range{File: r.file}
	at, err := time.Parse(time.RFC3339, document.ObservedAt)
	if err != nil {
		r.report(whole, "observed_at %q is no timestamp", document.ObservedAt)
	}
	r.out.At = calendar.InstantOf(at)
	r.out.From = r.date(whole, "window_start", document.WindowStart)
	for _, name := range slices.Sorted(maps.Keys(document.Accounts)) {
		a := document.Accounts[name]
		where := r.find(strconv.Quote(name))
		account := model.Account{Name: name, People: a.People, Enabled: a.Enabled, LastUsed: map[string]calendar.Date{}, Range: where}
		if a.People == nil {
			account.People = []string{name}
		}
		account.Created = r.date(where, name+": created", a.Created)
		account.LastLogin = r.date(where, name+": last_login", a.LastLogin)
		for action, day := range a.LastUsed {
			account.LastUsed[action] = r.date(where, name+": "+action, day)
		}
		r.out.Accounts[name] = account
	}
}

// jsonErrorText is a decoding error in the words of JSON, not of Go.
func jsonErrorText(err error) string {
	var mismatch *json.UnmarshalTypeError
	if !errors.As(err, &mismatch) {
		return strings.TrimPrefix(err.Error(), "json: ")
	}
	want := map[reflect.Kind]string{reflect.Struct: "an object", reflect.Map: "an object", reflect.Slice: "an array", reflect.String: "a string", reflect.Bool: "true or false"}[mismatch.Type.Kind()]
	if mismatch.Field == "" {
		return fmt.Sprintf("want %s, not %s", want, mismatch.Value)
	}
	return fmt.Sprintf("%s: want %s, not %s", mismatch.Field, want, mismatch.Value)
}

// find is where the text first stands in the file.
func (r *observationReader) find(text string) source.Range {
	i := strings.Index(string(r.file.Text), text)
	if i < 0 {
		return source.Range{File: r.file}
	}
	return source.Range{File: r.file, Start: uint32(i), End: uint32(i + len(text))}
}

func (r *observationReader) csv() {
	reader := csv.NewReader(strings.NewReader(strings.TrimPrefix(string(r.file.Text), "\ufeff")))
	header, err := reader.Read()
	if err != nil {
		r.report(source.Range{File: r.file}, "the observations cannot be read: %v", err)
		return
	}
	columns := map[string]int{}
	for i, name := range header {
		name = strings.ToLower(strings.TrimSpace(name))
		if ours, mapped := r.columns[name]; mapped {
			name = ours
		}
		columns[name] = i
	}
	if _, ok := columns["account"]; !ok {
		r.report(source.Range{File: r.file, End: 1}, "the header has no column called account")
		return
	}
	for {
		row, err := reader.Read()
		if errors.Is(err, io.EOF) {
			return
		}
		if err != nil {
			r.report(source.Range{File: r.file}, "the observations cannot be read: %v", err)
			return
		}
		r.row(columns, row, reader)
	}
}

func (r *observationReader) row(columns map[string]int, row []string, reader *csv.Reader) {
	get := func(name string) string {
		if i, ok := columns[name]; ok {
			return strings.TrimSpace(row[i])
		}
		return ""
	}
	line, _ := reader.FieldPos(0)
	where := r.line(line)
	name := get("account")
	if name == "" {
		r.report(where, "the row names no account")
		return
	}
	account, known := r.out.Accounts[name]
	if !known {
		account = model.Account{Name: name, People: []string{name}, LastUsed: map[string]calendar.Date{}, Range: where}
	}
	if people := get("person"); people != "" {
		account.People = strings.Split(people, ";")
	}
	switch enabled := strings.ToLower(get("enabled")); enabled {
	case "true", "yes", "1", "":
		account.Enabled = true
	case "false", "no", "0":
		account.Enabled = false
	default:
		r.report(where, "enabled is %q, neither true nor false", enabled)
	}
	account.Created = max(account.Created, r.date(where, "created", get("created")))
	account.LastLogin = max(account.LastLogin, r.date(where, "last_login", get("last_login")))
	if action := get("action"); action != "" {
		account.LastUsed[action] = max(account.LastUsed[action], r.date(where, "last_used", get("last_used")))
	}
	if roles := get("roles"); roles != "" {
		for role := range strings.SplitSeq(roles, ";") {
			account.Roles = append(account.Roles, strings.TrimSpace(role))
		}
	}
	r.out.Accounts[name] = account
}

// scim reads a list of users, or of groups with their members.
func (r *observationReader) scim() {
	type value struct {
		Value   string `json:"value"`
		Display string `json:"display"`
	}
	var document struct {
		Resources []struct {
			ID          string  `json:"id"`
			UserName    string  `json:"userName"`
			ExternalID  string  `json:"externalId"`
			DisplayName string  `json:"displayName"`
			Active      *bool   `json:"active"`
			Roles       []value `json:"roles"`
			Groups      []value `json:"groups"`
			Members     []value `json:"members"`
			Meta        struct {
				Created string `json:"created"`
			} `json:"meta"`
		} `json:"Resources"`
	}
	if err := json.Unmarshal(r.file.Text, &document); err != nil {
		r.report(jsonErrorRange(r.file, err), "the list cannot be read: %s", jsonErrorText(err))
		return
	}
	add := func(name string, change func(a *model.Account)) {
		a, known := r.out.Accounts[name]
		if !known {
			a = model.Account{Name: name, People: []string{name}, Enabled: true, LastUsed: map[string]calendar.Date{}, Range: r.find(strconv.Quote(name))}
		}
		change(&a)
		r.out.Accounts[name] = a
	}
	for _, resource := range document.Resources {
		if resource.UserName == "" { // a group
			for _, member := range resource.Members {
				add(cmp.Or(member.Display, member.Value), func(a *model.Account) { a.Roles = append(a.Roles, resource.DisplayName) })
			}
			continue
		}
		add(resource.UserName, func(a *model.Account) {
			if resource.ExternalID != "" {
				a.People = []string{resource.ExternalID}
			}
			a.Enabled = resource.Active == nil || *resource.Active
			a.Created = r.date(a.Range, "meta.created", resource.Meta.Created)
			if a.Roles == nil {
				a.Roles = []string{}
			}
			for _, v := range slices.Concat(resource.Roles, resource.Groups) {
				a.Roles = append(a.Roles, cmp.Or(v.Display, v.Value))
			}
		})
	}
}

func (r *observationReader) line(n int) source.Range {
	start := 0
	for range n - 1 {
		next := strings.IndexByte(string(r.file.Text[start:]), '\n')
		if next < 0 {
			break
		}
		start += next + 1
	}
	return source.Range{File: r.file, Start: uint32(start), End: uint32(start + len(strings.TrimRight(r.lineText(start), "\r\n")))}
}

func (r *observationReader) lineText(start int) string {
	line, _, _ := strings.Cut(string(r.file.Text[start:]), "\n")
	return line
}
