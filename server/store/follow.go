package store

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"sync/atomic"
	"time"

	"github.com/nats-io/nats.go"
	"github.com/nats-io/nats.go/jetstream"
)

// A watch hangs on one node of a cluster. When that node goes, nothing is said: the client notices by missing heartbeats
// after ten seconds and more. So each process compares, twice a second, the number of the bucket's newest change with the
// one that its watch has delivered: one small request a bucket, however many people wait. A watch that is behind and does
// not move is replaced by a new one that resumes where it stood.
const (
	keepUpEvery = 500 * time.Millisecond
	standsStill = 250 * time.Millisecond // a change is delivered within a few milliseconds

	// longLeaderless is when a process without a leader in its cluster no longer calls itself ready.
	longLeaderless = 15 * time.Second

	rereadAtOnce = 8 // reads under way while a watch cannot be made
)

// feed is one bucket and how far this process has followed it.
type feed struct {
	node   *node
	kv     jetstream.KeyValue
	stream jetstream.Stream      // the bucket's, for its position; outside only
	asks   nats.JetStreamContext // reads by asking the leader, which the other interface leaves to any copy; outside only

	note   func(jetstream.KeyValueEntry) // takes a change in
	reread func(context.Context)         // reads the most important keys one by one, while there is no watch
	forget func()                        // drops what was known of a bucket that is no longer there
	remake func(context.Context) error   // makes the bucket

	led   atomic.Int64  // when a leader last answered, Unix nanoseconds
	stuck chan struct{} // says that the watch stands still

	mu    sync.Mutex
	made  time.Time     // when the bucket was made: another time is another bucket
	seen  uint64        // revision of the newest change that the watch has delivered
	moved chan struct{} // closed, and replaced, when seen grows

	asking chan struct{} // holds one token, of who asks for the position for catchUp
	asked  time.Time     // when the newest such question began; who has the token may touch it
}

// follows makes the node's two feeds, which nothing feeds yet.
func (s *Store) follows(ctx context.Context, n *node, grants, rooms jetstream.KeyValue) error {
	n.grants = &feed{kv: grants, note: s.noteChange, reread: s.rereadGrants, forget: s.index.forgetAll, remake: func(ctx context.Context) error {
		_, err := s.openBucket(ctx, n.nc)
		return err
	}}
	n.rooms = &feed{kv: rooms, note: s.noteRoomChange, reread: s.rereadRooms, forget: s.forgetRooms, remake: func(ctx context.Context) error {
		_, err := s.openRooms(ctx, n.nc)
		return err
	}}
	for _, f := range []*feed{n.grants, n.rooms} {
		f.node = n
		f.stuck, f.moved, f.asking = make(chan struct{}, 1), make(chan struct{}), make(chan struct{}, 1)
		f.led.Store(time.Now().UnixNano())
		if n.embedded != nil {
			continue
		}
		js, err := jetstream.New(n.nc)
		if err != nil {
			return err
		}
		if f.asks, err = n.nc.JetStream(); err != nil {
			return err
		}
		if f.stream, err = js.Stream(ctx, streamOf(f.kv)); err != nil {
			return err
		}
	}
	return nil
}

func streamOf(kv jetstream.KeyValue) string { return streamName(kv.Bucket()) }

// follow keeps a watch over the bucket until the context ends; with an embedded server, also until the watch is lost. It
// calls filled once everything that was there has been taken in.
func (s *Store) follow(ctx context.Context, n *node, f *feed, filled func()) error {
	filled = sync.OnceFunc(filled)
	for {
		err := s.followOnce(ctx, n, f, filled)
		if ctx.Err() != nil || n.embedded != nil {
			return err
		}
		s.opt.Log.Debug("a watch over the store is set up again", "bucket", f.kv.Bucket(), "cause", err)
		if errors.Is(err, errNoWatch) {
			f.reread(ctx)
		}
		if !sleep(ctx, keepUpEvery/2) {
			return ctx.Err()
		}
	}
}

var (
	errNoWatch = errors.New("it cannot be made")
	errStuck   = errors.New("it stood still")
	errClosed  = errors.New("the connection is closed")
)

// followOnce is one watch.
func (s *Store) followOnce(ctx context.Context, n *node, f *feed, filled func()) error {
	select {
	case <-f.stuck: // of the last watch
	default:
	}
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	impatient := time.AfterFunc(startTime, cancel)
	if n.embedded == nil {
		impatient.Reset(leadTime)
	}
	last := uint64(0) // what is not newer has been delivered when the first nil comes
	if n.embedded == nil {
		var err error
		if last, err = f.position(ctx); errors.Is(err, jetstream.ErrStreamNotFound) {
			err = f.remake(ctx)
		}
		if err != nil {
			impatient.Stop()
			return fmt.Errorf("%w: %w", errNoWatch, err)
		}
	}
	var how []jetstream.WatchOpt
	if from := f.reached(); from > 0 && from <= last {
		how = append(how, jetstream.ResumeFromRevision(from)) // and not the next: there must be something to deliver
	}
	w, err := f.kv.WatchAll(ctx, how...)
	if err != nil {
		impatient.Stop()
		return fmt.Errorf("%w: %w", errNoWatch, err)
	}
	defer func() { go end(w) }()
	if !impatient.Stop() {
		return fmt.Errorf("%w: %w", errNoWatch, ctx.Err())
	}
	for {
		select {
		case <-ctx.Done():
			return ctx.Err()
		case <-f.stuck:
			return errStuck
		case e, ok := <-w.Updates():
			switch {
			case !ok:
				return errClosed
			case e == nil:
				f.advance(last)
				filled()
			default:
				s.heard.Add(1)
				s.delivered.note(f.kv.Bucket(), e)
				f.note(e)
				f.advance(e.Revision())
			}
		}
	}
}

// end ends a watch. That waits five seconds for a node that has gone, and meanwhile what still comes must be taken.
func end(w jetstream.KeyWatcher) {
	go w.Stop()
	for range w.Updates() {
	}
}

// keepUp notices a watch that stands still. It ends with the context.
func (f *feed) keepUp(ctx context.Context) {
	for sleep(ctx, keepUpEvery) {
		last, err := f.position(ctx)
		if err != nil {
			continue
		}
		before := f.reached()
		if f.reaches(ctx, last, standsStill) || f.reached() != before {
			continue
		}
		select {
		case f.stuck <- struct{}{}:
		default:
		}
	}
}

// catchUp waits until this process knows all that the bucket held when it was called, for a second at most. Many who call
// it at once cost one request.
func (f *feed) catchUp(ctx context.Context) {
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

// reaches waits until the watch has delivered a revision, and is false when that takes longer.
func (f *feed) reaches(ctx context.Context, revision uint64, within time.Duration) bool {
	late := time.NewTimer(within)
	defer late.Stop()
	for {
		f.mu.Lock()
		seen, moved := f.seen, f.moved
		f.mu.Unlock()
		if seen >= revision {
			return true
		}
		select {
		case <-moved:
		case <-late.C:
			return false
		case <-ctx.Done():
			return false
		}
	}
}

func (f *feed) reached() uint64 {
	f.mu.Lock()
	defer f.mu.Unlock()
	return f.seen
}

func (f *feed) advance(revision uint64) {
	f.mu.Lock()
	defer f.mu.Unlock()
	if revision > f.seen {
		f.seen = revision
		close(f.moved)
		f.moved = make(chan struct{})
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

// CatchUp waits until this process knows of everything that other processes had written when it was called, or a second.
// It is for who asks for something that this process has never heard of, right after another process made it.
func (s *Store) CatchUp(ctx context.Context) {
	if n := s.node.Load(); n.embedded == nil {
		n.rooms.catchUp(ctx)
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

// sleep waits; it is false when the context ended first.
func sleep(ctx context.Context, d time.Duration) bool {
	t := time.NewTimer(d)
	defer t.Stop()
	select {
	case <-ctx.Done():
		return false
	case <-t.C:
		return true
	}
}
