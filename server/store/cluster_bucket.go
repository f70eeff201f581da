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
	rereadEvery     = 250 * time.Millisecond // while there is no watch

	// settleTime is what a leader that has just been elected takes to listen.
	settleTime = 50 * time.Millisecond

	// longLeaderless is when a process without a leader in its cluster no longer calls itself ready.
	longLeaderless = 15 * time.Second

	rereadAtOnce = 8 // reads under way while a watch cannot be made
)

// clusterBucket is a bucket and how far this process has followed it.
type clusterBucket struct {
	in     *Store
	failed func(cause error) // notes a call that failed
	name   string
	hold   time.Duration // for how long a write is tried again
	js     jetstream.JetStream
	kv     jetstream.KeyValue
	stream jetstream.Stream      // the bucket's, for its position
	asks   nats.JetStreamContext // reads by asking the leader, which the other interface leaves to any copy

	reread func(context.Context) // reads the most important keys one by one, while there is no watch
	forget func()                // drops what was known of a bucket that is no longer there

	led   atomic.Int64  // when a leader last answered, Unix nanoseconds
	stuck chan struct{} // says that the watch stands still

	mu    sync.Mutex
	term  context.Context    // of the leader; ends when another one is there
	ends  context.CancelFunc // ends term
	made  time.Time          // when the bucket was made: another time is another bucket
	seen  uint64             // revision of the newest change that the watch has delivered
	moved chan struct{}      // closed, and replaced, when seen grows

	asking chan struct{} // holds one token, of who asks for the position for waitUntilCurrent
	asked  time.Time     // when the newest such question began; who has the token may touch it
}

func newClusterBucket(s *Store, failed func(cause error), name string) *clusterBucket {
	b := &clusterBucket{
		in: s, failed: failed, name: name, stuck: make(chan struct{}, 1), moved: make(chan struct{}), asking: make(chan struct{}, 1),
	}
	b.led.Store(time.Now().UnixNano())
	b.term, b.ends = context.WithCancel(context.Background())
	return b
}

// find finds the bucket or makes it.
func (b *clusterBucket) find(ctx context.Context) (err error) {
	b.kv, err = b.in.openBucket(ctx, b.js, b.name, func(cfg jetstream.KeyValueConfig) (jetstream.KeyValue, error) { return b.makeKeys(ctx, cfg) })
	return err
}

// get asks any copy, and for what it does not know the bucket's leader.
func (b *clusterBucket) get(ctx context.Context, key string) ([]byte, uint64, error) {
	value, revision, err := b.readAny(ctx, key)
	if errors.Is(err, ErrNotFound) {
		return b.getFresh(ctx, key)
	}
	return value, revision, err
}

// readAny reads a key from any copy, which may be a moment behind. A copy whose server has just gone never answers, so another
// one is asked soon.
func (b *clusterBucket) readAny(ctx context.Context, key string) ([]byte, uint64, error) {
	defer b.in.observe("read")()
	all, cancel := context.WithTimeout(ctx, callTime)
	defer cancel()
	for {
		one, done := context.WithTimeout(all, copyTime)
		value, revision, err := read(one, b.kv, key, b.failed)
		unanswered := errors.Is(err, ErrUnavailable) && one.Err() != nil
		done()
		switch {
		case unanswered && all.Err() == nil:
			continue
		case unanswered && ctx.Err() == nil:
			b.failed(err)
		}
		return value, revision, err
	}
}

// getFresh asks the leader, and any copy where there is none.
func (b *clusterBucket) getFresh(ctx context.Context, key string) ([]byte, uint64, error) {
	value, revision, err := b.fromLeader(ctx, key)
	if err == nil || errors.Is(err, ErrNotFound) {
		return value, revision, err
	}
	return b.readAny(ctx, key)
}

// writable is always the bucket itself: while its cluster chooses a leader, another try may do. What is asked just before there
// is one is never answered, so a try is short, and ends with the leader's term, as does the rest after it.
func (b *clusterBucket) writable(context.Context) (target, error) {
	term := b.leadersTerm()
	return target{
		kv: b.kv, call: b.call, taken: func() {}, again: func(tried time.Duration) bool { return tried <= b.hold }, failed: b.failed,
		rest: func(ctx context.Context) bool {
			pause, cancel := context.WithTimeout(term, holdPause)
			defer cancel()
			select {
			case <-ctx.Done():
				return false
			case <-pause.Done():
				return true
			}
		},
	}, nil
}

// acknowledged has nothing to write down: the copies are the cluster's.
func (b *clusterBucket) acknowledged(_ context.Context, _ string, _ []byte, _ uint64, deleted bool) error {
	if !deleted {
		b.in.health.worked()
	}
	return nil
}

func (b *clusterBucket) dropMarks(ctx context.Context, age time.Duration) error {
	return b.kv.PurgeDeletes(ctx, jetstream.DeleteMarkersOlderThan(age))
}

// watch ends with the context alone: a watch that is lost or stands still is replaced.
func (b *clusterBucket) watch(ctx context.Context, filled func()) error {
	filled = sync.OnceFunc(filled)
	for {
		making, made := context.WithCancel(ctx)
		var reading sync.WaitGroup
		reading.Go(func() { b.rereadUntil(making) })
		err := b.watchOnce(ctx, func() { made(); filled() })
		made()
		reading.Wait()
		if ctx.Err() != nil {
			return err
		}
		b.in.opt.Log.Debug("a watch over the store is set up again", "bucket", b.name, "cause", err)
		if !errors.Is(err, errStuck) && !sleep(ctx, rereadEvery) {
			return ctx.Err()
		}
	}
}

// rereadUntil reads what matters most one by one until the context ends: while there is no watch, nobody tells of changes.
func (b *clusterBucket) rereadUntil(ctx context.Context) {
	for b.reached() > 0 { // before the first watch nothing is known that could change
		b.reread(ctx)
		if !sleep(ctx, rereadEvery) {
			return
		}
	}
}

// makeKeys makes a bucket in as many copies as it can have. A single server can keep one. So can, for the time being, a
// cluster of which too few are there: see moreCopies.
func (b *clusterBucket) makeKeys(ctx context.Context, cfg jetstream.KeyValueConfig) (jetstream.KeyValue, error) {
	var kv jetstream.KeyValue
	var err error
	for _, cfg.Replicas = range []int{copies, 1} {
		kv, err = b.js.CreateKeyValue(ctx, cfg)
		if err == nil {
			if cfg.Replicas < copies {
				b.in.opt.Log.Warn("the store is kept in one copy only, until there are three servers", "bucket", cfg.Bucket)
			}
			return kv, nil
		}
		if errors.Is(err, jetstream.ErrBucketExists) { // another process was faster
			return b.js.KeyValue(ctx, cfg.Bucket)
		}
		if _, ok := errors.AsType[*jetstream.APIError](err); !ok { // no answer is no reason to do with less
			return nil, err
		}
	}
	return nil, err
}

// watchOnce is one watch, which resumes where the last one stood.
func (b *clusterBucket) watchOnce(ctx context.Context, filled func()) error {
	select {
	case <-b.stuck: // of the last watch
	default:
	}
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	impatient := time.AfterFunc(leadTime, cancel)
	last, err := b.position(ctx) // what is not newer has been delivered when the first nil comes
	if errors.Is(err, jetstream.ErrStreamNotFound) {
		err = b.find(ctx)
	}
	if err != nil {
		impatient.Stop()
		return fmt.Errorf("%w: %w", errNoWatch, err)
	}
	var how []jetstream.WatchOpt
	if from := b.reached(); from > 0 && from <= last {
		how = append(how, jetstream.ResumeFromRevision(from)) // and not the next: there must be something to deliver
	}
	w, err := b.kv.WatchAll(ctx, how...)
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
		case <-b.stuck:
			return errStuck
		case e, ok := <-w.Updates():
			switch {
			case !ok:
				return errClosed
			case e == nil:
				b.advance(last)
				filled()
			default:
				b.in.noteChange(b.name, e)
				b.advance(e.Revision())
			}
		}
	}
}

// call bounds what is asked of the leader. Where another one has come, the old one's answer is waited for no longer.
func (b *clusterBucket) call(ctx context.Context) (context.Context, context.CancelFunc) {
	ctx, cancel := context.WithTimeout(ctx, leadTime)
	stop := context.AfterFunc(b.leadersTerm(), cancel)
	return ctx, func() { stop(); cancel() }
}

func (b *clusterBucket) leadersTerm() context.Context {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.term
}

// elected begins another leader's term. The watch may have gone with the last one's server, so another is made at once.
func (b *clusterBucket) elected() {
	b.mu.Lock()
	b.ends()
	b.term, b.ends = context.WithCancel(context.Background())
	b.mu.Unlock()
	b.replaceWatch()
}

// detectStall notices a watch that stands still. It ends with the context.
func (b *clusterBucket) detectStall(ctx context.Context) {
	for sleep(ctx, stallCheckEvery) {
		last, err := b.position(ctx)
		if err != nil {
			continue
		}
		before := b.reached()
		if b.reaches(ctx, last, stallAfter) || b.reached() != before {
			continue
		}
		b.replaceWatch()
	}
}

func (b *clusterBucket) replaceWatch() {
	select {
	case b.stuck <- struct{}{}:
	default:
	}
}

// waitUntilCurrent waits until this process knows all that the bucket held when it was called, for a second at most. Many who call
// it at once cost one request.
func (b *clusterBucket) waitUntilCurrent(ctx context.Context) {
	came := time.Now()
	select {
	case b.asking <- struct{}{}:
		defer func() { <-b.asking }()
	case <-ctx.Done():
		return
	}
	if b.asked.After(came) {
		return
	}
	b.asked = time.Now()
	if last, err := b.position(ctx); err == nil {
		b.reaches(ctx, last, leadTime)
	}
}

// position is the revision of the bucket's newest change that can still be delivered; its leader tells.
func (b *clusterBucket) position(ctx context.Context) (uint64, error) {
	ctx, cancel := b.call(ctx)
	defer cancel()
	info, err := b.stream.Info(ctx)
	if err != nil {
		return 0, unavailable(err)
	}
	b.led.Store(time.Now().UnixNano())
	b.mu.Lock()
	another := !b.made.IsZero() && !b.made.Equal(info.Created)
	b.made = info.Created
	if another {
		b.seen = 0
	}
	b.mu.Unlock()
	if another {
		b.forget()
	}
	if info.State.Msgs == 0 { // all has aged away
		return 0, nil
	}
	return info.State.LastSeq, nil
}

// fromLeader reads a key as the bucket's leader has it. Errors: ErrNotFound, ErrUnavailable.
func (b *clusterBucket) fromLeader(ctx context.Context, key string) ([]byte, uint64, error) {
	ctx, cancel := b.call(ctx)
	defer cancel()
	m, err := b.asks.GetLastMsg(streamName(b.name), "$KV."+b.name+"."+key, nats.Context(ctx))
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
func (b *clusterBucket) leaderless() time.Duration { return time.Since(time.Unix(0, b.led.Load())) }

// reaches waits until the watch has delivered a revision, and is false when that takes longer.
func (b *clusterBucket) reaches(ctx context.Context, revision uint64, within time.Duration) bool {
	late := time.NewTimer(within)
	defer late.Stop()
	for {
		b.mu.Lock()
		seen, moved := b.seen, b.moved
		b.mu.Unlock()
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

func (b *clusterBucket) reached() uint64 {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.seen
}

func (b *clusterBucket) advance(revision uint64) {
	b.mu.Lock()
	defer b.mu.Unlock()
	if revision > b.seen {
		b.seen = revision
		close(b.moved)
		b.moved = make(chan struct{})
	}
}

// copies is in how many servers of a cluster a bucket shall be: with three, any one may fail.
const copies = 3
