package gate_test

import (
	"fmt"
	"testing"
	"time"

	"github.com/tidegate/tidegate/bench/company"
	"github.com/tidegate/tidegate/internal/calendar"
	"github.com/tidegate/tidegate/internal/facts"
	"github.com/tidegate/tidegate/internal/gate"
	"github.com/tidegate/tidegate/internal/policy"
	"github.com/tidegate/tidegate/internal/source"
)

var day = time.Date(2026, 10, 5, 0, 0, 0, 0, time.UTC)

// generated is a company of so many files of 20 people and 60 grants.
func generated(b *testing.B, files int) source.Tree {
	b.Helper()
	dir := b.TempDir()
	if err := company.Write(dir, company.ForFiles(files)); err != nil {
		b.Fatal(err)
	}
	tree, err := source.WorkTree(dir, day)
	if err != nil {
		b.Fatal(err)
	}
	return tree
}

func open(b *testing.B, files int) *gate.Session {
	b.Helper()
	s, problems, err := gate.Open(b.Context(), generated(b, files), gate.Options{})
	if err != nil {
		b.Fatal(err, len(problems))
	}
	return s
}

// The stages, one after the other, at one size; the sum is BenchmarkCheck.
func BenchmarkLoad(b *testing.B) {
	s := open(b, 100)
	for b.Loop() {
		if _, problems, err := s.Config.Loader(s.Kinds).Load(s.Tree); err != nil || len(problems) > 0 {
			b.Fatal(err)
		}
	}
	perDefinition(b, s)
}

func BenchmarkDerive(b *testing.B) {
	s := open(b, 100)
	for b.Loop() {
		facts.Derive(s.Org, s.Observed, calendar.InstantOf(day), s.Judge.Settings)
	}
	perDefinition(b, s)
}

func BenchmarkViews(b *testing.B) {
	s := open(b, 100)
	for b.Loop() {
		for _, d := range s.Org.Definitions {
			s.Facts.View(d)
		}
	}
	perDefinition(b, s)
}

// One evaluation has a fixed cost; many views share it.
func BenchmarkVerdicts(b *testing.B) {
	s := open(b, 20)
	for _, batch := range []int{1, 16, 256, 4096} {
		b.Run(fmt.Sprintf("batch=%d", batch), func(b *testing.B) {
			judge := &policy.Judge{Set: s.Set, Settings: s.Judge.Settings, Batch: batch}
			for b.Loop() {
				if _, err := judge.Verdicts(b.Context(), s.Org, s.Facts.View); err != nil {
					b.Fatal(err)
				}
			}
			perDefinition(b, s)
		})
	}
}

func BenchmarkCheck(b *testing.B) {
	s := open(b, 100)
	for b.Loop() {
		if _, err := gate.Check(b.Context(), s.Tree, gate.Options{}); err != nil {
			b.Fatal(err)
		}
	}
	perDefinition(b, s)
}

func perDefinition(b *testing.B, s *gate.Session) {
	b.ReportMetric(float64(b.Elapsed().Microseconds())/float64(b.N)/float64(len(s.Org.Definitions)), "µs/definition")
}
