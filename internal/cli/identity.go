package cli

import (
	"context"
	"fmt"
	"net/mail"

	"github.com/spf13/cobra"

	"github.com/tidegate/tidegate/internal/facts"
)

func (e *environment) identity() *cobra.Command {
	var flags accessFlags
	var salt string
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
				if salt, err = e.salt(c.Context(), &flags); err != nil {
					return err
				}
			}
			fmt.Fprintf(e.stdout, "\"%s\" = person.TODO\n", facts.Hash(salt, address.Address))
			return nil
		},
	}
	flags.flags(c)
	c.Flags().StringVar(&salt, "salt", "", "the salt of the map")
	return c
}

// salt is that of the only identity map.
func (e *environment) salt(ctx context.Context, flags *accessFlags) (string, error) {
	s, err := e.session(ctx, flags)
	if err != nil {
		return "", err
	}
	if n := len(s.Org.IdentityMaps); n != 1 {
		return "", fmt.Errorf("there are %d identity maps; say which salt with --salt", n)
	}
	return s.Org.IdentityMaps[0].Salt, nil
}
