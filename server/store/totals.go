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
