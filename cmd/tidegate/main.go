// Command tidegate judges how a company with nearshore and offshore teams is
// run, from the HCL in which it writes that down.
package main

import (
	"os"

	"github.com/tidegate/tidegate/internal/cli"
)

func main() {
	os.Exit(cli.Main(os.Args[1:], os.Stdout, os.Stderr))
}
