//go:build !audit

package store_test

import "time"

// stressTime is how long what must not hang runs against itself: in the audit a minute.
const stressTime = 2 * time.Second
