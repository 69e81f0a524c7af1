package report

import (
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/tidegate/tidegate/internal/finding"
)

// Page is a rule's page in Markdown: what tidegate rules show prints and what
// stands under docs/rules.
func Page(r *finding.Rule) string {
	var b strings.Builder
	fmt.Fprintf(&b, "# %s: %s\n\n", r.ID, r.Title)
	fmt.Fprintf(&b, "**Severity** %s", r.Severity)
	if len(r.Subjects) > 0 {
		fmt.Fprintf(&b, " · **Judges** %s", strings.Join(r.Subjects, ", "))
	}
	switch {
	case len(r.Subjects) > 0 && r.Waivable:
		b.WriteString(" · can be waived")
	default:
		b.WriteString(" · cannot be waived")
	}
	fmt.Fprintf(&b, "\n\n%s\n\n## What to do\n\n%s\n", r.Description, r.Remediation)
	if len(r.Parameters) > 0 {
		b.WriteString("\n## Parameters\n\n| Parameter | Default | Stricter | |\n| --- | --- | --- | --- |\n")
		for _, p := range r.Parameters {
			encoded, _ := json.Marshal(p.Default)
			def := "`" + string(encoded) + "`"
			if p.Type == "table" {
				def = "the table below"
			}
			stricter := p.Stricter
			if p.Limit != nil {
				limit, _ := json.Marshal(p.Limit)
				stricter += fmt.Sprintf("; never past `%s`", limit)
			}
			fmt.Fprintf(&b, "| `%s` | %s | %s | %s |\n", p.Name, strings.ReplaceAll(def, "|", "\\|"), stricter, p.Description)
		}
		for _, p := range r.Parameters {
			if p.Type == "table" {
				fmt.Fprintf(&b, "\n`%s` by default:\n\n", p.Name)
				entries, _ := p.Default.(map[string]any)
				for _, name := range slices.Sorted(maps.Keys(entries)) {
					encoded, _ := json.Marshal(entries[name])
					fmt.Fprintf(&b, "- `%s`: `%s`\n", name, encoded)
				}
			}
		}
	}
	if len(r.Controls) > 0 {
		b.WriteString("\n## Controls\n\n")
		framework := ""
		for _, c := range r.Controls {
			if c.Framework != framework {
				if framework != "" {
					b.WriteString("\n")
				}
				framework = c.Framework
				fmt.Fprintf(&b, "- %s: ", framework)
			} else {
				b.WriteString(", ")
			}
			b.WriteString(c.Reference)
			if c.Uncertain {
				b.WriteString(" (to be confirmed)")
			}
		}
		b.WriteString("\n\nA reference says that the rule helps to meet the clause, not that an auditor will accept it.\n")
	}
	fmt.Fprintf(&b, "\n## Found\n\n```hcl\n%s\n```\n\n## Fine\n\n```hcl\n%s\n```\n", strings.TrimSpace(r.Bad), strings.TrimSpace(r.Good))
	if r.Observed != "" {
		fmt.Fprintf(&b, "\nBoth with these observations:\n\n```json\n%s\n```\n", strings.TrimSpace(r.Observed))
	}
	return b.String()
}
