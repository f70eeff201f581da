package store_test

import (
	"bytes"
	"context"
	"io/fs"
	"log/slog"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"

	"napguide/server/store"
)

// lines is a log that a test reads.
type lines struct {
	mu sync.Mutex
	b  bytes.Buffer
}

func (l *lines) Write(p []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.b.Write(p)
}

func (l *lines) all() []string {
	l.mu.Lock()
	defer l.mu.Unlock()
	return strings.FieldsFunc(l.b.String(), func(r rune) bool { return r == '\n' })
}

func (l *lines) log() *slog.Logger { return slog.New(slog.NewTextHandler(l, nil)) }

const (
	grantsKept = 20
	seatsKept  = 10
)

// filled is a data folder with codes and a room in it, as a good end of the program leaves it.
func filled(t *testing.T) (dir string, grants []string, room string) {
	t.Helper()
	dir = t.TempDir()
	s, err := store.Open(t.Context(), store.Options{Dir: dir, GrantTTL: ttl})
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close(context.Background())
	for range grantsKept {
		grants = append(grants, create(t, s, newGrant("computer")).ID)
	}
	r, err := s.OpenRoom(t.Context(), "trainer", "", nil)
	if err != nil {
		t.Fatal(err)
	}
	for i := range seatsKept {
		if _, err := s.JoinRoom(t.Context(), r.ID, strings.Repeat("p", i+1)); err != nil {
			t.Fatal(err)
		}
	}
	return dir, grants, r.ID
}

// storeFiles are the files of a data folder, relative to it.
func storeFiles(t *testing.T, dir string) (files []string) {
	t.Helper()
	err := filepath.WalkDir(dir, func(path string, d fs.DirEntry, err error) error {
		if err == nil && d.Type().IsRegular() && d.Name() != "guide.lock" {
			rel, _ := filepath.Rel(dir, path)
			files = append(files, rel)
		}
		return err
	})
	if err != nil || len(files) < 8 { // settings with checksum, records and index, of two buckets
		t.Fatalf("the store's files: %v, %v", files, err)
	}
	return files
}

var damages = map[string]func(b []byte) []byte{
	"a flipped byte": func(b []byte) []byte { b[len(b)/2] ^= 0xff; return b },
	"another":        func(b []byte) []byte { b[len(b)/3] ^= 0xff; return b },
	"a torn end":     func(b []byte) []byte { return b[:len(b)/2] },
	"nothing in it":  func([]byte) []byte { return nil },
	"zeroes":         func(b []byte) []byte { return make([]byte, len(b)) },
	"not there":      nil,
}

func TestAStoreWithADamagedFileStartsAllTheSameAndSaysSoInOneLine(t *testing.T) {
	t.Parallel()
	first, _, _ := filled(t)
	for _, file := range storeFiles(t, first) {
		for how, damage := range damages {
			t.Run(filepath.Base(filepath.Dir(filepath.Dir(file)))+"/"+filepath.Base(file)+"/"+how, func(t *testing.T) {
				t.Parallel()
				dir, grants, room := filled(t)
				path := filepath.Join(dir, file)
				b, err := os.ReadFile(path)
				if err == nil && damage != nil {
					err = os.WriteFile(path, damage(b), 0o600)
				} else if err == nil {
					err = os.Remove(path)
				}
				if err != nil {
					t.Fatal(err)
				}
				var log lines
				s := open(t, store.Options{Dir: dir, Log: log.log()})

				kept := 0
				for _, id := range grants {
					if _, err := s.Grant(t.Context(), id); err == nil {
						kept++
					}
				}
				seats := s.SeatCount(room)
				t.Logf("%d of %d codes and %d of %d numbers are left", kept, grantsKept, seats, seatsKept)
				records := strings.HasSuffix(file, ".blk")
				if !records && (kept < grantsKept || seats < seatsKept) {
					t.Error("no record was damaged")
				}
				if records && strings.Contains(file, "grants") && seats < seatsKept || records && strings.Contains(file, "rooms") && kept < grantsKept {
					t.Error("what was not damaged is lost")
				}
				if got := log.all(); len(got) > 1 || len(got) == 0 && !strings.HasSuffix(file, "index.db") || len(got) == 1 && !strings.Contains(got[0], dir) && !strings.Contains(got[0], "is skipped") {
					t.Errorf("the log has %d lines:\n%s", len(got), strings.Join(got, "\n"))
				}
				create(t, s, newGrant("after"))
				if _, err := s.Room(room); err == nil {
					for _, who := range []string{"x", "y"} {
						if _, err := s.JoinRoom(t.Context(), room, who); err != nil {
							t.Errorf("joining afterwards: %v", err)
						}
					}
				}
				if _, err := s.OpenRoom(t.Context(), "another trainer", "", nil); err != nil {
					t.Errorf("a room afterwards: %v", err)
				}
			})
		}
	}
}

func TestAStoreWhoseFilesCannotBeUsedAtAllBeginsAnewAndKeepsThem(t *testing.T) {
	t.Parallel()
	dir, _, _ := filled(t)
	files := filepath.Join(dir, "jetstream")
	if err := os.RemoveAll(files); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(files, []byte("not a folder"), 0o600); err != nil {
		t.Fatal(err)
	}
	var log lines
	s := open(t, store.Options{Dir: dir, Log: log.log()})
	create(t, s, newGrant("after"))
	if got := log.all(); len(got) != 1 || !strings.Contains(got[0], files+".damaged") {
		t.Errorf("the log:\n%s", strings.Join(got, "\n"))
	}
	if b, err := os.ReadFile(files + ".damaged"); err != nil || string(b) != "not a folder" {
		t.Errorf("the old files: %q, %v", b, err)
	}
}
