//go:build !unix

package sse

import "errors"

// canTry is false: a write there either waits or is not known to be done.
const canTry = false

func writeNow(uintptr, []byte) (int, error) { return 0, errors.ErrUnsupported }
