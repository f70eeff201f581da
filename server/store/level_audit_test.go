//go:build audit

package store_test

import (
	"runtime"
	"testing"
	"time"

	"napguide/server/sandbox"
	"napguide/server/store"
)

// Codes are made and answered without end, for several times as long as the store keeps them: what they take of memory
// comes to a level, as soon as as many go as come.
func TestCodesWithoutEndTakeALevelOfMemory(t *testing.T) {
	const broom, rounds = 8 * time.Second, 5
	s := open(t, store.Options{Dir: t.TempDir(), GrantTTL: time.Second, Retention: broom})
	limits := store.Limits{PerHolder: 1 << 30, All: 1 << 30}
	made := 0
	var levels []float64
	for round := range rounds {
		highest := uint64(0)
		for began := time.Now(); time.Since(began) < broom; made++ {
			g, err := s.CreateGrant(t.Context(), sandbox.NewGrant("computer", "standard", "th", time.Now(), time.Second), limits)
			if err == nil {
				_, err = s.UpdateGrant(t.Context(), g.ID, func(g sandbox.Grant) (sandbox.Grant, error) { return g.Answer(true, "phone", time.Now()) })
			}
			if err != nil {
				t.Fatal(err)
			}
			if made%200 == 0 {
				runtime.GC()
				var m runtime.MemStats
				runtime.ReadMemStats(&m)
				highest = max(highest, m.HeapAlloc)
			}
		}
		levels = append(levels, float64(highest)/(1<<20))
		t.Logf("lifetime %d: %d codes made, at most %.1f MB in use", round+1, made, levels[round])
	}
	if first, last := levels[2], levels[rounds-1]; last > first*1.2+2 {
		t.Errorf("it grows: %.1f MB in the third lifetime of the codes, %.1f MB in the last", first, last)
	}
}
