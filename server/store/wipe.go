package store

import (
	"context"

	"github.com/nats-io/nats.go/jetstream"
)

// purgeDeletedRooms empties the rooms' file at the start, where no room is left. JetStream only forgets what is deleted: the
// bytes, a Wi-Fi password among them, would stay in the file until it is large. It is done before anybody follows a room.
func (s *embedded) purgeDeletedRooms(ctx context.Context) {
	n := s.node.Load()
	if _, all := s.rooms.count(); all > 0 {
		return
	}
	ctx, cancel := context.WithTimeout(ctx, callTime)
	defer cancel()
	if err := purgeAll(ctx, n); err != nil && ctx.Err() == nil {
		s.opt.Log.Warn("the file of rooms that are gone could not be emptied; the next start tries again", "cause", err)
	}
}

func purgeAll(ctx context.Context, n *node) error {
	js, err := jetstream.New(n.nc)
	if err != nil {
		return err
	}
	stream, err := js.Stream(ctx, streamName(roomBucket))
	if err != nil {
		return err
	}
	last := stream.CachedInfo().State
	if last.Msgs == 0 {
		return nil
	}
	keys, err := n.rooms.ListKeys(ctx)
	if err != nil {
		return err
	}
	for range keys.Keys() {
		return keys.Stop() // a room that is just being opened
	}
	// No further than what was looked at: a room that is opened now comes after it.
	return stream.Purge(ctx, jetstream.WithPurgeSequence(last.LastSeq+1))
}
