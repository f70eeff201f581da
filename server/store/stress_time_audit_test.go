//go:build audit

package store_test

import "time"

const (
	stressTime = time.Minute
	flipTimes  = 15

	openDamageWait = 25 * time.Second
)
