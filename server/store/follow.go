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
	stallCheckEvery = 500 * time.Millisecond
	stallAfter      = 250 * time.Millisecond // a change is delivered within a few milliseconds

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

	asking chan struct{} // holds one token, of who asks for the position for waitUntilCurrent
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
		if !sleep(ctx, stallCheckEvery/2) {
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
				s.replayedEntries.Add(1)
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
