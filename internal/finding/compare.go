package finding

// A Change is what became of a finding from one tree to another.
type Change string

// The changes. The zero Change is of a run that compares nothing.
const (
	New       Change = "new"
	Worsened  Change = "worsened" // graver than before, larger, earlier, or no longer excused
	Unchanged Change = "unchanged"
	Fixed     Change = "fixed"
)

// Compare says of each finding what became of it since before, and returns those
// that are gone. Findings are the same when rule, subject and key are, wherever
// they stand: moved lines, renamed files and new layouts change nothing.
func Compare(before, after []Finding) (gone []Finding) {
	old := map[string][]*Finding{}
	for i := range before {
		id := before[i].Identity()
		old[id] = append(old[id], &before[i])
	}
	for i := range after {
		f := &after[i]
		id := f.Identity()
		if len(old[id]) == 0 {
			f.Change = New
			continue
		}
		f.Change = Unchanged
		if worse(old[id][0], f) {
			f.Change = Worsened
		}
		old[id] = old[id][1:]
	}
	for i := range before {
		if list := old[before[i].Identity()]; len(list) > 0 && list[0] == &before[i] {
			old[before[i].Identity()] = list[1:]
			f := before[i]
			f.Change = Fixed
			gone = append(gone, f)
		}
	}
	return gone
}

func worse(before, after *Finding) bool {
	switch {
	case after.Waiver != nil:
		return false
	case before.Waiver != nil || after.Severity > before.Severity:
		return true
	case after.Severity < before.Severity:
		return false
	case before.Begins != after.Begins:
		return after.Begins < before.Begins
	case after.Extent != before.Extent:
		return after.Extent > before.Extent
	}
	return before.First != "" && after.First != "" && after.First < before.First
}

// Counts reports whether a finding is one that a change is blamed for.
func (c Change) Counts() bool { return c == "" || c == New || c == Worsened }
