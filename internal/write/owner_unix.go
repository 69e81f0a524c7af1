//go:build unix

package write

import (
	"io/fs"
	"os"
	"syscall"
)

// names is how many names a file has.
func names(info fs.FileInfo) uint64 {
	if s, ok := info.Sys().(*syscall.Stat_t); ok {
		return uint64(s.Nlink)
	}
	return 1
}

// own gives a file the owner and the group of another one, where that is allowed: only
// the superuser gives files away.
func own(root *os.Root, name string, info fs.FileInfo) {
	if s, ok := info.Sys().(*syscall.Stat_t); ok {
		if root.Lchown(name, int(s.Uid), int(s.Gid)) == nil {
			_ = root.Chmod(name, info.Mode().Perm()) // which a change of owner may narrow
		}
	}
}
