package store

import (
	"context"
	"time"
)

// tidy deletes what is over, until the context ends.
func (s *Store) tidy(ctx context.Context) {
	defer close(s.tidied)
	for nextSweep := time.Now(); sleep(ctx, superviseEvery); {
		s.jumps.before(time.Now()) // so that a jump is seen while nobody asks
		if !s.backend.canWrite() {
			continue
		}
		if now := time.Now(); !now.Before(nextSweep) {
			nextSweep = now.Add(sweepEvery)
			s.sweepRooms(ctx)
		}
		if s.deletes.Load() > marksMany {
			s.dropMarks(ctx, markLife)
		}
	}
}

// RoomTotals is how many rooms are open and how many numbers were given out in them, as this process knows them.
func (s *Store) RoomTotals() (rooms, seats int) {
	for _, id := range s.rooms.ids() {
		if _, err := s.Room(id); err == nil {
			rooms++
			seats += s.rooms.seatCount(id)
		}
	}
	return rooms, seats
}
