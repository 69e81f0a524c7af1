package load

import (
	"cmp"
	"encoding/json"
	"slices"
	"strconv"
	"strings"

	"github.com/tidegate/tidegate/internal/calendar"
	"github.com/tidegate/tidegate/internal/finding"
	"github.com/tidegate/tidegate/internal/model"
	"github.com/tidegate/tidegate/internal/source"
)

// ExportFormats are the forms of exports by name. "tidegate" is that of observations.
var ExportFormats = []string{"csv", "entra", "google", "okta", "scim", "tidegate"}

// detect is the form of an export, by what only that form has.
func (r *observationReader) detect() string {
	text := strings.TrimSpace(r.text())
	if strings.HasSuffix(r.file.Path, ".csv") || !strings.HasPrefix(text, "{") && !strings.HasPrefix(text, "[") {
		header, _, _ := strings.Cut(strings.ToLower(text), "\n")
		switch {
		case strings.Contains(header, "userprincipalname"):
			return "entra"
		case strings.Contains(header, "email address [required]"):
			return "google"
		}
		return "csv"
	}
	var keys map[string]json.RawMessage
	if json.Unmarshal([]byte(text), &keys) == nil {
		has := func(names ...string) bool {
			return slices.ContainsFunc(names, func(name string) bool { _, ok := keys[name]; return ok })
		}
		switch {
		case has("errorCode", "errorSummary"):
			return "okta"
		case has("value", "@odata.context", "@odata.nextLink"):
			return "entra"
		case has("users") && !has("accounts"):
			return "google"
		case has("Resources") || strings.Contains(text, "urn:ietf:params:scim:"):
			return "scim"
		}
		return "tidegate"
	}
	var list []struct {
		Profile json.RawMessage `json:"profile"`
	}
	if json.Unmarshal([]byte(text), &list) == nil && len(list) > 0 && list[0].Profile != nil {
		return "okta"
	}
	return "tidegate"
}

// headers are the names that columns of an export have, in lower case and without blanks,
// by format and with ours.
var headers = map[string]map[string]string{
	"entra": {
		"userprincipalname": "account", "employeeid": "person", "accountenabled": "enabled", "createddatetime": "created",
		"lastsignindatetime": "last_login", "groups": "roles",
	},
	"google": {
		"emailaddress[required]": "account", "employeeid": "person", "status[readonly]": "enabled", "lastsignin[readonly]": "last_login",
	},
	"okta": {
		"login": "account", "profile.login": "account", "oktausername": "account", "employeenumber": "person", "profile.employeenumber": "person",
		"status": "enabled", "oktauserstatus": "enabled", "created": "created", "lastlogin": "last_login", "groups": "roles",
	},
}

// failure is what providers answer to a request that failed.
type failure struct {
	ErrorSummary string `json:"errorSummary"` // Okta
	Error        *struct {
		Message string `json:"message"`
	} `json:"error"` // Microsoft Graph, Google
}

// decode reads a document, and says whether it can be gone on with.
func (r *observationReader) decode(into any) bool {
	text := []byte(r.text())
	var failed failure
	if json.Unmarshal(text, &failed) == nil && (failed.ErrorSummary != "" || failed.Error != nil) {
		message := failed.ErrorSummary
		if failed.Error != nil {
			message = failed.Error.Message
		}
		r.report(source.Range{File: r.file}, "this is the answer to a request that failed, and no list: %s", message)
		return false
	}
	if err := json.Unmarshal(text, into); err != nil {
		r.report(jsonErrorRange(r.file, err), "the list cannot be read: %s", jsonErrorText(err))
		return false
	}
	return true
}

// keep notes an account that a provider has.
func (r *observationReader) keep(a model.Account, id, person string) {
	if a.Name == "" {
		r.report(source.Range{File: r.file}, "an account in the list has no name")
		return
	}
	a.Range = r.find(strconv.Quote(a.Name))
	a.People, a.LastUsed = []string{cmp.Or(person, a.Name)}, map[string]calendar.Date{}
	if a.Roles == nil {
		a.Roles = []string{}
	}
	if id != "" {
		r.lists.names[id] = a.Name
	}
	r.out.Accounts[a.Name] = a
}

// okta reads the answer of GET /api/v1/users. Who is invited, locked out, or has to change a
// password, still has an account; who is staged, suspended or deprovisioned has none that
// works.
func (r *observationReader) okta() {
	var users []struct {
		ID        string  `json:"id"`
		Status    string  `json:"status"`
		Created   string  `json:"created"`
		LastLogin *string `json:"lastLogin"`
		Profile   struct {
			Login          string `json:"login"`
			EmployeeNumber string `json:"employeeNumber"`
		} `json:"profile"`
	}
	if !r.decode(&users) {
		return
	}
	for _, u := range users {
		a := model.Account{Name: u.Profile.Login}
		at := r.find(strconv.Quote(a.Name))
		a.Enabled = r.status(at, u.Status)
		a.Created = r.date(at, "created", u.Created)
		if u.LastLogin != nil {
			a.LastLogin = r.date(at, "lastLogin", *u.LastLogin)
		}
		r.keep(a, u.ID, u.Profile.EmployeeNumber)
	}
}

// entra reads users of Microsoft Graph (GET /users), and groups with their members
// (GET /groups?$expand=members).
func (r *observationReader) entra() {
	var list struct {
		Next  string `json:"@odata.nextLink"`
		Value []struct {
			ID             string     `json:"id"`
			Name           string     `json:"userPrincipalName"`
			DisplayName    string     `json:"displayName"`
			Enabled        *scimTruth `json:"accountEnabled"`
			EmployeeID     string     `json:"employeeId"`
			Created        string     `json:"createdDateTime"`
			Members        []struct{ ID string }
			SignInActivity struct {
				Last string `json:"lastSignInDateTime"`
			} `json:"signInActivity"`
		} `json:"value"`
	}
	if !r.decode(&list) {
		return
	}
	what := "users"
	for _, v := range list.Value {
		if v.Name == "" {
			what = "groups"
			g := scimGroup{id: v.ID, name: r.ours(v.DisplayName), at: r.find(strconv.Quote(v.DisplayName))}
			for _, m := range v.Members {
				g.members = append(g.members, scimValue{Value: m.ID})
			}
			r.lists.groups = append(r.lists.groups, g)
			continue
		}
		at := r.find(strconv.Quote(v.Name))
		a := model.Account{Name: v.Name, Created: r.date(at, "createdDateTime", v.Created), LastLogin: r.date(at, "lastSignInDateTime", v.SignInActivity.Last)}
		if v.Enabled == nil {
			r.report(at, "the list does not say whether %s is enabled; ask for it: $select=id,userPrincipalName,accountEnabled,employeeId,createdDateTime", v.Name)
			continue
		}
		a.Enabled = v.Enabled.is
		r.keep(a, v.ID, v.EmployeeID)
	}
	r.page(what, list.Next != "")
}

// google reads users of the Directory API (GET /admin/directory/v1/users).
func (r *observationReader) google() {
	var list struct {
		Next  string `json:"nextPageToken"`
		Users []struct {
			ID          string `json:"id"`
			Email       string `json:"primaryEmail"`
			Suspended   bool   `json:"suspended"`
			Archived    bool   `json:"archived"`
			Created     string `json:"creationTime"`
			LastLogin   string `json:"lastLoginTime"`
			ExternalIDs []struct {
				Type  string `json:"type"`
				Value string `json:"value"`
			} `json:"externalIds"`
		} `json:"users"`
	}
	if !r.decode(&list) {
		return
	}
	for _, u := range list.Users {
		at := r.find(strconv.Quote(u.Email))
		a := model.Account{Name: u.Email, Enabled: !u.Suspended && !u.Archived, Created: r.date(at, "creationTime", u.Created)}
		if !strings.HasPrefix(u.LastLogin, "1970-01-01") { // never
			a.LastLogin = r.date(at, "lastLoginTime", u.LastLogin)
		}
		person := ""
		for _, id := range u.ExternalIDs {
			if id.Type == "organization" {
				person = id.Value
			}
		}
		r.keep(a, u.ID, person)
	}
	r.page("users", list.Next != "")
}

// page counts the pages of a list that lead to another one: all but the last do.
func (r *observationReader) page(what string, more bool) {
	p := r.lists.pages[what]
	if p == nil {
		p = &scimPages{at: source.Range{File: r.file}}
		r.lists.pages[what] = p
	}
	p.linked = true
	if p.last = p.last || !more; more {
		p.at = source.Range{File: r.file}
	}
}

// statuses are the words of providers for whether an account works.
var statuses = map[string]bool{
	"active": true, "provisioned": true, "recovery": true, "locked_out": true, "password_expired": true, "password_reset": true, "invited": true,
	"staged": false, "suspended": false, "deprovisioned": false, "archived": false, "deleted": false,
}

// status reads a word for whether an account works: one that the command line maps, one of
// a provider, or one for true or false.
func (r *observationReader) status(at source.Range, word string) bool {
	text := r.ours(word)
	if is, known := statuses[strings.ToLower(strings.TrimSpace(text))]; known {
		return is
	}
	is, known := truth(text)
	if !known {
		r.report(at, "enabled is %q, neither true nor false; say which it is: --map '%s=true'", word, word)
	}
	return is
}

// ours is our word for one of theirs.
func (r *observationReader) ours(word string) string {
	if mapped, ok := r.values[strings.ToLower(strings.TrimSpace(word))]; ok {
		return mapped
	}
	return word
}

// column is our name of a column.
func (r *observationReader) column(format, name string) string {
	name = strings.ToLower(strings.TrimSpace(name))
	if ours, mapped := r.columns[name]; mapped {
		return ours
	}
	if ours, known := headers[format][strings.Join(strings.Fields(name), "")]; known {
		return ours
	}
	return name
}

// template reports a file that is to be filled in and uploaded, and no export.
func (r *observationReader) template() bool {
	if !strings.HasPrefix(strings.ToLower(r.text()), "version:v1.0") {
		return false
	}
	r.report(source.Range{File: r.file, End: 1}, "this is a template for an upload to Microsoft Entra, and no export: download the list of users instead")
	return true
}

// An ExportOptions says how exports are to be read.
type ExportOptions struct {
	Format  string            // one of ExportFormats; detected for each file when empty
	Columns map[string]string // our names of columns by theirs
	Values  map[string]string // our words by theirs: true and false for a status, roles for groups
}

// lower has the keys of a table in lower case and without blanks around.
func lower(table map[string]string) map[string]string {
	out := map[string]string{}
	for theirs, ours := range table {
		out[strings.ToLower(strings.TrimSpace(theirs))] = strings.TrimSpace(ours)
	}
	return out
}

// known reports a format that is none.
func (o ExportOptions) known() error {
	if o.Format == "" || slices.Contains(ExportFormats, o.Format) {
		return nil
	}
	return finding.Unknown("format", o.Format, ExportFormats)
}
