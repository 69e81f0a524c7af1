package cli

import (
	"bytes"
	"fmt"
	"os"

	"github.com/spf13/cobra"

	"github.com/tidegate/tidegate/internal/finding"
	"github.com/tidegate/tidegate/internal/load"
	"github.com/tidegate/tidegate/internal/write"
)

func (e *environment) format() *cobra.Command {
	var check bool
	c := &cobra.Command{
		Use:   "fmt [DIR]",
		Short: "Lay out the definitions below a folder",
		Long: `Fmt lays out every .hcl file below DIR, and prints the names of those that it
changed. With --check it changes nothing, and exits with 1 when a file would
change. A file that does not parse is reported and left as it is, and links are left
alone.`,
		Example: "  tidegate fmt\n  tidegate fmt --check teams",
		Args:    cobra.MaximumNArgs(1),
		RunE:    func(_ *cobra.Command, args []string) error { return e.runFormat(dirOf(args), check) },
	}
	c.Flags().BoolVar(&check, "check", false, "change nothing; exit with 1 when a file would change")
	return c
}

func (e *environment) runFormat(dir string, check bool) error {
	tree, err := (&where{}).tree(dir)
	if err != nil {
		return err
	}
	root, err := os.OpenRoot(dir)
	if err != nil {
		return err
	}
	defer root.Close()
	names, err := load.HCLFiles(tree)
	if err != nil {
		return err
	}
	var problems []finding.Finding
	var files write.Set
	changed := false
	for _, name := range names {
		if info, err := root.Lstat(name); err == nil && info.Mode()&os.ModeSymlink != 0 {
			continue // what it leads to may be no definition by itself, and is not to be replaced
		}
		before, after, wrong, err := load.Format(tree, name)
		if err != nil {
			return err
		}
		problems = append(problems, wrong...)
		if len(wrong) > 0 || bytes.Equal(before, after) {
			continue
		}
		changed = true
		fmt.Fprintln(e.stdout, name)
		if check {
			continue
		}
		files.Replace(root, name, before, after)
	}
	if err := files.Commit(); err != nil {
		return err
	}
	if err := e.refuse(problems); err != nil {
		return err
	}
	if check && changed {
		return errFound
	}
	return nil
}
