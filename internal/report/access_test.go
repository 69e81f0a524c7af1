package report_test

import (
	"bytes"
	"encoding/json"
	"io/fs"
	"slices"
	"strings"
	"testing"

	"github.com/tidegate/tidegate/internal/calendar"
	"github.com/tidegate/tidegate/internal/edit"
	"github.com/tidegate/tidegate/internal/facts"
	"github.com/tidegate/tidegate/internal/gate"
	"github.com/tidegate/tidegate/internal/model"
	"github.com/tidegate/tidegate/internal/report"
	"github.com/tidegate/tidegate/internal/source"
)

// with is the example with some text replaced by other text.
func with(t *testing.T, replaced ...[3]string) source.Tree {
	t.Helper()
	tree := exampleTree(t)
	texts := map[string]string{}
	for _, r := range replaced {
		name, was, is := r[0], r[1], r[2]
		if _, known := texts[name]; !known {
			text, err := fs.ReadFile(tree.FS, name)
			if err != nil {
				t.Fatal(err)
			}
			texts[name] = string(text)
		}
		if strings.Count(texts[name], was) != 1 {
			t.Fatalf("%q is not in %s once", was, name)
		}
		texts[name] = strings.Replace(texts[name], was, is, 1)
	}
	var files []edit.File
	for name, text := range texts {
		files = append(files, edit.File{Path: name, After: []byte(text)})
	}
	return edit.Over(tree, files)
}

func session(t *testing.T, tree source.Tree) *gate.Session {
	t.Helper()
	s, problems, err := gate.Open(t.Context(), tree, gate.Options{AsOf: calendar.NowOf(exampleDay)})
	if err != nil {
		t.Fatal(err, problems)
	}
	return s
}

// more is the example with access that nobody needs: a wildcard, an export and a
// grant to a person.
func more(t *testing.T) source.Tree {
	return with(t,
		[3]string{"access.hcl", `allow    = ["helpdesk:ticket.read", "helpdesk:ticket.reply", "oms:order.read", "oms:refund.issue"]`, `allow    = ["helpdesk:*", "oms:order.read", "oms:refund.issue", "oms:order.export"]`},
		[3]string{"access.hcl", `  jit      = { max = "8h", approver = role.privacy_lead }` + "\n", ""},
		[3]string{"access.hcl", `to       = [role.quality_lead, role.privacy_lead]`, `to       = [role.quality_lead, role.agent_t1]`},
		[3]string{"access.hcl", `valid    = "2026-04-06/2027-03-31"`, `valid    = "2026-04-06/2027-02-28"`},
		[3]string{"access.hcl", `allow    = ["sandbox:practise"]`, `allow    = ["sandbox:practise", "erp:invoice.enter"]`},
		[3]string{"systems.hcl", `holds      = [data_class.synthetic]`, `holds      = [data_class.synthetic, data_class.payment_token]`},
	)
}

func TestAccessDocuments(t *testing.T) {
	s := session(t, more(t))
	var b bytes.Buffer
	if err := report.AccessFormats["json"](&b, s, s.Facts.Holdings(), report.Style{}); err != nil {
		t.Fatal(err)
	}
	conforms(t, "access.schema.json", b.Bytes())
	for _, want := range []string{`"wildcard": true`, `"export": true`, `"jit": true`, `"used": "`} {
		if !strings.Contains(b.String(), want) {
			t.Errorf("nothing has %s: the schema is not tried", want)
		}
	}
	b.Reset()
	if err := report.AccessFormats["json"](&b, s, nil, report.Style{}); err != nil {
		t.Fatal(err)
	}
	conforms(t, "access.schema.json", b.Bytes())
}

func TestAccessDiffDocuments(t *testing.T) {
	soon := with(t, [3]string{"access.hcl", `grant "prod_shell" {`, `grant "soon" {
  to    = [role.backoffice]
  allow = ["oms:order.export"]
  valid = "2026-11-02/2027-03-31"
}

grant "prod_shell" {`})
	want := map[string]string{"soon": "2026-11-02", "forth": "2026-11-18"} // the reserve of the season gets what its role gains
	for name, trees := range map[string][2]source.Tree{"soon": {exampleTree(t), soon}, "forth": {exampleTree(t), more(t)}, "back": {more(t), exampleTree(t)}, "nowhere": {exampleTree(t), exampleTree(t)}} {
		d, err := gate.DiffAccess(t.Context(), trees[0], trees[1], gate.Options{AsOf: calendar.NowOf(exampleDay)})
		if err != nil {
			t.Fatal(err)
		}
		d.Base = strings.Repeat("0a", 20)
		var b bytes.Buffer
		if err := report.DiffFormats["json"](&b, d, report.Style{}); err != nil {
			t.Fatal(err)
		}
		conforms(t, "access-diff.schema.json", b.Bytes())
		var out struct {
			Changes []struct{ Change string }
			Paths   []any
			Exposed []any `json:"reaches_more"`
			Terms   []any
			Later   []struct{ From string }
		}
		if err := json.Unmarshal(b.Bytes(), &out); err != nil {
			t.Fatal(err)
		}
		kinds := map[string]bool{}
		for _, c := range out.Changes {
			kinds[c.Change] = true
		}
		if later := len(out.Later) > 0; later != (want[name] != "") || later && out.Later[0].From != want[name] {
			t.Errorf("%s: later: %v", name, out.Later)
		}
		switch name {
		case "forth":
			if !kinds[facts.Gained] || !kinds[facts.Standing] || !kinds[facts.Lost] || len(out.Paths) == 0 || len(out.Exposed) == 0 || len(out.Terms) == 0 {
				t.Errorf("the change is not of every kind: %v, %d paths, %d exposed, %d terms", kinds, len(out.Paths), len(out.Exposed), len(out.Terms))
			}
		case "back":
			if !kinds[facts.Elevated] {
				t.Error("nobody must elevate")
			}
		default:
			if len(kinds)+len(out.Paths)+len(out.Exposed)+len(out.Terms) > 0 {
				t.Error("no change changes something")
			}
		}
	}
}

func TestDriftDocuments(t *testing.T) {
	s := session(t, exampleTree(t))
	seen := &model.Observations{Accounts: map[string]model.Account{
		"stranger": {Name: "stranger", People: []string{"stranger"}, Enabled: true},
		"b01":      {Name: "b01", People: []string{"b01"}, Enabled: true, LastUsed: map[string]calendar.Date{"erp:payment.release": calendar.DateOf(exampleDay)}, Roles: []string{"treasury"}},
	}}
	drifts := s.Facts.Drifts(seen)
	for _, what := range []string{facts.DriftOrphan, facts.DriftAbsent, facts.DriftUndeclared, facts.DriftRole, facts.DriftMissing} {
		if !slices.ContainsFunc(drifts, func(d facts.Drift) bool { return d.What == what }) {
			t.Errorf("no drift is %s", what)
		}
	}
	var b bytes.Buffer
	if err := report.DriftFormats["json"](&b, drifts, s); err != nil {
		t.Fatal(err)
	}
	conforms(t, "drift.schema.json", b.Bytes())
}

func TestRightsizeDocuments(t *testing.T) {
	s := session(t, more(t))
	window, err := calendar.ParseDuration("90d")
	if err != nil {
		t.Fatal(err)
	}
	r := &report.Rightsizing{Session: s, Advice: s.Facts.Rightsize(nil, window), Over: "90d"}
	if len(r.Advice.Grants) == 0 || len(r.Advice.Gaps) == 0 {
		t.Errorf("%d grants, %d gaps: the schema is not tried", len(r.Advice.Grants), len(r.Advice.Gaps))
	}
	var b bytes.Buffer
	if err := report.RightsizeFormats["json"](&b, r, report.Style{}); err != nil {
		t.Fatal(err)
	}
	conforms(t, "rightsize.schema.json", b.Bytes())
}
