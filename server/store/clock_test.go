package store_test

import (
	"errors"
	"fmt"
	"testing"
	"time"

	"napguide/server/sandbox"
	"napguide/server/store"
)

// The store's own clock is put forward or back; that JetStream's goes with it is tried on the whole program, in e2e.
func TestAClockThatIsPutBackOrForwardAnHourHealsByItself(t *testing.T) {
	for name, jump := range map[string]time.Duration{"forward": time.Hour, "back": -time.Hour} {
		t.Run(name, func(t *testing.T) {
			var c clock
			s := open(t, store.Options{Now: c.Now})
			g := create(t, s, newGrant("computer"))
			r, err := s.OpenRoom(t.Context(), "trainer", "", nil)
			if err != nil {
				t.Fatal(err)
			}
			for n := range 2000 { // typing is paused when the clock jumps
				digits := fmt.Sprintf("%09d", n)
				if digits == g.UserCode {
					continue
				}
				if _, err := s.GrantByCode(t.Context(), parse(t, digits)); !errors.Is(err, store.ErrNotFound) && !errors.Is(err, store.ErrTypingPaused) {
					t.Fatal(err)
				}
			}
			c.advance(jump)

			if _, err := s.Room(r.ID); err != nil {
				t.Errorf("the room: %v", err)
			}
			if _, err := s.JoinRoom(t.Context(), r.ID, "phone"); err != nil {
				t.Errorf("joining it: %v", err)
			}
			after := create(t, s, sandbox.NewGrant("computer", "standard", "th", c.Now(), ttl))
			if _, err := s.UpdateGrant(t.Context(), after.ID, func(g sandbox.Grant) (sandbox.Grant, error) { return g.Answer(true, "phone", c.Now()) }); err != nil {
				t.Errorf("a code made afterwards: %v", err)
			}
			if _, err := s.GrantByCode(t.Context(), parse(t, after.UserCode)); jump > 0 && err != nil || jump < 0 && !errors.Is(err, store.ErrTypingPaused) {
				t.Errorf("typing right after the jump: %v", err)
			}
			c.advance(ttl + ttl/5)
			later := create(t, s, sandbox.NewGrant("computer", "standard", "th", c.Now(), ttl))
			if _, err := s.GrantByCode(t.Context(), parse(t, later.UserCode)); err != nil {
				t.Errorf("typing, a lifetime after it was paused: %v", err)
			}
		})
	}
}
