package repo

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"path"
	"strings"
	"time"

	"github.com/go-git/go-git/v5/plumbing"
	"github.com/go-git/go-git/v5/plumbing/filemode"
	"github.com/go-git/go-git/v5/plumbing/object"
)

// treeFS is a git tree as a file system. Links are files that hold their target
// and are never followed: what they lead to may be anything. Entries of
// submodules are empty folders.
type treeFS struct {
	files entries
	repo  *Repository
	time  time.Time
}

// entries is what is where in a tree.
type entries interface {
	find(name string) (object.TreeEntry, error)
	list(name string) ([]object.TreeEntry, error)
}

// gitTree is the entries of a tree object, each folder decoded once: go-git's
// FindEntry decodes the folder anew for every file in it.
type gitTree struct {
	repo *Repository
	root plumbing.Hash
}

// folder is one decoded tree object.
type folder struct {
	entries []object.TreeEntry
	byName  map[string]int
}

// mostFolders is how many decoded folders are kept. Commits share most of theirs.
const mostFolders = 4096

// folder decodes a tree object, or finds it decoded.
func (r *Repository) folder(hash plumbing.Hash) (*folder, error) {
	if known := r.folders[hash]; known != nil {
		return known, nil
	}
	tree, err := object.GetTree(r.objects, hash)
	if err != nil {
		return nil, err
	}
	f := &folder{entries: tree.Entries, byName: make(map[string]int, len(tree.Entries))}
	if err := sound(tree.Entries); err != nil {
		return nil, fmt.Errorf("the tree %s: %w; git checks out something else than what is read, so see what git fsck says", hash, err)
	}
	for i, e := range tree.Entries {
		f.byName[e.Name] = i
	}
	if r.folders == nil || len(r.folders) >= mostFolders {
		r.folders = map[plumbing.Hash]*folder{}
	}
	r.folders[hash] = f
	return f, nil
}

// sound reports what git fsck refuses in a tree: two entries of one name, entries that are
// not in git's order, in which folders end with a slash, and names that are no names.
func sound(entries []object.TreeEntry) error {
	key := func(e object.TreeEntry) string {
		if e.Mode == filemode.Dir {
			return e.Name + "/"
		}
		return e.Name
	}
	names := make(map[string]bool, len(entries))
	for i, e := range entries {
		switch {
		case !isName(e.Name):
			return fmt.Errorf("%q is no name of a file", e.Name)
		case names[e.Name]:
			return fmt.Errorf("it has two entries %q", e.Name)
		case i > 0 && key(entries[i-1]) >= key(e):
			return fmt.Errorf("%q stands after %q, and belongs before it", e.Name, entries[i-1].Name)
		}
		names[e.Name] = true
	}
	return nil
}

// isName reports whether a file or folder in a tree may be called so.
func isName(name string) bool {
	return name != "" && name != "." && name != ".." && !strings.ContainsAny(name, "/\x00") && !strings.EqualFold(name, ".git")
}

func (t gitTree) find(name string) (object.TreeEntry, error) {
	at := object.TreeEntry{Mode: filemode.Dir, Hash: t.root}
	for step := range strings.SplitSeq(name, "/") {
		if at.Mode != filemode.Dir {
			return object.TreeEntry{}, object.ErrEntryNotFound
		}
		f, err := t.repo.folder(at.Hash)
		if err != nil {
			return object.TreeEntry{}, err
		}
		i, ok := f.byName[step]
		if !ok {
			return object.TreeEntry{}, object.ErrEntryNotFound
		}
		at = f.entries[i]
	}
	return at, nil
}

func (t gitTree) list(name string) ([]object.TreeEntry, error) {
	hash := t.root
	if name != "." {
		at, err := t.find(name)
		if err != nil {
			return nil, err
		}
		if at.Mode != filemode.Dir {
			return nil, object.ErrDirectoryNotFound
		}
		hash = at.Hash
	}
	f, err := t.repo.folder(hash)
	if err != nil {
		return nil, err
	}
	return f.entries, nil
}

// maxBlob is how much of a blob is read. It is more than any reader here takes
// of a file before it refuses it.
const maxBlob = 16 << 20

// Open opens a file or folder.
func (f *treeFS) Open(name string) (fs.File, error) {
	f.repo.mu.Lock()
	defer f.repo.mu.Unlock()
	fail := func(err error) (fs.File, error) { return nil, &fs.PathError{Op: "open", Path: name, Err: err} }
	if !fs.ValidPath(name) {
		return fail(fs.ErrInvalid)
	}
	if name == "." {
		return f.folder(name)
	}
	entry, err := f.files.find(name)
	if err != nil {
		return fail(f.missing(err))
	}
	switch entry.Mode {
	case filemode.Dir:
		return f.folder(name)
	case filemode.Submodule:
		return &openDir{info: f.info(name, filemode.Dir, 0)}, nil
	}
	size, err := f.repo.size(entry.Hash)
	if err != nil {
		return fail(err)
	}
	open := &openFile{info: f.info(name, entry.Mode, size)}
	open.text = func() (*bytes.Reader, error) {
		f.repo.mu.Lock()
		defer f.repo.mu.Unlock()
		text, _, err := f.repo.blob(entry.Hash)
		return bytes.NewReader(text), err
	}
	return open, nil
}

// mostSizes is of how many blobs the size is remembered: a file is asked for it twice.
const mostSizes = 100_000

// size is how large a blob is, in bytes, without unpacking it.
func (r *Repository) size(hash plumbing.Hash) (int64, error) {
	if size, known := r.sizes[hash]; known {
		return size, nil
	}
	size, err := r.objects.EncodedObjectSize(hash)
	if err != nil {
		return 0, r.explain("reading the blob "+hash.String(), err)
	}
	if r.sizes == nil || len(r.sizes) >= mostSizes {
		r.sizes = map[plumbing.Hash]int64{}
	}
	r.sizes[hash] = size
	return size, nil
}

func (f *treeFS) folder(name string) (fs.File, error) {
	list, err := f.files.list(name)
	if err != nil {
		return nil, &fs.PathError{Op: "open", Path: name, Err: f.missing(err)}
	}
	out := make([]fs.DirEntry, len(list))
	for i, e := range list {
		out[i] = fs.FileInfoToDirEntry(f.info(e.Name, e.Mode, 0))
	}
	return &openDir{info: f.info(name, filemode.Dir, 0), entries: out}, nil
}

// ContentID names what is in a file: two files with one ID have the same bytes.
// It is empty for what is no plain file.
func (f *treeFS) ContentID(name string) string {
	f.repo.mu.Lock()
	defer f.repo.mu.Unlock()
	entry, err := f.files.find(name)
	if err != nil || entry.Mode != filemode.Regular && entry.Mode != filemode.Executable {
		return ""
	}
	return entry.Hash.String()
}

// IsSubmodule reports whether a name is a repository of its own, which is an empty
// folder here.
func (f *treeFS) IsSubmodule(name string) bool {
	f.repo.mu.Lock()
	defer f.repo.mu.Unlock()
	entry, err := f.files.find(name)
	return err == nil && entry.Mode == filemode.Submodule
}

// blob reads what is in a blob, and its size. What is larger than the limit is an error.
func (r *Repository) blob(hash plumbing.Hash) (text []byte, size int64, err error) {
	what := "reading the blob " + hash.String()
	if size, err = r.size(hash); err != nil {
		return nil, 0, err
	}
	if size > maxBlob {
		return nil, size, fmt.Errorf("%s: it has %d bytes, and at most %d are read", what, size, maxBlob)
	}
	blob, err := object.GetBlob(r.objects, hash)
	if err != nil {
		return nil, 0, r.explain(what, err)
	}
	reader, err := blob.Reader()
	if err != nil {
		return nil, 0, r.explain(what, err)
	}
	defer reader.Close()
	text, err = io.ReadAll(io.LimitReader(reader, maxBlob))
	if err != nil {
		return nil, 0, r.explain(what, err)
	}
	return text, blob.Size, nil
}

// ReadLink is the target of a link, as fs.ReadLinkFS has it.
func (f *treeFS) ReadLink(name string) (string, error) {
	file, err := f.Open(name)
	if err != nil {
		return "", err
	}
	defer file.Close()
	target, err := io.ReadAll(io.LimitReader(file, 4096))
	return string(target), err
}

// Lstat is Stat, as links are not followed.
func (f *treeFS) Lstat(name string) (fs.FileInfo, error) {
	file, err := f.Open(name)
	if err != nil {
		return nil, err
	}
	defer file.Close()
	return file.Stat()
}

func (f *treeFS) missing(err error) error {
	if errors.Is(err, object.ErrEntryNotFound) || errors.Is(err, object.ErrDirectoryNotFound) || errors.Is(err, object.ErrFileNotFound) {
		return fs.ErrNotExist
	}
	return f.repo.explain("reading the tree", err)
}

func (f *treeFS) info(name string, mode filemode.FileMode, size int64) fileInfo {
	return fileInfo{name: path.Base(name), mode: mode, size: size, time: f.time}
}

type fileInfo struct {
	name string
	mode filemode.FileMode
	size int64
	time time.Time
}

func (i fileInfo) Name() string       { return i.name }
func (i fileInfo) Size() int64        { return i.size }
func (i fileInfo) ModTime() time.Time { return i.time }
func (i fileInfo) IsDir() bool        { return i.Mode().IsDir() }
func (i fileInfo) Sys() any           { return nil }

func (i fileInfo) Mode() fs.FileMode {
	switch i.mode {
	case filemode.Dir, filemode.Submodule:
		return fs.ModeDir | 0o555
	case filemode.Symlink:
		return fs.ModeSymlink | 0o444
	}
	return 0o444
}

type openFile struct {
	info   fileInfo
	text   func() (*bytes.Reader, error)
	reader *bytes.Reader // once something was read
}

// Read reads the next bytes; the first call unpacks the blob.
func (f *openFile) Read(p []byte) (int, error) {
	if f.reader == nil {
		reader, err := f.text()
		if err != nil {
			return 0, err
		}
		f.reader = reader
	}
	return f.reader.Read(p)
}

func (f *openFile) Stat() (fs.FileInfo, error) { return f.info, nil }
func (f *openFile) Close() error               { return nil }

type openDir struct {
	info    fileInfo
	entries []fs.DirEntry
}

func (d *openDir) Stat() (fs.FileInfo, error) { return d.info, nil }
func (d *openDir) Close() error               { return nil }

func (d *openDir) Read([]byte) (int, error) {
	return 0, &fs.PathError{Op: "read", Path: d.info.name, Err: errors.New("is a directory")}
}

// ReadDir lists entries, as fs.ReadDirFile has it.
func (d *openDir) ReadDir(n int) ([]fs.DirEntry, error) {
	if n <= 0 {
		out := d.entries
		d.entries = nil
		return out, nil
	}
	if len(d.entries) == 0 {
		return nil, io.EOF
	}
	n = min(n, len(d.entries))
	out := d.entries[:n]
	d.entries = d.entries[n:]
	return out, nil
}
