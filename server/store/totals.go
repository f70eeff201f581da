package store

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

// observe tells how long an operation took.
func (s *Store) observe(operation string) (done func()) {
	if s.opt.Observe == nil {
		return func() {}
	}
	began := s.opt.Now()
	return func() { s.opt.Observe(operation, s.opt.Now().Sub(began)) }
}
