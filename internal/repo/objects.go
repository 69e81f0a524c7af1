package repo

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/go-git/go-billy/v5"
	"github.com/go-git/go-billy/v5/osfs"
)

// objectFolders is the shared folder of a repository, with the objects that lie
// elsewhere: in the repositories from which it borrows (objects/info/alternates,
// gitrepository-layout(5)), in those that the environment names, and, while git runs a
// pre-receive hook, in quarantine (git-receive-pack(1), "Quarantine environment").
// What is not accepted yet is looked for first.
func objectFolders(l layout) (billy.Filesystem, error) {
	own := filepath.Join(l.common, "objects")
	var first, rest []string
	if quarantine := os.Getenv("GIT_QUARANTINE_PATH"); quarantine != "" {
		first = append(first, quarantine)
	}
	for _, dir := range filepath.SplitList(os.Getenv("GIT_ALTERNATE_OBJECT_DIRECTORIES")) {
		if dir != "" {
			rest = append(rest, dir)
		}
	}
	borrowed, err := alternates(own, nil)
	if err != nil {
		return nil, err
	}
	out := &objects{Filesystem: osfs.New(l.common)}
	for _, dir := range slices.Concat(first, []string{own}, rest, borrowed) {
		absolute, err := filepath.Abs(dir)
		if err != nil {
			return nil, err
		}
		if !slices.ContainsFunc(out.folders, func(f billy.Filesystem) bool { return f.Root() == absolute }) {
			out.folders = append(out.folders, osfs.New(absolute))
		}
	}
	return out, nil
}

// mostAlternates is how many folders of objects a repository may borrow from.
const mostAlternates = 32

// alternates lists the folders from which a folder of objects borrows, directly or not.
func alternates(dir string, seen []string) ([]string, error) {
	text, err := os.ReadFile(filepath.Join(dir, "info", "alternates"))
	if errors.Is(err, os.ErrNotExist) {
		return seen, nil
	}
	if err != nil {
		return nil, err
	}
	for line := range strings.Lines(string(text)) {
		line = strings.TrimSpace(line)
		if line == "" || line[0] == '#' {
			continue
		}
		if !filepath.IsAbs(line) {
			line = filepath.Join(dir, line)
		}
		line = filepath.Clean(line)
		if slices.Contains(seen, line) {
			continue
		}
		if info, err := os.Stat(line); err != nil || !info.IsDir() {
			return nil, fmt.Errorf("%s borrows objects from %s, which is not there; bring it back, or clone again without --shared and --reference", dir, line)
		}
		if len(seen) >= mostAlternates {
			return nil, fmt.Errorf("%s borrows objects from more than %d places", dir, mostAlternates)
		}
		if seen, err = alternates(line, append(seen, line)); err != nil {
			return nil, err
		}
	}
	return seen, nil
}

// objects is a git folder whose objects lie in several places. It is only read.
type objects struct {
	billy.Filesystem
	folders []billy.Filesystem // the first that has a file holds
}

// inside is a name below objects, without it.
func inside(name string) (string, bool) {
	rest, ok := strings.CutPrefix(filepath.ToSlash(filepath.Clean(name)), "objects")
	if !ok || rest != "" && rest[0] != '/' {
		return "", false
	}
	return strings.TrimPrefix(rest, "/"), true
}

// borrowing is the file that go-git would follow by itself, and not to where git does.
const borrowing = "info/alternates"

// Open opens for reading.
func (o *objects) Open(name string) (billy.File, error) {
	rest, ok := inside(name)
	switch {
	case !ok:
		return o.Filesystem.Open(name)
	case rest == borrowing:
		return nil, &os.PathError{Op: "open", Path: name, Err: os.ErrNotExist}
	}
	var wrong error
	for _, folder := range o.folders {
		f, err := folder.Open(rest)
		if err == nil {
			return asked{f, name}, nil
		}
		if wrong == nil || !errors.Is(err, os.ErrNotExist) {
			wrong = err
		}
	}
	return nil, wrong
}

// asked is a file by the name under which it was asked for: go-git opens a pack again by
// the name of the file that it had.
type asked struct {
	billy.File
	name string
}

// Name is the name below the folder of git.
func (f asked) Name() string { return f.name }

// OpenFile opens for reading only: nothing here writes.
func (o *objects) OpenFile(name string, flag int, _ os.FileMode) (billy.File, error) {
	if flag&(os.O_WRONLY|os.O_RDWR|os.O_CREATE) != 0 {
		return nil, errors.New("the repository is only read")
	}
	return o.Open(name)
}

// Stat describes a file.
func (o *objects) Stat(name string) (os.FileInfo, error) {
	rest, ok := inside(name)
	if !ok {
		return o.Filesystem.Stat(name)
	}
	var wrong error
	for _, folder := range o.folders {
		info, err := folder.Stat(rest)
		if err == nil {
			return info, nil
		}
		if wrong == nil {
			wrong = err
		}
	}
	return nil, wrong
}

// ReadDir lists all places.
func (o *objects) ReadDir(name string) ([]os.FileInfo, error) {
	rest, ok := inside(name)
	if !ok {
		return o.Filesystem.ReadDir(name)
	}
	if rest == "" {
		rest = "."
	}
	var out []os.FileInfo
	var wrong error
	seen, read := map[string]bool{}, false
	for _, folder := range o.folders {
		list, err := folder.ReadDir(rest)
		if err != nil {
			wrong = err
			continue
		}
		read = true
		for _, info := range list {
			if !seen[info.Name()] {
				seen[info.Name()] = true
				out = append(out, info)
			}
		}
	}
	if !read {
		return nil, wrong
	}
	return out, nil
}
