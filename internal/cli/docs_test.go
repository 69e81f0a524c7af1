package cli

import (
	"bytes"
	"fmt"
	"os/exec"
	"strings"
	"testing"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"github.com/tidegate/tidegate/internal/golden"
)

func TestPages(t *testing.T) {
	names := map[string]bool{"README.md": true}
	var index strings.Builder
	index.WriteString("# Commands\n\nOne page a command, made by `go test ./internal/cli -update`.\n\n")
	var visit func(c *cobra.Command)
	visit = func(c *cobra.Command) {
		if c.Name() == "help" || c.Name() == "completion" {
			return
		}
		name := strings.ReplaceAll(c.CommandPath(), " ", "_") + ".md"
		names[name] = true
		golden.Compare(t, "../../docs/cli/"+name, page(c))
		fmt.Fprintf(&index, "- [%s](%s): %s\n", c.CommandPath(), name, c.Short)
		for _, sub := range c.Commands() {
			visit(sub)
		}
	}
	visit(Root())
	golden.Compare(t, "../../docs/cli/README.md", index.String())
	golden.Only(t, "../../docs/cli", ".md", names)
}

func page(c *cobra.Command) string {
	var b strings.Builder
	long := c.Long
	if long == "" {
		long = c.Short + "."
	}
	fmt.Fprintf(&b, "# %s\n\n%s\n\n```\n%s\n```\n", c.CommandPath(), long, c.UseLine())
	if c.Example != "" {
		fmt.Fprintf(&b, "\n```sh\n%s\n```\n", strings.ReplaceAll(strings.TrimPrefix(c.Example, "  "), "\n  ", "\n"))
	}
	flags := false
	c.NonInheritedFlags().VisitAll(func(f *pflag.Flag) {
		if f.Hidden || f.Name == "help" {
			return
		}
		if !flags {
			b.WriteString("\n| Flag | |\n| --- | --- |\n")
			flags = true
		}
		name := "--" + f.Name
		if f.Shorthand != "" {
			name = "-" + f.Shorthand + ", " + name
		}
		fmt.Fprintf(&b, "| `%s` | %s |\n", name, f.Usage)
	})
	return b.String()
}

// Every command has an example and says something of itself.
func TestCommandsExplainThemselves(t *testing.T) {
	var visit func(c *cobra.Command)
	visit = func(c *cobra.Command) {
		if c.Name() == "help" || c.Name() == "completion" {
			return
		}
		if c.Short == "" || c.Runnable() && c.Example == "" && !c.HasSubCommands() {
			t.Errorf("%s has no description or no example", c.CommandPath())
		}
		for _, sub := range c.Commands() {
			visit(sub)
		}
	}
	visit(Root())
}

// A command line may be run several times in one process.
func TestMainTwice(t *testing.T) {
	for range 2 {
		var out, errs bytes.Buffer
		if status := Main([]string{"version"}, strings.NewReader(""), &out, &errs); status != 0 || errs.Len() > 0 {
			t.Fatalf("status %d: %s", status, errs.String())
		}
	}
}

// A package imports only packages of a layer below its own. This table is the
// documentation of the layers.
var layers = map[string]int{
	"internal/source":         0,
	"internal/privacy":        0,
	"internal/signing":        0,
	"internal/write":          0,
	"internal/calendar":       0,
	"internal/fuzzing":        0, // for tests only
	"internal/golden":         0, // for tests only
	"internal/parallel":       0,
	"policies":                0,
	"schemas":                 0,
	"internal/repo":           1,
	"internal/finding":        1,
	"internal/model":          1,
	"internal/load":           2,
	"internal/facts/access":   2,
	"internal/facts/contract": 2,
	"internal/facts/dataflow": 2,
	"internal/facts/roster":   2,
	"internal/edit":           3,
	"internal/loadtest":       3, // for tests only
	"internal/facts/training": 3, // asks access
	"internal/facts/vetting":  3, // asks access and dataflow
	"internal/facts":          4,
	"internal/graph":          5,
	"internal/policy":         5,
	"internal/gate":           6,
	"internal/report":         7,
	"internal/review":         7,
	"internal/cli":            8,
	"cmd/tidegate":            9,
	"internal/calendar/zones": 9, // packs the tz database; a program of its own
}

func TestLayers(t *testing.T) {
	const module = "github.com/tidegate/tidegate/"
	out, err := exec.Command("go", "list", "-f", `{{.ImportPath}} {{join .Imports " "}}`, module+"...").CombinedOutput()
	if err != nil {
		t.Fatalf("%v: %s", err, out)
	}
	seen := map[string]bool{}
	for line := range strings.Lines(string(out)) {
		names := strings.Fields(line)
		pkg := strings.TrimPrefix(names[0], module)
		layer, known := layers[pkg]
		if !known {
			if !strings.HasPrefix(pkg, "bench") {
				t.Errorf("%s is in no layer", pkg)
			}
			continue
		}
		seen[pkg] = true
		for _, name := range names[1:] {
			imported, ours := strings.CutPrefix(name, module)
			if ours && layers[imported] >= layer {
				t.Errorf("%s (layer %d) imports %s (layer %d)", pkg, layer, imported, layers[imported])
			}
			if owner := alone[thirdParty(name)]; owner != nil && !owner[pkg] {
				t.Errorf("%s imports %s, which only %v know", pkg, name, owner)
			}
		}
	}
	for pkg := range layers {
		if !seen[pkg] {
			t.Errorf("%s is in the table and not in the code", pkg)
		}
	}
}

// alone says which packages alone know a library.
var alone = map[string]map[string]bool{
	"github.com/go-git":            {"internal/repo": true},
	"github.com/hashicorp/hcl":     {"internal/load": true},
	"github.com/zclconf/go-cty":    {"internal/load": true},
	"github.com/xeipuuv":           {"internal/load": true},
	"github.com/open-policy-agent": {"internal/policy": true},
	"github.com/spf13/cobra":       {"internal/cli": true},
	"oss.terrastruct.com/d2":       {"internal/report": true},
	"github.com/sirupsen/logrus":   {"internal/cli": true},
}

func thirdParty(name string) string {
	for library := range alone {
		if strings.HasPrefix(name, library) {
			return library
		}
	}
	return ""
}
