package store

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"time"
)

// A laptop's disk loses more than a data centre's, and nobody in a class can mend a file. JetStream mends much by itself
// when it starts: settings are written anew, a torn end is cut off, an index is made again from the records. What it
// does not mend is a damaged record under an index that looks sound: it starts, and then reading stops there for good.
// So what does not read through is read once more without its index; and if that fails too the store begins anew, empty.
// Practice must go on in front of a class; what was there is kept beside, and one line says so.

const (
	jetstreamDir = "jetstream"         // where JetStream keeps its files, under the data folder
	damagedDir   = "jetstream.damaged" // where the files of a damaged store are kept; the last time's only

	// stallTime is how long reading may come to no further entry at the start. It takes 15 ms in all; to be wrong costs
	// one more reading.
	stallTime = 3 * time.Second
)

// begin connects and reads all that the store holds, and mends the files of an embedded one where it must.
func (s *Store) begin(ctx context.Context) error {
	cause := s.tryBegin(ctx)
	if cause == nil {
		if warning := s.node.Load().startWarning; warning != "" {
			s.tellMended("the store was not closed properly, or a file of it was damaged; it has been read anew", warning, "")
		}
		return nil
	}
	if len(s.opt.URLs) > 0 || s.opt.Dir == "" || ctx.Err() != nil {
		return cause
	}
	if err := s.unwritable(); err != nil {
		return err
	}
	kept, err := s.forgetIndex()
	if err == nil {
		err = s.tryBegin(ctx)
	}
	if err == nil {
		s.tellMended("a file of the store is damaged; what could be read has been kept, and nothing needs to be done", cause.Error(), kept)
		return nil
	}
	if kept, err = s.putAside(kept); err == nil {
		err = s.tryBegin(ctx)
	}
	if err != nil {
		return fmt.Errorf("%w; to begin with an empty store, move the folder %s away", err, filepath.Join(s.opt.Dir, jetstreamDir))
	}
	s.tellMended("the store could not be read and has been begun anew, empty: rooms have to be opened again", cause.Error(), kept)
	return nil
}

// tellMended is the one line about a store that was mended, with what it holds now.
func (s *Store) tellMended(what, cause, kept string) {
	rooms, seats := s.RoomTotals()
	args := []any{"folder", s.opt.Dir, "rooms", rooms, "numbers", seats, "codes", s.OpenGrantsTotal(), "cause", cause}
	if kept != "" {
		args = append(args, "kept", kept)
	}
	s.opt.Log.Warn(what, args...)
}

// tryBegin connects, starts tend and waits until the indexes are complete. Where it fails nothing is left running.
func (s *Store) tryBegin(ctx context.Context) error {
	patience := startTime
	if s.IsShared() {
		patience += elections
	}
	ctx, cancel := context.WithTimeout(ctx, patience)
	defer cancel()
	n, err := s.connect(ctx)
	if err != nil {
		return err
	}
	s.node.Store(n)
	life, stop := context.WithCancel(context.Background())
	complete, tended := make(chan struct{}), make(chan struct{})
	s.stop, s.tended = stop, tended
	go s.tend(life, complete, tended)
	if err = s.readThrough(ctx, n, complete); err != nil {
		stop()
		<-tended
		n.close()
	}
	return err
}

// readThrough waits until the watches have delivered everything. Error: ErrUnavailable.
func (s *Store) readThrough(ctx context.Context, n *node, complete <-chan struct{}) error {
	patience := time.NewTicker(stallTime)
	defer patience.Stop()
	for last := int64(-1); ; {
		select {
		case <-complete:
			return nil
		case <-ctx.Done():
			return fmt.Errorf("%w: reading what it holds took too long", ErrUnavailable)
		case <-patience.C:
			now := s.heard.Load()
			if n.embedded != nil && now == last {
				return fmt.Errorf("%w: reading came to no end after %d entries", ErrUnavailable, now)
			}
			last = now
		}
	}
}

// forgetIndex copies the store's files aside, as far as there is room, and removes the indexes from the original.
func (s *Store) forgetIndex() (kept string, err error) {
	kept = filepath.Join(s.opt.Dir, damagedDir)
	files := filepath.Join(s.opt.Dir, jetstreamDir)
	if err := errors.Join(os.RemoveAll(kept), os.CopyFS(kept, os.DirFS(files))); err != nil {
		os.RemoveAll(kept)
		kept = ""
	}
	indexes, err := filepath.Glob(filepath.Join(files, "*", "streams", "*", "msgs", "index.db"))
	for _, file := range indexes {
		err = errors.Join(err, os.Remove(file))
	}
	return kept, err
}

// putAside makes way for an empty store. kept says where the files have been copied to already; "" for nowhere.
func (s *Store) putAside(kept string) (string, error) {
	files := filepath.Join(s.opt.Dir, jetstreamDir)
	if kept != "" {
		return kept, os.RemoveAll(files)
	}
	kept = filepath.Join(s.opt.Dir, damagedDir)
	return kept, errors.Join(os.RemoveAll(kept), os.Rename(files, kept))
}
