package repo

import (
	"errors"
	"os"
	"path/filepath"
	"strings"

	"github.com/go-git/go-billy/v5"
	"github.com/go-git/go-billy/v5/osfs"
)

// incoming adds the objects of a push that is not accepted yet. While git runs a
// pre-receive hook, they lie in a folder of their own (git-receive-pack(1),
// "Quarantine environment"), which GIT_QUARANTINE_PATH names. They are looked for
// there first.
func incoming(dotgit billy.Filesystem) billy.Filesystem {
	quarantine := os.Getenv("GIT_QUARANTINE_PATH")
	if quarantine == "" {
		return dotgit
	}
	return &quarantined{Filesystem: dotgit, objects: osfs.New(quarantine)}
}

// quarantined is a git folder whose objects lie in two places.
type quarantined struct {
	billy.Filesystem
	objects billy.Filesystem
}

// inside is a name below objects, without it.
func inside(name string) (string, bool) {
	rest, ok := strings.CutPrefix(filepath.ToSlash(filepath.Clean(name)), "objects")
	if !ok || rest != "" && rest[0] != '/' {
		return "", false
	}
	return strings.TrimPrefix(rest, "/"), true
}

// Open opens for reading.
func (q *quarantined) Open(name string) (billy.File, error) {
	if rest, ok := inside(name); ok && rest != "" {
		if f, err := q.objects.Open(rest); err == nil {
			return f, nil
		}
	}
	return q.Filesystem.Open(name)
}

// OpenFile opens for reading only: nothing here writes.
func (q *quarantined) OpenFile(name string, flag int, perm os.FileMode) (billy.File, error) {
	if flag&(os.O_WRONLY|os.O_RDWR|os.O_CREATE) != 0 {
		return nil, errors.New("the repository is only read")
	}
	return q.Open(name)
}

// Stat describes a file.
func (q *quarantined) Stat(name string) (os.FileInfo, error) {
	if rest, ok := inside(name); ok && rest != "" {
		if info, err := q.objects.Stat(rest); err == nil {
			return info, nil
		}
	}
	return q.Filesystem.Stat(name)
}

// ReadDir lists both places.
func (q *quarantined) ReadDir(name string) ([]os.FileInfo, error) {
	list, err := q.Filesystem.ReadDir(name)
	rest, ok := inside(name)
	if !ok {
		return list, err
	}
	if rest == "" {
		rest = "."
	}
	more, wrong := q.objects.ReadDir(rest)
	if err != nil && wrong != nil {
		return nil, err
	}
	seen := map[string]bool{}
	for _, info := range list {
		seen[info.Name()] = true
	}
	for _, info := range more {
		if !seen[info.Name()] {
			list = append(list, info)
		}
	}
	return list, nil
}
