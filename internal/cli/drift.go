package cli

import (
	"context"
	"os"
	"path/filepath"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"github.com/tidegate/tidegate/internal/load"
	"github.com/tidegate/tidegate/internal/model"
	"github.com/tidegate/tidegate/internal/report"
	"github.com/tidegate/tidegate/internal/source"
)

func (e *environment) drift() *cobra.Command {
	var flags accessFlags
	var seen exports
	c := &cobra.Command{
		Use:   "drift --observed FILE",
		Short: "Compare what is declared with what an identity provider has",
		Long: `Drift reads exports of an identity provider: what Okta, Microsoft Entra and Google list
and let download, lists of users and groups in SCIM 2.0, CSV with other names of columns
(--columns), and the JSON or CSV of the observations. Words for a status, and names of
groups, are translated with --map.
It finds enabled accounts of people who do not work here, accounts of nobody, use and
roles that nothing declares, and what is declared and not there. Accounts are matched
with people by name, or by what the export says is behind them.

The exit status is 1 when there is any drift.`,
		Example: `  tidegate drift --observed users.json --observed groups.json

  tidegate drift --observed users-page-1.json --observed users-page-2.json --format entra

  tidegate drift --observed okta.json --map 'On leave=false,CX agents=agent_t1'

  tidegate drift --observed export.csv --columns 'Login=account,Employee=person,Status=enabled'`,
		Args: cobra.NoArgs,
		RunE: func(c *cobra.Command, _ []string) error {
			return e.runDrift(c.Context(), &flags, &seen)
		},
	}
	flags.flags(c)
	formatFlag(c, &flags.output, "text", report.DriftFormats)
	seen.flags(c)
	_ = c.MarkFlagRequired("observed") // the flag is there
	return c
}

// exports are files of an identity provider.
type exports struct {
	files   []string
	columns map[string]string // ours by theirs
	values  map[string]string // ours by theirs
	format  string
}

func (x *exports) flags(c *cobra.Command) {
	c.Flags().StringArrayVar(&x.files, "observed", nil, "an export; may be given again")
	c.Flags().StringVar(&x.format, "format", "", "what wrote the exports: "+strings.Join(load.ExportFormats, ", ")+" (default: seen from each file)")
	c.Flags().StringToStringVar(&x.values, "map", nil, "words of an export, theirs=ours: true or false for a status, the name of a role for a group")
	c.Flags().StringToStringVar(&x.columns, "columns", nil, "columns of a CSV export, theirs=ours; ours are account, person, enabled, created, last_login, action, last_used, roles")
}

func (e *environment) runDrift(ctx context.Context, flags *accessFlags, exported *exports) error {
	format, err := formatOf(report.DriftFormats, flags.output)
	if err != nil {
		return err
	}
	s, err := e.session(ctx, flags)
	if err != nil {
		return err
	}
	seen, err := e.readExports(exported)
	if err != nil {
		return err
	}
	drifts := s.Facts.Drifts(seen)
	if err := format(e.stdout, drifts, s); err != nil {
		return err
	}
	if len(drifts) > 0 {
		return errFound
	}
	return nil
}

// readExports reads all of them as one.
func (e *environment) readExports(x *exports) (*model.Observations, error) {
	var files []load.ExportFile
	for _, name := range x.files {
		dir, base := filepath.Split(name)
		if dir == "" {
			dir = "."
		}
		if _, err := os.Stat(name); err != nil {
			return nil, err
		}
		files = append(files, load.ExportFile{Tree: source.Tree{FS: os.DirFS(dir), Time: time.Now()}, Name: base})
	}
	seen, problems, err := load.Export(files, load.ExportOptions{Format: x.format, Columns: x.columns, Values: x.values})
	if err != nil {
		return nil, err
	}
	return seen, e.refuse(problems)
}
