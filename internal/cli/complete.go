package cli

import (
	"strings"

	"github.com/spf13/cobra"

	"github.com/tidegate/tidegate/internal/gate"
	"github.com/tidegate/tidegate/internal/load"
	"github.com/tidegate/tidegate/internal/repo"
	"github.com/tidegate/tidegate/internal/report"
)

// A completion proposes words for what stands on a command line so far. It reads the
// folder at hand, and proposes nothing where that cannot be read.
type completion = func(c *cobra.Command, args []string, word string) ([]string, cobra.ShellCompDirective)

// complete gives every command of a tree completions for its flags and arguments: rules and
// families, severities, formats, branches and tags, and what the definitions define.
func (e *environment) complete(c *cobra.Command) {
	fixed := func(words ...string) completion {
		return func(*cobra.Command, []string, string) ([]string, cobra.ShellCompDirective) {
			return words, cobra.ShellCompDirectiveNoFileComp
		}
	}
	kind := func(name string) completion {
		return func(c *cobra.Command, _ []string, _ string) ([]string, cobra.ShellCompDirective) {
			return e.defined(c, name, false), cobra.ShellCompDirectiveNoFileComp
		}
	}
	for flag, complete := range map[string]completion{
		"only": e.ruleWords, "skip": e.ruleWords, "against": refWords, "rev": refWords, "each": refWords,
		"fail-level": fixed("low", "medium", "high", "critical"), "fail-on": fixed("new", "all"), "format": fixed(load.ExportFormats...),
		"system": kind("system"), "data": kind("data_class"), "team": kind("team"), "vendor": kind("vendor"), "location": kind("location"), "role": kind("role"), "person": kind("person"),
	} {
		if c.Flags().Lookup(flag) != nil {
			_ = c.RegisterFlagCompletionFunc(flag, complete) // the flag is there, and nobody else registers one
		}
	}
	if f := c.Flags().Lookup("output"); f != nil {
		formats := report.Formats()
		if _, list, ok := strings.Cut(f.Usage, "format: "); ok {
			formats = strings.Split(list, ", ")
		}
		_ = c.RegisterFlagCompletionFunc("output", fixed(formats...))
	}
	switch c.CommandPath() {
	case "tidegate rules show":
		c.ValidArgsFunction = e.ruleWords
	case "tidegate access diff":
		c.ValidArgsFunction = refWords
	case "tidegate view", "tidegate access can":
		c.ValidArgsFunction = e.addressWords
	case "tidegate access why":
		c.ValidArgsFunction = func(c *cobra.Command, args []string, word string) ([]string, cobra.ShellCompDirective) {
			if len(args) == 0 {
				return e.addressWords(c, args, word)
			}
			return e.actionWords(c), cobra.ShellCompDirectiveNoFileComp
		}
	case "tidegate waive":
		c.ValidArgsFunction = func(c *cobra.Command, args []string, word string) ([]string, cobra.ShellCompDirective) {
			if len(args) == 0 {
				return e.ruleWords(c, args, word)
			}
			return e.addressWords(c, args[1:], word)
		}
	}
	for _, sub := range c.Commands() {
		e.complete(sub)
	}
}

// folder is what a command is about: its argument, or what --dir says.
func folder(c *cobra.Command, args []string) string {
	if f := c.Flags().Lookup("dir"); f != nil {
		return f.Value.String()
	}
	if c.Name() == "check" {
		return dirOf(args)
	}
	return "."
}

// ruleWords proposes rules with their titles, and families.
func (e *environment) ruleWords(c *cobra.Command, args []string, word string) ([]string, cobra.ShellCompDirective) {
	tree, err := (&where{}).tree(folder(c, args))
	if err != nil {
		return nil, cobra.ShellCompDirectiveNoFileComp
	}
	rules, _, err := catalogue(c.Context(), tree)
	if err != nil {
		return nil, cobra.ShellCompDirectiveNoFileComp
	}
	before, _ := cutLast(word, ",") // of several, the last one is being written
	var out []string
	families := map[string]bool{}
	for _, r := range rules {
		if !families[r.Family()] {
			families[r.Family()] = true
			out = append(out, before+r.Family())
		}
		out = append(out, before+r.ID+"\t"+r.Title)
	}
	return out, cobra.ShellCompDirectiveNoFileComp
}

// cutLast cuts a text after the last separator.
func cutLast(text, separator string) (before, after string) {
	i := strings.LastIndex(text, separator)
	if i < 0 {
		return "", text
	}
	i += len(separator)
	return text[:i], text[i:]
}

// refWords proposes branches and tags, and after .. those as well.
func refWords(c *cobra.Command, args []string, word string) ([]string, cobra.ShellCompDirective) {
	r, err := repo.Open(folder(c, args))
	if err != nil {
		return nil, cobra.ShellCompDirectiveNoFileComp
	}
	names, err := r.Names()
	if err != nil {
		return nil, cobra.ShellCompDirectiveNoFileComp
	}
	before, _ := cutLast(word, "..")
	var out []string
	for _, name := range append([]string{"HEAD"}, names...) {
		out = append(out, before+name)
	}
	return out, cobra.ShellCompDirectiveNoFileComp
}

func (e *environment) loaded(c *cobra.Command) *gate.Session {
	tree, err := (&where{}).tree(folder(c, nil))
	if err != nil {
		return nil
	}
	s, problems, err := gate.Open(c.Context(), tree, gate.Options{})
	if err != nil || len(problems) > 0 {
		return nil
	}
	return s
}

// defined lists what is defined of a kind, or of all kinds: names, or addresses.
func (e *environment) defined(c *cobra.Command, kind string, addresses bool) []string {
	s := e.loaded(c)
	if s == nil {
		return nil
	}
	var out []string
	for _, d := range s.Org.Definitions {
		switch {
		case kind != "" && d.Kind != kind:
		case addresses:
			out = append(out, string(d.Address()))
		default:
			out = append(out, d.Name)
		}
	}
	return out
}

func (e *environment) addressWords(c *cobra.Command, args []string, _ string) ([]string, cobra.ShellCompDirective) {
	if len(args) > 0 {
		return nil, cobra.ShellCompDirectiveNoFileComp
	}
	kind := ""
	if c.Parent() != nil && c.Parent().Name() == "access" {
		kind = "person"
	}
	return e.defined(c, kind, true), cobra.ShellCompDirectiveNoFileComp
}

func (e *environment) actionWords(c *cobra.Command) []string {
	s := e.loaded(c)
	if s == nil {
		return nil
	}
	var out []string
	for _, system := range s.Org.Systems {
		out = append(out, system.AllActions()...)
	}
	return out
}
