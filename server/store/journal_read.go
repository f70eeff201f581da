package store

import (
	"bytes"
	"os"
	"path/filepath"
)

// findJournal reads the journal, also where it stands in the place of another file.
func findJournal(dir string) copied {
	c := readJournal(filepath.Join(dir, journalFile))
	if !c.found || len(c.heads) > 0 {
		return c
	}
	for _, file := range filesLike(dir, jetstreamDir+"/*/streams/*/msgs/*.blk") {
		if other := readJournal(file); len(other.heads) > 0 {
			return other
		}
	}
	return c
}

// readJournal reads a journal, and goes on after what is damaged.
func readJournal(file string) copied {
	c := newCopied()
	raw, err := os.ReadFile(file) // #nosec G304 -- below the data folder
	if err != nil {
		if !os.IsNotExist(err) {
			c.faults = append(c.faults, fault{file: file})
		}
		return c
	}
	return parseJournal(file, raw)
}

// parseJournal reads a journal's text; see readJournal.
func parseJournal(file string, raw []byte) copied {
	c := newCopied()
	c.found = true
	next, torn := uint64(1), false
	for at := 0; at < len(raw); {
		line, _, whole := bytes.Cut(raw[at:], []byte("\n"))
		at += len(line) + 1
		r, ok := parseLine(line)
		if !ok && torn && !bytes.Contains(line[:min(len(line), 20)], []byte(` {"n":`)) {
			continue // the rest of a line into which damage put a newline
		}
		torn = !ok
		if !ok { // at the end it may be a write that a crash cut off
			_, rest, _ := bytes.Cut(line, []byte(`"k":"`))
			c.faults = append(c.faults, fault{file: file, entry: keyAt(rest), atEnd: !whole})
			next++
			continue
		}
		if r.Number > next { // lines are missing
			c.faults = append(c.faults, fault{file: file})
		}
		next = r.Number + 1
		if r.Number == 1 {
			c.floors = r.Heads
			for name, head := range r.Heads {
				c.heads[name] = max(c.heads[name], head)
			}
			continue
		}
		c.add(r)
	}
	if c.floors == nil {
		c.faults = append(c.faults, fault{file: file})
	}
	return c
}
