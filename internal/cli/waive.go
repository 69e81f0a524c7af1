package cli

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"unicode"

	"github.com/spf13/cobra"

	"github.com/tidegate/tidegate/internal/calendar"
	"github.com/tidegate/tidegate/internal/finding"
	"github.com/tidegate/tidegate/internal/gate"
	"github.com/tidegate/tidegate/internal/model"
)

type waiveFlags struct {
	where
	dir, reason, by, ref, life string
}

func (e *environment) waive() *cobra.Command {
	var flags waiveFlags
	c := &cobra.Command{
		Use:   "waive RULE SUBJECT [KEY] | FINGERPRINT",
		Short: "Print the waiver block that would excuse a finding",
		Long: `Waive looks for a finding of the rule about the subject and prints the block that
would excuse it, to be pasted into a definition, completed and approved in a pull
request. It writes nothing. Where a rule finds several things about one subject,
KEY says which; the fingerprint in the JSON and SARIF reports says it all.

A waiver needs a reason, an approver who is not the subject, and a ticket. What
the flags leave out is marked with TODO, which does not load.`,
		Example: `  tidegate waive TR-005 person.m05

  tidegate waive BC-003 person.a01 --reason "provider is late" --by person.a02 --ref RISK-81 --for 14d`,
		Args: cobra.RangeArgs(1, 3),
		RunE: func(c *cobra.Command, args []string) error { return e.runWaive(c.Context(), &flags, args) },
	}
	flags.flags(c)
	dirFlag(c, &flags.dir)
	c.Flags().StringVar(&flags.reason, "reason", "", "why the finding is acceptable until then")
	c.Flags().StringVar(&flags.by, "by", "", "who approves, as person.a01")
	c.Flags().StringVar(&flags.ref, "ref", "", "the ticket of the approval")
	c.Flags().StringVar(&flags.life, "for", "30d", "how long the waiver lives")
	return c
}

func (e *environment) runWaive(ctx context.Context, flags *waiveFlags, args []string) error {
	asOf, err := flags.date()
	if err != nil {
		return err
	}
	life, err := calendar.ParseDuration(flags.life)
	if err != nil {
		return fmt.Errorf("--for: %w", err)
	}
	tree, err := flags.tree(flags.dir)
	if err != nil {
		return err
	}
	result, err := gate.Check(ctx, tree, gate.Options{AsOf: asOf})
	if err != nil {
		return err
	}
	if result.Invalid() {
		return e.refuse(result.Findings)
	}
	f, whole, err := chosen(result, args)
	if err != nil {
		return err
	}
	on := calendar.DateOf(result.AsOf)
	last := on.Add(result.LongestWaiver)
	expires := on.Add(life)
	switch rule := result.Rule(f.Rule); {
	case rule == nil || !rule.Waivable:
		return fmt.Errorf("%s cannot be waived: %s", f.Rule, f.Fix)
	case f.Waiver != nil:
		return fmt.Errorf("%s excuses it already, until %s", f.Waiver.Address, f.Waiver.Until)
	case expires <= on || expires > last:
		return fmt.Errorf("--for %s: a waiver lives for %s at most", flags.life, result.LongestWaiver)
	case flags.by != "" && !strings.HasPrefix(flags.by, "person."):
		return fmt.Errorf("--by %s: want a person, as person.a01", flags.by)
	case flags.by == f.Subject:
		return errors.New("--by: nobody approves a waiver for themselves")
	}
	fmt.Fprint(e.stdout, block(f, whole, flags, on, expires))
	return nil
}

// chosen is the finding that the arguments name, and whether its rule finds
// nothing else about the subject.
func chosen(result *gate.Result, args []string) (*finding.Finding, bool, error) {
	matches := func(f *finding.Finding) bool {
		if len(args) == 1 {
			return strings.HasPrefix(f.Fingerprint(), args[0]) && len(args[0]) >= 6
		}
		return f.Rule == args[0] && f.Subject == args[1] && (len(args) == 2 || string(f.Key) == args[2])
	}
	var found []*finding.Finding
	siblings := 0
	for i := range result.Findings {
		if f := &result.Findings[i]; matches(f) {
			found = append(found, f)
		}
	}
	switch {
	case len(found) == 0 && len(args) == 1:
		return nil, false, fmt.Errorf("no finding has the fingerprint %s; the JSON report lists them", args[0])
	case len(found) == 0 && result.Rule(args[0]) == nil:
		return nil, false, fmt.Errorf("no rule is called %q; tidegate rules list shows every rule", args[0])
	case len(found) == 0:
		return nil, false, fmt.Errorf("%s finds nothing about %s%s", args[0], args[1], nearFinding(result, args))
	case len(found) > 1:
		var keys []string
		for _, f := range found {
			keys = append(keys, fmt.Sprintf("\n  tidegate waive %s %s %q", f.Rule, f.Subject, f.Key))
		}
		return nil, false, fmt.Errorf("%s finds %d things about %s; say which:%s", args[0], len(found), args[1], strings.Join(keys, ""))
	}
	for i := range result.Findings {
		if result.Findings[i].Rule == found[0].Rule && result.Findings[i].Subject == found[0].Subject {
			siblings++
		}
	}
	return found[0], siblings == 1, nil
}

func nearFinding(result *gate.Result, args []string) string {
	var subjects []string
	for _, f := range result.Findings {
		if f.Rule == args[0] {
			subjects = append(subjects, f.Subject)
		}
	}
	if len(subjects) == 0 {
		return ""
	}
	slices.Sort(subjects)
	return "; it finds something about " + strings.Join(slices.Compact(subjects), ", ")
}

func block(f *finding.Finding, whole bool, flags *waiveFlags, on, expires calendar.Date) string {
	name := strings.ToLower(strings.ReplaceAll(f.Rule, "-", "_")) + "_" + model.Address(f.Subject).Name()
	todo := func(text, otherwise string) string {
		if text == "" {
			return otherwise
		}
		return text
	}
	var b strings.Builder
	fmt.Fprintf(&b, "waiver %s {\n  rule     = %s\n  subject  = %s\n", quote(name), quote(f.Rule), f.Subject)
	if !whole {
		fmt.Fprintf(&b, "  key      = %s\n", quote(string(f.Key)))
	}
	fmt.Fprintf(&b, "  reason   = %s\n", todo(quoted(flags.reason), "TODO # why it is acceptable until then"))
	fmt.Fprintf(&b, "  approved = { by = %s, on = %s, ref = %s }\n", todo(flags.by, "person.TODO"), quote(on.String()), todo(quoted(flags.ref), "TODO"))
	fmt.Fprintf(&b, "  expires  = %s\n", quote(expires.String()))
	if f.Extent > 0 {
		fmt.Fprintf(&b, "  accepted = { %s = %d } # %s; it excuses no more than that\n", quote(string(f.Key)), f.Extent, strings.TrimSpace(f.Unit))
	}
	b.WriteString("}\n")
	return b.String()
}

func quoted(s string) string {
	if s == "" {
		return ""
	}
	return quote(s)
}

// quote writes a string as HCL does, templates escaped. What cannot be typed has
// no place in a reason.
func quote(s string) string {
	s = strings.Map(func(r rune) rune {
		if unicode.IsPrint(r) {
			return r
		}
		return ' '
	}, s)
	return `"` + strings.NewReplacer(`\`, `\\`, `"`, `\"`, "${", "$${", "%{", "%%{").Replace(s) + `"`
}
