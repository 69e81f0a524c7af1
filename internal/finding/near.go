package finding

import (
	"fmt"
	"slices"
	"strings"

	"github.com/agext/levenshtein"
)

// Near is the candidate most like name, or "" when none is near enough to be
// what was meant.
func Near(name string, candidates []string) string {
	best, bestDistance := "", len(name)/3+1
	if len(name) > 100 {
		return ""
	}
	for _, c := range slices.Sorted(slices.Values(candidates)) {
		if len(c) > len(name)+bestDistance || len(name) > len(c)+bestDistance {
			continue
		}
		if d := levenshtein.Distance(strings.ToLower(name), strings.ToLower(c), nil); d < bestDistance {
			best, bestDistance = c, d
		}
	}
	return best
}

// DidYouMean is a sentence that proposes the nearest candidate, or fallback.
func DidYouMean(name string, candidates []string, fallback string) string {
	if near := Near(name, candidates); near != "" {
		return "did you mean " + near + "?"
	}
	return fallback
}

// Unknown says that something has no name like that, and what it may be called: the nearest
// of the names first, and then all.
func Unknown(what, name string, candidates []string) error {
	near := ""
	if n := Near(name, candidates); n != "" {
		near = "did you mean " + n + "? "
	}
	return fmt.Errorf("unknown %s %q: %swant %s", what, name, near, strings.Join(candidates, ", "))
}
