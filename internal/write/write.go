// Package write replaces files: all of a set or none, with their modes, owners and links,
// and never what somebody has changed in the meantime. It imports nothing of the project.
package write

import (
	"bytes"
	"crypto/rand"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
)

// ErrChanged says that a file is not any more what it was when it was read.
var ErrChanged = errors.New("it was changed since it was read; look at it, and run the command again")

// A Set is files that are replaced together. The zero Set is empty.
type Set struct {
	files []*file
}

type file struct {
	root      *os.Root
	name      string
	old, data []byte
	known     bool // old is what it was when it was read
	temporary string
	inPlace   bool // it has other names, which go on naming it
	there     bool
	info      fs.FileInfo
	before    []byte // what was there, for going back
}

// Replace adds a file below a root. Old is what was read of it, and what must still be
// there when the set is committed.
func (s *Set) Replace(root *os.Root, name string, old, data []byte) {
	s.files = append(s.files, &file{root: root, name: name, old: old, data: data, known: true})
}

// Commit writes all files of the set, or none. Each is written beside its place first, so
// that a full disk or a missing permission is found before anything is replaced.
func (s *Set) Commit() error {
	for i, f := range s.files {
		if err := f.prepare(0o666); err != nil {
			for _, g := range s.files[:i+1] {
				g.discard()
			}
			return fmt.Errorf("writing %s: %w", f.name, err)
		}
	}
	for i, f := range s.files {
		if err := f.put(); err != nil {
			err = fmt.Errorf("writing %s: %w", f.name, err)
			for _, g := range s.files[i:] {
				g.discard()
			}
			for _, g := range s.files[:i] {
				err = errors.Join(err, g.back())
			}
			return err
		}
	}
	return nil
}

// prepare writes the new text beside the file.
func (f *file) prepare(mode fs.FileMode) error {
	info, err := f.root.Stat(f.name)
	switch {
	case errors.Is(err, fs.ErrNotExist) && !f.known:
	case err != nil:
		return err
	case !info.Mode().IsRegular():
		return errors.New("it is no regular file")
	default:
		f.there, f.info = true, info
		if f.before, err = f.root.ReadFile(f.name); err != nil {
			return err
		}
		if f.known && !bytes.Equal(f.before, f.old) {
			return ErrChanged
		}
		mode = info.Mode().Perm()
		f.inPlace = names(info) > 1
	}
	random := make([]byte, 8)
	_, _ = rand.Read(random) // it never fails
	temporary := filepath.Join(filepath.Dir(f.name), ".tidegate-"+hex.EncodeToString(random))
	w, err := f.root.OpenFile(temporary, os.O_WRONLY|os.O_CREATE|os.O_EXCL, mode)
	if err != nil {
		return err
	}
	f.temporary = temporary
	_, err = w.Write(f.data)
	if f.there { // of a new file, the umask decides
		err = errors.Join(err, w.Chmod(mode))
	}
	err = errors.Join(err, w.Sync(), w.Close())
	if err == nil && f.there {
		own(f.root, temporary, info)
	}
	return err
}

// put replaces the file by what was prepared.
func (f *file) put() error {
	if f.known { // the moment in which somebody could have changed it is as short as can be
		if now, err := f.root.ReadFile(f.name); err != nil || !bytes.Equal(now, f.old) {
			return errors.Join(ErrChanged, err)
		}
	}
	if !f.inPlace {
		return f.root.Rename(f.temporary, f.name)
	}
	defer f.discard()
	if err := f.fill(f.data); err != nil {
		return errors.Join(err, f.fill(f.before))
	}
	return nil
}

// fill writes into the file as it is, so that its other names see it.
func (f *file) fill(data []byte) error {
	w, err := f.root.OpenFile(f.name, os.O_WRONLY|os.O_TRUNC, 0)
	if err != nil {
		return err
	}
	_, err = w.Write(data)
	return errors.Join(err, w.Sync(), w.Close())
}

func (f *file) discard() {
	if f.temporary != "" {
		_ = f.root.Remove(f.temporary) // of what was renamed there is none
		f.temporary = ""
	}
}

// back puts the old text back.
func (f *file) back() error {
	again := Set{}
	again.Replace(f.root, f.name, f.data, f.before)
	return again.Commit()
}

// File writes one file, which may be new; mode is that of a new one before the umask. A link
// is followed, so that what it leads to is written. What is no regular file, such as
// /dev/stderr or a pipe, is written to.
func File(name string, data []byte, mode fs.FileMode) error {
	if target, err := filepath.EvalSymlinks(name); err == nil {
		name = target
	}
	if info, err := os.Stat(name); err == nil && !info.Mode().IsRegular() {
		f, err := os.OpenFile(name, os.O_WRONLY, 0)
		if err != nil {
			return err
		}
		_, err = io.Copy(f, bytes.NewReader(data))
		return errors.Join(err, f.Close())
	}
	root, err := os.OpenRoot(filepath.Dir(name))
	if err != nil {
		return err
	}
	defer root.Close()
	f := &file{root: root, name: filepath.Base(name), data: data}
	if err := f.prepare(mode); err != nil {
		f.discard()
		return err
	}
	err = f.put()
	f.discard()
	return err
}
