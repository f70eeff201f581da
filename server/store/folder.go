package store

import (
	"bufio"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"

	"github.com/gofrs/flock"
)

// Where an embedded store keeps its files, under the data folder.
const (
	lockFile     = "guide.lock"
	journalFile  = "journal"
	jetstreamDir = "jetstream"         // where JetStream keeps its files, under the data folder
	damagedDir   = "jetstream.damaged" // where damaged ones are kept; those of the times before have a number
	rebuildDir   = "jetstream.new"     // where new ones are made
	damagedKept  = 3
	damagedLife  = roomRetention // a damaged file holds what the store held, and is kept no longer
)

// lockFolder locks a folder for this process alone. Error: inUse where another has it, or a fault of the folder.
func lockFolder(dir string, inUse error) (*flock.Flock, error) {
	lock := flock.New(filepath.Join(dir, lockFile))
	ok, err := lock.TryLock()
	if err != nil {
		return nil, notWritable(dir, err)
	}
	if !ok {
		return nil, fmt.Errorf("%w: %s", inUse, dir)
	}
	return lock, nil
}

func notWritable(dir string, cause error) error {
	return &folderError{dir, cause, "make it writable for this user, or choose another folder with --data"}
}

// filesLike finds files below a folder by a pattern of their path in it; the folder's own name may hold anything.
func filesLike(dir, pattern string) (files []string) {
	found, _ := fs.Glob(os.DirFS(dir), pattern) // its only error: a bad pattern
	for _, name := range found {
		files = append(files, filepath.Join(dir, filepath.FromSlash(name)))
	}
	return files
}

// syncFolder makes a rename last. Where the system cannot, it lasts soon.
func syncFolder(dir string) {
	if d, err := os.Open(dir); err == nil { // #nosec G304 -- below the data folder
		_ = d.Sync()
		d.Close()
	}
}

// Format is the number of the form in which a folder keeps grants and rooms. It rises when a program of before could not
// read, or would spoil, what this one writes. The journal's first line tells it; one that does not is of format 1.
const Format = 1

// ErrNewer is a folder, or a backup, that a newer program wrote.
var ErrNewer = errors.New("store: written by a newer version of the program")

// maxFirstLine is more than a journal's first line takes, in bytes.
const maxFirstLine = 64 << 10

// checkFormat refuses a folder of a newer program; it touches nothing. Error: ErrNewer.
func checkFormat(dir string) error {
	f, err := os.Open(filepath.Join(dir, journalFile)) // #nosec G304 -- a name of ours in the operator's folder
	if err != nil {
		return nil // none, or none that can be read: what follows finds out why
	}
	defer f.Close()
	line, err := bufio.NewReaderSize(f, maxFirstLine).ReadSlice('\n')
	if err != nil {
		return nil
	}
	if r, ok := parseLine(line[:len(line)-1]); ok && r.Format > Format {
		return fmt.Errorf("%w: %s", ErrNewer, dir)
	}
	return nil
}
