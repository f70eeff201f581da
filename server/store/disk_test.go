//go:build linux

package store

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"

	"napguide/server/sandbox"
)

// smallDisk mounts a file system of 24 MB and returns it with a function that fills it up to so many bytes, and one
// that empties it again.
func smallDisk(t *testing.T) (dir string, fill func(leave int64), empty func()) {
	t.Helper()
	dir = t.TempDir()
	if err := syscall.Mount("tmpfs", dir, "tmpfs", 0, "size=24m"); err != nil {
		t.Skipf("no file system of its own can be mounted here (it takes root): %v", err)
	}
	t.Cleanup(func() { syscall.Unmount(dir, syscall.MNT_DETACH) })
	ballast := filepath.Join(dir, "ballast")
	fill = func(leave int64) {
		f, err := os.OpenFile(ballast, os.O_CREATE|os.O_WRONLY|os.O_APPEND, 0o600)
		if err != nil {
			t.Fatal(err)
		}
		defer f.Close()
		for chunk := int64(1 << 20); chunk > 0; chunk /= 2 {
			for int64(FreeSpace(dir))-chunk >= leave {
				if _, err := f.Write(make([]byte, chunk)); err != nil {
					break
				}
			}
		}
	}
	return dir, fill, func() { os.Remove(ballast) }
}

func openOn(t *testing.T, opt Options) *Store {
	t.Helper()
	opt.GrantTTL = 10 * time.Minute
	s, err := Open(t.Context(), opt)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { s.Close(context.Background()) })
	return s
}

func makeOne(s *Store) (sandbox.Grant, error) {
	g := sandbox.NewGrant("computer", "standard", "th", time.Now(), 10*time.Minute)
	return s.CreateGrant(context.Background(), g, Limits{PerHolder: 1 << 20, All: 1 << 20})
}

func TestBeforeTheDiskIsFullWritesAreRefusedAndReadsGoOn(t *testing.T) {
	dir, fill, empty := smallDisk(t)
	s := openOn(t, Options{Dir: dir})
	g, err := makeOne(s)
	if err != nil {
		t.Fatal(err)
	}
	fill(roomNeeded / 2)

	if _, err := makeOne(s); !errors.Is(err, ErrUnavailable) {
		t.Errorf("a new grant on a full disk: %v, want ErrUnavailable", err)
	}
	if err := s.Ready(t.Context()); !errors.Is(err, ErrUnavailable) {
		t.Errorf("ready on a full disk: %v, want ErrUnavailable", err)
	}
	if got, err := s.Grant(t.Context(), g.ID); err != nil || got.ID != g.ID {
		t.Errorf("reading on a full disk: %q, %v", got.ID, err)
	}
	empty()
	if _, err := makeOne(s); err != nil {
		t.Errorf("a new grant once there is room again: %v", err)
	}
	if err := s.Ready(t.Context()); err != nil {
		t.Errorf("ready once there is room again: %v", err)
	}
}

func TestAReadOnlyFolderIsOneLineThatSaysWhatToDo(t *testing.T) {
	dir, _, _ := smallDisk(t)
	first, err := Open(t.Context(), Options{Dir: dir})
	if err != nil {
		t.Fatal(err)
	}
	first.Close(t.Context())
	if err := syscall.Mount("", dir, "", syscall.MS_REMOUNT|syscall.MS_RDONLY, ""); err != nil {
		t.Fatal(err)
	}
	began := time.Now()
	_, err = Open(t.Context(), Options{Dir: dir})
	if err == nil || strings.Contains(err.Error(), "\n") || !strings.Contains(err.Error(), dir) || !strings.Contains(err.Error(), "read-only") || !strings.Contains(err.Error(), "--data") {
		t.Errorf("%v is not one line with the folder, the cause and what to do", err)
	}
	if took := time.Since(began); took >= startTime { // it would be waited for so long
		t.Errorf("it took %s", took)
	}
}

// Something else may fill the disk between the check and the write. JetStream then gives no answer, and refuses every
// later write until it is restarted.
func TestAWriteThatMeetsTheEndOfTheDiskLosesNothingAndTheStoreComesBackByItself(t *testing.T) {
	dir, fill, empty := smallDisk(t)
	s := openOn(t, Options{Dir: dir, skipDiskCheck: true})
	var kept []string
	for range 10 {
		g, err := makeOne(s)
		if err != nil {
			t.Fatal(err)
		}
		kept = append(kept, g.ID)
	}
	fill(0)
	var failed error
	for range 200 { // until the file system's last blocks are used
		g, err := makeOne(s)
		if err != nil {
			failed = err
			break
		}
		kept = append(kept, g.ID)
	}
	if !errors.Is(failed, ErrUnavailable) {
		t.Fatalf("a new grant on a full disk: %v, want ErrUnavailable", failed)
	}
	start := time.Now()
	if _, err := makeOne(s); !errors.Is(err, ErrUnavailable) {
		t.Errorf("the next one: %v, want ErrUnavailable", err)
	}
	if took := time.Since(start); took >= callTime { // the first was tried so long
		t.Errorf("the next one was refused only after %s", took)
	}
	if _, err := s.Grant(t.Context(), kept[0]); err != nil {
		t.Errorf("reading on a full disk: %v", err)
	}

	empty()
	end := time.Now().Add(10 * (callTime + superviseEvery))
	for {
		_, err := makeOne(s)
		if err == nil {
			break
		}
		if time.Now().After(end) {
			t.Fatalf("there is room again, but: %v", err)
		}
		time.Sleep(50 * time.Millisecond)
	}
	for _, id := range kept {
		if _, err := s.Grant(t.Context(), id); err != nil {
			t.Errorf("grant %s after the disk was full: %v", id, err)
		}
	}
}
