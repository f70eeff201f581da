package main

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"time"

	"napguide/server/store"
)

// storeFlags say which store is meant; they are those of "guide serve".
type storeFlags struct {
	Data string   `default:"guide-data" env:"GUIDE_DATA" placeholder:"DIR" help:"The data folder; without it the one here, or beside the program (${default})."`
	Nats []string `env:"GUIDE_NATS" hidden:""`
}

// folder is the data folder, or why there is none to copy.
func (f storeFlags) folder() (string, error) {
	if len(f.Nats) > 0 {
		return "", errors.New("--nats: what an outside cluster keeps is backed up there (nats stream backup)")
	}
	if f.Data == "" {
		return "", wrongFlag("data", "", "everything is in memory; there is no folder to copy")
	}
	return dataBeside(f.Data), nil
}

// backupCommand is the flags of "guide backup".
type backupCommand struct {
	File string `arg:"" help:"Where to write it; a file that does not exist yet."`
	storeFlags
}

// Run writes the rooms and numbers into a file, also while the guide runs.
func (cmd *backupCommand) Run(_ context.Context, stdout output, words speech) error {
	dir, err := cmd.folder()
	if err != nil {
		return err
	}
	if _, err := os.Lstat(cmd.File); err == nil {
		return fmt.Errorf("guide backup %q: the file is there already; choose another, nothing is ever overwritten", cmd.File)
	}
	info, err := writeBackup(dir, cmd.File)
	if err != nil {
		return backupError("backup", cmd.File, dir, err)
	}
	fmt.Fprintln(stdout, words.sayf("%s written: rooms %d, numbers %d", cmd.File, info.Rooms, info.Numbers))
	return nil
}

// writeBackup writes a backup into a file that is there whole or not at all.
func writeBackup(dir, file string) (info store.BackupInfo, err error) {
	temp, err := os.CreateTemp(filepath.Dir(file), filepath.Base(file)+".part-*") // this user's alone
	if err != nil {
		return info, err
	}
	info, err = store.Backup(dir, thisBuild().Version, temp)
	if err = errors.Join(err, temp.Sync(), temp.Close()); err == nil {
		err = os.Rename(temp.Name(), file)
	}
	if err != nil {
		os.Remove(temp.Name())
	}
	return info, err
}

// restoreCommand is the flags of "guide restore".
type restoreCommand struct {
	File string `arg:"" help:"What guide backup has written."`
	storeFlags
}

// Run puts a backup into the place of what the data folder holds, which is kept beside.
func (cmd *restoreCommand) Run(_ context.Context, stdout output, words speech) error {
	dir, err := cmd.folder()
	if err != nil {
		return err
	}
	info, aside, err := store.Restore(dir, cmd.File)
	if err != nil {
		return backupError("restore", cmd.File, dir, err)
	}
	fmt.Fprintln(stdout, words.sayf("restored into %s as of %s: rooms %d, numbers %d", dir, info.Made.Local().Format(time.DateTime), info.Rooms, info.Numbers))
	if aside != "" {
		fmt.Fprintln(stdout, words.sayf("what was there before is kept for seven days in %s", aside))
	}
	return nil
}

// backupError says what somebody can do about it.
func backupError(command, file, dir string, err error) error {
	var why string
	switch {
	case errors.Is(err, store.ErrNothing):
		why = "there is no data to back up; --data chooses another folder"
	case errors.Is(err, store.ErrMending):
		why = "the data is damaged and being mended; try again in a moment, or stop the guide first"
	case errors.Is(err, store.ErrNoBackup):
		why = "the file is no backup, or is not whole"
	case errors.Is(err, store.ErrNewer):
		why = "it was written by a newer version of the program; use that version. Nothing has been touched"
	case errors.Is(err, store.ErrLocked):
		why = "the guide is running; stop it first"
	case errors.Is(err, fs.ErrNotExist):
		why = "the file or its folder is not there"
	default:
		return fmt.Errorf("guide %s %q, --data %q: %s", command, file, dir, cause(err))
	}
	return fmt.Errorf("guide %s %q, --data %q: %s", command, file, dir, why)
}
