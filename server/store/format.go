package store

import (
	"bufio"
	"errors"
	"fmt"
	"os"
	"path/filepath"
)

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
