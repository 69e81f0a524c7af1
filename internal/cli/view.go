package cli

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"github.com/tidegate/tidegate/internal/finding"
	"github.com/tidegate/tidegate/internal/gate"
	"github.com/tidegate/tidegate/internal/model"
)

func (e *environment) view() *cobra.Command {
	var w where
	var all bool
	var dir string
	c := &cobra.Command{
		Use:   "view ADDRESS | --all",
		Short: "Print the view of a definition that rules get, as JSON",
		Long: `View prints what a rule sees as input when it judges a definition: the definition,
its facts, and the parameters of the rules for its kind. With --all it prints
{"views": [ … ]} with every definition that rules are asked about, by address, and
every file. A contract or grant that ended is on file, and left out.`,
		Example: `  tidegate view person.b07

  # the same verdict from the stock opa
  tidegate view grant.prod_shell > view.json
  opa eval -d policies -i view.json data.tidegate.lp.lp_005.deny`,
		Args: func(_ *cobra.Command, args []string) error {
			if all == (len(args) > 0) || len(args) > 1 {
				return errors.New("want one address, or --all")
			}
			return nil
		},
		RunE: func(c *cobra.Command, args []string) error {
			return e.runView(c.Context(), &w, dir, args)
		},
	}
	w.flags(c)
	c.Flags().BoolVar(&all, "all", false, "every definition and file")
	dirFlag(c, &dir)
	return c
}

func (e *environment) runView(ctx context.Context, w *where, dir string, args []string) error {
	asOf, err := w.date()
	if err != nil {
		return err
	}
	tree, err := w.tree(dir)
	if err != nil {
		return err
	}
	session, problems, err := gate.Open(ctx, tree, gate.Options{AsOf: asOf})
	if errors.Is(err, gate.ErrInvalid) {
		return e.refuse(problems)
	} else if err != nil {
		return err
	}
	if len(args) == 1 {
		d := session.Org.Lookup(model.Address(args[0]))
		if d == nil {
			return fmt.Errorf("nothing is defined at %q; %s", args[0], nearAddress(session.Org, args[0]))
		}
		encoded, err := session.Judge.Export(session.Facts.View(d))
		if err != nil {
			return err
		}
		_, err = e.stdout.Write(encoded)
		return err
	}
	out := bufio.NewWriter(e.stdout)
	out.WriteString("{\"views\": [")
	asked := slices.DeleteFunc(slices.Clone(session.Org.Definitions), session.Facts.OnFile)
	for i, d := range slices.Concat(asked, session.Org.Kinds[model.FileKind]) {
		encoded, err := session.Judge.Export(session.Facts.View(d))
		if err != nil {
			return err
		}
		if i > 0 {
			out.WriteString(",")
		}
		out.WriteString("\n")
		out.Write(encoded)
	}
	out.WriteString("]}\n")
	return out.Flush()
}

func nearAddress(org *model.Organisation, address string) string {
	var candidates []string
	for _, d := range org.Definitions {
		if d.Kind == model.Address(address).Kind() || !strings.Contains(address, ".") {
			candidates = append(candidates, string(d.Address()))
		}
	}
	return finding.DidYouMean(address, candidates, "an address is kind.name, as in person.b07")
}
