// Package loadtest reads definitions that a test has written down.
package loadtest

import (
	"sync"
	"testing/fstest"

	"github.com/tidegate/tidegate/internal/load"
	"github.com/tidegate/tidegate/internal/model"
	"github.com/tidegate/tidegate/internal/source"
	"github.com/tidegate/tidegate/schemas"
)

// TB is a test, or one try of a property.
type TB interface {
	Helper()
	Fatal(args ...any)
	Fatalf(format string, args ...any)
}

var kinds = sync.OnceValues(func() (*load.Kinds, error) {
	kinds, _, err := load.ReadKinds(schemas.FS, source.Tree{}, nil)
	return kinds, err
})

// Tree is files by name.
func Tree(files map[string]string) source.Tree {
	fs := fstest.MapFS{}
	for name, text := range files {
		fs[name] = &fstest.MapFile{Data: []byte(text)}
	}
	return source.Tree{FS: fs}
}

// Organisation is what a tree defines; the test ends where it defines it wrong.
func Organisation(t TB, tree source.Tree) *model.Organisation {
	t.Helper()
	kinds, err := kinds()
	if err != nil {
		t.Fatal(err)
	}
	org, problems, err := (&load.Loader{Kinds: kinds}).Load(tree)
	if err != nil {
		t.Fatal(err)
	}
	for _, p := range problems {
		t.Fatalf("line %d: %s", p.Place.Range.StartPosition().Line, p.Message)
	}
	return org
}
