//go:build audit

package store_test

import "time"

const (
	stressTime = time.Minute
	flipTimes  = 50
)
