package cli

import (
	"bytes"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/tidegate/tidegate/internal/fuzzing"
	"github.com/tidegate/tidegate/internal/repo"
	"github.com/tidegate/tidegate/internal/source"
)

// Whatever git, or somebody else, gives to a hook, it accepts only what it has judged: in
// a repository without commits that is a list of deletions, and nothing else.
func FuzzHookInput(f *testing.F) {
	zero, one := strings.Repeat("0", 40), strings.Repeat("1", 40)
	for _, text := range []string{
		"", "\n", one + " " + zero + " refs/heads/main\n", zero + " " + one + " refs/heads/main\n", "refs/heads/main " + one + " refs/heads/main " + zero + "\n", "(delete) " + zero + " refs/heads/main " + one,
		zero + " " + one + " refs/heads/a b\n", strings.Repeat("a", 70000), zero + "\t" + zero + "\trefs/heads/\x1b[2J\n",
	} {
		f.Add(text)
	}
	f.Fuzz(func(t *testing.T, text string) {
		dir := t.TempDir()
		for _, sub := range []string{"objects", "refs"} {
			if err := os.Mkdir(filepath.Join(dir, sub), 0o755); err != nil {
				t.Fatal(err)
			}
		}
		for name, text := range map[string]string{"HEAD": "ref: refs/heads/main\n", "config": "[core]\n\tbare = true\n"} {
			if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o644); err != nil {
				t.Fatal(err)
			}
		}
		for hook, position := range map[string]int{"pre-receive": 1, "pre-push": 1} {
			fuzzing.Bounded(t, func() {
				var stdout, stderr bytes.Buffer
				status := Main([]string{"hook", hook, "--dir", dir, "origin", "x"}, strings.NewReader(text), &stdout, &stderr)
				deletions := 0
				for line := range strings.Lines(text) {
					if parts := strings.Fields(line); len(parts) > 0 {
						if len(parts) <= position || !repo.NoCommit(parts[position]) {
							deletions = -1
							break
						}
						deletions++
					}
				}
				if status == statusFine && (deletions < 0 || deletions == 0 && hook == "pre-receive") {
					t.Fatalf("%s accepted %q", hook, text)
				}
				if said := stderr.String(); strings.ContainsFunc(said, func(r rune) bool { return r != '\n' && source.Unsafe(r) }) {
					t.Fatalf("%s says %q", hook, said)
				}
			})
		}
	})
}
