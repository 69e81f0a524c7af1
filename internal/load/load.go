// Package load reads a tree of HCL into a model. It alone knows HCL, cty and
// JSON Schema.
package load

import (
	"crypto/sha256"
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"slices"
	"strings"
	"sync"
	"unicode"

	"github.com/tidegate/tidegate/internal/finding"
	"github.com/tidegate/tidegate/internal/model"
	"github.com/tidegate/tidegate/internal/parallel"
	"github.com/tidegate/tidegate/internal/source"
)

// A Loader reads trees into models. The zero value is of no use: it needs kinds.
type Loader struct {
	Kinds   *Kinds
	Dirs    []string               // folders of definitions; the whole tree when empty
	Without []string               // files and folders below them that hold something else
	Skipped func(name, why string) // is told what is left out; nil for nobody
	Cache   *Cache                 // files that were read before; nil keeps nothing
}

// A Cache keeps what was read of files, by path and content. It is safe for
// concurrent use.
type Cache struct {
	mu    sync.Mutex
	files map[string]*parsed
}

// contentIDs is a tree that knows what is in its files without reading them.
type contentIDs interface{ ContentID(name string) string }

// id is the key of a file whose content a tree knows without reading it, or empty.
func (c *Cache) id(tree source.Tree, name string) string {
	ids, ok := tree.FS.(contentIDs)
	if c == nil || !ok {
		return ""
	}
	if id := ids.ContentID(name); id != "" {
		return id + " " + name
	}
	return ""
}

// sum is the key of a file that was read: trees that name content otherwise, or not
// at all, share it.
func (c *Cache) sum(name string, text []byte) string {
	if c == nil {
		return ""
	}
	sum := sha256.Sum256(text)
	return string(sum[:]) + " " + name
}

// get is a file that was read before, or nil.
func (c *Cache) get(key string) *parsed {
	if key == "" {
		return nil
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	known := c.files[key]
	if known == nil {
		return nil
	}
	again := *known // its blocks are let go of once they are defined
	return &again
}

// keep keeps a file whose values depend on no other file.
func (c *Cache) keep(p *parsed, keys ...string) {
	if c == nil || len(p.pending) > 0 || len(p.problems) > 0 {
		return
	}
	again := *p
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.files == nil {
		c.files = map[string]*parsed{}
	}
	for _, key := range keys {
		if key != "" {
			c.files[key] = &again
		}
	}
}

// ErrNoDefinitions says that a tree defines nothing.
var ErrNoDefinitions = errors.New("no definitions")

// Load reads every definition file of the tree. What is wrong with them comes
// back as findings, all of them, and then there is no model: half a repository
// is never judged. An error means that the tree itself could not be read.
func (l *Loader) Load(tree source.Tree) (*model.Organisation, []finding.Finding, error) {
	dirs := l.Dirs
	if len(dirs) == 0 {
		dirs = []string{"."}
	}
	names, err := definitionFiles(tree, dirs, l.Without, l.Skipped)
	if err != nil {
		return nil, nil, err
	}
	files, problems, err := parseAll(tree, names, l.Cache)
	if err != nil {
		return nil, nil, err
	}
	d := define(l.Kinds, files, &problems)
	if len(d.definitions) == 0 && len(problems) == 0 {
		if modules := submodules(tree, dirs); len(modules) > 0 {
			return nil, nil, fmt.Errorf("%w: %s is a submodule, which is not entered in a commit; run tidegate in it", ErrNoDefinitions, strings.Join(modules, ", "))
		}
		return nil, nil, fmt.Errorf("%w: no block in %d files ending in .hcl or .hcl.json", ErrNoDefinitions, len(names))
	}
	found, fixes := check(l.Kinds, d, broken(files, problems))
	if problems = append(problems, found...); len(problems) > 0 {
		return nil, told(problems, fixes), nil
	}
	sources := make([]*source.File, len(files))
	for i, f := range files {
		sources[i] = f.file
	}
	return model.New(d.definitions, sources, l.Kinds.schema()), nil, nil
}

// HoldsDefinitions reports whether a folder of a tree holds files that would be read if
// nothing left it out.
func HoldsDefinitions(tree source.Tree, dir string) bool {
	names, err := definitionFiles(tree, []string{dir}, nil, nil)
	return err == nil && len(names) > 0
}

// submodules lists the folders of a commit's tree that are repositories of their own.
func submodules(tree source.Tree, dirs []string) []string {
	known, ok := tree.FS.(interface{ IsSubmodule(name string) bool })
	if !ok {
		return nil
	}
	var out []string
	for _, dir := range dirs {
		_ = fs.WalkDir(tree.FS, dir, func(name string, d fs.DirEntry, err error) error { // it was walked before
			if err == nil && d.IsDir() && known.IsSubmodule(name) {
				out = append(out, name)
			}
			return nil
		})
	}
	return out
}

const (
	mostTold     = 1000 // problems that are told
	mostProposed = 50   // problems for which a name is looked for that was meant
)

// told are the problems that are told: each once, in order, with a fix, and no more of
// them than anybody reads.
func told(problems []finding.Finding, fixes map[fault]func() string) []finding.Finding {
	finding.Sort(problems)
	problems = dedupe(problems)
	more := len(problems) - mostTold
	if more > 0 {
		problems = problems[:mostTold]
	}
	for i := range problems {
		p := &problems[i]
		if fix := fixes[fault{p.Rule, string(p.Message), p.Place.Range}]; fix != nil {
			if p.Fix = "correct the name"; i < mostProposed {
				p.Fix = source.Text(fix())
			}
		}
	}
	if more > 0 {
		last := problem(ruleFile, problems[mostTold-1].Place.Range, fmt.Sprintf("there are %d more errors, which are not told", more), "correct these first")
		problems = append(problems, last)
	}
	return problems
}

// dedupe drops what is reported for every member of a group at the one place
// where the group says it.
func dedupe(problems []finding.Finding) []finding.Finding {
	return slices.CompactFunc(problems, func(a, b finding.Finding) bool {
		return a.Rule == b.Rule && a.Message == b.Message && a.Place.Range == b.Place.Range
	})
}

func parseAll(tree source.Tree, names []string, cache *Cache) ([]*parsed, []finding.Finding, error) {
	files := make([]*parsed, len(names))
	refusals := make([]*finding.Finding, len(names))
	errs := make([]error, len(names))
	parallel.Each(len(names), func(i int) {
		id := cache.id(tree, names[i])
		if files[i] = cache.get(id); files[i] != nil {
			return
		}
		text, refusal, err := readFile(tree, names[i])
		if err != nil || refusal != nil {
			refusals[i], errs[i] = refusal, err
			files[i] = &parsed{file: &source.File{Path: names[i]}}
			return
		}
		sum := cache.sum(names[i], text)
		if files[i] = cache.get(sum); files[i] == nil {
			files[i] = parse(&source.File{Path: names[i], Text: text})
		}
		cache.keep(files[i], id, sum)
	})
	var problems []finding.Finding
	for i, f := range files {
		if errs[i] != nil {
			return nil, nil, errs[i]
		}
		if refusals[i] != nil {
			problems = append(problems, *refusals[i])
		}
		problems = append(problems, f.problems...)
	}
	return files, problems, nil
}

func define(kinds *Kinds, files []*parsed, problems *[]finding.Finding) *definer {
	written := 0
	for _, f := range files {
		written += len(f.file.Text)
	}
	e := &evaluator{locals: map[string]*local{}, budget: budget(valuesBudget + 4*written), work: budget(workBudget + written)}
	d := &definer{kinds: kinds, groups: map[model.Address]source.Range{}, first: map[model.Address]source.Range{}, only: map[string]source.Range{}}
	for _, f := range files {
		for _, b := range f.blocks {
			if b.kind != "locals" {
				continue
			}
			for _, item := range b.body.Items {
				if first, taken := e.locals[item.Name]; taken {
					d.twice(model.Join("local", item.Name), item.NameRange, first.nameRange)
					continue
				}
				e.locals[item.Name] = &local{in: f, value: item.Value, nameRange: item.NameRange}
			}
		}
	}
	for _, f := range files {
		for i := range f.blocks {
			b := &f.blocks[i]
			if b.kind == "locals" {
				for _, item := range b.body.Items {
					e.localValue(f, item.Name, item.NameRange)
				}
				continue
			}
			if len(f.pending) > 0 {
				e.resolve(f, &b.body)
			}
			d.define(*b)
		}
		f.blocks, f.pending = nil, nil
	}
	*problems = append(*problems, e.problems...)
	*problems = append(*problems, d.problems...)
	return d
}

// broken is the words in the files with errors that keep them from being read.
func broken(files []*parsed, problems []finding.Finding) map[string]bool {
	bad := map[string]bool{}
	for _, p := range problems {
		if p.Rule == ruleSyntax || p.Rule == ruleFile {
			bad[p.Place.Range.Path()] = true
		}
	}
	out := map[string]bool{}
	for _, f := range files {
		if !bad[f.file.Path] {
			continue
		}
		for word := range strings.FieldsFuncSeq(string(f.file.Text), func(c rune) bool { return !unicode.IsLetter(c) && !unicode.IsDigit(c) && c != '_' && c != '-' }) {
			out[word] = true
		}
	}
	return out
}

func check(kinds *Kinds, d *definer, broken map[string]bool) ([]finding.Finding, map[fault]func() string) {
	base := checker{
		kinds: kinds, groups: d.groups, broken: broken,
		known:   make(map[model.Address]*model.Definition, len(d.definitions)),
		names:   map[string][]string{},
		actions: map[string]map[string]struct{}{},
		fixes:   map[fault]func() string{},
	}
	for _, definition := range d.definitions {
		base.known[definition.Address()] = definition
		base.names[definition.Kind] = append(base.names[definition.Kind], definition.Name)
		if definition.Kind == "system" {
			base.actions[definition.Name] = verbs(definition)
		}
	}
	for group := range d.groups {
		base.names[group.Kind()] = append(base.names[group.Kind()], group.Name())
	}
	for _, names := range base.names {
		slices.Sort(names)
	}
	workers := parallel.Workers(len(d.definitions))
	checkers := make([]checker, workers)
	parallel.Each(workers, func(w int) {
		c := base
		c.fixes = map[fault]func() string{}
		for i := w; i < len(d.definitions); i += workers {
			c.check(d.definitions[i])
		}
		checkers[w] = c
	})
	base.cycles(d.definitions)
	problems, fixes := base.problems, base.fixes
	for _, c := range checkers {
		problems = append(problems, c.problems...)
		maps.Copy(fixes, c.fixes)
	}
	return problems, fixes
}

func verbs(system *model.Definition) map[string]struct{} {
	out := map[string]struct{}{}
	for _, attribute := range []string{"actions", "privileged", "superuser"} {
		for _, item := range system.Find(attribute).Each() {
			out[item.Value.Text] = struct{}{}
		}
	}
	return out
}

// exists reports whether the tree holds the folder.
func exists(tree source.Tree, dir string) bool {
	info, err := fs.Stat(tree.FS, dir)
	return err == nil && info.IsDir()
}
