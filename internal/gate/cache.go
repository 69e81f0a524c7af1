package gate

import (
	"context"
	"crypto/sha256"
	"errors"
	"fmt"
	"io/fs"
	"slices"
	"sync"

	"github.com/tidegate/tidegate/internal/finding"
	"github.com/tidegate/tidegate/internal/load"
	"github.com/tidegate/tidegate/internal/policy"
	"github.com/tidegate/tidegate/internal/source"
	"github.com/tidegate/tidegate/schemas"
)

// A Cache keeps what runs have in common, by content: files that were read, rules
// that were compiled, views that were judged. It is safe for concurrent use.
type Cache struct {
	mu       sync.Mutex
	compiled map[[sha256.Size]byte]*compiled
	files    load.Cache
	Verdicts policy.Cache
}

// compiled is the kinds and rules of a tree.
type compiled struct {
	kinds    *load.Kinds
	set      *policy.Set
	problems []finding.Finding
}

func (c *Cache) filesOf() *load.Cache {
	if c == nil {
		return nil
	}
	return &c.files
}

func (c *Cache) verdictsOf() *policy.Cache {
	if c == nil {
		return nil
	}
	return &c.Verdicts
}

// rules reads the kinds and rules of a tree, or finds those of a tree with the
// same ones.
func (c *Cache) rules(ctx context.Context, tree source.Tree, config *load.Config) (*compiled, error) {
	if c == nil {
		return compile(ctx, tree, config)
	}
	key, err := ownRules(tree, slices.Concat(config.Schemas, config.Policies))
	if err != nil {
		return nil, err
	}
	c.mu.Lock()
	known := c.compiled[key]
	c.mu.Unlock()
	if known != nil {
		return known, nil
	}
	if known, err = compile(ctx, tree, config); err != nil {
		return nil, err
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.compiled == nil {
		c.compiled = map[[sha256.Size]byte]*compiled{}
	}
	c.compiled[key] = known
	return known, nil
}

func compile(ctx context.Context, tree source.Tree, config *load.Config) (*compiled, error) {
	kinds, problems, err := load.ReadKinds(schemas.FS, tree, config.Schemas)
	if err != nil {
		return nil, err
	}
	set, wrong, err := ReadRules(tree, config, kinds)
	if err != nil {
		return nil, err
	}
	return &compiled{kinds, set, append(problems, wrong...)}, nil
}

// mostOwn is how large a file may be that holds a schema or rules, in bytes.
const mostOwn = 10 << 20

// ownRules is what a tree's own schemas and policies hold, as one sum.
func ownRules(tree source.Tree, dirs []string) ([sha256.Size]byte, error) {
	sum := sha256.New()
	for _, dir := range dirs {
		err := fs.WalkDir(tree.FS, dir, func(name string, d fs.DirEntry, err error) error {
			switch {
			case errors.Is(err, fs.ErrNotExist):
				return nil
			case err != nil:
				return fmt.Errorf("reading %s: %w", name, err)
			case d.IsDir() || !d.Type().IsRegular():
				fmt.Fprintf(sum, "%q %v\n", name, d.Type())
				return nil
			}
			text, err := source.Read(tree.FS, name, mostOwn)
			if errors.Is(err, source.ErrTooLarge) { // whoever reads it refuses it
				info, err := fs.Stat(tree.FS, name)
				if err != nil {
					return fmt.Errorf("reading %s: %w", name, err)
				}
				fmt.Fprintf(sum, "%q too large: %d\n", name, info.Size())
				return nil
			}
			if err != nil {
				return fmt.Errorf("reading %s: %w", name, err)
			}
			fmt.Fprintf(sum, "%q %d %x\n", name, len(text), sha256.Sum256(text))
			return nil
		})
		if err != nil {
			return [sha256.Size]byte{}, err
		}
	}
	return [sha256.Size]byte(sum.Sum(nil)), nil
}
