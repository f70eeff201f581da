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
// comes to a level, as soon as as many go as come. The level is told by the code, whatever number a machine makes of them.
func TestCodesWithoutEndTakeALevelOfMemory(t *testing.T) {
	const sweep, rounds = 8 * time.Second, 5
	s := open(t, store.Options{Dir: t.TempDir(), GrantTTL: time.Second, Retention: sweep})
	limits := store.Limits{PerHolder: 1 << 30, All: 1 << 30}
	inUse := func() float64 { // MB
		runtime.GC()
		var m runtime.MemStats
		runtime.ReadMemStats(&m)
		return float64(m.HeapAlloc) / (1 << 20)
	}
	empty, before := inUse(), 0
	var each []float64 // KB of each code that the store keeps at a time
	for round := range rounds {
		made, highest := 0, 0.
		for began := time.Now(); time.Since(began) < sweep; made++ {
			g, err := s.CreateGrant(t.Context(), sandbox.NewGrant("computer", "standard", "th", time.Now(), time.Second), limits)
			if err == nil {
				_, err = s.UpdateGrant(t.Context(), g.ID, func(g sandbox.Grant) (sandbox.Grant, error) { return g.Answer(true, "phone", time.Now()) })
			}
			if err != nil {
				t.Fatal(err)
			}
			if made%200 == 0 {
				highest = max(highest, inUse())
			}
		}
		each = append(each, (highest-empty)*1024/float64(max(made, before))) // a busy machine makes fewer, and may make more next time
		before = made
		t.Logf("lifetime %d: %d codes made, at most %.1f MB in use, %.1f KB a code", round+1, made, highest, each[round])
	}
	if first, last := each[2], each[rounds-1]; last > first*1.5 {
		t.Errorf("it grows: %.1f KB a code in the third lifetime of the codes, %.1f KB in the last", first, last)
	}
}
