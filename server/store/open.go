package store

import (
	"context"
	"crypto/rand"
	"log/slog"
	"time"

	"napguide/server/logs"
	"napguide/server/workshop"
)

// Open starts or reaches the store and returns once the index of open grants is complete.
// Errors: ErrLocked, ErrUnavailable, or a fault of the folder; each is one line fit for a person.
func Open(ctx context.Context, opt Options) (*Store, error) {
	if opt.Log == nil {
		opt.Log = slog.New(slog.DiscardHandler)
	}
	opt.Log = logs.Hiding(opt.Log) // keys and errors name codes and rooms
	if opt.Now == nil {
		opt.Now = time.Now
	}
	if opt.Changed == nil {
		opt.Changed = func(string) {}
	}
	if opt.RoomChanged == nil {
		opt.RoomChanged = func(string, int) {}
	}
	if opt.MaxRooms <= 0 {
		opt.MaxRooms = maxRooms
	}
	if opt.MaxSeats <= 0 {
		opt.MaxSeats = workshop.MaxSeats
	}
	if opt.GrantTTL <= 0 {
		opt.GrantTTL = 10 * time.Minute
	}
	s := &Store{
		opt: opt, me: rand.Text(), health: &health{log: opt.Log}, index: newIndex(opt.Now, opt.GrantTTL), rooms: newRoomIndex(),
		typing: make(chan struct{}, 1), writing: make(chan struct{}, writesAtOnce), tidied: make(chan struct{}),
	}
	s.backend = newEmbedded(s)
	if s.IsShared() {
		s.backend = newCluster(s)
	}
	s.grantKeys, s.roomKeys = s.backend.buckets()
	if err := s.backend.open(ctx); err != nil {
		return nil, err
	}
	life, stop := context.WithCancel(context.Background())
	s.stop = stop
	go s.tidy(life)
	return s, nil
}
