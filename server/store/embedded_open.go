package store

import (
	"context"
	"errors"
	"fmt"
	"os"
	"sync"
	"time"

	"github.com/nats-io/nats.go/jetstream"
)

// stallTime is how long reading may come to no further entry at the start. It takes 15 ms in all; to be wrong costs one more
// reading.
const stallTime = 3 * time.Second

func newEmbedded(s *Store) *embedded { return &embedded{Store: s, trouble: make(chan error, 1)} }

// open locks the folder, starts a server on it and mends its files where it must.
func (s *embedded) open(ctx context.Context) error {
	if err := s.takeFolder(); err != nil {
		return err
	}
	if err := s.openOrRepair(ctx); err != nil {
		s.journal.Load().close()
		s.leaveFolder()
		return err
	}
	s.purgeDeletedRooms(ctx)
	return nil
}

// close stops the watches, the server and the journal, in this order, and gives the folder free.
func (s *embedded) close(ctx context.Context) error {
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

// supervise owns what follows the buckets, and the server's recovery. It closes complete when the indexes are, and ends with
// ctx.
func (s *embedded) supervise(ctx context.Context, complete chan struct{}) {
	defer close(s.supervised)
	completed := sync.OnceFunc(func() { close(complete) })
	for {
		n := s.node.Load()
		err := s.watchBoth(ctx, n, completed)
		if ctx.Err() != nil {
			return
		}
		s.opt.Log.Debug("the store's watch ended and is set up again", "cause", err)
		if !sleep(ctx, superviseEvery/4) {
			return
		}
		s.restart(ctx, n)
	}
}

// watchBoth follows both buckets until the context ends, a watch is lost, or a broken server can be restarted.
func (s *embedded) watchBoth(ctx context.Context, n *node, complete func()) error {
	var all sync.WaitGroup
	defer all.Wait()
	ctx, stop := context.WithCancel(ctx)
	defer stop()
	filled, ended := make(chan struct{}, 2), make(chan error, 2)
	for _, b := range []bucket{s.grantKeys, s.roomKeys} {
		all.Go(func() { ended <- b.watch(ctx, func() { filled <- struct{}{} }) })
	}
	tick := time.NewTicker(superviseEvery)
	defer tick.Stop()
	nextDrop := time.Now().Add(sweepEvery)
	for waiting := 2; ; { // buckets of which not all that was there has been delivered
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
			if waiting--; waiting == 0 {
				complete()
			}
		case <-tick.C:
			if now := time.Now(); now.After(nextDrop) {
				nextDrop = now.Add(sweepEvery)
				s.dropOldDamage()
			}
			if n.isBroken() && (s.opt.Dir == "" || s.unwritable() == nil) {
				return errors.New("it can be written again")
			}
		}
	}
}

// takeFolder makes and locks the data folder. JetStream does not lock: two servers on one folder would both acknowledge.
func (s *embedded) takeFolder() error {
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
	var err error
	s.lock, err = lockFolder(s.opt.Dir, ErrLocked)
	return err
}

func (s *embedded) leaveFolder() {
	if s.lock != nil {
		_ = s.lock.Unlock() // the file stays: removing it would let two processes lock two files of one name
	}
	if s.tempDir != "" {
		os.RemoveAll(s.tempDir)
	}
}

// restart replaces an embedded server that is broken or gone by a fresh one on the same folder.
func (s *embedded) restart(ctx context.Context, old *node) {
	old.close()
	start, cancel := context.WithTimeout(ctx, 2*startTime)
	defer cancel()
	var w whole
	var err error
	if s.opt.Dir != "" {
		w, err = s.mend(start, s.remembered())
	}
	var n *node
	if err == nil {
		n, err = s.startNode(start)
	}
	if err != nil {
		s.health.failed(err)
		s.opt.Log.Debug("the embedded store could not be restarted; trying again", "cause", err)
		return
	}
	s.node.Store(n)
	s.health.worked()
	s.logRepair(w, "")
}

// openOrRepair connects and reads all that the store holds, and mends the files of an embedded one where it must.
func (s *embedded) openOrRepair(ctx context.Context) error {
	if s.opt.Dir == "" {
		return s.openOnce(ctx)
	}
	w, err := s.mend(ctx, nil)
	if err != nil {
		return err
	}
	cause := s.openOnce(ctx)
	if cause == nil {
		cause = s.differs(w)
		if cause != nil {
			s.halt()
		}
	}
	if cause != nil && ctx.Err() == nil && s.unwritable() == nil { // JetStream cannot use its files, although they read well
		w.rebuild = true
		if err := s.rebuild(ctx, &w); err != nil {
			return fmt.Errorf("%w; to begin with an empty store, move the folder %s away", err, s.opt.Dir)
		}
		why := cause
		if cause = s.openOnce(ctx); cause == nil {
			s.delivered.end()
			s.logRepair(w, why.Error())
		}
		return cause
	}
	if cause == nil {
		s.logRepair(w, s.node.Load().startWarning)
	}
	return cause
}

// openOnce connects, starts supervise and waits until the indexes are complete. Where it fails nothing is left running.
func (s *embedded) openOnce(ctx context.Context) error {
	ctx, cancel := context.WithTimeout(ctx, startTime)
	defer cancel()
	n, err := s.startNode(ctx)
	if err != nil {
		return err
	}
	s.node.Store(n)
	life, stop := context.WithCancel(context.Background())
	complete := make(chan struct{})
	s.stop, s.supervised = stop, make(chan struct{})
	if s.opt.Dir != "" {
		s.delivered.begin()
	}
	go s.supervise(life, complete)
	if err = s.readThrough(ctx, complete); err != nil {
		s.halt()
	}
	return err
}

// halt ends what openOnce has started.
func (s *embedded) halt() {
	s.stop()
	<-s.supervised
	s.node.Load().close()
	s.index.forgetAll()
	s.rooms.forgetAll()
}

// readThrough waits until the watches have delivered everything. Error: ErrUnavailable.
func (s *embedded) readThrough(ctx context.Context, complete <-chan struct{}) error {
	patience := time.NewTicker(stallTime)
	defer patience.Stop()
	for last := int64(-1); ; {
		select {
		case <-complete:
			return nil
		case <-ctx.Done():
			return fmt.Errorf("%w: reading what it holds took too long", ErrUnavailable)
		case <-patience.C:
			now := s.replayedEntries.Load()
			if now == last {
				return fmt.Errorf("%w: reading came to no end after %d entries", ErrUnavailable, now)
			}
			last = now
		}
	}
}

// purgeDeletedRooms empties the rooms' file at the start, where no room is left. JetStream only forgets what is deleted: the
// bytes, a Wi-Fi password among them, would stay in the file until it is large. It is done before anybody follows a room.
func (s *embedded) purgeDeletedRooms(ctx context.Context) {
	n := s.node.Load()
	if _, all := s.rooms.count(); all > 0 {
		return
	}
	ctx, cancel := context.WithTimeout(ctx, callTime)
	defer cancel()
	if err := purgeAll(ctx, n); err != nil && ctx.Err() == nil {
		s.opt.Log.Warn("the file of rooms that are gone could not be emptied; the next start tries again", "cause", err)
	}
}

// purgeAll empties the file of the rooms' bucket, if there is no key in the bucket.
func purgeAll(ctx context.Context, n *node) error {
	js, err := jetstream.New(n.nc)
	if err != nil {
		return err
	}
	stream, err := js.Stream(ctx, streamName(roomBucket))
	if err != nil {
		return err
	}
	last := stream.CachedInfo().State
	if last.Msgs == 0 {
		return nil
	}
	keys, err := n.rooms.ListKeys(ctx)
	if err != nil {
		return err
	}
	for range keys.Keys() {
		return keys.Stop() // a room that is just being opened
	}
	// No further than what was looked at: a room that is opened now comes after it.
	return stream.Purge(ctx, jetstream.WithPurgeSequence(last.LastSeq+1))
}
