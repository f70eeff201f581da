package store

import (
	"encoding/json"
	"maps"
	"slices"
	"strconv"
	"strings"
	"time"

	"napguide/server/workshop"
)

// contents is the newest record of each key, by bucket and key.
type contents map[string]map[string]record

func newContents() contents {
	return contents{grantBucket: map[string]record{}, roomBucket: map[string]record{}}
}

// add keeps the newer of two records of one key.
func (c contents) add(r record) {
	old, there := c[r.Bucket][r.Key]
	if there && (old.Revision > r.Revision || old.Revision == r.Revision && old.Deleted) || c[r.Bucket] == nil {
		return
	}
	c[r.Bucket][r.Key] = r
}

// records are all of them as a journal has them: behind its first line, in the order of their keys.
func (c contents) records() (all []record) {
	for _, name := range slices.Sorted(maps.Keys(c)) {
		for _, key := range slices.Sorted(maps.Keys(c[name])) {
			r := c[name][key]
			r.Number, r.Bucket, r.Key = uint64(len(all)+2), name, key
			all = append(all, r)
		}
	}
	return all
}

// copied is what one copy of the store, JetStream's files or the journal, was found to hold.
type copied struct {
	contents
	heads   map[string]uint64 // the newest revision that was found, by bucket
	floors  map[string]uint64 // up to this revision a key that is not there was deleted, by bucket; the journal's only
	deleted map[string]bool   // bucket and revision of records that were deleted without a mark of their own; JetStream's only
	faults  []fault
	found   bool
}

func newCopied() copied {
	return copied{contents: newContents(), heads: map[string]uint64{}, deleted: map[string]bool{}}
}

func (c copied) add(r record) {
	c.contents.add(r)
	c.heads[r.Bucket] = max(c.heads[r.Bucket], r.Revision)
}

// fault is a part of a file that cannot be read, between two records that can.
type fault struct {
	file          string
	bucket        string
	entry         string // the key whose record it was; "" where that cannot be told
	after, before uint64 // revisions of the records around it; before is 0 where none follows
	atEnd         bool   // nothing follows: the end of a write that a crash cut off looks so
}

// whole is what the store holds by both copies together, and what is to be said and done about it.
type whole struct {
	contents
	heads map[string]uint64

	rebuild bool            // JetStream's files do not say the same: they are to be made anew
	mended  int             // records that one copy had lost and the other has
	faults  []fault         // all that were found
	lost    []fault         // those of which neither copy has what stood there, or may not have it
	aged    map[string]bool // bucket and key of what is about to be forgotten

	rooms int    // in which it was noted that something may be lost
	begun bool   // there was no journal
	kept  string // where the damaged files are; "" for nowhere
}

// damaged tells whether anything was found that is worth a line.
func (w whole) damaged() bool { return len(w.faults) > 0 || w.rebuild || w.mended > 0 }

// combine puts together what two copies, and this process's memory, have. Of each key the newest record counts. ages are
// how long each bucket keeps a key.
func combine(files, journal copied, memory contents, ages map[string]time.Duration, now time.Time) whole {
	w := whole{contents: newContents(), heads: map[string]uint64{}, aged: map[string]bool{}, faults: slices.Concat(files.faults, journal.faults)}
	sound := journal.found && len(journal.faults) == 0
	for name := range w.contents {
		w.heads[name] = max(files.heads[name], journal.heads[name])
		keys := map[string]bool{}
		for _, c := range []contents{files.contents, journal.contents, memory} {
			for key := range c[name] {
				keys[key] = true
			}
		}
		for key := range keys {
			f, inFiles := files.contents[name][key]
			j, inJournal := journal.contents[name][key]
			m, inMemory := memory[name][key]
			newest, there := f, inFiles
			if inFiles && !inJournal && !f.Deleted && sound && f.Revision <= journal.floors[name] {
				newest.Deleted = true // JetStream has lost that it was deleted
			}
			if inJournal && (!there || j.Revision > newest.Revision || j.Revision == newest.Revision && j.Deleted) {
				newest, there = j, true
			}
			w.heads[name] = max(w.heads[name], m.Revision)
			if inMemory && (!there || m.Revision > newest.Revision) {
				newest, there = m, true
			}
			if !there || newest.Deleted && (!inFiles || f.Deleted) {
				continue
			}
			if ages[name] > 0 && now.Sub(time.Unix(0, newest.At)) > ages[name]-time.Minute {
				w.aged[placeKey(name, key)] = true
				continue // JetStream forgets it too, if it has not
			}
			if newest.Deleted {
				w.rebuild = w.rebuild || !files.deleted[name+" "+strconv.FormatUint(f.Revision, 10)] // JetStream still has it
				continue
			}
			if !inFiles || f.Revision != newest.Revision || f.Deleted || f.Value != newest.Value {
				w.rebuild = true
				w.mended++
			}
			w.contents[name][key] = newest
		}
	}
	for _, f := range files.faults {
		if f.atEnd && sound && f.after >= journal.heads[f.bucket] {
			continue // a write that was cut off, and was never acknowledged: JetStream cuts it off too
		}
		w.rebuild = true
		if !sound && !journal.has(f) || sound && f.reaches(journal.heads[f.bucket]) {
			w.lost = append(w.lost, f)
		}
	}
	if memory != nil { // which has all of it
		w.lost = nil
	} else if len(w.lost) > 0 || w.mended > 0 {
		for _, f := range journal.faults {
			if !f.atEnd {
				w.lost = append(w.lost, f)
			}
		}
	}
	return w
}

// has tells whether the copy has what stood in another's damaged part, although it is damaged itself.
func (c copied) has(f fault) bool {
	if f.before != f.after+2 { // more than one record, or nobody knows
		return false
	}
	for _, r := range c.contents[f.bucket] {
		if r.Revision == f.after+1 {
			return true
		}
	}
	r, ok := c.contents[f.bucket][f.entry]
	return ok && r.Revision > f.after
}

// reaches tells whether there may be a record in the part that is newer than a revision.
func (f fault) reaches(revision uint64) bool {
	return f.before > 0 && f.before-1 > revision || f.before == 0 && f.after >= revision
}

// concerned are the rooms of which something may be lost: all, where that cannot be told.
func (w whole) concerned() map[string]bool {
	rooms := map[string]bool{}
	for _, f := range w.lost {
		id, _, isRoom := splitKey(f.entry)
		code, isCode := strings.CutPrefix(f.entry, codePrefix)
		switch {
		case f.bucket == grantBucket, strings.HasPrefix(f.entry, grantPrefix), f.entry == attemptsKey, len(code) == grantDigits:
		case isRoom:
			rooms[id] = true
		case isCode && w.contents[roomBucket][f.entry].Value != "":
			rooms[w.contents[roomBucket][f.entry].Value] = true
		default:
			for key := range w.contents[roomBucket] {
				if id, number, ok := splitKey(key); ok && number == 0 {
					rooms[id] = true
				}
			}
			return rooms
		}
	}
	return rooms
}

const grantDigits = 9

// mark notes in each room concerned that something of it may be lost, and returns how many there are.
func (w whole) mark(now time.Time) (rooms int) {
	for id := range w.concerned() {
		r, ok := w.contents[roomBucket][roomKey+id]
		if !ok {
			continue
		}
		var room workshop.Room
		if json.Unmarshal([]byte(r.Value), &room) != nil {
			continue
		}
		value, err := json.Marshal(room.Damage(now))
		if err != nil {
			continue
		}
		r.Value = string(value)
		w.contents[roomBucket][roomKey+id] = r
		rooms++
	}
	return rooms
}

// revisions are what JetStream must deliver when it has read its files.
func (w whole) revisions() map[string]uint64 {
	out := map[string]uint64{}
	for name, keys := range w.contents {
		for key, r := range keys {
			out[placeKey(name, key)] = r.Revision
		}
	}
	return out
}
