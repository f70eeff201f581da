package store

import (
	"bytes"
	"context"
	"errors"
	"fmt"
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
	// create writes a key that must not exist yet. Errors: ErrConflict, ErrTooLarge, ErrUnavailable.
	create(ctx context.Context, key string, value []byte) (revision uint64, err error)
	// update writes a key that must still have a revision. Errors as create's.
	update(ctx context.Context, key string, value []byte, revision uint64) (uint64, error)
	// purge removes a key that must still have a revision; 0: whatever it has. removed may be true beside an error: it is
	// done, but not on every disk. Errors: ErrConflict, ErrUnavailable.
	purge(ctx context.Context, key string, revision uint64) (removed bool, err error)
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
	// isOnlyWriter tells whether what this process has written and heard of is all that there is.
	isOnlyWriter() bool
	// canWrite is false while it is known that writing is of no use.
	canWrite() bool
	// catchUp waits until the rooms' watch has told what was there when it was called, or a second.
	catchUp(ctx context.Context)
	// broadcast says something to every other process.
	broadcast(kind, text string)
	// close ends it. What is under way fails with ErrUnavailable.
	close(ctx context.Context) error
}

// keys is a bucket of either kind, as its reads and writes need it.
type keys interface {
	getFresh(ctx context.Context, key string) ([]byte, uint64, error)
	// writable is the bucket as it can be written now, or why it cannot. Error: ErrUnavailable.
	writable(ctx context.Context) (target, error)
	// acknowledged takes in what JetStream has written or, with deleted, removed. Error: ErrUnavailable.
	acknowledged(ctx context.Context, key string, value []byte, revision uint64, deleted bool) error
	observe(operation string) (done func())
	// turn waits until the write of a key may begin. Error: ErrUnavailable.
	turn(ctx context.Context, key string) (done func(), err error)
}

// target is where one try of a write goes.
type target struct {
	kv     jetstream.KeyValue
	again  func() bool       // whether a try that failed may do later
	failed func(cause error) // notes a write that was given up
}

// write writes a key: revision 0 for a key that must not exist yet, else the revision it must still have.
//
// A cluster that has lost a leader refuses writes for seconds, an embedded server whose files are mended too, and one that
// got no answer may have been done all the same. So it is tried again for a while; if it then meets another value, that may
// be its own from the first time. Errors: ErrConflict, ErrTooLarge, ErrUnavailable.
func write(ctx context.Context, b keys, key string, value []byte, revision uint64) (uint64, error) {
	if len(value) > largest(key) {
		return 0, fmt.Errorf("%w: %d bytes", ErrTooLarge, len(value))
	}
	done, err := b.turn(ctx, key)
	if err != nil {
		return 0, err
	}
	defer done()
	defer b.observe("write")()
	unsure := false
	for began := time.Now(); ; {
		to, err := b.writable(ctx)
		if err != nil {
			return 0, err
		}
		rev, err := writeOnce(ctx, to.kv, key, value, revision)
		switch {
		case err == nil:
			return rev, b.acknowledged(ctx, key, value, rev, false)
		case errors.Is(err, jetstream.ErrKeyExists), errors.Is(err, jetstream.ErrKeyRevisionMismatch):
			if !unsure {
				return 0, fmt.Errorf("%w: %s", ErrConflict, key)
			}
			there, rev, rerr := b.getFresh(ctx, key)
			switch {
			case rerr == nil && bytes.Equal(there, value):
				return rev, b.acknowledged(ctx, key, value, rev, false)
			case rerr == nil && rev != revision, revision != 0 && errors.Is(rerr, ErrNotFound):
				return 0, fmt.Errorf("%w: %s", ErrConflict, key)
			}
			// Nobody has changed it: our own first try has not been decided yet.
		}
		if !to.again() || time.Since(began) > holdTime || !sleep(ctx, holdPause) {
			if ctx.Err() == nil { // not the caller who gave up
				to.failed(err)
			}
			return 0, unavailable(err)
		}
		unsure = true
	}
}

func writeOnce(ctx context.Context, kv jetstream.KeyValue, key string, value []byte, revision uint64) (uint64, error) {
	ctx, cancel := context.WithTimeout(ctx, callTime)
	defer cancel()
	if revision == 0 {
		return kv.Create(ctx, key, value)
	}
	return kv.Update(ctx, key, value, revision)
}

// purge removes a key, trying again as write does; see bucket.
func purge(ctx context.Context, b keys, key string, revision uint64) (removed bool, err error) {
	var only []jetstream.KVDeleteOpt
	if revision > 0 {
		only = append(only, jetstream.LastRevision(revision))
	}
	done, err := b.turn(ctx, key)
	if err != nil {
		return false, err
	}
	defer done()
	defer b.observe("write")()
	for began := time.Now(); ; {
		to, err := b.writable(ctx)
		if err != nil {
			return false, err
		}
		call, cancel := context.WithTimeout(ctx, callTime)
		err = to.kv.Purge(call, key, only...)
		cancel()
		if err == nil {
			return true, b.acknowledged(ctx, key, nil, revision, true)
		}
		if isWrongRevision(err) {
			return false, ErrConflict
		}
		if !to.again() || time.Since(began) > holdTime || !sleep(ctx, holdPause) {
			if ctx.Err() == nil {
				to.failed(err)
			}
			return false, unavailable(err)
		}
	}
}

// isWrongRevision tells whether a key was not removed because it has been written since.
func isWrongRevision(err error) bool {
	var api *jetstream.APIError
	return errors.As(err, &api) && api.ErrorCode == jetstream.JSErrCodeStreamWrongLastSequence
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
