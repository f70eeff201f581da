package store

import (
	"cmp"
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
	opt.Log = logs.Hiding(cmp.Or(opt.Log, slog.New(slog.DiscardHandler))) // keys and errors name codes and rooms
	if opt.Now == nil {
		opt.Now = time.Now
	}
	if opt.Changed == nil {
		opt.Changed = func(string) {}
	}
	if opt.RoomChanged == nil {
		opt.RoomChanged = func(string, int) {}
	}
	opt.MaxRooms = cmp.Or(opt.MaxRooms, maxRooms)
	opt.MaxSeats = cmp.Or(opt.MaxSeats, workshop.MaxSeats)
	opt.GrantTTL = cmp.Or(opt.GrantTTL, 10*time.Minute)
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
