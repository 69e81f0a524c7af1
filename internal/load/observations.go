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
	r, refusal, err := reader(tree, name, nil)
	if err != nil || refusal != nil {
		return nil, refusals(refusal), err
	}
	if r.read(); len(r.problems) > 0 {
		return nil, r.problems, nil
	}
	return r.out, nil, nil
}

// Export reads what an identity provider exports, one file after the other: the forms
// of Observations, CSV with other names of columns, lists of users and groups in SCIM 2.0
// (RFC 7643, 7644), and what Okta, Microsoft Entra and Google list and let download. What the files say of one
// account is joined. Members of groups are found by the identifiers of the users of all
// files. A list of which pages are missing is refused.
func Export(files []ExportFile, how ExportOptions) (*model.Observations, []finding.Finding, error) {
	if err := how.known(); err != nil {
		return nil, nil, err
	}
	out := &model.Observations{Accounts: map[string]model.Account{}}
	lists := scimLists{names: map[string]string{}, pages: map[string]*scimPages{}}
	var problems []finding.Finding
	var readers []*observationReader
	columns, values := lower(how.Columns), lower(how.Values)
	for _, f := range files {
		r, refusal, err := reader(f.Tree, f.Name, columns)
		if err != nil {
			return nil, nil, err
		}
		if refusal != nil {
			problems = append(problems, *refusal)
			continue
		}
		r.lists, r.values, r.format = &lists, values, how.Format
		r.read()
		readers = append(readers, r)
	}
	lists.join(out)
	for _, r := range readers {
		problems = append(problems, r.problems...)
		out.At, out.From = max(out.At, r.out.At), max(out.From, r.out.From)
		for key, account := range r.out.Accounts {
			if before, known := out.Accounts[key]; known {
				account = joined(before, account)
			}
			out.Accounts[key] = account
		}
	}
	if len(problems) == 0 {
		problems = lists.incomplete()
	}
	if len(problems) > 0 {
		return nil, problems, nil
	}
	return out, nil, nil
}

// An ExportFile is one file that an identity provider wrote.
type ExportFile struct {
	Tree source.Tree
	Name string
}

// joined is what two exports say of one account.
func joined(a, b model.Account) model.Account {
	b.Roles = append(slices.Clone(a.Roles), b.Roles...)
	b.Enabled = a.Enabled && b.Enabled
	b.Created, b.LastLogin = max(a.Created, b.Created), max(a.LastLogin, b.LastLogin)
	used := maps.Clone(a.LastUsed)
	for action, day := range b.LastUsed {
		used[action] = max(used[action], day)
	}
	b.LastUsed = used
	if len(a.People) > 0 && a.People[0] != a.Name {
		b.People = a.People
	}
	return b
}

func reader(tree source.Tree, name string, columns map[string]string) (*observationReader, *finding.Finding, error) {
	text, refusal, err := readFile(tree, name)
	if err != nil || refusal != nil {
		return nil, refusal, err
	}
	r := &observationReader{file: &source.File{Path: name, Text: text}, out: &model.Observations{Accounts: map[string]model.Account{}}, columns: columns}
	r.out.Range = source.Range{File: r.file}
	return r, nil, nil
}

// read reads a file by its form.
func (r *observationReader) read() {
	if r.lists == nil { // the repository's own observations
		if strings.HasSuffix(r.file.Path, ".csv") {
			r.csv("csv")
		} else {
			r.json()
		}
		return
	}
	format := cmp.Or(r.format, r.detect())
	if text := strings.TrimSpace(r.text()); format == "csv" || !strings.HasPrefix(text, "{") && !strings.HasPrefix(text, "[") && format != "tidegate" && format != "scim" {
		r.csv(format)
		return
	}
	switch format {
	case "okta":
		r.okta()
	case "entra":
		r.entra()
	case "google":
		r.google()
	case "scim":
		r.scim()
	default:
		r.json()
	}
}

// text is the file without a byte order mark, which PowerShell and spreadsheets write.
func (r *observationReader) text() string { return strings.TrimPrefix(string(r.file.Text), "\ufeff") }

func refusals(f *finding.Finding) []finding.Finding {
	if f == nil {
		return nil
	}
	return []finding.Finding{*f}
}

type observationReader struct {
	quoted   map[string]int // where each text in quotes begins first
	file     *source.File
	out      *model.Observations
	problems []finding.Finding
	columns  map[string]string
	values   map[string]string // our words by theirs
	format   string            // detected when empty
	lists    *scimLists        // nil where no list of a provider is expected
}

func (r *observationReader) report(at source.Range, format string, args ...any) {
	r.problems = append(r.problems, problem(ruleObserved, at, fmt.Sprintf(format, args...), "docs/observations.md shows the forms; let the connector write the file again"))
}

func (r *observationReader) date(at source.Range, what, text string) calendar.Date {
	if never[strings.ToLower(text)] {
		return 0
	}
	day := text
	if len(day) > 10 && day[4] == '/' && day[7] == '/' { // as the console of Google writes it: 2026/10/01 21:04:55
		day = day[:4] + "-" + day[5:7] + "-" + day[8:]
	}
	if i := strings.IndexAny(day, "T "); i >= 0 { // connectors give timestamps as well, with either between
		day = day[:i]
	}
	d, err := calendar.ParseDate(day)
	if err != nil {
		r.report(at, "%s: %v", what, err)
	}
	return d
}

// never is how exports write that something was not seen yet.
var never = map[string]bool{"": true, "-": true, "n/a": true, "na": true, "null": true, "none": true, "never": true, "never logged in": true}

// truth reads true and false as exports write them.
func truth(text string) (is, known bool) {
	switch strings.ToLower(strings.TrimSpace(text)) {
	case "true", "yes", "y", "1", "active", "enabled", "":
		return true, true
	case "false", "no", "n", "0", "inactive", "disabled", "suspended", "deprovisioned", "deactivated":
		return false, true
	}
	return false, false
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
	decoder := json.NewDecoder(strings.NewReader(r.text()))
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
	if r.quoted == nil { // once: an export has many names
		r.quoted = map[string]int{}
		for i := 0; i < len(r.file.Text); i++ {
			if r.file.Text[i] != '"' {
				continue
			}
			begin := i
			for i++; i < len(r.file.Text) && r.file.Text[i] != '"'; i++ {
				if r.file.Text[i] == '\\' {
					i++
				}
			}
			word := string(r.file.Text[begin:min(i+1, len(r.file.Text))])
			if _, known := r.quoted[word]; !known {
				r.quoted[word] = begin
			}
		}
	}
	i, known := r.quoted[text]
	if !known {
		return source.Range{File: r.file}
	}
	return source.Range{File: r.file, Start: uint32(i), End: uint32(i + len(text))}
}

func (r *observationReader) csv(format string) {
	if r.template() {
		return
	}
	text, comma := separator(r.text())
	reader := csv.NewReader(strings.NewReader(text))
	reader.Comma = comma
	header, err := reader.Read()
	if err != nil {
		r.report(source.Range{File: r.file}, "the observations cannot be read: %v", err)
		return
	}
	columns := map[string]int{}
	for i, name := range header {
		name = r.column(format, name)
		if _, taken := columns[name]; !taken { // the first of two that we call alike
			columns[name] = i
		}
	}
	if _, ok := columns["account"]; !ok {
		r.report(source.Range{File: r.file, End: 1}, "the header has no column called account, but %s; say which one it is, as in --columns 'Login=account'", strings.Join(header, ", "))
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

// separator is what separates the columns of a table, and the table without the line
// with which some spreadsheets say so. It is what the header has most of.
func separator(text string) (string, rune) {
	first, rest, _ := strings.Cut(text, "\n")
	first = strings.TrimSpace(first)
	if c, ok := strings.CutPrefix(strings.ToLower(first), "sep="); ok && len(c) == 1 {
		return rest, rune(c[0])
	}
	comma, most := ',', strings.Count(first, ",")
	for _, c := range []rune{';', '\t', '|'} {
		if n := strings.Count(first, string(c)); n > most {
			comma, most = c, n
		}
	}
	return text, comma
}

func (r *observationReader) row(columns map[string]int, row []string, reader *csv.Reader) {
	get := func(name string) string {
		if i, ok := columns[name]; ok {
			return strings.TrimSpace(row[i])
		}
		return ""
	}
	line, _ := reader.FieldPos(0)
	where := r.file.LineRange(line)
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
	account.Enabled = r.status(where, get("enabled"))
	account.Created = max(account.Created, r.date(where, "created", get("created")))
	account.LastLogin = max(account.LastLogin, r.date(where, "last_login", get("last_login")))
	if action := get("action"); action != "" {
		account.LastUsed[action] = max(account.LastUsed[action], r.date(where, "last_used", get("last_used")))
	}
	if roles := get("roles"); roles != "" {
		for role := range strings.SplitSeq(roles, ";") {
			account.Roles = append(account.Roles, r.ours(strings.TrimSpace(role)))
		}
	}
	r.out.Accounts[name] = account
}
