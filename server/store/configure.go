package store

import (
	"context"
	"errors"
	"strings"
	"time"

	"github.com/nats-io/nats.go/jetstream"

	"napguide/server/sandbox"
)

// bucketConfig is how a bucket is made.
func (s *Store) bucketConfig(name string) jetstream.KeyValueConfig {
	if name == roomBucket {
		return jetstream.KeyValueConfig{
			Bucket:      roomBucket,
			Description: "rooms of the workshop: numbers and steps, nothing personal",
			TTL:         roomRetention,
			MaxBytes:    s.roomBytes(),
		}
	}
	return jetstream.KeyValueConfig{
		Bucket:      grantBucket,
		Description: "simulated sign-ins of the practice; nothing personal",
		TTL:         s.retention(),
		MaxBytes:    maxBytes,
	}
}

// openBucket finds a bucket and brings it up to date, or has it made.
func (s *Store) openBucket(ctx context.Context, js jetstream.JetStream, name string, create func(jetstream.KeyValueConfig) (jetstream.KeyValue, error)) (jetstream.KeyValue, error) {
	want := s.bucketConfig(name)
	kv, err := js.KeyValue(ctx, name)
	if errors.Is(err, jetstream.ErrBucketNotFound) {
		return create(want)
	}
	if err != nil {
		return nil, err
	}
	if name == roomBucket && s.IsShared() { // its size is its operators'
		return kv, nil
	}
	status, err := kv.Status(ctx)
	if err != nil {
		return nil, err
	}
	cfg := status.Config()
	switch {
	case name == roomBucket && cfg.MaxBytes < want.MaxBytes: // made for fewer rooms
		cfg.MaxBytes = want.MaxBytes
	case name == grantBucket && cfg.TTL < want.TTL: // never shortened: another process may run with longer grants
		cfg.TTL = want.TTL
	default:
		return kv, nil
	}
	return js.UpdateKeyValue(ctx, cfg)
}

// roomBytes is the size of the rooms' bucket.
func (s *Store) roomBytes() int64 {
	if s.IsShared() {
		return clusterRoomBytes
	}
	oneRoom := largestRoom + perKey + s.opt.MaxSeats*(largestSeat+perKey) + 2*maxRoomCodes*perKey
	return int64(s.opt.MaxRooms) * int64(oneRoom)
}

// retention is after how long the grants' bucket forgets a key: the digits' is written once.
func (s *Store) retention() time.Duration {
	if s.opt.Retention > 0 {
		return s.opt.Retention
	}
	return max(time.Hour, (sandbox.MaxExtensions+2)*s.opt.GrantTTL)
}

// ages are how long the buckets keep a key.
func (s *Store) ages() map[string]time.Duration {
	return map[string]time.Duration{grantBucket: s.retention(), roomBucket: roomRetention}
}

// How much one key may hold, in bytes. A bucket is as large as all that may be in it together, so it is never what
// refuses, and nobody's room can take another's space.
const (
	largestRoom  = 6 << 10 // 16 keys, 8 links and three texts of 100 characters are below 5 KB
	largestSeat  = 3 << 10 // every step, every run and 40 kinds of wrong turns are below 2 KB
	largestGrant = 4 << 10
	perKey       = 256 // what JetStream adds to a value: its subject, headers and hash

	// clusterRoomBytes bounds the rooms' bucket in an outside cluster, whose operators plan its disk.
	clusterRoomBytes = 256 << 20
)

func largest(entry string) int {
	switch {
	case strings.HasPrefix(entry, roomKey) && strings.Contains(entry, seatPart):
		return largestSeat
	case strings.HasPrefix(entry, roomKey):
		return largestRoom
	}
	return largestGrant
}
