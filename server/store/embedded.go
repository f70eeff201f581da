package store

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"sync/atomic"
	"time"

	"github.com/gofrs/flock"
	"github.com/nats-io/nats.go/jetstream"
)

// embedded keeps the buckets in a NATS server inside this process: in a folder that it locks, with a journal as a second
// copy (journal.go, recover.go), or in memory only. The server is replaced when it is past writing or its files are damaged.
type embedded struct {
	*Store
	lock    *flock.Flock // nil unless a folder is in use
	tempDir string       // removed at the end; memory mode only
	node    atomic.Pointer[node]
	journal atomic.Pointer[journal] // nil unless a folder is in use

	replayedEntries atomic.Int64 // entries that the watches have delivered
	delivered       delivered    // what the watches have delivered at the start
	trouble         chan error   // what the server says is wrong while it runs

	stop       context.CancelFunc
	supervised chan struct{} // closed when supervise has ended
}

func (s *embedded) buckets() (grants, rooms bucket) {
	return &embeddedBucket{s, grantBucket}, &embeddedBucket{s, roomBucket}
}

// ready reads a key of each bucket back. A failure is noted in the store's health.
func (s *embedded) ready(ctx context.Context) error {
	n := s.node.Load()
	if err := s.writable(n); err != nil {
		return err
	}
	ctx, cancel := context.WithTimeout(ctx, callTime)
	defer cancel()
	for _, name := range []string{grantBucket, roomBucket} {
		if err := s.readsBack(ctx, n, name); err != nil {
			s.troubled(n, err)
			return err
		}
	}
	s.health.worked()
	return nil
}

func (s *embedded) canWrite() bool { return !s.node.Load().isBroken() }

// catchUp has nothing to wait for: this process's own writes are in its index.
func (s *embedded) catchUp(context.Context) {}

// broadcast has nobody to tell.
func (s *embedded) broadcast(string, string) {}

// embeddedBucket is one of its buckets, whichever server runs.
type embeddedBucket struct {
	in   *embedded
	name string
}

func (b *embeddedBucket) get(ctx context.Context, key string) ([]byte, uint64, error) {
	return b.in.readFrom(ctx, b.in.node.Load(), b.name, key)
}

func (b *embeddedBucket) getFresh(ctx context.Context, key string) ([]byte, uint64, error) {
	return b.get(ctx, key)
}

// writable is the bucket of the server as it is or, while that is mended or started again, of the one that comes after.
func (b *embeddedBucket) writable(ctx context.Context) (target, error) {
	n := b.in.awaitMended(ctx)
	if err := b.in.writable(n); err != nil {
		return target{}, err
	}
	before := n.taken.Load()
	return target{
		kv: n.bucketOf(b.name),
		call: func(ctx context.Context) (context.Context, context.CancelFunc) {
			return context.WithTimeout(ctx, callTime)
		},
		taken: func() { n.taken.Add(1) },
		again: func(tried time.Duration) bool {
			return tried <= holdTime && (n.damaged.Load() || b.in.isSlow(n, before) || b.in.unwritable() == nil)
		},
		rest:   func(ctx context.Context) bool { return sleep(ctx, holdPause) },
		failed: func(cause error) { b.in.failed(n, before, cause) },
	}, nil
}

// isSlow tells whether a server takes writes, late or not: one that could not write takes none any more.
func (s *embedded) isSlow(n *node, before int64) bool { return n.taken.Load() != before }

// acknowledged writes down in the journal what JetStream has taken.
func (b *embeddedBucket) acknowledged(ctx context.Context, key string, value []byte, revision uint64, deleted bool) error {
	r := record{Bucket: b.name, Key: key, Revision: revision, At: time.Now().UnixNano(), Value: string(value), Deleted: deleted}
	j := b.in.journal.Load()
	if deleted && j != nil {
		p, _ := j.knows(b.name, key)
		r.Revision = p.revision
	} else if !deleted {
		b.in.health.worked()
	}
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), callTime)
	defer cancel()
	if err := j.append(ctx, r); err != nil {
		return unavailable(fmt.Errorf("the journal: %w", err))
	}
	return nil
}

func (b *embeddedBucket) dropMarks(ctx context.Context, age time.Duration) error {
	return b.in.node.Load().bucketOf(b.name).PurgeDeletes(ctx, jetstream.DeleteMarkersOlderThan(age))
}

// watch ends with the watch: the server behind it has gone.
func (b *embeddedBucket) watch(ctx context.Context, filled func()) error {
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	impatient := time.AfterFunc(startTime, cancel)
	w, err := b.in.node.Load().bucketOf(b.name).WatchAll(ctx)
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
		case e, ok := <-w.Updates():
			switch {
			case !ok:
				return errClosed
			case e == nil:
				filled()
			default:
				b.in.replayedEntries.Add(1)
				b.in.delivered.note(b.name, e)
				b.in.noteChange(b.name, e)
			}
		}
	}
}

// failed notes a write that JetStream did not take, with how many it had taken when that began. One that comes too late on a
// disk that is busy must not stop all that wait behind it.
func (s *embedded) failed(n *node, before int64, cause error) {
	if s.opt.Dir != "" && !s.isSlow(n, before) { // what is in memory only never meets a disk, and a restart would lose it all
		n.breaks(cause)
	}
	if err := s.unwritable(); err != nil { // JetStream does not tell the cause
		cause = err
	}
	s.troubled(n, cause)
}

// troubled notes a call that failed. While damaged files are mended nothing more is said than the line about them.
func (s *embedded) troubled(n *node, cause error) {
	if !n.damaged.Load() {
		s.health.failed(cause)
	}
}

// writable turns a write down before JetStream meets a full disk, or after it did.
func (s *embedded) writable(n *node) error {
	if n.isBroken() {
		err := errors.New("the embedded server could not write and has not been restarted yet")
		s.troubled(n, err)
		return unavailable(err)
	}
	if s.opt.Dir != "" && !s.opt.skipDiskCheck && FreeSpace(s.opt.Dir) < roomNeeded {
		err := &folderError{s.opt.Dir, ErrDiskFull, "free some space there"}
		s.health.failed(err)
		return unavailable(err)
	}
	return nil
}

// readFrom reads a key. The answer is compared with the journal: a server that lost what it acknowledged is mended. Errors:
// ErrNotFound, ErrUnavailable.
func (s *embedded) readFrom(ctx context.Context, n *node, name, key string) ([]byte, uint64, error) {
	for began := time.Now(); ; {
		done := s.observe("read")
		value, revision, err := read(ctx, n.bucketOf(name), key, func(cause error) { s.troubled(n, cause) })
		done()
		if !s.contradicts(name, key, revision, err) {
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

// readsBack tries whether the bucket still gives back what was written to it: each time another key.
func (s *embedded) readsBack(ctx context.Context, n *node, name string) error {
	key := attemptsKey
	if j := s.journal.Load(); j != nil {
		if some, ok := j.someKey(name); ok {
			key = some
		}
	}
	_, _, err := s.readFrom(ctx, n, name, key)
	if errors.Is(err, ErrNotFound) {
		return nil
	}
	return err
}

// contradicts tells whether an answer cannot be true, by the journal.
func (s *embedded) contradicts(name, key string, revision uint64, err error) bool {
	j := s.journal.Load()
	if j == nil || err != nil && !errors.Is(err, ErrNotFound) {
		return false
	}
	p, there := j.knows(name, key)
	if !there || p.revision <= revision {
		return false
	}
	age := s.ages()[name]
	return err == nil || time.Since(time.Unix(0, p.at)) < age-time.Minute
}

// suspectDamage has the embedded server stopped, its files mended and started again.
func (s *embedded) suspectDamage(n *node) {
	n.damaged.Store(true)
	n.broken.Store(true)
	select {
	case s.trouble <- errDamaged:
	default:
	}
}

// awaitMended is the node as it is, or, while its files are being mended or a broken one is started again, the one that comes
// after; it is waited for a little.
func (s *embedded) awaitMended(ctx context.Context) *node {
	n := s.node.Load()
	if n.isBroken() && !n.damaged.Load() && s.unwritable() != nil { // nothing comes after it
		return n
	}
	for began := time.Now(); n.isBroken() && time.Since(began) < holdTime && sleep(ctx, holdPause/10); {
		n = s.node.Load()
	}
	return n
}

// unwritable says why nothing can be written under the data folder, and what to do; nil where something can.
func (s *embedded) unwritable() error {
	if s.opt.Dir == "" {
		return nil
	}
	if !s.opt.skipDiskCheck && FreeSpace(s.opt.Dir) < roomNeeded {
		return &folderError{s.opt.Dir, ErrDiskFull, "free some space there"}
	}
	f, err := os.CreateTemp(s.opt.Dir, ".written-*")
	if err == nil {
		_, err = f.WriteString("x")
		err = errors.Join(err, f.Close(), os.Remove(f.Name()))
	}
	if err != nil {
		if at, ok := errors.AsType[*fs.PathError](err); ok {
			err = at.Err
		}
		return notWritable(s.opt.Dir, err)
	}
	return nil
}
