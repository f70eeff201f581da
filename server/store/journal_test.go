package store

import (
	"fmt"
	"log/slog"
	"maps"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

func openTestJournal(t *testing.T, file string, ages map[string]time.Duration) *journal {
	t.Helper()
	read := readJournal(file)
	j, err := openJournal(file, read.contents, read.heads, ages, slog.New(slog.DiscardHandler), func(string, string) (record, bool) { return record{}, false })
	if err != nil {
		t.Fatal(err)
	}
	return j
}

func TestAJournalStaysSmallAndKeepsTheNewestOfEachKey(t *testing.T) {
	file := filepath.Join(t.TempDir(), "journal")
	j := openTestJournal(t, file, nil)
	long := strings.Repeat("x", 2000)
	for n := 1; n <= 6000; n++ { // 12 MB
		if err := j.append(t.Context(), record{Bucket: roomBucket, Key: fmt.Sprint("room.", n%20), Revision: uint64(n), At: time.Now().UnixNano(), Value: fmt.Sprint(n, " ", long)}); err != nil {
			t.Fatal(err)
		}
	}
	if err := j.append(t.Context(), record{Bucket: roomBucket, Key: "room.7", Revision: 6000, Deleted: true}); err != nil {
		t.Fatal(err)
	}
	for end := time.Now().Add(90 * time.Second); ; time.Sleep(20 * time.Millisecond) {
		if info, err := os.Stat(file); err == nil && info.Size() < journalLeast {
			break
		}
		if time.Now().After(end) {
			t.Fatal("it is not written anew")
		}
	}
	j.close()
	got := readJournal(file)
	maps.DeleteFunc(got.contents[roomBucket], func(_ string, r record) bool { return r.Deleted })
	if len(got.faults) > 0 || len(got.contents[roomBucket]) != 19 || got.heads[roomBucket] != 6000 {
		t.Fatalf("%d keys, head %d, faults %v", len(got.contents[roomBucket]), got.heads[roomBucket], got.faults)
	}
	for n := 5981; n <= 6000; n++ {
		r, ok := got.contents[roomBucket][fmt.Sprint("room.", n%20)]
		if ok == (n%20 == 7) || ok && (r.Revision != uint64(n) || !strings.HasPrefix(r.Value, fmt.Sprint(n, " "))) {
			t.Errorf("room.%d: revision %d", n%20, r.Revision)
		}
	}
}

func TestAJournalForgetsWhatIsTooOld(t *testing.T) {
	j := openTestJournal(t, filepath.Join(t.TempDir(), "journal"), map[string]time.Duration{grantBucket: time.Hour})
	defer j.close()
	for n, ago := range []time.Duration{0, 2 * time.Hour} {
		for _, name := range []string{grantBucket, roomBucket} {
			if err := j.append(t.Context(), record{Bucket: name, Key: fmt.Sprint(n), Revision: uint64(n + 1), At: time.Now().Add(-ago).UnixNano(), Value: "x"}); err != nil {
				t.Fatal(err)
			}
		}
	}
	j.forgetAged(time.Now())
	for name, want := range map[string]bool{placeKey(grantBucket, "0"): true, placeKey(grantBucket, "1"): false, placeKey(roomBucket, "0"): true, placeKey(roomBucket, "1"): true} {
		b, k, _ := strings.Cut(name, "/")
		if _, ok := j.knows(b, k); ok != want {
			t.Errorf("%s is known: %v", name, ok)
		}
	}
}
