package cli

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"strings"

	"github.com/spf13/cobra"

	"github.com/tidegate/tidegate/internal/edit"
	"github.com/tidegate/tidegate/internal/gate"
	"github.com/tidegate/tidegate/internal/report"
	"github.com/tidegate/tidegate/internal/review"
	"github.com/tidegate/tidegate/internal/write"
)

func (e *environment) accessReview() *cobra.Command {
	var flags accessFlags
	var q filter
	var since string
	c := &cobra.Command{
		Use:   "review",
		Short: "Make a packet of entitlements for somebody to review",
		Long: `Review lists every holder and entitlement that the filter leaves, with flags out of
the facts that rules see: privileged, export, wildcard, broader than duties,
segregation conflict, leaver, past contract, dormant, unused, unobserved, new since
the last review, approver not independent. The packet has a column for the decision,
keep or revoke, and one for the reviewer, who is not the holder.`,
		Example: `  # for the owner of systems, as a page that filters and sorts
  tidegate access review --owner person.a01 -o html > a01.html

  # for a vendor, for a spreadsheet, with what is new since the packet before
  tidegate access review --vendor pacific --since march.csv -o xlsx > pacific.xlsx`,
		Args: cobra.NoArgs,
		RunE: func(c *cobra.Command, _ []string) error {
			return e.runReview(c.Context(), &flags, &q, since)
		},
	}
	flags.flags(c)
	formatFlag(c, &flags.output, "csv", report.PacketFormats)
	c.Flags().StringVar(&since, "since", "", "the packet before, CSV or XLSX: what is new, what has changed and what is gone")
	q.flags(c)
	c.AddCommand(e.reviewApply())
	return c
}

func (e *environment) runReview(ctx context.Context, flags *accessFlags, q *filter, since string) error {
	format, err := formatOf(report.PacketFormats, flags.output)
	if err != nil {
		return err
	}
	if flags.output == "xlsx" && isTerminal(e.stdout) {
		return fmt.Errorf("a workbook is no text; write it to a file: tidegate access review -o xlsx > packet.xlsx")
	}
	s, err := e.asked(ctx, flags, q)
	if err != nil {
		return err
	}
	packet := &report.Packet{Session: s, Title: "Access review" + q.words(), Entries: s.Facts.Packet(q.choose(s.Facts.Holdings()))}
	if since != "" {
		if err := compareWithPacket(packet, since); err != nil {
			return err
		}
	}
	out := e.stdout
	if flags.output == "xlsx" {
		out = raw(out)
	}
	return format(out, packet, report.Style{Version: Version()})
}

// words is the filter for a title.
func (q *filter) words() string {
	var out []string
	for _, part := range []struct{ name, value string }{{"system", q.system}, {"owner", q.owner}, {"action", q.action}, {"data", q.data}, {"team", q.team}, {"vendor", q.vendor}, {"location", q.location}, {"role", q.role}} {
		if part.value != "" {
			out = append(out, part.name+" "+part.value)
		}
	}
	if len(out) == 0 {
		return ""
	}
	return ": " + strings.Join(out, ", ")
}

// readPacket reads the rows of a packet.
func readPacket(name string) ([]review.Row, error) {
	f, err := os.Open(name)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	rows, err := review.Rows(f)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", name, err)
	}
	return rows, nil
}

// compareWithPacket notes what was in the packet before.
func compareWithPacket(packet *report.Packet, name string) error {
	rows, err := readPacket(name)
	if err != nil {
		return err
	}
	now := map[string]bool{}
	for i := range packet.Entries {
		now[packet.Entries[i].ID] = true
	}
	packet.Before = map[string]report.Earlier{}
	for _, row := range rows {
		packet.Before[row.ID] = report.Earlier{State: row.State, Flags: row.Flags}
		if !now[row.ID] {
			packet.Gone = append(packet.Gone, strings.Join([]string{row.Person, row.Action, row.Grant}, " "))
		}
	}
	return nil
}

func (e *environment) reviewApply() *cobra.Command {
	var flags accessFlags
	var replace bool
	c := &cobra.Command{
		Use:   "apply FILE",
		Short: "Turn the decisions of a packet into edits of the definitions",
		Long: `Apply reads a packet with decisions, CSV or XLSX, and shows the edits as a diff: grants whose
entries were all decided are recorded as reviewed, by somebody who does not hold them;
actions that are revoked for everybody who holds them through a grant are removed from
it, and with the last of them the grant; somebody whom a grant names and who keeps
nothing of it is taken out. With --write it writes them. Comments and layout stay.

A row that is unknown, whose grant has changed since the packet was made, or that
somebody decided about themselves is refused by line, and so is what no edit of a grant
can do, for it gives the same to everybody in it. Then nothing is written.`,
		Example: "  tidegate access review apply decisions.csv\n\n  tidegate access review apply decisions.csv --write",
		Args:    cobra.ExactArgs(1),
		RunE: func(c *cobra.Command, args []string) error {
			return e.runApply(c.Context(), &flags, args[0], replace)
		},
	}
	c.Flags().StringVar(&flags.asOf, "as-of", "", "apply as of this date or RFC 3339 timestamp (default: now)")
	dirFlag(c, &flags.dir)
	c.Flags().BoolVar(&replace, "write", false, "write the edits")
	return c
}

func (e *environment) runApply(ctx context.Context, flags *accessFlags, name string, replace bool) error {
	rows, err := readPacket(name)
	if err != nil {
		return err
	}
	decisions, err := review.Decisions(rows)
	if err != nil {
		return fmt.Errorf("%s: %w", name, err)
	}
	s, err := e.session(ctx, flags)
	if err != nil {
		return err
	}
	files, notes, err := review.Apply(s.Facts, decisions, s.Facts.Today())
	if err != nil {
		return fmt.Errorf("%s: %w", name, err)
	}
	after, err := e.edited(ctx, s, files)
	if err != nil {
		return err
	}
	if err := review.Held(after.Facts, decisions); err != nil {
		return fmt.Errorf("%s: %w", name, err)
	}
	for _, note := range notes {
		e.log.Warn(note)
	}
	if len(files) == 0 {
		fmt.Fprintln(e.stdout, "the decisions change nothing")
	}
	patch, err := edit.Patch(files)
	if err != nil {
		return err
	}
	if _, err := io.WriteString(e.stdout, patch); err != nil || !replace {
		return err
	}
	root, err := os.OpenRoot(flags.dir)
	if err != nil {
		return err
	}
	defer root.Close()
	var set write.Set
	for _, f := range files {
		set.Replace(root, f.Path, f.Before, f.After)
	}
	return set.Commit()
}

// edited opens the tree as edits leave it: what does not load is not proposed.
func (e *environment) edited(ctx context.Context, s *gate.Session, files []edit.File) (*gate.Session, error) {
	if len(files) == 0 {
		return s, nil
	}
	after, problems, err := gate.Open(ctx, edit.Over(s.Tree, files), gate.Options{AsOf: s.Now})
	if errors.Is(err, gate.ErrInvalid) {
		return nil, fmt.Errorf("the edits would leave an error, %s: %s; make them by hand", problems[0].Place.Range.Path(), problems[0].Message)
	}
	return after, err
}
