package store

import (
	"io/fs"
	"os"
	"path/filepath"
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
