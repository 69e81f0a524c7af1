// Command tidegate judges how a company with nearshore and offshore teams is
// run, from the HCL in which it writes that down.
package main

import (
	"os"
	"runtime"
	"runtime/debug"
	"runtime/metrics"

	"github.com/tidegate/tidegate/internal/cli"
)

func main() {
	collectLess()
	os.Exit(cli.Main(os.Args[1:], os.Stdin, os.Stdout, os.Stderr))
}

// enough is how far the heap may grow, in bytes, while that spares collections.
const enough = 1536 << 20

// first is how large the heap may grow before it is collected at all, in bytes: most
// runs end before.
const first = 256 << 20

// smallest is the heap for which the runtime collects at 100 percent, in bytes.
const smallest = 4 << 20

// collectLess spares garbage collections in a process that lives for seconds: there
// is none below the first limit, and then the heap may grow to five times what is live
// while it stays below enough, and always by a quarter, so that what is larger does not
// collect all the time. GOGC and GOMEMLIMIT in the environment say otherwise.
func collectLess() {
	if os.Getenv("GOGC") != "" || os.Getenv("GOMEMLIMIT") != "" {
		return
	}
	debug.SetGCPercent(first * 100 / smallest)
	live := []metrics.Sample{{Name: "/gc/heap/live:bytes"}}
	afterEach(func() {
		metrics.Read(live)
		if bytes := live[0].Value.Uint64(); bytes > 0 {
			debug.SetGCPercent(int(min(max(enough*100/bytes, 125), 500)) - 100)
		}
	})
}

// afterEach runs do after each garbage collection: what nothing refers to is
// finalised then.
func afterEach(do func()) {
	runtime.SetFinalizer(new([]byte), func(*[]byte) {
		do()
		afterEach(do)
	})
}
