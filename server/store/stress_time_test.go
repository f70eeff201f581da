//go:build !audit

package store_test

import "time"

// stressTime is how long what must not hang runs against itself: in the audit a minute.
const stressTime = 2 * time.Second

// flipTimes is how often each kind of damage is done, after a kill and after a good end: in the audit hundreds of bits.
const flipTimes = 1

// openDamageWait is how long JetStream is left alone before its open files are damaged.
const openDamageWait = 0
