package store_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"hash/crc32"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"

	"napguide/server/store"
	"napguide/server/workshop"
)

// openFolder opens a store on a folder until the test ends, or close is called.
func openFolder(t *testing.T, dir string) (s *store.Store, closeNow func()) {
	t.Helper()
	s, err := store.Open(t.Context(), store.Options{Dir: dir, GrantTTL: time.Minute})
	if err != nil {
		t.Fatal(err)
	}
	closed := false
	closeNow = func() {
		if !closed {
			closed = true
			if err := s.Close(context.Background()); err != nil { // the test's own context has ended by then
				t.Error(err)
			}
		}
	}
	t.Cleanup(closeNow)
	return s, closeNow
}

func openClass(t *testing.T, s *store.Store, secret string, seats int) workshop.Room {
	t.Helper()
	r, err := s.OpenRoom(t.Context(), secret, "", nil)
	if err != nil {
		t.Fatal(err)
	}
	for i := range seats {
		if _, err := s.JoinRoom(t.Context(), r.ID, secret+string(rune('a'+i))); err != nil {
			t.Fatal(err)
		}
	}
	return r
}

func backupFile(t *testing.T, dir string) string {
	t.Helper()
	var b bytes.Buffer
	if _, err := store.Backup(dir, "1.2.3", &b); err != nil {
		t.Fatal(err)
	}
	file := filepath.Join(t.TempDir(), "backup.zip")
	if err := os.WriteFile(file, b.Bytes(), 0o600); err != nil {
		t.Fatal(err)
	}
	return file
}

func TestABackupTakenWhileTheStoreIsOpenHoldsThatMoment(t *testing.T) {
	dir := t.TempDir()
	s, closeNow := openFolder(t, dir)
	kept := openClass(t, s, "trainer", 3)
	gone := openClass(t, s, "other", 1)
	if err := s.DeleteRoom(t.Context(), gone.ID); err != nil {
		t.Fatal(err)
	}
	file := backupFile(t, dir)
	later := openClass(t, s, "later", 1)
	closeNow()

	info, _, err := store.ReadBackup(file)
	if err != nil || info.Rooms != 1 || info.Numbers != 3 || info.Program != "1.2.3" {
		t.Errorf("it says of itself %+v, %v", info, err)
	}
	for what, dir := range map[string]string{"an empty folder": filepath.Join(t.TempDir(), "new"), "the same folder": dir} {
		if _, _, err := store.Restore(dir, file); err != nil {
			t.Fatalf("into %s: %v", what, err)
		}
		s, closeNow := openFolder(t, dir)
		if got := s.RoomsOf("trainer"); len(got) != 1 || got[0].ID != kept.ID || s.SeatCount(kept.ID) != 3 {
			t.Errorf("into %s: the room is %+v with %d numbers", what, got, s.SeatCount(kept.ID))
		}
		for _, id := range []string{gone.ID, later.ID} {
			if _, err := s.Room(id); err == nil {
				t.Errorf("into %s: a room is there that was not there then", what)
			}
		}
		openClass(t, s, "after", 2) // and it can be written to
		closeNow()
	}
	aside, err := filepath.Glob(filepath.Join(dir, "before-restore-*", "journal"))
	if err != nil || len(aside) != 1 {
		t.Errorf("what was there before is kept as %q", aside)
	}
}

func TestARestoreThatCannotBeRightChangesNothing(t *testing.T) {
	dir := t.TempDir()
	s, closeNow := openFolder(t, dir)
	room := openClass(t, s, "trainer", 2)
	file := backupFile(t, dir)
	if _, _, err := store.Restore(dir, file); !errors.Is(err, store.ErrLocked) {
		t.Errorf("into a folder in use: %v", err)
	}
	closeNow()
	whole, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	bad := filepath.Join(t.TempDir(), "bad.zip")
	flipped := bytes.Clone(whole)
	flipped[len(flipped)/2] ^= 0x40
	for what, raw := range map[string][]byte{"half": whole[:len(whole)/2], "nothing": nil, "a flipped bit": flipped, "a picture": []byte("\x89PNG\r\n\x1a\n")} {
		if err := os.WriteFile(bad, raw, 0o600); err != nil {
			t.Fatal(err)
		}
		if _, _, err := store.Restore(dir, bad); !errors.Is(err, store.ErrNoBackup) {
			t.Errorf("%s: %v", what, err)
		}
	}
	if _, _, err := store.Restore(dir, filepath.Dir(bad)); !errors.Is(err, store.ErrNoBackup) {
		t.Errorf("a folder: %v", err)
	}
	s, _ = openFolder(t, dir)
	if _, err := s.Room(room.ID); err != nil || s.SeatCount(room.ID) != 2 {
		t.Errorf("the room afterwards: %v, %d numbers", err, s.SeatCount(room.ID))
	}
	if left, _ := filepath.Glob(filepath.Join(dir, "*restore*")); len(left) > 0 {
		t.Errorf("it leaves %q", left)
	}
}

func TestABackupOfDamagedDataIsMadeFromBothCopies(t *testing.T) {
	dir := t.TempDir()
	s, closeNow := openFolder(t, dir)
	room := openClass(t, s, "trainer", 2)
	damage := func() {
		t.Helper()
		if err := os.WriteFile(filepath.Join(dir, "journal"), []byte("nothing of it\nis left\n"), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	damage()
	if _, err := store.Backup(dir, "", &bytes.Buffer{}); !errors.Is(err, store.ErrMending) {
		t.Errorf("while it is open: %v", err)
	}
	closeNow()
	damage()
	file := backupFile(t, dir)
	to := t.TempDir()
	if _, _, err := store.Restore(to, file); err != nil {
		t.Fatal(err)
	}
	s, _ = openFolder(t, to)
	if _, err := s.Room(room.ID); err != nil || s.SeatCount(room.ID) != 2 {
		t.Errorf("the room: %v, %d numbers", err, s.SeatCount(room.ID))
	}
	if _, err := store.Backup(t.TempDir(), "", &bytes.Buffer{}); !errors.Is(err, store.ErrNothing) {
		t.Errorf("of an empty folder: %v", err)
	}
}

func TestAFolderOfANewerProgramIsNotTouched(t *testing.T) {
	dir := t.TempDir()
	s, closeNow := openFolder(t, dir)
	openClass(t, s, "trainer", 1)
	file := backupFile(t, dir)
	closeNow()
	journal := filepath.Join(dir, "journal")
	raw, err := os.ReadFile(journal)
	if err != nil {
		t.Fatal(err)
	}
	first, rest, _ := bytes.Cut(raw, []byte("\n"))
	first = bytes.Replace(first[9:], []byte(`"format":1`), []byte(`"format":2`), 1)
	newer := fmt.Appendf(nil, "%08x %s\n%s", crc32.Checksum(first, crc32.MakeTable(crc32.Castagnoli)), first, rest)
	if err := os.WriteFile(journal, newer, 0o600); err != nil {
		t.Fatal(err)
	}
	before := listing(t, dir)
	if _, err := store.Open(t.Context(), store.Options{Dir: dir}); !errors.Is(err, store.ErrNewer) {
		t.Errorf("opening: %v", err)
	}
	if _, err := store.Backup(dir, "", &bytes.Buffer{}); !errors.Is(err, store.ErrNewer) {
		t.Errorf("a backup of it: %v", err)
	}
	if _, _, err := store.Restore(dir, file); !errors.Is(err, store.ErrNewer) {
		t.Errorf("a restore into it: %v", err)
	}
	if after := listing(t, dir); after != before {
		t.Errorf("before:\n%s\nafter:\n%s", before, after)
	}
}

// listing is every file of a folder with its size and when it was written.
func listing(t *testing.T, dir string) string {
	t.Helper()
	var b strings.Builder
	err := filepath.WalkDir(dir, func(name string, entry os.DirEntry, err error) error {
		if err != nil {
			return err
		}
		info, err := entry.Info()
		if err == nil {
			b.WriteString(name + " " + info.ModTime().String() + " " + info.Mode().String() + "\n")
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return b.String()
}

// root restores for the service's own user.
func TestWhatRootRestoresBelongsToTheFoldersOwner(t *testing.T) {
	dir := t.TempDir()
	s, closeNow := openFolder(t, dir)
	openClass(t, s, "trainer", 1)
	file := backupFile(t, dir)
	closeNow()
	const nobody = 65534
	mine := os.Getuid()
	if mine == 0 {
		mine = nobody
		if err := os.Chown(dir, nobody, nobody); err != nil {
			t.Fatal(err)
		}
	}
	if _, _, err := store.Restore(dir, file); err != nil {
		t.Fatal(err)
	}
	err := filepath.WalkDir(dir, func(name string, entry os.DirEntry, err error) error {
		if err != nil {
			return err
		}
		info, err := entry.Info()
		if err == nil && int(info.Sys().(*syscall.Stat_t).Uid) != mine {
			t.Errorf("%s belongs to another", name)
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
}
