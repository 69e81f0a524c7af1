// Package golden compares what a test makes with the file that holds it.
package golden

import (
	"flag"
	"os"
	"path/filepath"
	"testing"

	"github.com/google/go-cmp/cmp"
)

var update = flag.Bool("update", false, "write the files that tests compare with")

// Compare holds got against the file, or writes it when the test runs with
// -update.
func Compare(t testing.TB, name, got string) {
	t.Helper()
	if *update {
		if err := os.MkdirAll(filepath.Dir(name), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(name, []byte(got), 0o644); err != nil {
			t.Fatal(err)
		}
		return
	}
	want, err := os.ReadFile(name)
	if err != nil {
		t.Fatalf("%v; run the test with -update to write it", err)
	}
	if diff := cmp.Diff(string(want), got); diff != "" {
		t.Errorf("%s differs; run the test with -update to accept it (-want +got):\n%s", name, diff)
	}
}

// Only fails for files in the folder, ending in suffix, that are not among the
// names: what is generated must not outlive what it was generated from.
func Only(t testing.TB, dir, suffix string, names map[string]bool) {
	t.Helper()
	files, err := filepath.Glob(filepath.Join(dir, "*"+suffix))
	if err != nil {
		t.Fatal(err)
	}
	for _, file := range files {
		switch {
		case names[filepath.Base(file)]:
		case *update:
			if err := os.Remove(file); err != nil {
				t.Fatal(err)
			}
		default:
			t.Errorf("%s belongs to nothing any more; run the test with -update to remove it", file)
		}
	}
}
