package repo

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"

	"github.com/go-git/gcfg"
)

// settings is git's configuration as far as it matters here, weakest first
// (git-config(1)).
type settings struct {
	entries []entry
	wrong   error // in what is not the repository's own
}

// An entry is one line of a configuration.
type entry struct {
	section, sub string // as written; sections and keys mean the same in any case
	key, value   string
	file         string
	scope        scope
}

// scope is whose a configuration is.
type scope int

const (
	ofMachine scope = iota // of the system or the user: other repositories have it too
	ofRepository
	ofCommand // in the environment
)

// mostIncluded is how deep files may include each other, as in git.
const mostIncluded = 10

// readSettings reads every file of the configuration that git would read here.
func (r *Repository) readSettings() (*settings, error) {
	s := &settings{}
	note := func(err error) {
		if err != nil && s.wrong == nil {
			s.wrong = err
		}
	}
	if yes, _ := strconv.ParseBool(os.Getenv("GIT_CONFIG_NOSYSTEM")); !yes {
		name := os.Getenv("GIT_CONFIG_SYSTEM")
		if name == "" {
			name = "/etc/gitconfig"
		}
		note(r.read(s, name, ofMachine, 0))
	}
	home, _ := os.UserHomeDir()
	if name, set := os.LookupEnv("GIT_CONFIG_GLOBAL"); set {
		if name != "" {
			note(r.read(s, name, ofMachine, 0))
		}
	} else if home != "" {
		xdg := os.Getenv("XDG_CONFIG_HOME")
		if xdg == "" {
			xdg = filepath.Join(home, ".config")
		}
		note(r.read(s, filepath.Join(xdg, "git", "config"), ofMachine, 0))
		note(r.read(s, filepath.Join(home, ".gitconfig"), ofMachine, 0))
	}
	if err := r.read(s, filepath.Join(r.common, "config"), ofRepository, 0); err != nil {
		return nil, err
	}
	if s.truth("extensions", "", "worktreeconfig") {
		if err := r.read(s, filepath.Join(r.git, "config.worktree"), ofRepository, 0); err != nil {
			return nil, err
		}
	}
	n, _ := strconv.Atoi(os.Getenv("GIT_CONFIG_COUNT"))
	for i := range min(max(n, 0), 1000) {
		name, value := os.Getenv(fmt.Sprintf("GIT_CONFIG_KEY_%d", i)), os.Getenv(fmt.Sprintf("GIT_CONFIG_VALUE_%d", i))
		first, last := strings.Index(name, "."), strings.LastIndex(name, ".")
		if first <= 0 {
			continue
		}
		e := entry{section: name[:first], key: name[last+1:], value: value, file: "the environment", scope: ofCommand}
		if first < last {
			e.sub = name[first+1 : last]
		}
		s.entries = append(s.entries, e)
	}
	return s, nil
}

// read adds a file, and those that it includes where it does. A file that is not there
// adds nothing.
func (r *Repository) read(s *settings, name string, of scope, depth int) error {
	if depth > mostIncluded {
		return fmt.Errorf("%s: git's configuration includes itself", name)
	}
	f, err := os.Open(name)
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	if err != nil {
		return err
	}
	defer f.Close()
	var wrong error
	err = gcfg.ReadWithCallback(f, func(section, sub, key, value string, blank bool) error {
		if key == "" {
			return nil
		}
		if blank {
			value = "true"
		}
		s.entries = append(s.entries, entry{section, sub, key, value, name, of})
		if !strings.EqualFold(key, "path") {
			return nil
		}
		if strings.EqualFold(section, "include") || strings.EqualFold(section, "includeif") && r.meets(s, sub, name) {
			wrong = errors.Join(wrong, r.read(s, expand(value, filepath.Dir(name)), of, depth+1))
		}
		return nil
	})
	if err != nil {
		return fmt.Errorf("git's configuration %s: %w", name, err)
	}
	return wrong
}

// expand is a path in a configuration: relative to a folder, or to the user's home.
func expand(path, dir string) string {
	if rest, ok := strings.CutPrefix(path, "~/"); ok {
		if home, err := os.UserHomeDir(); err == nil {
			return filepath.Join(home, rest)
		}
	}
	if filepath.IsAbs(path) {
		return path
	}
	return filepath.Join(dir, path)
}

// meets reports whether the condition of an includeIf holds here.
func (r *Repository) meets(s *settings, condition, file string) bool {
	kind, pattern, _ := strings.Cut(condition, ":")
	fold := false
	switch strings.ToLower(kind) {
	case "gitdir/i":
		fold = true
		fallthrough
	case "gitdir":
		switch {
		case strings.HasPrefix(pattern, "~/"), strings.HasPrefix(pattern, "./"):
			slash := strings.HasSuffix(pattern, "/")
			if pattern = expand(pattern, filepath.Dir(file)); slash {
				pattern += "/"
			}
		case !filepath.IsAbs(pattern):
			pattern = "**/" + pattern
		}
		if strings.HasSuffix(pattern, "/") {
			pattern += "**"
		}
		return glob(pattern, fold).MatchString(filepath.ToSlash(r.git))
	case "onbranch":
		if strings.HasSuffix(pattern, "/") {
			pattern += "**"
		}
		branch, err := r.branch()
		return err == nil && glob(pattern, false).MatchString(branch)
	case "hasconfig":
		if pattern, ok := strings.CutPrefix(pattern, "remote.*.url:"); ok {
			for _, e := range s.entries {
				if strings.EqualFold(e.section, "remote") && strings.EqualFold(e.key, "url") && glob(pattern, false).MatchString(e.value) {
					return true
				}
			}
		}
	}
	return false
}

// glob is a pattern in which ** stands for any folders, * for anything in one.
func glob(pattern string, fold bool) *regexp.Regexp {
	var b strings.Builder
	if fold {
		b.WriteString("(?i)")
	}
	b.WriteString("^")
	for i := 0; i < len(pattern); i++ {
		switch rest := pattern[i:]; {
		case strings.HasPrefix(rest, "**/"):
			b.WriteString("(?:.*/)?")
			i += 2
		case strings.HasPrefix(rest, "**"):
			b.WriteString(".*")
			i++
		case rest[0] == '*':
			b.WriteString("[^/]*")
		case rest[0] == '?':
			b.WriteString("[^/]")
		default:
			b.WriteString(regexp.QuoteMeta(rest[:1]))
		}
	}
	return regexp.MustCompile(b.String() + "$")
}

// find lists the entries of a key.
func (s *settings) find(section, sub, key string) []entry {
	var out []entry
	for _, e := range s.entries {
		if strings.EqualFold(e.section, section) && e.sub == sub && strings.EqualFold(e.key, key) {
			out = append(out, e)
		}
	}
	return out
}

// last is the value that holds, or empty.
func (s *settings) last(section, sub, key string) string {
	list := s.find(section, sub, key)
	if len(list) == 0 {
		return ""
	}
	return list[len(list)-1].value
}

// ownLast is the value that the repository itself gives, or empty.
func (s *settings) ownLast(section, sub, key string) string {
	value := ""
	for _, e := range s.find(section, sub, key) {
		if e.scope == ofRepository {
			value = e.value
		}
	}
	return value
}

// own lists what the repository itself says in a section.
func (s *settings) own(section string) []entry {
	var out []entry
	for _, e := range s.entries {
		if e.scope == ofRepository && strings.EqualFold(e.section, section) {
			out = append(out, e)
		}
	}
	return out
}

// subsections lists the names of a section, in order.
func (s *settings) subsections(section string) []string {
	var out []string
	seen := map[string]bool{}
	for _, e := range s.entries {
		if strings.EqualFold(e.section, section) && !seen[e.sub] {
			seen[e.sub] = true
			out = append(out, e.sub)
		}
	}
	return out
}

func (s *settings) truth(section, sub, key string) bool {
	switch strings.ToLower(s.last(section, sub, key)) {
	case "true", "yes", "on", "1":
		return true
	}
	return false
}

// Hooks is where git looks for the hooks of a repository (githooks(5)).
type Hooks struct {
	Dir    string
	Shared string // the file that sends other repositories there too; empty for a folder of this one
}

// Hooks is the folder in which git looks for hooks.
func (r *Repository) Hooks() (Hooks, error) {
	s, err := r.config()
	if err == nil {
		err = s.wrong
	}
	if err != nil {
		return Hooks{}, err
	}
	list := s.find("core", "", "hookspath")
	if len(list) == 0 {
		return Hooks{Dir: filepath.Join(r.common, "hooks")}, nil
	}
	e := list[len(list)-1]
	if e.value == "" {
		return Hooks{}, fmt.Errorf("core.hooksPath is empty in %s, so git runs no hooks here", e.file)
	}
	out := Hooks{Dir: expand(e.value, r.top)}
	if e.scope == ofMachine && filepath.IsAbs(expand(e.value, "")) {
		out.Shared = e.file
	}
	return out, nil
}
