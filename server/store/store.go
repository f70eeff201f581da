// Package store keeps the practice's grants and the workshop's rooms in JetStream key-value: in a NATS server inside this process (one folder,
// no port), in memory only, or in an outside NATS cluster that several processes share.
//
// keys.go tells what is kept under which key.
//
// The bucket's TTL only sweeps up what nobody deleted; a grant's own expires_at decides. It must not be leant on: a per-key TTL is lost
// at the first update, and expiry wakes no watcher in time.
//
// The rules stand in grants.go, attempts.go and rooms.go. They write by write.go, over the bucket of bucket.go, behind which are
// two backends: embedded.go and cluster.go. What they tell of changes feeds the indexes (index.go, roomindex.go), and with them Options.Changed and
// Options.RoomChanged.
//
// Goroutines: one, supervise, starts one a bucket that follows it: a watch over all its keys, since a watch per key fails at a
// thousand. In a cluster one more a bucket compares, twice a second, what has been seen with what is there: a watch whose
// node has gone stands still for over ten seconds. Another, tidy, deletes rooms that are over once an hour. When an embedded
// server has failed to write, supervise restarts it as soon as its folder can be written again. One more goroutine writes the
// journal, the second copy of what an embedded server keeps (journal.go); damaged files are mended from it (recover.go).
// Every method is safe for concurrent use.
package store

import (
	"context"
	"sync/atomic"
)

// Store is the grants and rooms of one process. Open makes it, Close ends it.
type Store struct {
	opt     Options
	me      string // this process, among those that share a cluster
	backend backend
	health  *health

	grantKeys, roomKeys bucket
	index               *index
	rooms               *roomIndex

	deletes  atomic.Int64 // keys deleted since their marks were last removed
	jumps    jumps        // of the machine's clock, by which rooms do not grow old
	listener atomic.Pointer[func(kind, text string)]
	typing   chan struct{} // holds one token: who has it may look typed digits up
	writing  chan struct{} // holds a token of every write under way
	stop     context.CancelFunc
	tidied   chan struct{} // closed when tidy has ended
}

// Close ends the watch and the embedded server, and frees the folder. Calls under way fail with ErrUnavailable.
func (s *Store) Close(ctx context.Context) error {
	s.stop()
	select {
	case <-s.tidied:
	case <-ctx.Done():
		return ctx.Err()
	}
	return s.backend.close(ctx)
}

// Ready tells whether grants can be read and written. Error: ErrUnavailable.
func (s *Store) Ready(ctx context.Context) error { return s.backend.ready(ctx) }

// WaitUntilCurrent waits until this process knows of everything that other processes had written when it was called, or a
// second. It is for who asks for something that this process has never heard of, right after another process made it.
func (s *Store) WaitUntilCurrent(ctx context.Context) { s.backend.catchUp(ctx) }

// IsShared tells whether there may be other processes.
func (s *Store) IsShared() bool { return len(s.opt.URLs) > 0 }

// Broadcast says something to every other process, where the function given to OnBroadcast is called. kind is one word.
func (s *Store) Broadcast(kind, text string) { s.backend.broadcast(kind, text) }

// OnBroadcast has a function called with what other processes tell. It must return at once.
func (s *Store) OnBroadcast(heard func(kind, text string)) { s.listener.Store(&heard) }

// observe tells how long an operation took.
func (s *Store) observe(operation string) (done func()) {
	if s.opt.Observe == nil {
		return func() {}
	}
	began := s.opt.Now()
	return func() { s.opt.Observe(operation, s.opt.Now().Sub(began)) }
}
