package store_test

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"os"
	"runtime/pprof"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"napguide/server/sandbox"
	"napguide/server/store"
	"napguide/server/workshop"
)

// patience is how long one call may take on a loaded machine before it counts as hanging.
const patience = 90 * time.Second

// watched runs each worker over and over for the time, and fails with every goroutine's stack when one stands still.
func watched(t *testing.T, during time.Duration, workers map[string]func(turn int)) {
	t.Helper()
	end := time.Now().Add(during)
	var all sync.WaitGroup
	turns := map[string]*atomic.Int64{}
	for name, work := range workers {
		n := &atomic.Int64{}
		turns[name] = n
		all.Go(func() {
			for time.Now().Before(end) {
				work(int(n.Add(1)))
			}
		})
	}
	ended := make(chan struct{})
	go func() { all.Wait(); close(ended) }()
	for last := map[string]int64{}; ; {
		select {
		case <-ended:
			for name, n := range turns {
				t.Logf("%s: %d turns", name, n.Load())
			}
			return
		case <-time.After(patience):
			for name, n := range turns {
				if now := n.Load(); now == last[name] {
					pprof.Lookup("goroutine").WriteTo(os.Stderr, 2)
					fmt.Fprintf(os.Stderr, "FAIL: %s hangs in its turn %d\n", name, now)
					os.Exit(1) // a failed test would wait for Close, which hangs too
				} else {
					last[name] = now
				}
			}
		}
	}
}

func TestCountingSweepingOpeningRecodingAndClosingNeverHangOneAnother(t *testing.T) {
	var c clock
	s := open(t, store.Options{Now: c.Now, RoomChanged: func(string, int) {}})
	ctx := t.Context()
	var mu sync.Mutex
	var ids []string
	some := func() string {
		mu.Lock()
		defer mu.Unlock()
		if len(ids) == 0 {
			return "000000"
		}
		return ids[rand.N(len(ids))]
	}
	expected := func(err error) {
		if errors.Is(err, store.ErrUnavailable) { // a call that took too long, on a machine that is busy with other things
			return
		}
		for _, e := range []error{store.ErrNoRoom, store.ErrNoSeat, store.ErrConflict, store.ErrTooManyRooms, store.ErrTooManyHeld, workshop.ErrEnded, workshop.ErrLocked, workshop.ErrFull} {
			if errors.Is(err, e) {
				return
			}
		}
		if err != nil {
			t.Error(err)
		}
	}
	watched(t, stressTime, map[string]func(int){
		"metrics":       func(int) { s.RoomTotals(); s.OpenGrantsTotal() },
		"scrape":        func(int) { s.RoomTotals(); s.Seats(some()); s.RoomsOf("trainer 1") },
		"a day goes by": func(int) { c.advance(25 * time.Hour); time.Sleep(20 * time.Millisecond) },
		"sweep":         func(int) { s.SweepRooms(ctx); time.Sleep(20 * time.Millisecond) },
		"open": func(n int) {
			r, err := s.OpenRoom(ctx, fmt.Sprint("trainer ", n%60), "", nil)
			expected(err)
			if err == nil {
				mu.Lock()
				ids = append(ids, r.ID)
				if len(ids) > 40 {
					ids = ids[1:]
				}
				mu.Unlock()
			}
		},
		"recode": func(int) { _, err := s.RecodeRoom(ctx, some()); expected(err) },
		"end": func(int) {
			_, err := s.UpdateRoom(ctx, some(), func(r workshop.Room) (workshop.Room, error) { return r.End(c.Now()), nil })
			expected(err)
			time.Sleep(time.Millisecond)
		},
		"delete": func(int) { expected(s.DeleteRoom(ctx, some())); time.Sleep(3 * time.Millisecond) },
		"join":   func(n int) { _, err := s.JoinRoom(ctx, some(), fmt.Sprint("phone ", n)); expected(err) },
		"call":   func(int) { _, err := s.UpdateSeat(ctx, some(), 1, call); expected(err) },
		"grant": func(int) {
			_, err := s.CreateGrant(ctx, sandbox.NewGrant("computer", "standard", "th", c.Now(), ttl), plenty)
			expected(err)
		},
	})
	for end := time.Now().Add(patience); ; {
		_, err := s.OpenRoom(context.Background(), "afterwards", "", nil)
		if err == nil {
			break
		}
		if time.Now().After(end) {
			t.Fatal(err)
		}
	}
}
