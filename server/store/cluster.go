package store

import (
	"context"
	"errors"
	"fmt"
	"net/url"
	"strings"
	"time"

	"github.com/nats-io/nats.go"
	"github.com/nats-io/nats.go/jetstream"

	"napguide/server/logs"
)

// connectOutside reaches a cluster. One that is there but has not chosen its leaders yet, as when all of it has just been
// started, is waited for until the context ends.
func (s *Store) connectOutside(ctx context.Context) (*node, error) {
	nc, err := nats.Connect(strings.Join(s.opt.URLs, ","),
		nats.Name("guide"),
		nats.Timeout(startTime/4), // one address that swallows everything must not keep us from the others
		nats.MaxReconnects(-1),
		nats.ReconnectWait(500*time.Millisecond), // after all addresses were tried
		nats.PingInterval(2*time.Second),         // a node whose power is cut says no goodbye
		nats.MaxPingsOutstanding(2),
		nats.ReconnectBufSize(-1), // while it is away, a write fails at once instead of being kept for later
		nats.ErrorHandler(func(_ *nats.Conn, _ *nats.Subscription, err error) { s.opt.Log.Debug("NATS", "cause", err) }), // follow.go mends it
		nats.DisconnectErrHandler(func(nc *nats.Conn, err error) { s.lost(nc, err) }),
		nats.ReconnectHandler(func(*nats.Conn) { s.health.worked() }),
	)
	if err != nil {
		return nil, fmt.Errorf("%w: NATS at %s cannot be reached: %w", ErrUnavailable, s.servers(), err)
	}
	for {
		n := &node{nc: nc}
		call, cancel := context.WithTimeout(ctx, callTime) // what is asked of nobody yet is never answered
		err := s.openBuckets(call, n)
		cancel()
		if err == nil {
			return n, s.subscribe(nc)
		}
		var refusal *jetstream.APIError
		if errors.As(err, &refusal) && refusal.Code < 500 || errors.Is(err, jetstream.ErrJetStreamNotEnabled) || !sleep(ctx, superviseEvery/4) {
			nc.Close()
			return nil, fmt.Errorf("%w: NATS at %s cannot keep the practice: %w", ErrUnavailable, s.servers(), err)
		}
	}
}

// servers are the addresses of the outside servers as they may be shown: without the names and passwords in them.
func (s *Store) servers() string {
	var shown []string
	for _, text := range s.opt.URLs {
		u, err := url.Parse(text)
		if err != nil {
			shown = append(shown, logs.Hidden)
			continue
		}
		u.User = nil
		shown = append(shown, u.String())
	}
	return strings.Join(shown, ",")
}

// lost notes that the connection to an outside NATS broke, unless another server of the cluster takes it up at once. We
// closed it ourselves if there is no cause.
func (s *Store) lost(nc *nats.Conn, cause error) {
	if cause == nil {
		return
	}
	time.AfterFunc(superviseEvery/4, func() {
		if nc.IsReconnecting() {
			s.health.failed(fmt.Errorf("NATS at %s is gone: %w", s.servers(), cause))
		}
	})
}

// copies is in how many servers of a cluster a bucket shall be: with three, any one may fail.
const copies = 3

// moreCopies brings a bucket that has fewer copies than it should to three, as soon as there are three servers: it was
// made by a single one, or while one of three was away. It ends with the context.
func (s *Store) moreCopies(ctx context.Context, n *node) {
	js, err := jetstream.New(n.nc)
	if err != nil {
		return
	}
	for enough := false; !enough; {
		if !sleep(ctx, copiesEvery) {
			return
		}
		enough = true
		for _, f := range []*feed{n.grants, n.rooms} {
			call, cancel := context.WithTimeout(ctx, callTime)
			ok, err := addCopies(call, js, f.kv)
			cancel()
			enough = enough && ok
			if ok && err == nil {
				s.opt.Log.Info("the store is kept in three copies now", "bucket", f.kv.Bucket())
			}
		}
	}
}

var errEnough = errors.New("it has them already")

// addCopies is true where a bucket has its copies, or can never have them.
func addCopies(ctx context.Context, js jetstream.JetStream, kv jetstream.KeyValue) (bool, error) {
	status, err := kv.Status(ctx)
	if err != nil {
		return false, err
	}
	cfg := status.Config()
	if cfg.Replicas >= copies {
		return true, errEnough
	}
	cfg.Replicas = copies
	_, err = js.UpdateKeyValue(ctx, cfg)
	var refusal *jetstream.APIError
	if errors.As(err, &refusal) && refusal.ErrorCode == notClustered {
		return true, err
	}
	return err == nil, err
}

// notClustered is what a single server answers to who asks for copies (JSStreamReplicasNotSupportedErr).
const notClustered jetstream.ErrorCode = 10074

const copiesEvery = 15 * time.Second

// detectStall notices a watch that stands still. It ends with the context.
func (f *feed) detectStall(ctx context.Context) {
	for sleep(ctx, stallCheckEvery) {
		last, err := f.position(ctx)
		if err != nil {
			continue
		}
		before := f.reached()
		if f.reaches(ctx, last, stallAfter) || f.reached() != before {
			continue
		}
		select {
		case f.stuck <- struct{}{}:
		default:
		}
	}
}

// waitUntilCurrent waits until this process knows all that the bucket held when it was called, for a second at most. Many who call
// it at once cost one request.
func (f *feed) waitUntilCurrent(ctx context.Context) {
	came := time.Now()
	select {
	case f.asking <- struct{}{}:
		defer func() { <-f.asking }()
	case <-ctx.Done():
		return
	}
	if f.asked.After(came) {
		return
	}
	f.asked = time.Now()
	if last, err := f.position(ctx); err == nil {
		f.reaches(ctx, last, leadTime)
	}
}

// position is the revision of the bucket's newest change that can still be delivered; its leader tells.
func (f *feed) position(ctx context.Context) (uint64, error) {
	ctx, cancel := context.WithTimeout(ctx, leadTime)
	defer cancel()
	info, err := f.stream.Info(ctx)
	if err != nil {
		return 0, unavailable(err)
	}
	f.led.Store(time.Now().UnixNano())
	f.mu.Lock()
	another := !f.made.IsZero() && !f.made.Equal(info.Created)
	f.made = info.Created
	if another {
		f.seen = 0
	}
	f.mu.Unlock()
	if another {
		f.forget()
	}
	if info.State.Msgs == 0 { // all has aged away
		return 0, nil
	}
	return info.State.LastSeq, nil
}

// fromLeader reads a key as the bucket's leader has it. Errors: ErrNotFound, ErrUnavailable.
func (f *feed) fromLeader(ctx context.Context, key string) ([]byte, uint64, error) {
	ctx, cancel := context.WithTimeout(ctx, leadTime)
	defer cancel()
	m, err := f.asks.GetLastMsg(streamOf(f.kv), "$KV."+f.kv.Bucket()+"."+key, nats.Context(ctx))
	switch {
	case errors.Is(err, nats.ErrMsgNotFound):
		return nil, 0, ErrNotFound
	case err != nil:
		return nil, 0, unavailable(err)
	case m.Header.Get("KV-Operation") != "": // it was deleted
		return nil, 0, ErrNotFound
	}
	return m.Data, m.Sequence, nil
}

// leaderless is for how long no leader has answered.
func (f *feed) leaderless() time.Duration { return time.Since(time.Unix(0, f.led.Load())) }

// WaitUntilCurrent waits until this process knows of everything that other processes had written when it was called, or a second.
// It is for who asks for something that this process has never heard of, right after another process made it.
func (s *Store) WaitUntilCurrent(ctx context.Context) {
	if n := s.node.Load(); n.embedded == nil {
		n.rooms.waitUntilCurrent(ctx)
	}
}

// rereadGrants reads every open grant, for as long as no watch tells of their changes.
func (s *Store) rereadGrants(ctx context.Context) {
	f := s.node.Load().grants
	each(s.index.openIDs(), func(id string) {
		value, rev, err := s.readOnce(ctx, f, grantPrefix+id)
		if err != nil {
			return
		}
		if g, err := decodeGrant(value); err == nil && s.index.note(g, rev) {
			s.opt.Changed(id)
		}
	})
}

// rereadRooms reads every room; who is in it comes with the watch.
func (s *Store) rereadRooms(ctx context.Context) {
	each(s.rooms.ids(), func(id string) {
		if _, before, ok := s.rooms.room(id); ok && s.refreshRoom(ctx, id) == nil {
			if _, now, _ := s.rooms.room(id); now != before {
				s.opt.RoomChanged(id, 0)
			}
		}
	})
}

// readFresh reads a key as its leader has it, with everything that was ever acknowledged; from any copy where there is no
// leader. It is for what another process has written a millisecond ago. Errors: ErrNotFound, ErrUnavailable.
func (s *Store) readFresh(ctx context.Context, n *node, f *feed, key string) ([]byte, uint64, error) {
	if n.embedded == nil {
		value, rev, err := f.fromLeader(ctx, key)
		if err == nil || errors.Is(err, ErrNotFound) {
			return value, rev, err
		}
	}
	return s.readFrom(ctx, n, f, key)
}
