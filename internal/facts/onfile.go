package facts

import "github.com/tidegate/tidegate/internal/model"

// OnFile reports whether a definition is over and kept for the record only: a
// contract that has ended binds nobody, and a grant that has ended gives nothing.
// No rule asks anything of it.
func (f *Facts) OnFile(d *model.Definition) bool {
	switch subject := f.typed[f.known(d)].(type) {
	case *model.Contract:
		return subject.Over(f.access.Now.Today())
	case *model.Grant:
		return subject.Over(f.access.Now.Today())
	}
	return false
}

// known is a definition as far as it can be known on the day.
func (f *Facts) known(d *model.Definition) *model.Definition {
	if f.org == f.written || d.Kind == model.FileKind {
		return d
	}
	if known := f.org.Lookup(d.Address()); known != nil {
		return known
	}
	return d
}
