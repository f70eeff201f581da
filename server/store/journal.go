package store

import (
	"bufio"
	"bytes"
	"context"
	"errors"
	"io"
	"log/slog"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"time"
)

// The journal is the second copy of what an embedded store keeps, in a file of its own and independent of JetStream's: a
// line for each acknowledged write, with a checksum. Damage in one copy is mended from the other (recover.go). It begins
// with all that is there and is written anew at each start, and when it has grown to several times that.
//
//	8 hexadecimal digits, CRC-32C of what follows · space · the record as JSON · newline
//
// A write is in the file before it is acknowledged, so it survives the process; JetStream has it on the disk by then, and
// the journal a moment later: losing it takes a power cut and damage at once.
const (
	journalSync   = 200 * time.Millisecond // after which what was written is on the disk
	journalGrowth = 4                      // times what it holds, before it is written anew
	journalLeast  = 4 << 20                // bytes below which it is not
	journalBatch  = 256                    // records that are written at once, at most
)

// journal is the open file. Its methods are safe for concurrent use; one goroutine writes.
type journal struct {
	file string
	log  *slog.Logger
	asks chan ask
	done chan struct{} // closed when the goroutine has ended

	mu   sync.Mutex
	keys map[string]place // bucket and key → where it stands

	// Only the goroutine touches these.
	f      *os.File
	number uint64
	size   int64
	live   int64 // bytes of the lines that count
	heads  map[string]uint64
	ages   map[string]time.Duration // how long each bucket keeps a key
	owed   []record                 // that could not be written yet
	failed bool                     // that was said
	again  func(bucket, key string) (record, bool)
}

// place is where the newest record of a key stands in the journal's file, in bytes.
type place struct {
	revision uint64
	at       int64 // when it was written, Unix nanoseconds
	offset   int64
	length   int
}

// ask is a record to be written. done is closed when it is; without it the journal is to end.
type ask struct {
	record record
	done   chan struct{}
}

// openJournal writes the journal anew with what is there, and keeps it open. again reads a key that the journal cannot
// read itself.
func openJournal(file string, state contents, heads map[string]uint64, ages map[string]time.Duration, log *slog.Logger, again func(bucket, key string) (record, bool)) (*journal, error) {
	j := &journal{file: file, log: log, asks: make(chan ask, journalBatch), done: make(chan struct{}), again: again, ages: ages, heads: maps.Clone(heads)}
	records := state.records()
	lines := make([][]byte, len(records))
	for i, r := range records {
		var err error
		if lines[i], err = r.line(); err != nil {
			return nil, err
		}
	}
	if err := j.write(lines, records); err != nil {
		return nil, err
	}
	go j.run()
	return j, nil
}

// write replaces the file by a first line and these, whose records are given for those that are known.
func (j *journal) write(lines [][]byte, records []record) error {
	first, err := record{Number: 1, Heads: j.heads, Format: Format}.line()
	if err != nil {
		return err
	}
	temp := j.file + ".new"
	f, err := os.OpenFile(temp, os.O_CREATE|os.O_TRUNC|os.O_RDWR, 0o600) // #nosec G304 -- below the data folder
	if err != nil {
		return err
	}
	w := bufio.NewWriterSize(f, 1<<16)
	_, _ = w.Write(first) // the error comes with Flush
	size, live := int64(len(first)), int64(0)
	keys := make(map[string]place, len(records))
	for i, line := range lines {
		_, _ = w.Write(line)
		if r := records[i]; r.Key != "" {
			keys[placeKey(r.Bucket, r.Key)] = place{r.Revision, r.At, size, len(line)}
		}
		size += int64(len(line))
		live += int64(len(line))
	}
	if err = errors.Join(w.Flush(), f.Sync(), f.Close()); err != nil {
		os.Remove(temp)
		return err
	}
	if j.f != nil { // Windows renames over no open file
		j.f.Close()
	}
	err = os.Rename(temp, j.file)
	if f, oerr := os.OpenFile(j.file, os.O_RDWR, 0o600); oerr == nil {
		j.f = f
	} else {
		return errors.Join(err, oerr) // what comes now is owed until the next start
	}
	if err != nil {
		os.Remove(temp)
		return err
	}
	syncFolder(filepath.Dir(j.file))
	j.number, j.size, j.live = uint64(len(lines))+1, size, live
	j.mu.Lock()
	j.keys = keys
	j.mu.Unlock()
	return nil
}

// append writes a record down and returns when it is in the file, or when the context ends.
func (j *journal) append(ctx context.Context, r record) error {
	if j == nil {
		return nil
	}
	a := ask{r, make(chan struct{})}
	select {
	case j.asks <- a:
	case <-j.done:
		return errJournalClosed
	case <-ctx.Done():
		return ctx.Err()
	}
	select {
	case <-a.done:
		return nil
	case <-j.done:
		return errJournalClosed
	case <-ctx.Done():
		return ctx.Err()
	}
}

var errJournalClosed = errors.New("the journal is closed")

// knows tells at which revision a key was written last, and when; it is false for one that is not there.
func (j *journal) knows(bucket, key string) (place, bool) {
	j.mu.Lock()
	defer j.mu.Unlock()
	p, ok := j.keys[placeKey(bucket, key)]
	return p, ok
}

// someKey is any key of a bucket, another each time.
func (j *journal) someKey(bucket string) (string, bool) {
	j.mu.Lock()
	defer j.mu.Unlock()
	for k := range j.keys {
		if key, ours := strings.CutPrefix(k, bucket+"/"); ours {
			return key, true
		}
	}
	return "", false
}

// close ends the goroutine and leaves everything on the disk. Nothing may be appended afterwards.
func (j *journal) close() {
	if j == nil {
		return
	}
	select {
	case j.asks <- ask{}:
	case <-j.done:
	}
	<-j.done
}

// run is the one goroutine that writes the file: it takes what was asked for meanwhile as one batch, and ends after close.
func (j *journal) run() {
	defer close(j.done)
	var unsynced <-chan time.Time
	old := time.NewTicker(time.Minute)
	defer old.Stop()
	for {
		select {
		case now := <-old.C:
			j.forgetAged(now)
		case <-unsynced:
			unsynced = nil
			_ = j.f.Sync() // JetStream has it on the disk
			if len(j.owed) > 0 {
				j.put(nil)
				unsynced = time.After(journalSync)
			}
			if j.size > max(journalLeast, journalGrowth*j.live) && len(j.owed) == 0 {
				j.compact()
			}
		case first := <-j.asks:
			batch := []ask{first}
			for more := true; more && len(batch) < journalBatch && batch[len(batch)-1].done != nil; {
				select {
				case next := <-j.asks:
					batch = append(batch, next)
				default:
					more = false
				}
			}
			closing := batch[len(batch)-1].done == nil
			if closing {
				batch = batch[:len(batch)-1]
			}
			j.put(batch)
			if closing {
				_ = errors.Join(j.f.Sync(), j.f.Close())
				return
			}
			if unsynced == nil {
				unsynced = time.After(journalSync)
			}
		}
	}
}

// put writes records at the end of the file. What cannot be written is owed: it stands in JetStream, and is written
// here as soon as that can be done.
func (j *journal) put(batch []ask) {
	records := j.owed
	for _, a := range batch {
		records = append(records, a.record)
	}
	var buf []byte
	places := make([]place, len(records))
	number := j.number
	for i := range records {
		number++
		records[i].Number = number
		line, err := records[i].line()
		if err != nil {
			continue // a value that is no text is none of ours
		}
		places[i] = place{records[i].Revision, records[i].At, j.size + int64(len(buf)), len(line)}
		buf = append(buf, line...)
	}
	_, err := j.f.WriteAt(buf, j.size)
	switch {
	case err != nil:
		_ = j.f.Truncate(j.size)
		j.owed = newestOf(records)
		if !j.failed {
			j.failed = true
			j.log.Warn("the store's second copy cannot be written; the first goes on, and it is tried again by itself", "cause", err)
		}
	default:
		j.owed, j.number, j.size = nil, number, j.size+int64(len(buf))
		if j.failed {
			j.failed = false
			j.log.Info("the store's second copy is written again")
		}
	}
	j.mu.Lock()
	for i, r := range records {
		k := placeKey(r.Bucket, r.Key)
		old, there := j.keys[k]
		switch {
		case there && old.revision > r.Revision:
		case r.Deleted:
			delete(j.keys, k)
			j.live -= int64(old.length)
		default:
			j.keys[k] = places[i]
			j.live += int64(places[i].length - old.length)
		}
	}
	j.mu.Unlock()
	for _, r := range records {
		j.heads[r.Bucket] = max(j.heads[r.Bucket], r.Revision)
	}
	for _, a := range batch {
		close(a.done)
	}
}

// newestOf leaves out what has been written again since, so that what is owed stays bounded.
func newestOf(records []record) (out []record) {
	newest := newContents()
	for _, r := range records {
		newest.add(r)
	}
	for _, keys := range newest {
		for _, r := range keys {
			out = append(out, r)
		}
	}
	return out
}

// forgetAged drops what JetStream has forgotten by its age.
func (j *journal) forgetAged(now time.Time) {
	j.mu.Lock()
	defer j.mu.Unlock()
	for k, p := range j.keys {
		name, _, _ := strings.Cut(k, "/")
		if age := j.ages[name]; age > 0 && now.Sub(time.Unix(0, p.at)) > age {
			delete(j.keys, k)
			j.live -= int64(p.length)
		}
	}
}

// compact writes the journal anew with the lines that count. One that cannot be read any more is taken from JetStream;
// where that has no answer either the line stays as it is, so that the next start sees the fault.
func (j *journal) compact() {
	j.mu.Lock()
	keys := maps.Clone(j.keys)
	j.mu.Unlock()
	lines, records := make([][]byte, 0, len(keys)), make([]record, 0, len(keys))
	number := uint64(1)
	for _, k := range slices.Sorted(maps.Keys(keys)) {
		name, key, _ := strings.Cut(k, "/")
		line := make([]byte, keys[k].length)
		_, err := io.ReadFull(io.NewSectionReader(j.f, keys[k].offset, int64(len(line))), line)
		r, ok := parseLine(bytes.TrimSuffix(line, []byte("\n")))
		if err != nil || !ok {
			r, ok = j.again(name, key)
		}
		number++
		if ok {
			r.Number, r.Bucket, r.Key = number, name, key
			if line, err = r.line(); err != nil {
				return
			}
		}
		lines, records = append(lines, line), append(records, r)
	}
	if err := j.write(lines, records); err != nil {
		j.log.Debug("the store's second copy could not be written anew; it grows on", "cause", err)
	}
}
