package store

// RoomTotals is how many rooms are open and how many numbers were given out in them, as this process knows them.
func (s *Store) RoomTotals() (rooms, seats int) {
	s.rooms.mu.RLock()
	defer s.rooms.mu.RUnlock()
	for _, k := range s.rooms.all {
		if k.rev != 0 && !s.isOver(k.room) {
			rooms++
			seats += len(k.seats)
		}
	}
	return rooms, seats
}

// observe tells how long an operation took.
func (s *Store) observe(operation string) (done func()) {
	if s.opt.Observe == nil {
		return func() {}
	}
	began := s.opt.Now()
	return func() { s.opt.Observe(operation, s.opt.Now().Sub(began)) }
}
