package store

import (
	"context"
	"errors"
	"sync/atomic"
	"time"

	"github.com/nats-io/nats-server/v2/server"
	"github.com/nats-io/nats.go"
	"github.com/nats-io/nats.go/jetstream"

	"napguide/server/sandbox"
)

// node is one connection to JetStream, with the server behind it when that is embedded.
type node struct {
	embedded *server.Server // nil: an outside cluster
	nc       *nats.Conn
	grants   *feed
	rooms    *feed
	broken   atomic.Bool // the embedded server failed to write: it refuses every later write until restarted
	damaged  atomic.Bool // its files are damaged: it is being stopped, and they are mended

	startWarning string // the first thing that an embedded server found wrong when it started
}

func (n *node) feedOf(name string) *feed {
	if name == roomBucket {
		return n.rooms
	}
	return n.grants
}

func (n *node) isBroken() bool { return n.broken.Load() }

func (n *node) close() {
	n.nc.Close()
	if n.embedded != nil {
		n.embedded.Shutdown()
		n.embedded.WaitForShutdown()
	}
}

func (s *Store) connect(ctx context.Context) (*node, error) {
	if len(s.opt.URLs) > 0 {
		return s.connectOutside(ctx)
	}
	return s.startEmbedded(ctx)
}

func (s *Store) openBuckets(ctx context.Context, n *node) error {
	grants, err := s.openBucket(ctx, n.nc)
	if err != nil {
		return err
	}
	rooms, err := s.openRooms(ctx, n.nc)
	if err != nil {
		return err
	}
	return s.follows(ctx, n, grants, rooms)
}

// retention is after how long the grants' bucket forgets a key: the digits' is written once.
func (s *Store) retention() time.Duration {
	if s.opt.Retention > 0 {
		return s.opt.Retention
	}
	return max(time.Hour, (sandbox.MaxExtensions+2)*s.opt.GrantTTL)
}

// openBucket finds the bucket or makes it, and brings its broom up to date.
func (s *Store) openBucket(ctx context.Context, nc *nats.Conn) (jetstream.KeyValue, error) {
	js, err := jetstream.New(nc)
	if err != nil {
		return nil, err
	}
	broom := s.retention()
	kv, err := js.KeyValue(ctx, grantBucket)
	if errors.Is(err, jetstream.ErrBucketNotFound) {
		return s.makeBucket(ctx, js, jetstream.KeyValueConfig{
			Bucket:      grantBucket,
			Description: "simulated sign-ins of the practice; nothing personal",
			TTL:         broom,
			MaxBytes:    maxBytes,
		})
	}
	if err != nil {
		return nil, err
	}
	status, err := kv.Status(ctx)
	if err != nil {
		return nil, err
	}
	cfg := status.Config()
	if cfg.TTL >= broom { // never shortened: another process may run with longer grants
		return kv, nil
	}
	cfg.TTL = broom
	return js.UpdateKeyValue(ctx, cfg)
}

// makeBucket makes a bucket in memory where the store is, and in as many copies as it can have. A single outside server
// can keep one. So can, for the time being, a cluster of which too few are there: see moreCopies.
func (s *Store) makeBucket(ctx context.Context, js jetstream.JetStream, cfg jetstream.KeyValueConfig) (jetstream.KeyValue, error) {
	if len(s.opt.URLs) == 0 && s.opt.Dir == "" {
		cfg.Storage = jetstream.MemoryStorage
	}
	tries := []int{1}
	if len(s.opt.URLs) > 0 {
		tries = []int{copies, 1}
	}
	var kv jetstream.KeyValue
	var err error
	for _, cfg.Replicas = range tries {
		kv, err = js.CreateKeyValue(ctx, cfg)
		if err == nil {
			if cfg.Replicas < tries[0] {
				s.opt.Log.Warn("the store is kept in one copy only, until there are three servers", "bucket", cfg.Bucket)
			}
			return kv, nil
		}
		if errors.Is(err, jetstream.ErrBucketExists) { // another process was faster
			return js.KeyValue(ctx, cfg.Bucket)
		}
		var refusal *jetstream.APIError
		if !errors.As(err, &refusal) { // no answer is no reason to do with less
			return nil, err
		}
	}
	return nil, err
}
