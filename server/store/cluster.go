package store

import (
	"context"
	"errors"
	"fmt"
	"net/url"
	"strings"
	"sync"
	"time"

	"github.com/nats-io/nats.go"
	"github.com/nats-io/nats.go/jetstream"

	"napguide/server/logs"
)

// cluster keeps the buckets in an outside NATS cluster, which several processes share.
type cluster struct {
	*Store
	nc    *nats.Conn
	grant *clusterBucket
	room  *clusterBucket

	stop       context.CancelFunc
	supervised chan struct{} // closed when supervise has ended
}

func newCluster(s *Store) *cluster {
	c := &cluster{Store: s}
	c.grant, c.room = newClusterBucket(s, c.failed, grantBucket), newClusterBucket(s, c.failed, roomBucket)
	c.grant.hold, c.grant.reread, c.grant.forget = grantHoldTime, c.rereadGrants, s.index.forgetAll
	c.room.hold, c.room.reread, c.room.forget = holdTime, c.rereadRooms, s.forgetRooms
	return c
}

func (s *cluster) buckets() (grants, rooms bucket) { return s.grant, s.room }

// open reaches the cluster and waits until the indexes are complete. Where it fails nothing is left running.
func (s *cluster) open(ctx context.Context) error {
	ctx, cancel := context.WithTimeout(ctx, startTime+elections)
	defer cancel()
	if err := s.connect(ctx); err != nil {
		return err
	}
	life, stop := context.WithCancel(context.Background())
	complete := make(chan struct{})
	s.stop, s.supervised = stop, make(chan struct{})
	go s.supervise(life, complete)
	select {
	case <-complete:
		return nil
	case <-ctx.Done():
		_ = s.close(context.Background()) // which waits for supervise alone
		return fmt.Errorf("%w: reading what it holds took too long", ErrUnavailable)
	}
}

// supervise follows both buckets until the context ends.
func (s *cluster) supervise(ctx context.Context, complete chan struct{}) {
	defer close(s.supervised)
	var all, filled sync.WaitGroup
	for _, b := range []*clusterBucket{s.grant, s.room} {
		filled.Add(1)
		all.Go(func() { _ = b.watch(ctx, filled.Done) }) // it ends with the context alone
		all.Go(func() { b.detectStall(ctx) })
	}
	all.Go(func() { s.moreCopies(ctx) })
	go func() { filled.Wait(); close(complete) }()
	all.Wait()
}

func (s *cluster) close(ctx context.Context) error {
	s.stop()
	select {
	case <-s.supervised:
	case <-ctx.Done():
		return ctx.Err()
	}
	s.nc.Close()
	return nil
}

// ready is about this process. A copy answers reads without a leader; a moment without one is no reason to send people away:
// no other process is better off, pages go on, and writes are tried again.
func (s *cluster) ready(ctx context.Context) error {
	ctx, cancel := context.WithTimeout(ctx, callTime)
	defer cancel()
	for _, b := range []*clusterBucket{s.grant, s.room} {
		if _, _, err := b.readAny(ctx, attemptsKey); err != nil && !errors.Is(err, ErrNotFound) {
			s.failed(err)
			return err
		}
	}
	if s.grant.leaderless() > longLeaderless || s.room.leaderless() > longLeaderless {
		err := errors.New("the cluster has no leader")
		s.health.failed(err)
		return unavailable(err)
	}
	s.health.worked()
	return nil
}

// canWrite is true, for all that is known: the cluster mends itself.
func (s *cluster) canWrite() bool { return true }

func (s *cluster) catchUp(ctx context.Context) { s.room.waitUntilCurrent(ctx) }

// failed notes a call that failed.
func (s *cluster) failed(cause error) {
	s.health.failed(fmt.Errorf("NATS at %s: %w", s.servers(), cause))
}

// connect reaches a cluster. One that is there but has not chosen its leaders yet, as when all of it has just been
// started, is waited for until the context ends.
func (s *cluster) connect(ctx context.Context) error {
	nc, err := nats.Connect(strings.Join(s.opt.URLs, ","),
		nats.Name("guide"),
		nats.Timeout(startTime/4), // one address that swallows everything must not keep us from the others
		nats.MaxReconnects(-1),
		nats.ReconnectWait(500*time.Millisecond), // after all addresses were tried
		nats.PingInterval(2*time.Second),         // a node whose power is cut says no goodbye
		nats.MaxPingsOutstanding(2),
		nats.ReconnectBufSize(-1), // while it is away, a write fails at once instead of being kept for later
		nats.ErrorHandler(func(_ *nats.Conn, _ *nats.Subscription, err error) { s.opt.Log.Debug("NATS", "cause", err) }), // the bucket's watch mends it
		nats.DisconnectErrHandler(func(nc *nats.Conn, err error) { s.lost(nc, err) }),
		nats.ReconnectHandler(func(*nats.Conn) { s.health.worked() }),
	)
	if err != nil {
		return fmt.Errorf("%w: NATS at %s cannot be reached: %w", ErrUnavailable, s.servers(), err)
	}
	for {
		call, cancel := context.WithTimeout(ctx, callTime) // what is asked of nobody yet is never answered
		err := s.openBuckets(call, nc)
		cancel()
		if err == nil {
			s.nc = nc
			return s.subscribe(nc)
		}
		refusal, ok := errors.AsType[*jetstream.APIError](err)
		if ok && refusal.Code < 500 || errors.Is(err, jetstream.ErrJetStreamNotEnabled) || !sleep(ctx, superviseEvery/4) {
			nc.Close()
			return fmt.Errorf("%w: NATS at %s cannot keep the practice: %w", ErrUnavailable, s.servers(), err)
		}
	}
}

// servers are the addresses of the outside servers as they may be shown: without the names and passwords in them.
func (s *cluster) servers() string {
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
func (s *cluster) lost(nc *nats.Conn, cause error) {
	if cause == nil {
		return
	}
	time.AfterFunc(superviseEvery/4, func() {
		if nc.IsReconnecting() {
			s.health.failed(fmt.Errorf("NATS at %s is gone: %w", s.servers(), cause))
		}
	})
}

// openBuckets finds both buckets or makes them.
func (s *cluster) openBuckets(ctx context.Context, nc *nats.Conn) error {
	js, err := jetstream.New(nc)
	if err != nil {
		return err
	}
	asks, err := nc.JetStream()
	if err != nil {
		return err
	}
	for _, b := range []*clusterBucket{s.grant, s.room} {
		b.js, b.asks = js, asks
		if err := b.find(ctx); err != nil {
			return err
		}
		if b.stream, err = js.Stream(ctx, streamName(b.name)); err != nil {
			return err
		}
	}
	return nil
}

// moreCopies brings a bucket that has fewer copies than it should to three, as soon as there are three servers: it was
// made by a single one, or while one of three was away. It ends with the context.
func (s *cluster) moreCopies(ctx context.Context) {
	for enough := false; !enough; {
		if !sleep(ctx, copiesEvery) {
			return
		}
		enough = true
		for _, b := range []*clusterBucket{s.grant, s.room} {
			call, cancel := context.WithTimeout(ctx, callTime)
			ok, err := addCopies(call, b.js, b.kv)
			cancel()
			enough = enough && ok
			if ok && err == nil {
				s.opt.Log.Info("the store is kept in three copies now", "bucket", b.name)
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
	if refusal, ok := errors.AsType[*jetstream.APIError](err); ok && refusal.ErrorCode == notClustered {
		return true, err
	}
	return err == nil, err
}

// notClustered is what a single server answers to who asks for copies (JSStreamReplicasNotSupportedErr).
const notClustered jetstream.ErrorCode = 10074

const copiesEvery = 15 * time.Second

// tellSubject is where processes on one cluster tell one another what is worth knowing for a minute and not worth keeping.
// What is told while somebody is away is lost to them.
const tellSubject = "guide.told."

// broadcast fails while NATS is away, and what was told is lost then.
func (s *cluster) broadcast(kind, text string) {
	_ = s.nc.Publish(tellSubject+s.me+"."+kind, []byte(text))
}

// electedSubject is where JetStream tells of a stream's new leader. Who may not listen there learns of it by trying again.
const electedSubject = "$JS.EVENT.ADVISORY.STREAM.LEADER_ELECTED."

// subscribe listens for what others tell, and for new leaders.
func (s *cluster) subscribe(nc *nats.Conn) error {
	for _, b := range []*clusterBucket{s.grant, s.room} {
		if _, err := nc.Subscribe(electedSubject+streamName(b.name), func(*nats.Msg) { time.AfterFunc(settleTime, b.elected) }); err != nil {
			return err
		}
	}
	_, err := nc.Subscribe(tellSubject+">", func(m *nats.Msg) {
		who, kind, _ := strings.Cut(m.Subject[len(tellSubject):], ".")
		if told := s.listener.Load(); who != s.me && told != nil {
			(*told)(kind, string(m.Data))
		}
	})
	return err
}

// rereadGrants reads every open grant, for as long as no watch tells of their changes.
func (s *cluster) rereadGrants(ctx context.Context) {
	each(s.index.openIDs(), func(id string) {
		value, rev, err := s.grant.readAny(ctx, grantPrefix+id)
		if err != nil {
			return
		}
		if g, err := decodeGrant(value); err == nil {
			s.noteGrant(g, rev)
		}
	})
}

// rereadRooms reads every room; who is in it comes with the watch.
func (s *cluster) rereadRooms(ctx context.Context) {
	each(s.rooms.ids(), func(id string) {
		if _, before, ok := s.rooms.room(id); ok && s.refreshRoom(ctx, id) == nil {
			if _, now, _ := s.rooms.room(id); now != before {
				s.opt.RoomChanged(id, 0)
			}
		}
	})
}

// each does something for all, a few at a time.
func each(ids []string, do func(id string)) {
	next := make(chan string)
	var all sync.WaitGroup
	for range rereadAtOnce {
		all.Go(func() {
			for id := range next {
				do(id)
			}
		})
	}
	for _, id := range ids {
		next <- id
	}
	close(next)
	all.Wait()
}
