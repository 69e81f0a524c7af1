package cli

import (
	"bytes"
	"errors"
	"fmt"
	"os"

	"github.com/spf13/cobra"

	"github.com/tidegate/tidegate/internal/finding"
	"github.com/tidegate/tidegate/internal/load"
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
		if err := overwrite(root, name, after); err != nil {
			return fmt.Errorf("writing %s: %w", name, err)
		}
	}
	if err := e.refuse(problems); err != nil {
		return err
	}
	if check && changed {
		return errFound
	}
	return nil
}

// overwrite replaces a file below the root, keeping its mode, as a whole or not
// at all.
func overwrite(root *os.Root, name string, data []byte) error {
	info, err := root.Stat(name)
	if err != nil {
		return err
	}
	temporary := name + ".tidegate-fmt"
	f, err := root.OpenFile(temporary, os.O_WRONLY|os.O_CREATE|os.O_EXCL, info.Mode().Perm())
	if err != nil {
		return err
	}
	_, err = f.Write(data)
	if err := errors.Join(err, f.Close()); err != nil {
		return errors.Join(err, root.Remove(temporary))
	}
	return root.Rename(temporary, name)
}
