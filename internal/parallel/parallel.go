// Package parallel does the same to many things on all cores. Results are to be
// kept by index, so that they do not depend on the number of cores.
package parallel

import (
	"runtime"
	"sync"
)

// Workers is how many goroutines are worth starting for n things.
func Workers(n int) int { return min(runtime.GOMAXPROCS(0), max(n, 1)) }

// Each calls do for 0 to n-1, at any time and in any order, and returns when all
// calls have.
func Each(n int, do func(i int)) {
	var wait sync.WaitGroup
	workers := Workers(n)
	for w := range workers {
		wait.Go(func() {
			for i := w; i < n; i += workers {
				do(i)
			}
		})
	}
	wait.Wait()
}
