package store_test

import (
	"bytes"
	"io/fs"
	"os"
	"path/filepath"
	"testing"
	"time"

	"napguide/server/store"
	"napguide/server/workshop"
)

// What was deleted is in no file after the next start without rooms; a room that is there stays as long.
func TestOnceNoRoomIsLeftTheNextStartEmptiesTheirFile(t *testing.T) {
	dir := t.TempDir()
	again := func(s *store.Store) *store.Store {
		t.Helper()
		if s != nil {
			if err := s.Close(t.Context()); err != nil {
				t.Fatal(err)
			}
		}
		return open(t, store.Options{Dir: dir})
	}
	holds := func(text string) (found bool) {
		t.Helper()
		filepath.WalkDir(dir, func(name string, entry fs.DirEntry, err error) error {
			if err == nil && !entry.IsDir() {
				raw, _ := os.ReadFile(name)
				found = found || bytes.Contains(raw, []byte(text))
			}
			return nil
		})
		return found
	}
	s := again(nil)
	room := func(trainer, wifi string) workshop.Room {
		t.Helper()
		r, err := s.OpenRoom(t.Context(), trainer, "", func(r workshop.Room) (workshop.Room, error) { return r.SetWifi(wifi, wifi, time.Now()) })
		if err != nil {
			t.Fatal(err)
		}
		return r
	}
	first, second := room("one", "FirstNetwork"), room("two", "SecondNetwork")
	if err := s.DeleteRoom(t.Context(), first.ID); err != nil {
		t.Fatal(err)
	}
	s = again(s)
	if _, err := s.Room(second.ID); err != nil || !holds("SecondNetwork") {
		t.Fatalf("a room is gone with another: %v", err)
	}
	if err := s.DeleteRoom(t.Context(), second.ID); err != nil {
		t.Fatal(err)
	}
	s = again(s)
	for _, text := range []string{"FirstNetwork", "SecondNetwork"} {
		for end := time.Now().Add(90 * time.Second); holds(text); time.Sleep(20 * time.Millisecond) { // files are removed in the background
			if time.Now().After(end) {
				t.Fatalf("the folder still holds %q", text)
			}
		}
	}
	room("three", "ThirdNetwork") // and it goes on
}
