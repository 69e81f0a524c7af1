package cli

import (
	"context"
	"fmt"
	"net/mail"
	"regexp"

	"github.com/spf13/cobra"

	"github.com/tidegate/tidegate/internal/facts"
)

// login is what forges allow in one: letters, digits, and few signs between them.
var login = regexp.MustCompile(`^[A-Za-z0-9][A-Za-z0-9._-]{0,99}$`)

func (e *environment) identity() *cobra.Command {
	var flags accessFlags
	var salt string
	c := &cobra.Command{
		Use:   "identity NAME",
		Short: "Print the hash of an e-mail address or a login for an identity map",
		Long: `Identity prints the line that an identity map needs so that rules know who made or
approved a commit: the SHA-256 of the map's salt, a colon and the name in lower case.
The name is an e-mail address, as commits have it, or a login, as the reviews that a
forge exports have it. The name itself is written nowhere. The salt is that of the only
identity map in the folder, unless --salt gives one.`,
		Example: "  tidegate identity dev@corp.example",
		Args:    cobra.ExactArgs(1),
		RunE: func(c *cobra.Command, args []string) error {
			name := args[0]
			if address, err := mail.ParseAddress(name); err == nil {
				name = address.Address
			} else if !login.MatchString(name) {
				return fmt.Errorf("%q is neither an e-mail address nor a login", name)
			}
			if salt == "" {
				var err error
				if salt, err = e.salt(c.Context(), &flags); err != nil {
					return err
				}
			}
			fmt.Fprintf(e.stdout, "\"%s\" = person.TODO\n", facts.Hash(salt, name))
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
