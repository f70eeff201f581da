package store

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strconv"
	"time"

	"github.com/nats-io/nats.go"
	"github.com/nats-io/nats.go/jetstream"
)

// A laptop's disk loses more than a data centre's, and nobody in a class can mend a file. What an embedded store keeps
// stands twice, in JetStream's files and in the journal, each record with a checksum. Before JetStream opens its files both
// are read and compared. Where they differ JetStream's are made anew from what the two have together; the damaged ones are
// kept beside, one line in the log says so, and a room of which something may be lost says it on its console.

// mend reads both copies and makes JetStream's files anew where they do not say the same. memory is what this process
// knows already. Afterwards the journal is open.
func (s *embedded) mend(ctx context.Context, memory contents) (whole, error) {
	if FreeSpace(s.opt.Dir) < roomNeeded {
		return whole{}, &folderError{s.opt.Dir, ErrDiskFull, "free some space there"}
	}
	s.journal.Load().close()
	s.dropOldDamage()
	files := filepath.Join(s.opt.Dir, jetstreamDir)
	blocks, journal := readBlocks(files), findJournal(s.opt.Dir)
	w := combine(blocks, journal, memory, s.ages(), time.Now())
	w.begun = blocks.found && !journal.found
	if info, err := os.Lstat(files); err == nil && !info.IsDir() {
		w.rebuild = true
		w.faults = append(w.faults, fault{file: files})
	}
	w.rooms = w.mark(s.opt.Now())
	if len(journal.faults) > 0 {
		s.keepJournal()
	}
	if w.rebuild {
		if err := s.rebuild(ctx, &w); err != nil {
			return w, err
		}
	} else if err := s.openCopy(w); err != nil {
		return w, err
	}
	// JetStream makes an index again from its records; one that is damaged, or another's, must not be believed.
	for _, file := range filesLike(files, "*/streams/*/msgs/index.db") {
		if err := os.RemoveAll(file); err != nil {
			return w, notWritable(s.opt.Dir, err)
		}
	}
	return w, nil
}

// openCopy writes the journal anew and opens it.
func (s *embedded) openCopy(w whole) error {
	j, err := openJournal(filepath.Join(s.opt.Dir, journalFile), w.contents, w.heads, s.ages(), s.opt.Log, s.reread)
	if err != nil {
		return notWritable(s.opt.Dir, err)
	}
	s.journal.Store(j)
	return nil
}

// reread reads a key for the journal, from JetStream.
func (s *embedded) reread(name, key string) (r record, ok bool) {
	n := s.node.Load()
	if n == nil {
		return r, false
	}
	ctx, cancel := context.WithTimeout(context.Background(), callTime)
	defer cancel()
	e, err := n.bucketOf(name).Get(ctx, key)
	if err != nil {
		return r, false
	}
	return record{Bucket: name, Key: key, Revision: e.Revision(), At: e.Created().UnixNano(), Value: string(e.Value())}, true
}

// rebuild makes JetStream's files anew and puts the old ones aside. The journal has everything first, so that a crash in
// between loses nothing; and the new revisions are above all old ones.
func (s *embedded) rebuild(ctx context.Context, w *whole) error {
	s.journal.Load().close()
	if err := s.openCopy(*w); err != nil {
		return err
	}
	s.journal.Load().close()
	fresh := filepath.Join(s.opt.Dir, rebuildDir)
	if err := os.RemoveAll(fresh); err != nil {
		return err
	}
	if err := s.fill(ctx, fresh, w); err != nil {
		os.RemoveAll(fresh)
		return fmt.Errorf("the store in %s could not be made anew: %w", s.opt.Dir, err)
	}
	kept, err := s.putAside()
	if err == nil {
		err = os.Rename(filepath.Join(fresh, jetstreamDir), filepath.Join(s.opt.Dir, jetstreamDir))
	}
	if err != nil {
		return notWritable(s.opt.Dir, err)
	}
	syncFolder(s.opt.Dir)
	os.RemoveAll(fresh)
	w.kept = kept
	return s.openCopy(*w)
}

// fill writes everything into a JetStream of its own under a folder, which it leaves on the disk, and notes the new
// revisions.
func (s *embedded) fill(ctx context.Context, dir string, w *whole) error {
	srv, nc, lines, err := s.startServer(dir, false)
	if err != nil {
		return err
	}
	err = s.fillServer(ctx, nc, w)
	nc.Close()
	srv.Shutdown()
	srv.WaitForShutdown()
	if fatal := lines.fatal.Load(); fatal != nil {
		err = errors.Join(err, errors.New(*fatal))
	}
	if err != nil {
		return err
	}
	return filepath.WalkDir(dir, func(path string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		if d.IsDir() {
			syncFolder(path)
			return nil
		}
		f, err := os.OpenFile(path, os.O_RDWR, 0) // #nosec G304 G122 -- below the data folder
		if err != nil {
			return err
		}
		return errors.Join(f.Sync(), f.Close())
	})
}

// fillServer writes what was found into the new server's buckets, under newer revisions than any of before, and notes these in
// w.
func (s *embedded) fillServer(ctx context.Context, nc *nats.Conn, w *whole) error {
	js, err := jetstream.New(nc, jetstream.WithPublishAsyncMaxPending(1024))
	if err != nil {
		return err
	}
	if _, _, err := s.openBuckets(ctx, nc); err != nil {
		return err
	}
	type written struct {
		record record
		ack    jetstream.PubAckFuture
	}
	var all []written
	for name, keys := range w.contents {
		stream, err := js.Stream(ctx, streamName(name))
		if err != nil {
			return err
		}
		if err := stream.Purge(ctx, jetstream.WithPurgeSequence(w.heads[name]+1)); err != nil { // the next is newer than any
			return err
		}
		for key, r := range keys {
			r.Bucket, r.Key = name, key
			ack, err := js.PublishAsync("$KV."+name+"."+key, []byte(r.Value), jetstream.WithExpectLastSequencePerSubject(0))
			if err != nil {
				return err
			}
			all = append(all, written{r, ack})
		}
	}
	for _, one := range all {
		select {
		case ack := <-one.ack.Ok():
			r := one.record
			if ack.Sequence <= w.heads[r.Bucket] && r.Revision >= ack.Sequence {
				return errors.New("the new files count revisions anew")
			}
			r.Revision, r.At = ack.Sequence, time.Now().UnixNano()
			w.contents[r.Bucket][r.Key] = r
		case err := <-one.ack.Err():
			return err
		case <-ctx.Done():
			return ctx.Err()
		}
	}
	for name, keys := range w.contents {
		for _, r := range keys {
			w.heads[name] = max(w.heads[name], r.Revision)
		}
	}
	return nil
}

// putAside moves damaged files out of the way, those of the times before one place further; the oldest are removed.
func (s *embedded) putAside() (kept string, err error) {
	files, kept := filepath.Join(s.opt.Dir, jetstreamDir), filepath.Join(s.opt.Dir, damagedDir)
	if _, err := os.Lstat(files); errors.Is(err, fs.ErrNotExist) {
		return "", nil
	}
	name := func(n int) string {
		if n == 0 {
			return kept
		}
		return kept + "." + strconv.Itoa(n)
	}
	err = os.RemoveAll(name(damagedKept - 1))
	for n := damagedKept - 1; n > 0; n-- {
		if rerr := os.Rename(name(n-1), name(n)); !errors.Is(rerr, fs.ErrNotExist) {
			err = errors.Join(err, rerr)
		}
	}
	if err = errors.Join(err, os.Rename(files, kept)); err == nil {
		now := time.Now()
		_ = os.Chtimes(kept, now, now) // its age counts from now: see dropOldDamage
	}
	return kept, err
}

// keepJournal copies a damaged journal beside, as far as there is room.
func (s *embedded) keepJournal() {
	file := filepath.Join(s.opt.Dir, journalFile)
	kept := file + ".damaged"
	os.RemoveAll(kept)
	if info, err := os.Stat(file); err == nil && info.IsDir() {
		_ = os.Rename(file, kept)
		return
	}
	if raw, err := os.ReadFile(file); err == nil { // #nosec G304 -- below the data folder
		_ = writeWhole(kept, raw)
	}
}

// dropOldDamage removes what was kept of damaged files long ago.
func (s *embedded) dropOldDamage() {
	if s.opt.Dir == "" {
		return
	}
	for _, pattern := range []string{damagedDir + "*", journalFile + ".damaged"} {
		for _, old := range filesLike(s.opt.Dir, pattern) {
			if info, err := os.Lstat(old); err == nil && time.Since(info.ModTime()) > damagedLife {
				os.RemoveAll(old)
			}
		}
	}
	dropOldAside(s.opt.Dir)
}

// logRepair is the one line about a store that was mended, with what it holds now. warning is what JetStream found
// wrong by itself.
func (s *embedded) logRepair(w whole, warning string) {
	rooms, seats := s.RoomTotals()
	args := []any{"folder", s.opt.Dir, "rooms", rooms, "numbers", seats, "codes", s.OpenGrantsTotal()}
	if len(w.faults) > 0 {
		args = append(args, "file", w.faults[0].file, "places", len(w.faults))
	}
	if w.mended > 0 {
		args = append(args, "mended", w.mended)
	}
	if warning != "" {
		args = append(args, "cause", warning)
	}
	if w.kept != "" {
		args = append(args, "kept", w.kept)
	}
	switch {
	case len(w.lost) > 0:
		s.opt.Log.Error("a file of the store is damaged: what stood in the damaged place may be lost, everything else has been kept; the consoles of the rooms concerned say so", append(args, "places lost", len(w.lost), "rooms concerned", w.rooms)...)
	case w.damaged():
		s.opt.Log.Warn("a file of the store was damaged or missing: nothing is lost, it has been mended from the other copy", args...)
	case warning != "":
		s.opt.Log.Warn("the store was not closed properly, or a file of it was damaged; it has been read anew, and nothing is lost", args...)
	case w.begun:
		s.opt.Log.Info("the store had no second copy; it has been made", args...)
	}
}

// differs compares what JetStream has delivered with what its files were found to hold.
func (s *embedded) differs(w whole) error {
	got, want := s.delivered.end(), w.revisions()
	for key, revision := range want {
		if got[key] != revision {
			return fmt.Errorf("%w: a record that its files hold was not delivered", ErrUnavailable)
		}
	}
	for key := range got {
		if _, ok := want[key]; !ok && !w.aged[key] {
			return fmt.Errorf("%w: a record was delivered that should be gone", ErrUnavailable)
		}
	}
	return nil
}

// remembered is what this process knows of everything that the store holds.
func (s *embedded) remembered() contents {
	c := newContents()
	add := func(name, key string, v any, revision uint64) {
		value, isText := v.(string)
		if !isText {
			raw, err := json.Marshal(v)
			if err != nil {
				return
			}
			value = string(raw)
		}
		c.add(record{Bucket: name, Key: key, Revision: revision, At: time.Now().UnixNano(), Value: value})
	}
	s.rooms.each(func(key string, v any, revision uint64) { add(roomBucket, key, v, revision) })
	s.index.each(func(key string, v any, revision uint64) { add(grantBucket, key, v, revision) })
	return c
}
