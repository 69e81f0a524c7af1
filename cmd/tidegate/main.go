// Command tidegate judges how a company with nearshore and offshore teams is
// run, from the HCL in which it writes that down.
package main

import (
	"os"
	"runtime/debug"

	"github.com/tidegate/tidegate/internal/cli"
)

func main() {
	collectLess()
	os.Exit(cli.Main(os.Args[1:], os.Stdout, os.Stderr))
}

// collectLess spares garbage collections in a process that lives for seconds:
// the heap may grow to several times what is live, until it nears a gigabyte
// and a half. GOGC and GOMEMLIMIT in the environment say otherwise.
func collectLess() {
	if os.Getenv("GOGC") == "" {
		debug.SetGCPercent(400)
	}
	if os.Getenv("GOMEMLIMIT") == "" {
		debug.SetMemoryLimit(1536 << 20)
	}
}
