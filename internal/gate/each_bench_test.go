package gate_test

import (
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/tidegate/tidegate/bench/company"
	"github.com/tidegate/tidegate/internal/gate"
	"github.com/tidegate/tidegate/internal/repo"
)

// history makes a repository of a generated company with so many commits, each of
// which changes one file.
func history(b *testing.B, files, commits int) *repo.Repository {
	b.Helper()
	dir := b.TempDir()
	if err := company.Write(dir, company.ForFiles(files)); err != nil {
		b.Fatal(err)
	}
	git := gitIn(b, dir)
	git("init", "-q", "-b", "main")
	git("add", ".")
	git("commit", "-qm", "0")
	for i := 1; i < commits; i++ {
		name := filepath.Join(dir, "people", fmt.Sprintf("f%d.hcl", i%files))
		text, err := os.ReadFile(name)
		if err != nil {
			b.Fatal(err)
		}
		changed := strings.Replace(string(text), "identity = \"2026-01-", "identity = \"2025-01-", 1)
		if changed == string(text) {
			b.Fatal("nothing to change")
		}
		if err := os.WriteFile(name, []byte(changed), 0o644); err != nil {
			b.Fatal(err)
		}
		git("commit", "-qam", strconv.Itoa(i))
	}
	git("gc", "-q")
	r, err := repo.Open(dir)
	if err != nil {
		b.Fatal(err)
	}
	return r
}

// What the tenth commit costs beside the first, and a range beside judging each
// of its commits from scratch. TIDEGATE_FILES and TIDEGATE_COMMITS make it larger.
func BenchmarkEach(b *testing.B) {
	setting := func(name string, otherwise int) int {
		if n, err := strconv.Atoi(os.Getenv(name)); err == nil {
			return n
		}
		return otherwise
	}
	files, commits := setting("TIDEGATE_FILES", 50), setting("TIDEGATE_COMMITS", 20)
	r := history(b, files, commits)
	list, err := r.Range("", "main")
	if err != nil {
		b.Fatal(err)
	}
	for b.Loop() {
		var first, tenth, all, scratch time.Duration
		started := time.Now()
		i := 0
		last := started
		err := gate.Each(b.Context(), r, list, gate.Options{}, func(gate.Step) error {
			took := time.Since(last)
			last = time.Now()
			switch i {
			case 0:
				first = took
			case 9:
				tenth = took
			}
			i++
			return nil
		})
		if err != nil {
			b.Fatal(err)
		}
		all = time.Since(started)
		for _, c := range list[:3] { // from scratch; the others cost as much
			tree, err := r.Commit(c.Hash)
			if err != nil {
				b.Fatal(err)
			}
			started := time.Now()
			if _, err := gate.Check(b.Context(), tree, gate.Options{}); err != nil {
				b.Fatal(err)
			}
			scratch += time.Since(started)
		}
		scratch = scratch / 3 * time.Duration(len(list))
		b.ReportMetric(float64(first)/float64(tenth), "first/tenth")
		b.ReportMetric(float64(scratch)/float64(all), "scratch/range")
		b.ReportMetric(float64(tenth.Milliseconds()), "ms/tenth")
	}
}
