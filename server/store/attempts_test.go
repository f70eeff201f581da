package store_test

import (
	"errors"
	"fmt"
	"math"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"napguide/server/sandbox"
	"napguide/server/store"
)

// What somebody gets who types digits as long as they are looked up, through several processes at once.
func TestWhoSweepsTheDigitsHitsNoneOfFiveHundredInNineHundredAndNinetyNineTriesOfAThousand(t *testing.T) {
	url, _ := outside(t)
	var processes []*store.Store
	for range 3 {
		processes = append(processes, open(t, store.Options{URLs: []string{url}}))
	}
	var lookedUp atomic.Int64
	var all sync.WaitGroup
	for i, s := range processes {
		all.Go(func() {
			for n := 0; ; n++ {
				_, err := s.GrantByCode(t.Context(), parse(t, fmt.Sprintf("%09d", i*100_000+n)))
				switch {
				case errors.Is(err, store.ErrNotFound):
					lookedUp.Add(1)
				case errors.Is(err, store.ErrTypingPaused):
					return
				default:
					t.Errorf("guess %d: %v", n, err)
					return
				}
			}
		})
	}
	all.Wait()
	const open = 500
	codes := math.Pow10(sandbox.UserCodeDigits)
	missAll := 1.0
	for n := range lookedUp.Load() {
		missAll *= 1 - open/(codes-float64(n)) // nobody types the same digits twice
	}
	chance := 1 - missAll
	t.Logf("%d guesses were looked up within one lifetime: the chance to hit any of %d codes of %d digits is %.7f", lookedUp.Load(), open, sandbox.UserCodeDigits, chance)
	if chance >= 1.0/1000 {
		t.Error("it must be under 1 in 1,000")
	}
	if lookedUp.Load() < 1900 {
		t.Error("a class that mistypes has too little")
	}
}

// One guess is left, and three processes are asked at once by people who are right: the budget is one for all of them.
func TestTheLastGuessIsAnsweredByOneProcessOnly(t *testing.T) {
	url, _ := outside(t)
	var processes []*store.Store
	for range 3 {
		processes = append(processes, open(t, store.Options{URLs: []string{url}}))
	}
	g := create(t, processes[0], newGrant("computer"))
	for n := range 1999 {
		digits := fmt.Sprintf("%09d", n)
		if digits == g.UserCode {
			digits = "999999999"
		}
		if _, err := processes[0].GrantByCode(t.Context(), parse(t, digits)); !errors.Is(err, store.ErrNotFound) {
			t.Fatalf("guess %d: %v", n, err)
		}
	}
	var answered, paused atomic.Int64
	var all sync.WaitGroup
	for _, s := range processes {
		all.Go(func() {
			switch _, err := s.GrantByCode(t.Context(), parse(t, g.UserCode)); {
			case err == nil:
				answered.Add(1)
			case errors.Is(err, store.ErrTypingPaused):
				paused.Add(1)
			default:
				t.Error(err)
			}
		})
	}
	all.Wait()
	if answered.Load() != 1 || paused.Load() != 2 {
		t.Errorf("%d were answered, %d were told to wait", answered.Load(), paused.Load())
	}
}

// "Gone from the server within hours", says the privacy page; rooms are swept a day after their last action, and the
// bucket's own limit is for what a crash has left.
func TestNothingIsKeptLongerThanThePrivacyPageSays(t *testing.T) {
	for lifetime, most := range map[time.Duration]time.Duration{10 * time.Minute: 2 * time.Hour, time.Hour: 12 * time.Hour} { // the usual, and the longest that can be chosen
		s := open(t, store.Options{GrantTTL: lifetime})
		grants, rooms, err := s.Brooms(t.Context())
		if err != nil || grants == 0 || grants > most || rooms == 0 || rooms > 7*24*time.Hour {
			t.Errorf("codes that last %s are kept %s, rooms %s, %v", lifetime, grants, rooms, err)
		}
	}
}
