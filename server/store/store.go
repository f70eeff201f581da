// Package store keeps the practice's grants and the workshop's rooms in JetStream key-value: in a NATS server inside this process (one folder,
// no port), in memory only, or in an outside NATS cluster that several processes share.
//
// One bucket holds grants (for rooms see rooms.go):
//
//	grant.{id}          a sandbox.Grant as JSON; every change is a compare-and-set on its revision
//	code.{nine digits}  the id of the grant that the digits open
//	guesses             how many wrong digits were typed lately, counted for all processes together
//
// The bucket's TTL is only a broom; a grant's own expires_at decides. It must not be leant on: a per-key TTL is lost
// at the first update, and expiry wakes no watcher in time.
//
// Goroutines: one, supervise, starts one a bucket that follows it (follow.go): a watch over all its keys, since a watch per key
// fails at a thousand. These feed the indexes and tell Options.Changed and Options.RoomChanged what changed. In an outside
// cluster one more a bucket compares, twice a second, what has been seen with what is there: a watch whose node has gone
// stands still for over ten seconds. Once an hour supervise starts one that deletes rooms that are over. When an embedded
// server has failed to write, supervise restarts it as soon as its folder can be written again. One more goroutine writes the
// journal, the second copy of what an embedded server keeps (journal.go); damaged files are mended from it (recover.go).
// Every method is safe for concurrent use.
package store

import (
	"bytes"
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"log/slog"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"github.com/gofrs/flock"
	"github.com/nats-io/nats.go/jetstream"

	"napguide/server/logs"
)

// What the store refuses. Anything that goes wrong below it is ErrUnavailable with the cause wrapped.
var (
	ErrNotFound     = errors.New("store: no such grant")
	ErrConflict     = errors.New("store: changed by others again and again")
	ErrUnavailable  = errors.New("store: cannot be read or written just now")
	ErrTooLarge     = errors.New("store: more than one key may hold")
	ErrLocked       = errors.New("store: the folder is in use by another process")
	ErrTooManyHeld  = errors.New("store: this holder has too many open grants")
	ErrTooManyOpen  = errors.New("store: too many open grants in all")
	ErrTypingPaused = errors.New("store: too many wrong codes were typed lately")
	ErrDiskFull     = errors.New("the disk is full")
)

const (
	lockFile       = "guide.lock"
	grantBucket    = "napguide-grants"
	startTime      = 10 * time.Second // opening the store: 15 ms embedded, a few round trips outside
	elections      = 20 * time.Second // on top of it, for a cluster that has just been started itself
	callTime       = 3 * time.Second  // one read or write: 0.05 to 0.5 ms; JetStream never answers a write that failed on disk
	leadTime       = time.Second      // the same for what only a bucket's leader can answer, where another way is left
	holdTime       = 4 * time.Second  // for so long a refused write is tried again while a cluster chooses a leader, which takes 4 to 9 s
	holdPause      = 200 * time.Millisecond
	doubtTime      = 500 * time.Millisecond // for so long the journal may be behind an embedded server
	superviseEvery = 2 * time.Second        // how often a broken embedded server is looked at
	casTries       = 10

	// roomNeeded is the free disk below which nothing is written: an embedded server that meets the end of the disk
	// refuses every later write until it is restarted, so it is better not to get there.
	roomNeeded = 4 << 20

	// maxBytes bounds the bucket, so that no flood of grants fills the disk under other programs. A grant with its
	// code is below 1 KB.
	maxBytes = 1 << 30
)

// Options say where the grants are kept. URLs win over Dir.
type Options struct {
	Dir       string          // folder of the embedded server; "" keeps everything in memory
	URLs      []string        // an outside NATS cluster instead
	GrantTTL  time.Duration   // how long a grant lives, unless it is lengthened; the broom, the guess budget and the limits are measured by it
	Retention time.Duration   // after which the store forgets a grant's keys; 0: an hour, or longer where grants live longer
	MaxRooms  int             // how many rooms may be open; 0: 500
	Changed   func(id string) // called at each change of a grant, from any goroutine; must return at once; may be nil

	// RoomChanged is the same for rooms: seat is 0 for the room itself, else the number that changed.
	RoomChanged func(id string, seat int)

	Observe func(operation string, took time.Duration) // listener of every read and write; may be nil

	Log *slog.Logger
	Now func() time.Time // nil: time.Now

	skipDiskCheck bool // tests only: do not look at the disk before a write
}

// Store is the grants of one process. Open makes it, Close ends it.
type Store struct {
	opt             Options
	me              string       // this process, among those that share a cluster
	lock            *flock.Flock // nil unless a folder is in use
	tempDir         string       // removed at Close; memory mode only
	node            atomic.Pointer[node]
	health          *health
	replayedEntries atomic.Int64            // entries that the watches have delivered: see recover.go
	journal         atomic.Pointer[journal] // nil unless a folder is in use

	delivered  delivered    // what the watches have delivered at the start
	deletes    atomic.Int64 // keys deleted since their marks were last removed
	trouble    chan error   // what the embedded server says is wrong while it runs
	index      *index
	rooms      *roomIndex
	jumps      jumps // of the machine's clock, by which rooms do not grow old
	listener   atomic.Pointer[func(kind, text string)]
	typing     chan struct{} // holds one token: who has it may look typed digits up
	stop       context.CancelFunc
	supervised chan struct{} // closed when supervise has ended
}

// Open starts or reaches the store and returns once the index of open grants is complete.
// Errors: ErrLocked, ErrUnavailable, or a fault of the folder; each is one line fit for a person.
func Open(ctx context.Context, opt Options) (*Store, error) {
	if opt.Log == nil {
		opt.Log = slog.New(slog.DiscardHandler)
	}
	opt.Log = logs.Hiding(opt.Log) // keys and errors name codes and rooms
	if opt.Now == nil {
		opt.Now = time.Now
	}
	if opt.Changed == nil {
		opt.Changed = func(string) {}
	}
	if opt.RoomChanged == nil {
		opt.RoomChanged = func(string, int) {}
	}
	if opt.MaxRooms <= 0 {
		opt.MaxRooms = maxRooms
	}
	if opt.GrantTTL <= 0 {
		opt.GrantTTL = 10 * time.Minute
	}
	s := &Store{opt: opt, me: rand.Text(), index: newIndex(opt.Now, opt.GrantTTL), rooms: newRoomIndex(), health: &health{log: opt.Log}, typing: make(chan struct{}, 1), trouble: make(chan error, 1)}
	if err := s.takeFolder(); err != nil {
		return nil, err
	}
	if err := s.openOrRepair(ctx); err != nil {
		s.journal.Load().close()
		s.leaveFolder()
		return nil, err
	}
	s.purgeDeletedRooms(ctx)
	return s, nil
}

// takeFolder makes and locks the data folder. JetStream does not lock: two servers on one folder would both acknowledge.
func (s *Store) takeFolder() error {
	if len(s.opt.URLs) > 0 {
		return nil
	}
	if s.opt.Dir == "" {
		dir, err := os.MkdirTemp("", "guide-store-") // JetStream wants a folder for its stream's settings even so
		if err != nil {
			return fmt.Errorf("no temporary folder for the store: %w", err)
		}
		s.tempDir = dir
		return nil
	}
	if err := checkFormat(s.opt.Dir); err != nil {
		return err
	}
	if err := os.MkdirAll(s.opt.Dir, 0o700); err != nil {
		return &folderError{s.opt.Dir, err, "choose another folder with --data"}
	}
	lock := flock.New(filepath.Join(s.opt.Dir, lockFile))
	ok, err := lock.TryLock()
	if err != nil {
		return &folderError{s.opt.Dir, err, "make it writable for this user, or choose another folder with --data"}
	}
	if !ok {
		return fmt.Errorf("%w: %s", ErrLocked, s.opt.Dir)
	}
	s.lock = lock
	return nil
}

func (s *Store) leaveFolder() {
	if s.lock != nil {
		_ = s.lock.Unlock() // the file stays: removing it would let two processes lock two files of one name
	}
	if s.tempDir != "" {
		os.RemoveAll(s.tempDir)
	}
}

// Close ends the watch and the embedded server, and frees the folder. Calls under way fail with ErrUnavailable.
func (s *Store) Close(ctx context.Context) error {
	s.stop()
	select {
	case <-s.supervised:
	case <-ctx.Done():
		return ctx.Err() // the folder stays locked until the process ends
	}
	if n := s.node.Load(); n != nil {
		n.close()
	}
	s.journal.Load().close()
	s.leaveFolder()
	return nil
}

// Ready tells whether grants can be read and written. Error: ErrUnavailable.
func (s *Store) Ready(ctx context.Context) error {
	n := s.node.Load()
	if err := s.writable(n); err != nil {
		return err
	}
	ctx, cancel := context.WithTimeout(ctx, callTime)
	defer cancel()
	for _, f := range []*feed{n.grants, n.rooms} {
		if err := s.readsBack(ctx, n, f); err != nil {
			s.troubled(n, err)
			return err
		}
	}
	// A copy answers reads without a leader. A moment without one is no reason to send people away: no other process is
	// better off, pages go on, and writes are tried again.
	if n.embedded == nil && (n.grants.leaderless() > longLeaderless || n.rooms.leaderless() > longLeaderless) {
		err := errors.New("the cluster has no leader")
		s.health.failed(err)
		return unavailable(err)
	}
	s.health.worked()
	return nil
}

// failed notes a write that JetStream did not take.
func (s *Store) failed(n *node, cause error) {
	if s.opt.Dir != "" { // what is in memory only never meets a disk, and a restart would lose it all
		n.breaks(cause)
	}
	if n.embedded != nil { // which does not tell the cause
		if err := s.unwritable(); err != nil {
			cause = err
		}
	}
	s.troubled(n, cause)
}

// troubled notes a call that failed. While damaged files are mended nothing more is said than the line about them.
func (s *Store) troubled(n *node, cause error) {
	if n.embedded == nil {
		cause = fmt.Errorf("NATS at %s: %w", s.servers(), cause)
	}
	if !n.damaged.Load() {
		s.health.failed(cause)
	}
}

// put writes a key of the grants; see write.
func (s *Store) put(ctx context.Context, key string, value []byte, revision uint64) (uint64, error) {
	return s.write(ctx, grantBucket, key, value, revision)
}

// write writes a key: revision 0 for a key that must not exist yet, else the revision it must still have.
//
// An outside cluster that has lost a leader refuses writes for seconds, and one that got no answer may have been done all
// the same. So it is tried again for a while; if it then meets another value, that may be its own from the first time.
// Errors: ErrConflict, ErrUnavailable.
func (s *Store) write(ctx context.Context, name, key string, value []byte, revision uint64) (uint64, error) {
	if len(value) > largest(key) {
		return 0, fmt.Errorf("%w: %d bytes", ErrTooLarge, len(value))
	}
	defer s.observe("write")()
	unsure := false
	for began := time.Now(); ; {
		n := s.whole(ctx)
		f := n.feedOf(name)
		if err := s.writable(n); err != nil {
			return 0, err
		}
		rev, err := writeOnce(ctx, f.kv, key, value, revision)
		switch {
		case err == nil:
			s.health.worked()
			return rev, s.copyDown(ctx, record{Bucket: name, Key: key, Revision: rev, At: time.Now().UnixNano(), Value: string(value)})
		case errors.Is(err, jetstream.ErrKeyExists), errors.Is(err, jetstream.ErrKeyRevisionMismatch):
			if !unsure {
				return 0, fmt.Errorf("%w: %s", ErrConflict, key)
			}
			there, rev, rerr := s.readFresh(ctx, n, f, key)
			switch {
			case rerr == nil && bytes.Equal(there, value):
				return rev, s.copyDown(ctx, record{Bucket: name, Key: key, Revision: rev, At: time.Now().UnixNano(), Value: string(value)})
			case rerr == nil && rev != revision, revision != 0 && errors.Is(rerr, ErrNotFound):
				return 0, fmt.Errorf("%w: %s", ErrConflict, key)
			}
			// Nobody has changed it: our own first try has not been decided yet.
		}
		if n.embedded != nil && !n.damaged.Load() || time.Since(began) > holdTime || !sleep(ctx, holdPause) {
			if ctx.Err() == nil { // not the caller who gave up
				s.failed(n, err)
			}
			return 0, unavailable(err)
		}
		unsure = true
	}
}

// copyDown writes down in the journal what JetStream has taken. Error: ErrUnavailable, where that takes too long.
func (s *Store) copyDown(ctx context.Context, r record) error {
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), callTime)
	defer cancel()
	if err := s.journal.Load().append(ctx, r); err != nil {
		return unavailable(fmt.Errorf("the journal: %w", err))
	}
	return nil
}

func writeOnce(ctx context.Context, kv jetstream.KeyValue, key string, value []byte, revision uint64) (uint64, error) {
	ctx, cancel := context.WithTimeout(ctx, callTime)
	defer cancel()
	if revision == 0 {
		return kv.Create(ctx, key, value)
	}
	return kv.Update(ctx, key, value, revision)
}

// get reads a key of the grants; see read.
func (s *Store) get(ctx context.Context, key string) ([]byte, uint64, error) {
	n := s.node.Load()
	return s.readFrom(ctx, n, n.grants, key)
}

// readFrom reads a key. In a cluster any copy answers, which may be a moment behind. An embedded server's answer is
// compared with the journal: one that lost what it acknowledged is mended. Errors: ErrNotFound, ErrUnavailable.
func (s *Store) readFrom(ctx context.Context, n *node, f *feed, key string) ([]byte, uint64, error) {
	for began := time.Now(); ; {
		value, revision, err := s.readOnce(ctx, f, key)
		if n.embedded == nil || !s.contradicts(f, key, revision, err) {
			return value, revision, err
		}
		// The key may just have been deleted, and the journal be about to hear of it.
		if ctx.Err() != nil || time.Since(began) > doubtTime || !sleep(ctx, doubtTime/10) {
			if ctx.Err() == nil {
				s.suspectDamage(n)
			}
			return nil, 0, unavailable(errors.New("the store is being mended"))
		}
	}
}

// readOnce is readFrom without a doubt.
func (s *Store) readOnce(ctx context.Context, f *feed, key string) ([]byte, uint64, error) {
	defer s.observe("read")()
	call, cancel := context.WithTimeout(ctx, callTime)
	defer cancel()
	e, err := f.kv.Get(call, key)
	if errors.Is(err, jetstream.ErrKeyNotFound) {
		return nil, 0, ErrNotFound
	}
	if err != nil {
		if ctx.Err() == nil {
			s.troubled(f.node, err)
		}
		return nil, 0, unavailable(err)
	}
	return e.Value(), e.Revision(), nil
}

// supervise owns what follows the buckets, and the embedded server's recovery. It closes complete when the indexes are, and
// ends with ctx.
func (s *Store) supervise(ctx context.Context, complete, tended chan struct{}) {
	defer close(tended)
	for {
		n := s.node.Load()
		err := s.watch(ctx, n, &complete)
		if ctx.Err() != nil {
			return
		}
		s.opt.Log.Debug("the store's watch ended and is set up again", "cause", err)
		if !sleep(ctx, superviseEvery/4) {
			return
		}
		if n.embedded != nil {
			s.restart(ctx, n)
		}
	}
}

// watch follows both buckets until the context ends, a watch is lost for good, or a broken embedded server can be restarted.
func (s *Store) watch(ctx context.Context, n *node, complete *chan struct{}) error {
	var all sync.WaitGroup
	defer all.Wait()
	ctx, stop := context.WithCancel(ctx)
	defer stop()
	filled, ended := make(chan struct{}, 2), make(chan error, 2)
	for _, f := range []*feed{n.grants, n.rooms} {
		all.Go(func() { ended <- s.follow(ctx, n, f, func() { filled <- struct{}{} }) })
		if n.embedded == nil {
			all.Go(func() { f.detectStall(ctx) })
		}
	}
	if n.embedded == nil {
		all.Go(func() { s.moreCopies(ctx, n) })
	}
	tick := time.NewTicker(superviseEvery)
	defer tick.Stop()
	nextSweep := time.Now()
	waiting := 2 // buckets of which not all that was there has been delivered
	for {
		select {
		case <-ctx.Done():
			return ctx.Err()
		case err := <-ended:
			return err
		case cause := <-s.trouble:
			if errors.Is(cause, errDamaged) {
				n.damaged.Store(true)
				n.broken.Store(true)
				return cause
			}
			if err := s.unwritable(); err != nil {
				cause = err
			}
			s.health.failed(cause)
		case <-filled:
			if waiting--; waiting == 0 && *complete != nil {
				close(*complete)
				*complete = nil
			}
		case <-tick.C:
			s.jumps.before(time.Now()) // so that a jump is seen while nobody asks
			if waiting == 0 && !n.isBroken() && !time.Now().Before(nextSweep) {
				nextSweep = time.Now().Add(sweepEvery)
				all.Go(func() { s.sweepRooms(ctx) }) // it ends before Close does
			}
			if waiting == 0 && s.deletes.Load() > marksMany {
				all.Go(func() { s.dropMarks(ctx, markLife) })
			}
			if n.isBroken() && (s.opt.Dir == "" || s.unwritable() == nil) {
				return errors.New("it can be written again")
			}
		}
	}
}

// noteChange takes in what the watch tells of the grants. Their codes, and the guesses, are read where they are needed.
func (s *Store) noteChange(e jetstream.KeyValueEntry) {
	id, ok := strings.CutPrefix(e.Key(), grantPrefix)
	if !ok {
		return
	}
	if e.Operation() != jetstream.KeyValuePut {
		s.index.forget(id)
		s.opt.Changed(id)
		return
	}
	g, err := decodeGrant(e.Value())
	if err != nil || g.ID != id {
		s.opt.Log.Error("a grant in the store cannot be read and is skipped", "folder", s.opt.Dir, "cause", err)
		return
	}
	s.index.note(g, e.Revision())
	s.opt.Changed(id)
}

func unavailable(cause error) error { return fmt.Errorf("%w: %w", ErrUnavailable, cause) }
