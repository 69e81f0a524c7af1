package report

import (
	"fmt"
	"io"
	"strings"
	"text/tabwriter"
	"time"

	"github.com/tidegate/tidegate/internal/facts/access"
	"github.com/tidegate/tidegate/internal/finding"
	"github.com/tidegate/tidegate/internal/gate"
)

// Rightsizing is advice on grants, and the patch that follows it.
type Rightsizing struct {
	Session *gate.Session
	Advice  access.Advice
	Over    string   // how long the window is, as asked for
	Patch   string   // a unified diff
	ByHand  []string // grants that the patch leaves out, with the reason
}

// RightsizeFormats are the formats of advice on grants.
var RightsizeFormats = map[string]func(w io.Writer, r *Rightsizing, style Style) error{
	"json": rightsizeJSON, "patch": rightsizePatch, "text": rightsizeText,
}

func rightsizePatch(w io.Writer, r *Rightsizing, _ Style) error {
	_, err := io.WriteString(w, r.Patch)
	return err
}

func rightsizeText(w io.Writer, r *Rightsizing, style Style) error {
	p := printer{style: style}
	a := &r.Advice
	fmt.Fprintf(&p.b, "%s in force, held against duties and what was used over %s, from %s to %s\n", plural(a.Judged, "grant"), r.Over, a.Window.From, a.Window.Until)
	table := func(title string, rows [][]string) {
		if len(rows) == 0 {
			return
		}
		fmt.Fprintf(&p.b, "\n%s\n", p.paint(bold, title))
		t := tabwriter.NewWriter(&p.b, 0, 0, 2, ' ', 0)
		for _, row := range rows {
			fmt.Fprintf(t, "  %s\n", strings.Join(cleanAll(row), "\t"))
		}
		_ = t.Flush() // into memory
	}
	var removed, gaps, remarks [][]string
	for i := range a.Grants {
		g := &a.Grants[i]
		for _, gone := range g.Removed {
			removed = append(removed, []string{string(g.Grant.Address()), string(gone.To), gone.Action, gone.Why})
		}
	}
	for _, gap := range a.Gaps {
		gaps = append(gaps, []string{string(gap.Grant), string(gap.To), strings.Join(gap.Actions, ", "), gap.Why})
	}
	for _, remark := range a.Remarks {
		remarks = append(remarks, []string{string(remark.Grant), remark.Action, remark.Text})
	}
	table("To be removed", removed)
	table("Kept, for want of evidence", gaps)
	table("What no edit of a grant settles", remarks)
	var exempt []string
	for _, address := range a.Exempt {
		exempt = append(exempt, string(address))
	}
	if len(exempt) > 0 {
		fmt.Fprintf(&p.b, "\nEmergency access is left alone: %s\n", clean(strings.Join(exempt, ", ")))
	}
	var byHand [][]string
	for _, why := range r.ByHand {
		byHand = append(byHand, []string{why})
	}
	table("Not in the patch", byHand)
	if r.Patch == "" && len(r.ByHand) == 0 {
		p.b.WriteString("\nNothing is to be removed.\n")
	} else if r.Patch != "" {
		p.b.WriteString("\n" + r.Patch)
	}
	_, err := io.WriteString(w, p.b.String())
	return err
}

func rightsizeJSON(w io.Writer, r *Rightsizing, _ Style) error {
	type removal struct {
		Grant  string    `json:"grant"`
		To     string    `json:"to"`
		Action string    `json:"action"`
		People int       `json:"people"`
		Why    string    `json:"why"`
		Place  jsonPlace `json:"place"`
	}
	type gap struct {
		Grant   string   `json:"grant"`
		To      string   `json:"to"`
		Actions []string `json:"actions"`
		Why     string   `json:"why"`
	}
	type remark struct {
		Grant  string `json:"grant"`
		Action string `json:"action"`
		Text   string `json:"text"`
	}
	a := &r.Advice
	out := struct {
		Version  int       `json:"version"`
		AsOf     string    `json:"as_of"`
		Revision string    `json:"revision,omitempty"`
		From     string    `json:"from"`
		Until    string    `json:"until"`
		Judged   int       `json:"grants"`
		Removed  []removal `json:"removed"`
		Gaps     []gap     `json:"missing_evidence"`
		Remarks  []remark  `json:"remarks"`
		Exempt   []string  `json:"exempt"`
		Patch    string    `json:"patch"`
		ByHand   []string  `json:"by_hand"`
	}{
		Version: 1, AsOf: r.Session.AsOf.Format(time.RFC3339), Revision: r.Session.Tree.Revision, From: a.Window.From.String(), Until: a.Window.Until.String(),
		Judged: a.Judged, Removed: []removal{}, Gaps: []gap{}, Remarks: []remark{}, Exempt: []string{}, Patch: r.Patch, ByHand: append([]string{}, r.ByHand...),
	}
	for i := range a.Grants {
		g := &a.Grants[i]
		for _, gone := range g.Removed {
			place := placeOf(finding.Place{Address: string(g.Grant.Address()), Path: "allow", Range: g.Grant.At("allow")})
			out.Removed = append(out.Removed, removal{string(g.Grant.Address()), string(gone.To), gone.Action, gone.People, gone.Why, place})
		}
	}
	for _, g := range a.Gaps {
		out.Gaps = append(out.Gaps, gap{string(g.Grant), string(g.To), g.Actions, g.Why})
	}
	for _, m := range a.Remarks {
		out.Remarks = append(out.Remarks, remark{string(m.Grant), m.Action, m.Text})
	}
	for _, address := range a.Exempt {
		out.Exempt = append(out.Exempt, string(address))
	}
	return indented(w, out)
}
