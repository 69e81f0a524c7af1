package repo

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
)

// A layout is where a repository keeps what (gitrepository-layout(5)).
type layout struct {
	top    string // the work tree, or the repository itself when it is bare
	git    string // what belongs to this work tree: HEAD, the index
	common string // what all work trees share: objects, branches, hooks, configuration
	bare   bool
}

// discover finds the repository that holds a folder, and the folder in it.
//
// A folder that looks like a bare repository and lies in the work tree of another one
// is content of that one: whoever may commit files could plant it, with a history of
// their own. GIT_DIR, which git sets for hooks, says when it is meant.
func discover(dir string) (layout, string, error) {
	absolute, err := filepath.Abs(dir)
	if err == nil {
		absolute, err = filepath.EvalSymlinks(absolute)
	}
	if err != nil {
		return layout{}, "", fmt.Errorf("opening %s: %w", dir, err)
	}
	var inner *layout
	for at := absolute; ; at = filepath.Dir(at) {
		found, err := repositoryAt(at)
		if err != nil {
			return layout{}, "", err
		}
		switch {
		case found == nil:
		case !found.bare || named(found.git):
			sub, err := found.below(absolute)
			return *found, sub, err
		case inner == nil:
			inner = found
		}
		if at == filepath.Dir(at) {
			break
		}
	}
	if inner != nil {
		return *inner, ".", nil
	}
	return layout{}, "", fmt.Errorf("%s is in no git repository, and so has no commits; tidegate judges the files as they lie there when none is asked for", dir)
}

// named reports whether GIT_DIR names a folder.
func named(dir string) bool {
	env := os.Getenv("GIT_DIR")
	if env == "" {
		return false
	}
	absolute, err := filepath.Abs(env)
	if err != nil {
		return false
	}
	a, err := os.Stat(absolute)
	if err != nil {
		return false
	}
	b, err := os.Stat(dir)
	return err == nil && os.SameFile(a, b)
}

// repositoryAt is the repository whose top is a folder, or nil.
func repositoryAt(dir string) (*layout, error) {
	name := filepath.Join(dir, ".git")
	info, err := os.Stat(name)
	switch {
	case err == nil && info.IsDir() && isGitFolder(name):
		return &layout{top: dir, git: name, common: name}, nil
	case err == nil && info.Mode().IsRegular():
		git, err := pointer(name, "gitdir:")
		if err != nil {
			return nil, fmt.Errorf("%s: %w", name, err)
		}
		l := &layout{top: dir, git: git, common: git}
		if text, err := pointer(filepath.Join(git, "commondir"), ""); err == nil {
			l.common = text
		}
		if !isGitFolder(l.common) {
			return nil, fmt.Errorf("%s leads to %s, which is no git repository; git worktree repair may help", name, git)
		}
		return l, nil
	case filepath.Base(dir) != ".git" && isGitFolder(dir):
		return &layout{top: dir, git: dir, common: dir, bare: true}, nil
	}
	return nil, nil
}

// isGitFolder reports whether a folder has what every repository has.
func isGitFolder(dir string) bool {
	for _, part := range []string{"HEAD", "objects", "refs"} {
		if _, err := os.Stat(filepath.Join(dir, part)); err != nil {
			return false
		}
	}
	return true
}

// pointer reads a file that names a folder, relative to where the file lies.
func pointer(name, prefix string) (string, error) {
	info, err := os.Stat(name)
	if err != nil {
		return "", err
	}
	if info.Size() > 1<<16 {
		return "", fmt.Errorf("it is no file that names a folder")
	}
	text, err := os.ReadFile(name)
	if err != nil {
		return "", err
	}
	folder, ok := strings.CutPrefix(strings.TrimSpace(string(text)), prefix)
	if folder = strings.TrimSpace(folder); !ok || folder == "" {
		return "", fmt.Errorf("it is no file that names a folder (%s …)", prefix)
	}
	if !filepath.IsAbs(folder) {
		folder = filepath.Join(filepath.Dir(name), folder)
	}
	return filepath.Clean(folder), nil
}

// harmless are extensions of the format that change nothing of what is read here
// (git-config(1), "extensions.*"), in lower case.
var harmless = map[string]bool{
	"noop": true, "noop-v1": true, "preciousobjects": true, "partialclone": true, "worktreeconfig": true, "relativeworktrees": true,
}

// readable refuses a repository that is kept in a form that this version cannot read.
func (r *Repository) readable() error {
	refuse := func(why string) error {
		return fmt.Errorf("repository %s: %s; judge a checkout of it instead, without --rev, --staged and --against", r.top, why)
	}
	s, err := r.config()
	if err != nil {
		return err
	}
	switch v := s.ownLast("core", "", "repositoryformatversion"); v {
	case "", "0", "1":
	default:
		return refuse(fmt.Sprintf("its format has version %q, and this version of tidegate reads 0 and 1", v))
	}
	for _, e := range s.own("extensions") {
		switch name, value := strings.ToLower(e.key), strings.ToLower(e.value); {
		case harmless[name], name == "objectformat" && value == "sha1", name == "refstorage" && value == "files":
		case name == "objectformat":
			return refuse(fmt.Sprintf("its objects are named by %s, and this version reads SHA-1 only", value))
		case name == "refstorage":
			return refuse(fmt.Sprintf("its references are kept in a form (%s) that this version cannot read", value))
		default:
			return refuse(fmt.Sprintf("it has the extension %q, which this version does not know", e.key))
		}
	}
	return nil
}
