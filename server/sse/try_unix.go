//go:build unix

package sse

import (
	"errors"
	"syscall"
)

const canTry = true

// writeNow writes what the system takes without waiting: Go's connections never block.
func writeNow(fd uintptr, b []byte) (n int, err error) {
	for {
		n, err = syscall.Write(int(fd), b) // #nosec G115 -- what the system gave as an int
		if !errors.Is(err, syscall.EINTR) {
			return n, err
		}
	}
}
