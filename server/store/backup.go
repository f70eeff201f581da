package store

import (
	"archive/zip"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"
)

// A backup is a ZIP archive of two files: backup.json says what it is, journal is the journal as it would begin, with every
// key once. It is taken from the journal, which has every acknowledged write in the order in which they were made; so
// it holds a moment, also while a guide writes on. Restored, it is the journal of a folder without JetStream's files, which
// are made anew from it (recover.go).
const (
	backupAbout   = "backup.json"
	backupJournal = "journal"

	// asidePrefix begins the folder, inside the data folder, that keeps what a restore has replaced.
	asidePrefix = "before-restore-"

	// maxBackup bounds what is read of a backup, in bytes: more than both buckets may hold.
	maxBackup = 4 << 30
)

// What a backup is refused for.
var (
	ErrNothing  = errors.New("store: there is nothing to back up")
	ErrMending  = errors.New("store: the data is damaged and a guide has it open")
	ErrNoBackup = errors.New("store: this file is no backup, or is not whole")
	errNotWhole = errors.New("a record of it is damaged")
)

// BackupInfo is what a backup holds.
type BackupInfo struct {
	Format  int       `json:"format"`
	Program string    `json:"program"` // the version that made it
	Made    time.Time `json:"made"`
	Rooms   int       `json:"rooms"`
	Numbers int       `json:"numbers"` // given out in rooms
}

// Backup writes what the folder holds to w, also while a guide has the folder open. What it writes is whole only if it
// returns no error. Errors: ErrNothing, ErrNewer, ErrMending, or a fault of the folder or of w.
func Backup(dir, program string, w io.Writer) (BackupInfo, error) {
	if err := checkFormat(dir); err != nil {
		return BackupInfo{}, err
	}
	state, heads, err := readFolder(dir)
	if err != nil {
		return BackupInfo{}, err
	}
	info := BackupInfo{Format: Format, Program: program, Made: time.Now().UTC().Truncate(time.Second)}
	info.Rooms, info.Numbers = countRooms(state)
	about, err := json.MarshalIndent(info, "", "  ")
	if err != nil {
		return info, err
	}
	z := zip.NewWriter(w)
	f, err := z.CreateHeader(&zip.FileHeader{Name: backupAbout, Method: zip.Deflate, Modified: info.Made})
	if err != nil {
		return info, err
	}
	if _, err := f.Write(append(about, '\n')); err != nil {
		return info, err
	}
	if f, err = z.CreateHeader(&zip.FileHeader{Name: backupJournal, Method: zip.Deflate, Modified: info.Made}); err != nil {
		return info, err
	}
	if err := writeRecords(f, state, heads); err != nil {
		return info, err
	}
	return info, z.Close()
}

// readFolder is what a folder holds, and each bucket's newest revision. Where its journal is not whole, JetStream's files
// are read too, if no guide writes them meanwhile.
func readFolder(dir string) (contents, map[string]uint64, error) {
	files := filepath.Join(dir, jetstreamDir)
	_, noJournal := os.Stat(filepath.Join(dir, journalFile))
	_, noFiles := os.Stat(files)
	if errors.Is(noJournal, fs.ErrNotExist) && errors.Is(noFiles, fs.ErrNotExist) {
		return nil, nil, fmt.Errorf("%w: %s", ErrNothing, dir)
	}
	journal := findJournal(dir)
	whole := journal.found && !slices.ContainsFunc(journal.faults, func(f fault) bool { return !f.atEnd })
	if whole {
		return living(journal.contents), journal.heads, nil
	}
	lock, err := lockFolder(dir, ErrMending)
	if err != nil {
		return nil, nil, err
	}
	defer lock.Unlock() //nolint:errcheck // the process ends soon
	w := combine(readBlocks(files), journal, nil, nil, time.Now())
	return w.contents, w.heads, nil
}

// living leaves out what was deleted.
func living(all contents) contents {
	out := newContents()
	for name, keys := range all {
		for key, r := range keys {
			if !r.Deleted {
				r.Bucket, r.Key = name, key
				out.add(r)
			}
		}
	}
	return out
}

func countRooms(all contents) (rooms, numbers int) {
	for key := range all[roomBucket] {
		switch id, number, ok := splitKey(key); {
		case !ok || id == "":
		case number == 0:
			rooms++
		default:
			numbers++
		}
	}
	return rooms, numbers
}

// writeRecords writes a journal as it begins.
func writeRecords(w io.Writer, all contents, heads map[string]uint64) error {
	for _, r := range append([]record{{Number: 1, Heads: heads, Format: Format}}, all.records()...) {
		line, err := r.line()
		if err == nil {
			_, err = w.Write(line)
		}
		if err != nil {
			return err
		}
	}
	return nil
}

// ReadBackup reads a backup whole and checks all of it. Errors: ErrNoBackup, ErrNewer, or that the file cannot be read.
func ReadBackup(file string) (info BackupInfo, journal []byte, err error) {
	f, err := os.Open(file) // #nosec G304 -- the operator names the file
	if err != nil {
		return info, nil, err
	}
	defer f.Close()
	stat, err := f.Stat()
	if err != nil {
		return info, nil, err
	}
	if !stat.Mode().IsRegular() {
		return info, nil, ErrNoBackup
	}
	z, err := zip.NewReader(f, stat.Size())
	if err != nil {
		return info, nil, fmt.Errorf("%w: %w", ErrNoBackup, err)
	}
	read := func(name string) ([]byte, error) {
		one, err := z.Open(name)
		if err != nil {
			return nil, fmt.Errorf("%w: %w", ErrNoBackup, err)
		}
		defer one.Close()
		raw, err := io.ReadAll(io.LimitReader(one, maxBackup))
		if err != nil {
			return nil, fmt.Errorf("%w: %w", ErrNoBackup, err)
		}
		return raw, nil
	}
	about, err := read(backupAbout)
	if err != nil {
		return info, nil, err
	}
	if err := json.Unmarshal(about, &info); err != nil || info.Format < 1 {
		return info, nil, ErrNoBackup
	}
	if info.Format > Format {
		return info, nil, fmt.Errorf("%w: %s", ErrNewer, file)
	}
	if journal, err = read(backupJournal); err != nil {
		return info, nil, err
	}
	if c := parseJournal(backupJournal, journal); len(c.faults) > 0 {
		return info, nil, fmt.Errorf("%w: %w", ErrNoBackup, errNotWhole)
	}
	return info, journal, nil
}

// Restore puts a backup into the place of what a folder holds. That is kept in a folder inside it, whose path is returned;
// "" where there was nothing. Until the backup is wholly on the disk nothing changes, and a crash later leaves either the
// old data or the new. Errors: those of ReadBackup, ErrLocked, ErrNewer, or a fault of the folder.
func Restore(dir, file string) (info BackupInfo, aside string, err error) {
	info, journal, err := ReadBackup(file)
	if err != nil {
		return info, "", err
	}
	if err := checkFormat(dir); err != nil {
		return info, "", err
	}
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return info, "", notWritable(dir, err)
	}
	lock, err := lockFolder(dir, ErrLocked)
	if err != nil {
		return info, "", err
	}
	defer lock.Unlock() //nolint:errcheck // the process ends soon
	if free := FreeSpace(dir); free < uint64(len(journal))+roomNeeded {
		return info, "", &folderError{dir, ErrDiskFull, "free some space there"}
	}
	fresh := filepath.Join(dir, journalFile+".restored")
	if err := writeWhole(fresh, journal); err != nil {
		return info, "", notWritable(dir, err)
	}
	if aside, err = putBefore(dir); err == nil {
		err = os.Rename(fresh, filepath.Join(dir, journalFile))
	}
	if err != nil {
		os.Remove(fresh)
		return info, aside, notWritable(dir, err)
	}
	ownAs(dir)
	syncFolder(dir)
	return info, aside, nil
}

// putBefore keeps what a folder holds in a folder inside it. The journal is copied, not moved: with it alone the old data
// would come back, were the machine to stop here.
func putBefore(dir string) (string, error) {
	aside := filepath.Join(dir, asidePrefix+time.Now().Format("20060102-150405"))
	there := false
	if old, err := os.ReadFile(filepath.Join(dir, journalFile)); err == nil { // #nosec G304 -- below the data folder
		there = true
		if err := os.MkdirAll(aside, 0o700); err != nil {
			return "", err
		}
		if err := writeWhole(filepath.Join(aside, journalFile), old); err != nil {
			return "", err
		}
	} else if !errors.Is(err, fs.ErrNotExist) {
		return "", err
	}
	files := filepath.Join(dir, jetstreamDir)
	if _, err := os.Lstat(files); err == nil {
		there = true
		if err := os.MkdirAll(aside, 0o700); err != nil {
			return "", err
		}
		if err := os.Rename(files, filepath.Join(aside, jetstreamDir)); err != nil {
			return "", err
		}
	}
	if !there {
		return "", nil
	}
	syncFolder(dir)
	return aside, nil
}

// dropOldAside removes what restores have replaced, once it is as old as rooms may get.
func dropOldAside(dir string) {
	entries, err := os.ReadDir(dir)
	if err != nil {
		return
	}
	for _, e := range entries {
		name, isAside := strings.CutPrefix(e.Name(), asidePrefix)
		if made, err := time.ParseInLocation("20060102-150405", name, time.Local); isAside && err == nil && time.Since(made) > damagedLife {
			os.RemoveAll(filepath.Join(dir, e.Name()))
		}
	}
}

// writeWhole writes a file that is there whole or not at all, also after a power cut.
func writeWhole(file string, raw []byte) error {
	temp := file + ".new"
	f, err := os.OpenFile(temp, os.O_CREATE|os.O_TRUNC|os.O_WRONLY, 0o600) // #nosec G304 -- below the data folder, or where the operator wants it
	if err != nil {
		return err
	}
	_, err = f.Write(raw)
	if err = errors.Join(err, f.Sync(), f.Close()); err == nil {
		err = os.Rename(temp, file)
	}
	if err != nil {
		os.Remove(temp)
		return err
	}
	syncFolder(filepath.Dir(file))
	return nil
}
