package store

import "context"

// SweepRooms sweeps now.
func (s *Store) SweepRooms(ctx context.Context) { s.sweepRooms(ctx) }

// RoomKeys is how many keys the rooms' bucket holds.
func (s *Store) RoomKeys(ctx context.Context) int {
	keys, err := s.node.Load().rooms.kv.ListKeys(ctx)
	if err != nil {
		return -1
	}
	n := 0
	for range keys.Keys() {
		n++
	}
	return n
}
