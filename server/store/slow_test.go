package store

import (
	"context"
	"fmt"
	"log/slog"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/nats-io/nats.go/jetstream"

	"napguide/server/workshop"
)

// busyDisk is a bucket whose next write is answered too late, after others were taken.
type busyDisk struct {
	jetstream.KeyValue
	late      atomic.Int32 // so many writes
	meanwhile func()
}

func (b *busyDisk) Create(ctx context.Context, key string, value []byte, opts ...jetstream.KVCreateOpt) (uint64, error) {
	if b.late.Add(-1) < 0 {
		return b.KeyValue.Create(ctx, key, value, opts...)
	}
	_, _ = b.KeyValue.Create(ctx, key, value, opts...) // it is done all the same
	if b.meanwhile != nil {
		b.meanwhile()
	}
	return 0, context.DeadlineExceeded
}

func onABusyDisk(t *testing.T) (*Store, *busyDisk, *node, workshop.Room) {
	t.Helper()
	s, err := Open(t.Context(), Options{Dir: t.TempDir(), GrantTTL: time.Minute, Log: slog.New(slog.DiscardHandler)})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { s.Close(context.Background()) })
	r, err := s.OpenRoom(t.Context(), "trainer", "", nil)
	if err != nil {
		t.Fatal(err)
	}
	n := s.backend.(*embedded).node.Load()
	disk := &busyDisk{KeyValue: n.rooms}
	n.rooms = disk
	return s, disk, n, r
}

// joinAll has phones join at once, each waiting for nobody else.
func joinAll(t *testing.T, s *Store, room, name string, people int) {
	t.Helper()
	var all sync.WaitGroup
	for i := range people {
		all.Go(func() {
			if _, err := s.JoinRoom(t.Context(), room, fmt.Sprint(name, i)); err != nil {
				t.Errorf("%s %d: %v", name, i, err)
			}
		})
	}
	all.Wait()
}

func TestAWriteThatIsLateStopsNobodyAndIsTriedAgain(t *testing.T) {
	s, disk, n, r := onABusyDisk(t)
	disk.late.Store(1)
	joinAll(t, s, r.ID, "phone", 50)
	if n.isBroken() {
		t.Error("a late write is taken for a server that cannot write")
	}
	if got := len(s.Seats(r.ID)); got != 50 {
		t.Errorf("%d numbers for 50 phones", got)
	}
}

func TestManyLateWritesAmongOthersThatAreTakenStopNobody(t *testing.T) {
	s, disk, n, r := onABusyDisk(t)
	disk.meanwhile = func() { n.taken.Add(1) } // as others' are
	disk.late.Store(40)
	joinAll(t, s, r.ID, "phone", 100)
	if n.isBroken() {
		t.Error("late writes are taken for a server that cannot write")
	}
}

// A server that could not write is started again; who comes meanwhile waits for that and is not turned away.
func TestWhoJoinsWhileTheServerIsStartedAgainWaitsForIt(t *testing.T) {
	s, _, n, r := onABusyDisk(t)
	n.broken.Store(true)
	joinAll(t, s, r.ID, "phone", 100)
	if now := s.backend.(*embedded).node.Load(); now == n {
		t.Error("the broken server was written to")
	}
}
