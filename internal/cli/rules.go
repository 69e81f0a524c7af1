package cli

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"text/tabwriter"

	"github.com/spf13/cobra"

	"github.com/tidegate/tidegate/internal/finding"
	"github.com/tidegate/tidegate/internal/gate"
	"github.com/tidegate/tidegate/internal/load"
	"github.com/tidegate/tidegate/internal/policy"
	"github.com/tidegate/tidegate/internal/report"
	"github.com/tidegate/tidegate/internal/source"
	"github.com/tidegate/tidegate/schemas"
)

func (e *environment) rules() *cobra.Command {
	c := &cobra.Command{
		Use:   "rules",
		Short: "List, explain and test rules",
		Args:  cobra.NoArgs,
		RunE:  func(c *cobra.Command, _ []string) error { return c.Help() },
	}
	c.AddCommand(e.rulesList(), e.rulesShow(), e.rulesTest())
	return c
}

// catalogue is every rule that a tree is judged by, the loader's included.
func catalogue(ctx context.Context, tree source.Tree) ([]finding.Rule, []finding.Finding, error) {
	config, problems, err := load.ReadConfig(tree)
	if err != nil || len(problems) > 0 {
		return nil, problems, err
	}
	kinds, problems, err := load.ReadKinds(schemas.FS, tree, config.Schemas)
	if err != nil || len(problems) > 0 {
		return nil, problems, err
	}
	set, problems, err := gate.ReadRules(tree, config, kinds)
	if err != nil || len(problems) > 0 {
		return nil, problems, err
	}
	rules := slices.Concat(set.Rules, gate.BuiltIn())
	slices.SortFunc(rules, func(a, b finding.Rule) int { return strings.Compare(a.ID, b.ID) })
	return rules, nil, nil
}

// knownRules refuses names that no rule or family has: a misspelt --only would
// otherwise judge nothing and pass.
func knownRules(ctx context.Context, tree source.Tree, opts gate.Options) error {
	names := slices.Concat(opts.Only, opts.Skip)
	if len(names) == 0 {
		return nil
	}
	rules, problems, err := catalogue(ctx, tree)
	if err != nil || len(problems) > 0 {
		return err // the check itself reports the problems
	}
	var known []string
	for _, r := range rules {
		known = append(known, r.ID, r.Family())
	}
	for _, name := range names {
		if !slices.Contains(known, name) {
			return fmt.Errorf("no rule or family is called %q; %s", name, finding.DidYouMean(name, known, "tidegate rules list shows every rule"))
		}
	}
	if !slices.ContainsFunc(rules, func(r finding.Rule) bool { return finding.Select(r.ID, opts.Only, opts.Skip) }) {
		return errors.New("--only and --skip together leave no rule, so nothing would be judged")
	}
	return nil
}

func (e *environment) rulesList() *cobra.Command {
	var dir string
	c := &cobra.Command{
		Use:     "list",
		Short:   "List every rule, one a line",
		Example: "  tidegate rules list\n  tidegate rules list --dir ../company   # its own rules as well",
		Args:    cobra.NoArgs,
		RunE: func(c *cobra.Command, _ []string) error {
			rules, err := e.readCatalogue(c.Context(), dir)
			if err != nil {
				return err
			}
			w := tabwriter.NewWriter(e.stdout, 0, 0, 2, ' ', 0)
			for _, r := range rules {
				own := ""
				if r.Custom {
					own = "(own)"
				}
				fmt.Fprintf(w, "%s\t%s\t%s\t%s\t%s\n", r.ID, r.Severity, strings.Join(r.Subjects, ","), r.Title, own)
			}
			return w.Flush()
		},
	}
	c.Flags().StringVar(&dir, "dir", ".", "the repository whose own rules count as well")
	return c
}

func (e *environment) readCatalogue(ctx context.Context, dir string) ([]finding.Rule, error) {
	tree, err := (&where{}).tree(dir)
	if err != nil {
		return nil, err
	}
	rules, problems, err := catalogue(ctx, tree)
	if err != nil {
		return nil, err
	}
	return rules, e.refuse(problems)
}

// refuse prints problems with rules, kinds or configuration, if there are any.
func (e *environment) refuse(problems []finding.Finding) error {
	if len(problems) == 0 {
		return nil
	}
	style := report.Style{Colour: e.colour(e.stderr)}
	format, err := report.Find("text")
	if err == nil {
		err = format(e.stderr, &gate.Result{Findings: problems}, style)
	}
	return errors.Join(err, errSaid)
}

func (e *environment) rulesShow() *cobra.Command {
	var dir string
	c := &cobra.Command{
		Use:     "show RULE",
		Short:   "Print a rule's page: what it means, parameters, controls, examples",
		Example: "  tidegate rules show LP-005",
		Args:    cobra.ExactArgs(1),
		RunE: func(c *cobra.Command, args []string) error {
			rules, err := e.readCatalogue(c.Context(), dir)
			if err != nil {
				return err
			}
			var ids []string
			for i := range rules {
				if strings.EqualFold(rules[i].ID, args[0]) {
					fmt.Fprint(e.stdout, report.Page(&rules[i]))
					return nil
				}
				ids = append(ids, rules[i].ID)
			}
			return fmt.Errorf("no rule is called %q; %s", args[0], finding.DidYouMean(args[0], ids, "tidegate rules list shows every rule"))
		},
	}
	c.Flags().StringVar(&dir, "dir", ".", "the repository whose own rules count as well")
	return c
}

func (e *environment) rulesTest() *cobra.Command {
	var run string
	var threshold float64
	c := &cobra.Command{
		Use:   "test [DIR]",
		Short: "Run the Rego tests of the rules, with coverage",
		Long: `Test runs every test of the built-in rules and of the rules in DIR, prints what
fails, and names the lines of rules that no test reaches.`,
		Example: "  tidegate rules test\n  tidegate rules test --run lp_001 ../company",
		Args:    cobra.MaximumNArgs(1),
		RunE: func(c *cobra.Command, args []string) error {
			return e.runTests(c.Context(), dirOf(args), run, threshold)
		},
	}
	c.Flags().StringVar(&run, "run", "", "run only tests whose name matches this regular expression")
	c.Flags().Float64Var(&threshold, "threshold", 0, "exit with 1 when any rule's file is covered by less than this percentage")
	return c
}

func (e *environment) runTests(ctx context.Context, dir, run string, threshold float64) error {
	tree, err := (&where{}).tree(dir)
	if err != nil {
		return err
	}
	config, problems, err := load.ReadConfig(tree)
	if err != nil {
		return err
	}
	if err := e.refuse(problems); err != nil {
		return err
	}
	results, coverage, problems, err := policy.Test(ctx, gate.BuiltInRules, gate.RuleSources(tree, config), run)
	if err != nil {
		return err
	}
	if err := e.refuse(problems); err != nil {
		return err
	}
	if len(results) == 0 {
		return fmt.Errorf("no test has a name that matches %q, so nothing was tried", run)
	}
	passed, failed := 0, 0
	for _, r := range results {
		switch {
		case r.Passed:
			passed++
		case r.Skipped:
		default:
			failed++
			fmt.Fprintln(e.stdout, strings.TrimSpace(fmt.Sprintf("%s:%d: FAIL %s %s", r.File, r.Line, r.Name, r.Failure)))
		}
	}
	thin := 0
	if run == "" {
		for _, c := range coverage {
			if c.Percent < 100 {
				fmt.Fprintf(e.stdout, "%s: %.1f%% covered; no test reaches line %s\n", c.File, c.Percent, lines(c.Uncovered))
			}
			if c.Percent < threshold {
				thin++
			}
		}
	}
	fmt.Fprintf(e.stdout, "%d passed, %d failed, %d files below 100%% coverage\n", passed, failed, uncovered(coverage, run))
	if failed > 0 || thin > 0 {
		return errFound
	}
	return nil
}

func uncovered(coverage []policy.Coverage, run string) int {
	if run != "" {
		return 0
	}
	n := 0
	for _, c := range coverage {
		if c.Percent < 100 {
			n++
		}
	}
	return n
}

// lines writes line numbers as runs: 3, 7-9.
func lines(numbers []int) string {
	slices.Sort(numbers)
	var parts []string
	for i := 0; i < len(numbers); {
		j := i
		for j+1 < len(numbers) && numbers[j+1] == numbers[j]+1 {
			j++
		}
		if i == j {
			parts = append(parts, fmt.Sprint(numbers[i]))
		} else {
			parts = append(parts, fmt.Sprintf("%d-%d", numbers[i], numbers[j]))
		}
		i = j + 1
	}
	return strings.Join(parts, ", ")
}
