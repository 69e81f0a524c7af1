package source

import (
	"fmt"
	"io/fs"
	"os"
	"time"
)

// WorkTree is the directory as it lies on disk. Links inside it are followed
// while they stay inside; one that leaves it fails to open.
func WorkTree(dir string, now time.Time) (Tree, error) {
	info, err := os.Stat(dir)
	if err != nil {
		return Tree{}, fmt.Errorf("opening %s: %w", dir, err)
	}
	if !info.IsDir() {
		return Tree{}, fmt.Errorf("opening %s: not a directory; give the folder that holds the definitions", dir)
	}
	root, err := os.OpenRoot(dir)
	if err != nil {
		return Tree{}, fmt.Errorf("opening %s: %w", dir, err)
	}
	return Tree{FS: root.FS(), Time: now.UTC()}, nil
}

// Sub is the part of a tree below dir, with the same revision and time.
func (t Tree) Sub(dir string) (Tree, error) {
	sub, err := fs.Sub(t.FS, dir)
	if err != nil {
		return Tree{}, err
	}
	t.FS = sub
	return t, nil
}
