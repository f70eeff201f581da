//go:build audit

package main

import "testing"

// TestCheckTellsTheSlipsThatHideOthers makes each by itself.
func TestCheckTellsTheSlipsThatHideOthers(t *testing.T) {
	for number, r := range recipes(t) {
		for _, v := range slips(number, true) {
			t.Run(number+" "+v.says, func(t *testing.T) {
				t.Parallel()
				dir, flags := cooked(t, r)
				tellsOf(t, r, dir, flags, v)
			})
		}
	}
}
