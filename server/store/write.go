package store

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"github.com/nats-io/nats.go/jetstream"
)

// write writes a key: revision 0 for a key that must not exist yet, else the revision it must still have.
//
// A cluster that has lost a leader refuses writes for seconds, an embedded server whose files are mended too, and one that
// got no answer may have been done all the same. So it is tried again for a while; if it then meets another value, that may
// be its own from the first time. Errors: ErrConflict, ErrTooLarge, ErrUnavailable.
func (s *Store) write(ctx context.Context, b bucket, key string, value []byte, revision uint64) (uint64, error) {
	if len(value) > largest(key) {
		return 0, fmt.Errorf("%w: %d bytes", ErrTooLarge, len(value))
	}
	done, err := s.turn(ctx, key)
	if err != nil {
		return 0, err
	}
	defer done()
	defer s.observe("write")()
	unsure := false
	for began := time.Now(); ; {
		to, err := b.writable(ctx)
		if err != nil {
			return 0, err
		}
		rev, err := writeOnce(ctx, to, key, value, revision)
		switch {
		case err == nil:
			to.taken()
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
		if !to.again(time.Since(began)) || !to.rest(ctx) {
			if ctx.Err() == nil { // not the caller who gave up
				to.failed(err)
			}
			return 0, unavailable(err)
		}
		unsure = true
	}
}

// writeJSON is write with a value as JSON.
func (s *Store) writeJSON(ctx context.Context, b bucket, key string, v any, revision uint64) (uint64, error) {
	value, err := json.Marshal(v)
	if err != nil {
		return 0, fmt.Errorf("store: %s: %w", key, err)
	}
	return s.write(ctx, b, key, value, revision)
}

func writeOnce(ctx context.Context, to target, key string, value []byte, revision uint64) (uint64, error) {
	ctx, cancel := to.call(ctx)
	defer cancel()
	if revision == 0 {
		return to.kv.Create(ctx, key, value)
	}
	return to.kv.Update(ctx, key, value, revision)
}

// purge removes a key that must still have a revision; 0: whatever it has. It is tried again as a write is. removed may be true
// beside an error: it is done, but not on every disk. Errors: ErrConflict, ErrUnavailable.
func (s *Store) purge(ctx context.Context, b bucket, key string, revision uint64) (removed bool, err error) {
	var only []jetstream.KVDeleteOpt
	if revision > 0 {
		only = append(only, jetstream.LastRevision(revision))
	}
	done, err := s.turn(ctx, key)
	if err != nil {
		return false, err
	}
	defer done()
	defer s.observe("write")()
	unsure := false
	for began := time.Now(); ; {
		to, err := b.writable(ctx)
		if err != nil {
			return false, err
		}
		call, cancel := to.call(ctx)
		err = to.kv.Purge(call, key, only...)
		cancel()
		if err == nil {
			to.taken()
			s.deletes.Add(1) // it leaves a mark
			return true, b.acknowledged(ctx, key, nil, revision, true)
		}
		if isWrongRevision(err) {
			if unsure {
				if _, _, rerr := b.getFresh(ctx, key); errors.Is(rerr, ErrNotFound) { // our own first try was done
					return true, b.acknowledged(ctx, key, nil, revision, true)
				}
			}
			return false, ErrConflict
		}
		if !to.again(time.Since(began)) || !to.rest(ctx) {
			if ctx.Err() == nil {
				to.failed(err)
			}
			return false, unavailable(err)
		}
		unsure = true
	}
}

// notConflict is for a key that only we can have made: a conflict there is a write that timed out and had arrived.
func notConflict(err error) error {
	if errors.Is(err, ErrConflict) {
		return unavailable(err)
	}
	return err
}

// isWrongRevision tells whether a key was not removed because it has been written since.
func isWrongRevision(err error) bool {
	api, ok := errors.AsType[*jetstream.APIError](err)
	return ok && api.ErrorCode == jetstream.JSErrCodeStreamWrongLastSequence
}

// turn waits, first come first served, until the write of a key may begin. What a trainer does waits for nobody. Error:
// ErrUnavailable.
func (s *Store) turn(ctx context.Context, entry string) (done func(), err error) {
	if largest(entry) == largestRoom {
		return func() {}, nil
	}
	return take(ctx, s.writing, queueTime, "too many writes wait")
}
