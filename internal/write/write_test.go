package write

import (
	"errors"
	"os"
	"path/filepath"
	"slices"
	"testing"
)

func folder(t *testing.T, files map[string]string) (string, *os.Root) {
	t.Helper()
	dir := t.TempDir()
	for name, text := range files {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	root, err := os.OpenRoot(dir)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { root.Close() })
	return dir, root
}

func want(t *testing.T, dir string, files map[string]string) {
	t.Helper()
	list, err := os.ReadDir(dir)
	if err != nil {
		t.Fatal(err)
	}
	var names []string
	for _, e := range list {
		names = append(names, e.Name())
		if text, err := os.ReadFile(filepath.Join(dir, e.Name())); err == nil && string(text) != files[e.Name()] {
			t.Errorf("%s is %q, want %q", e.Name(), text, files[e.Name()])
		}
	}
	if len(names) != len(files) {
		t.Errorf("there are %v", names)
	}
}

func TestSetIsWrittenWholeOrNotAtAll(t *testing.T) {
	dir, root := folder(t, map[string]string{"a": "1", "b": "1"})
	var s Set
	s.Replace(root, "a", []byte("1"), []byte("2"))
	s.Replace(root, "b", []byte("1"), []byte("2"))
	if err := s.Commit(); err != nil {
		t.Fatal(err)
	}
	want(t, dir, map[string]string{"a": "2", "b": "2"})

	for name, second := range map[string]func(s *Set){
		"changed since": func(s *Set) { s.Replace(root, "b", []byte("other"), []byte("3")) },
		"not there":     func(s *Set) { s.Replace(root, "c", []byte("1"), []byte("3")) },
		"outside":       func(s *Set) { s.Replace(root, "../b", []byte("2"), []byte("3")) },
		"no folder":     func(s *Set) { s.Replace(root, "d/b", []byte("2"), []byte("3")) },
		"a folder":      func(s *Set) { s.Replace(root, ".", nil, []byte("3")) },
	} {
		var s Set
		s.Replace(root, "a", []byte("2"), []byte("3"))
		second(&s)
		err := s.Commit()
		if err == nil || name == "changed since" && !errors.Is(err, ErrChanged) {
			t.Errorf("%s: %v", name, err)
		}
		want(t, dir, map[string]string{"a": "2", "b": "2"})
	}
}

// What fails after the first file was replaced puts that one back.
func TestLateFailureGoesBack(t *testing.T) {
	dir, root := folder(t, map[string]string{"a": "1", "b": "1"})
	var s Set
	s.Replace(root, "a", []byte("1"), []byte("2"))
	s.Replace(root, "b", []byte("1"), []byte("2"))
	for _, f := range s.files {
		if err := f.prepare(0o666); err != nil {
			t.Fatal(err)
		}
	}
	if err := s.files[0].put(); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(dir, "b"), []byte("theirs"), 0o644); err != nil {
		t.Fatal(err)
	}
	if err := s.files[1].put(); !errors.Is(err, ErrChanged) {
		t.Errorf("put: %v", err)
	}
	s.files[1].discard()
	if err := s.files[0].back(); err != nil {
		t.Error(err)
	}
	want(t, dir, map[string]string{"a": "1", "b": "theirs"})
}

func TestModesAndLinksStay(t *testing.T) {
	dir, root := folder(t, map[string]string{"a": "1"})
	path := filepath.Join(dir, "a")
	for _, mode := range []os.FileMode{0o664, 0o777, 0o600, 0o400 | 0o200} {
		if err := errors.Join(os.Chmod(path, mode), File(path, []byte("2"), 0o666)); err != nil {
			t.Fatal(err)
		}
		if info, err := os.Stat(path); err != nil || info.Mode().Perm() != mode {
			t.Errorf("mode %v, want %v (%v)", info.Mode().Perm(), mode, err)
		}
	}
	if err := errors.Join(os.Symlink("a", filepath.Join(dir, "link")), os.Link(path, filepath.Join(dir, "second"))); err != nil {
		t.Skip(err)
	}
	if err := File(filepath.Join(dir, "link"), []byte("3"), 0o666); err != nil {
		t.Fatal(err)
	}
	if info, err := os.Lstat(filepath.Join(dir, "link")); err != nil || info.Mode()&os.ModeSymlink == 0 {
		t.Errorf("the link is %v (%v)", info.Mode(), err)
	}
	want(t, dir, map[string]string{"a": "3", "link": "3", "second": "3"})
	var s Set
	s.Replace(root, "second", []byte("3"), []byte("4"))
	if err := s.Commit(); err != nil {
		t.Fatal(err)
	}
	want(t, dir, map[string]string{"a": "4", "link": "4", "second": "4"})
}

func TestNewFileHasTheModeThatIsAskedFor(t *testing.T) {
	dir, _ := folder(t, nil)
	path := filepath.Join(dir, "hook")
	if err := File(path, []byte("x"), 0o755); err != nil {
		t.Fatal(err)
	}
	info, err := os.Stat(path)
	if err != nil || !slices.Contains([]os.FileMode{0o755, 0o750, 0o700, 0o775}, info.Mode().Perm()) {
		t.Errorf("mode %v (%v)", info.Mode(), err)
	}
	if err := File(filepath.Join(dir, "no", "file"), []byte("x"), 0o666); err == nil {
		t.Error("a folder that is not there is no error")
	}
	want(t, dir, map[string]string{"hook": "x"})
}
