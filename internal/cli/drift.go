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
	var observed []string
	var columns map[string]string
	c := &cobra.Command{
		Use:   "drift --observed FILE",
		Short: "Compare what is declared with what an identity provider has",
		Long: `Drift reads exports of an identity provider: the JSON or CSV of the observations, CSV
with other names of columns (--columns), and lists of users and groups in SCIM 2.0.
It finds enabled accounts of people who do not work here, accounts of nobody, use and
roles that nothing declares, and what is declared and not there. Accounts are matched
with people by name, or by what the export says is behind them.

The exit status is 1 when there is any drift.`,
		Example: `  tidegate drift --observed users.json --observed groups.json

  tidegate drift --observed export.csv --columns 'Login=account,Employee=person,Status=enabled'`,
		Args: cobra.NoArgs,
		RunE: func(c *cobra.Command, _ []string) error {
			return e.runDrift(c.Context(), &flags, observed, columns)
		},
	}
	flags.flags(c, strings.Join(formatNames(report.DriftFormats), ", "))
	c.Flags().StringArrayVar(&observed, "observed", nil, "an export; may be given again")
	c.Flags().StringToStringVar(&columns, "columns", nil, "columns of a CSV export, theirs=ours; ours are account, person, enabled, created, last_login, action, last_used, roles")
	_ = c.MarkFlagRequired("observed") // the flag is there
	return c
}

func (e *environment) runDrift(ctx context.Context, flags *accessFlags, observed []string, columns map[string]string) error {
	format, err := formatOf(report.DriftFormats, flags.output)
	if err != nil {
		return err
	}
	ours := map[string]string{}
	for theirs, name := range columns {
		ours[strings.ToLower(strings.TrimSpace(theirs))] = strings.TrimSpace(name)
	}
	s, err := e.session(ctx, flags)
	if err != nil {
		return err
	}
	seen := &model.Observations{Accounts: map[string]model.Account{}}
	for _, name := range observed {
		if err := e.readExport(seen, name, ours); err != nil {
			return err
		}
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

// readExport adds the accounts of a file: what one export says of an account joins
// what another does.
func (e *environment) readExport(into *model.Observations, name string, columns map[string]string) error {
	dir, base := filepath.Split(name)
	if dir == "" {
		dir = "."
	}
	if _, err := os.Stat(name); err != nil {
		return err
	}
	more, problems, err := load.Export(source.Tree{FS: os.DirFS(dir), Time: time.Now()}, base, columns)
	if err != nil {
		return err
	}
	if len(problems) > 0 {
		return e.refuse(problems)
	}
	for key, account := range more.Accounts {
		before, known := into.Accounts[key]
		if known {
			account.Roles = append(before.Roles, account.Roles...)
			account.Enabled = account.Enabled && before.Enabled
			if len(before.People) > 0 && before.People[0] != key {
				account.People = before.People
			}
		}
		into.Accounts[key] = account
	}
	return nil
}
