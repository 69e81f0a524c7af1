// Package fuzzing bounds what one input may cost. It serves tests.
package fuzzing

import (
	"flag"
	"runtime/metrics"
	"testing"
	"time"
)

// What one input may take, small as the inputs of a fuzzer are. The time is asked about
// only while a fuzzer runs: the machine of an ordinary test run may be busy.
const (
	mostTime  = 5 * time.Second
	mostBytes = 500 << 20
)

// Bounded runs what an input is given to, and fails the test where that takes longer or
// allocates more than an input may.
func Bounded(t *testing.T, run func()) {
	t.Helper()
	begin, before := time.Now(), allocated()
	run()
	if took := time.Since(begin); underWay() && took > mostTime {
		t.Errorf("it took %v", took)
	}
	if bytes := allocated() - before; bytes > mostBytes {
		t.Errorf("it allocated %d MB", bytes>>20)
	}
}

// underWay reports whether a fuzzer tries inputs of its own.
func underWay() bool {
	f := flag.Lookup("test.fuzz")
	return f != nil && f.Value.String() != ""
}

// allocated is how many bytes the process has ever allocated on the heap.
func allocated() uint64 {
	sample := []metrics.Sample{{Name: "/gc/heap/allocs:bytes"}}
	metrics.Read(sample)
	return sample[0].Value.Uint64()
}
