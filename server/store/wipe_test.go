package store_test

import (
	"fmt"
	"strings"
	"sync"
	"testing"

	"napguide/server/store"
	"napguide/server/workshop"
)

// Each round the only room is deleted, and the file with it, while the next one is being opened.
func TestEmptyingTheFileOfDeletedRoomsTakesNoRoomThatIsBeingOpened(t *testing.T) {
	s := open(t, store.Options{Dir: t.TempDir()})
	var c clock
	last := ""
	for round := range 100 {
		var next workshop.Room
		var both sync.WaitGroup
		both.Go(func() {
			if last != "" {
				if err := s.DeleteRoom(t.Context(), last); err != nil {
					t.Errorf("round %d: deleting: %v", round, err)
				}
			}
		})
		both.Go(func() {
			r, err := s.OpenRoom(t.Context(), fmt.Sprint("trainer ", round), "", nil)
			if err != nil {
				t.Errorf("round %d: opening: %v", round, err)
			}
			next = r
		})
		both.Wait()
		// Compare-and-set finds out whether the room is still in the file.
		_, err := s.UpdateRoom(t.Context(), next.ID, func(r workshop.Room) (workshop.Room, error) {
			return r.SetPlace(strings.Repeat("x", 1+round%90), c.Now())
		})
		if err != nil {
			t.Fatalf("round %d: the new room: %v", round, err)
		}
		last = next.ID
	}
}
