package store

import (
	"context"
	"time"
)

// SweepRooms sweeps now.
func (s *Store) SweepRooms(ctx context.Context) { s.sweepRooms(ctx) }

// RoomKeys is how many keys the rooms' bucket holds.
func (s *Store) RoomKeys(ctx context.Context) int {
	keys, err := s.backend.(*embedded).node.Load().rooms.ListKeys(ctx)
	if err != nil {
		return -1
	}
	n := 0
	for range keys.Keys() {
		n++
	}
	return n
}

// Brooms are how long the buckets keep what nobody deletes.
func (s *Store) Brooms(ctx context.Context) (grants, rooms time.Duration, err error) {
	n := s.backend.(*embedded).node.Load()
	g, err := n.grants.Status(ctx)
	if err != nil {
		return 0, 0, err
	}
	r, err := n.rooms.Status(ctx)
	if err != nil {
		return 0, 0, err
	}
	return g.TTL(), r.TTL(), nil
}

// OpenGrants is how many open grants the holder has. holderHash is sandbox.HashSecret of the holder's secret.
func (s *Store) OpenGrants(holderHash []byte) int {
	now := s.index.now()
	s.index.mu.Lock()
	defer s.index.mu.Unlock()
	s.index.sweep(now)
	return s.index.byHolder[string(holderHash)]
}
