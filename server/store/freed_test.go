package store_test

import (
	"fmt"
	"sync"
	"testing"

	"napguide/server/store"
	"napguide/server/workshop"
)

// Numbers that nobody uses are freed and taken again by many at once. Whoever was given one has it, in what the process
// knows too.
func TestANumberThatIsFreedAndTakenAtOnceStaysWithWhoTookIt(t *testing.T) {
	s := open(t, store.Options{})
	r := openRoom(t, s)
	const people = 40
	for n := range people {
		if _, err := s.JoinRoom(t.Context(), r.ID, fmt.Sprint("idle ", n)); err != nil {
			t.Fatal(err)
		}
	}
	idle := s.Seats(r.ID)
	var all sync.WaitGroup
	kept := make([]workshop.Seat, people)
	for worker := range 8 {
		all.Go(func() {
			for n := worker; n < people; n += 8 {
				for _, seat := range idle {
					if freed, err := s.FreeUnmoved(t.Context(), r.ID, seat); err != nil {
						t.Error(err)
					} else if freed {
						break
					}
				}
				seat, err := s.JoinRoom(t.Context(), r.ID, fmt.Sprint("new ", n))
				if err != nil {
					t.Error(err)
				}
				kept[n] = seat
			}
		})
	}
	all.Wait()
	for n, seat := range kept {
		if got, err := s.SeatOf(r.ID, fmt.Sprint("new ", n)); err != nil || got.Number != seat.Number {
			t.Errorf("person %d was given %d and has %d, %v", n, seat.Number, got.Number, err)
		}
	}
}
