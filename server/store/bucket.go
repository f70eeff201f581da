package store

import (
	"context"
	"errors"
	"time"

	"github.com/nats-io/nats.go/jetstream"
)

// bucket keeps keys in JetStream. Each change of a bucket has a revision, greater than all before it. The rules (grants.go,
// attempts.go, rooms.go) know no more of where the keys are than this; embedded.go and cluster.go are the two ways.
// Every error is one of those named here.
type bucket interface {
	// get reads a key. What another process wrote a moment ago it may not have. Errors: ErrNotFound, ErrUnavailable.
	get(ctx context.Context, key string) (value []byte, revision uint64, err error)
	// getFresh is get with everything that was ever acknowledged, by whichever process.
	getFresh(ctx context.Context, key string) (value []byte, revision uint64, err error)
	// writable is the bucket as it can be written now, or why it cannot. Error: ErrUnavailable.
	writable(ctx context.Context) (target, error)
	// acknowledged takes in what JetStream has written or, with deleted, removed. Error: ErrUnavailable.
	acknowledged(ctx context.Context, key string, value []byte, revision uint64, deleted bool) error
	// watch tells of every change until the context ends or the watch is lost for good. It calls filled once everything that
	// was there has been told.
	watch(ctx context.Context, filled func()) error
	// dropMarks removes the marks that purged keys leave, once they are so old.
	dropMarks(ctx context.Context, age time.Duration) error
}

// backend is what keeps the buckets.
type backend interface {
	// open reaches or starts it, and returns once both buckets have told everything that was there.
	open(ctx context.Context) error
	buckets() (grants, rooms bucket)
	// ready tells whether keys can be read and written. Error: ErrUnavailable.
	ready(ctx context.Context) error
	// canWrite is false while it is known that writing is of no use.
	canWrite() bool
	// catchUp waits until the rooms' watch has told what was there when it was called, or a second.
	catchUp(ctx context.Context)
	// broadcast says something to every other process.
	broadcast(kind, text string)
	// close ends it. What is under way fails with ErrUnavailable.
	close(ctx context.Context) error
}

// target is where one try of a write goes.
type target struct {
	kv     jetstream.KeyValue
	call   func(context.Context) (context.Context, context.CancelFunc) // bounds how long a try waits for its answer
	taken  func()                                                      // notes a write that was taken
	again  func(tried time.Duration) bool                              // whether what has failed for so long may do later
	rest   func(context.Context) bool                                  // waits until then; false where the context ends first
	failed func(cause error)                                           // notes a write that was given up
}

// read reads a key from whichever copy answers. troubled notes a call that failed. Errors: ErrNotFound, ErrUnavailable.
func read(ctx context.Context, kv jetstream.KeyValue, key string, troubled func(cause error)) ([]byte, uint64, error) {
	call, cancel := context.WithTimeout(ctx, callTime)
	defer cancel()
	e, err := kv.Get(call, key)
	if errors.Is(err, jetstream.ErrKeyNotFound) {
		return nil, 0, ErrNotFound
	}
	if err != nil {
		if ctx.Err() == nil {
			troubled(err)
		}
		return nil, 0, unavailable(err)
	}
	return e.Value(), e.Revision(), nil
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

// take takes a token, which release gives back, first come first served and within a time. Error: ErrUnavailable.
func take(ctx context.Context, tokens chan struct{}, within time.Duration, late string) (release func(), err error) {
	release = func() { <-tokens }
	select {
	case tokens <- struct{}{}:
		return release, nil
	default:
	}
	patience := time.NewTimer(within)
	defer patience.Stop()
	select {
	case tokens <- struct{}{}:
		return release, nil
	case <-patience.C:
		return nil, unavailable(errors.New(late))
	case <-ctx.Done():
		return nil, unavailable(ctx.Err())
	}
}

var (
	errNoWatch = errors.New("it cannot be made")
	errStuck   = errors.New("it stood still")
	errClosed  = errors.New("the connection is closed")
)

// end ends a watch. That waits five seconds for a node that has gone, and meanwhile what still comes must be taken.
func end(w jetstream.KeyWatcher) {
	go w.Stop()
	for range w.Updates() {
	}
}
