package cli

import (
	"context"
	"errors"
	"fmt"
	"net/mail"

	"github.com/spf13/cobra"

	"github.com/tidegate/tidegate/internal/facts"
	"github.com/tidegate/tidegate/internal/gate"
)

func (e *environment) identity() *cobra.Command {
	var w where
	var dir, salt string
	c := &cobra.Command{
		Use:   "identity EMAIL",
		Short: "Print the hash of an e-mail address for an identity map",
		Long: `Identity prints the line that an identity map needs so that rules know who made or
approved a commit: the SHA-256 of the map's salt, a colon and the address in lower
case. The address itself is written nowhere. The salt is that of the only identity
map in the folder, unless --salt gives one.`,
		Example: "  tidegate identity dev@corp.example",
		Args:    cobra.ExactArgs(1),
		RunE: func(c *cobra.Command, args []string) error {
			address, err := mail.ParseAddress(args[0])
			if err != nil {
				return fmt.Errorf("%q is no e-mail address: %w", args[0], err)
			}
			if salt == "" {
				if salt, err = e.salt(c.Context(), &w, dir); err != nil {
					return err
				}
			}
			fmt.Fprintf(e.stdout, "\"%s\" = person.TODO\n", facts.Hash(salt, address.Address))
			return nil
		},
	}
	w.flags(c)
	c.Flags().StringVar(&dir, "dir", ".", "the folder that holds the definitions")
	c.Flags().StringVar(&salt, "salt", "", "the salt of the map")
	return c
}

// salt is that of the only identity map.
func (e *environment) salt(ctx context.Context, w *where, dir string) (string, error) {
	tree, err := w.tree(dir)
	if err != nil {
		return "", err
	}
	session, problems, err := gate.Open(ctx, tree, gate.Options{})
	if errors.Is(err, gate.ErrInvalid) {
		return "", e.refuse(problems)
	} else if err != nil {
		return "", err
	}
	if n := len(session.Org.IdentityMaps); n != 1 {
		return "", fmt.Errorf("there are %d identity maps; say which salt with --salt", n)
	}
	return session.Org.IdentityMaps[0].Salt, nil
}
