package store

import (
	"context"
	"log/slog"
	"sync/atomic"
	"testing"
	"time"

	"github.com/nats-io/nats.go/jetstream"

	"napguide/server/sandbox"
	"napguide/server/workshop"
)

// Five thousand streams look at each change: a step that is told of twice, by its write and by the watch, costs twice as much.
func TestAStepIsToldOfOnceWhoeverHasItFirst(t *testing.T) {
	var rooms, seats atomic.Int32
	s, err := Open(t.Context(), Options{
		Dir: t.TempDir(), GrantTTL: time.Minute, Log: slog.New(slog.DiscardHandler),
		RoomChanged: func(_ string, seat int) {
			if seat == 0 {
				rooms.Add(1)
			} else {
				seats.Add(1)
			}
		},
	})
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close(t.Context())
	r, err := s.OpenRoom(t.Context(), "trainer", "", nil)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := s.JoinRoom(t.Context(), r.ID, "phone"); err != nil {
		t.Fatal(err)
	}
	in := s.backend.(*embedded)
	in.delivered.begin()
	const steps = 50
	for range steps {
		if _, err := s.UpdateRoom(t.Context(), r.ID, func(r workshop.Room) (workshop.Room, error) { return r.Recode(r.Code, time.Now()) }); err != nil {
			t.Fatal(err)
		}
		if _, err := s.UpdateSeat(t.Context(), r.ID, 1, func(s workshop.Seat) (workshop.Seat, error) { return s.Turn("sso/password", time.Now()), nil }); err != nil {
			t.Fatal(err)
		}
	}
	// Once the watch has come to the last all others have been taken in. It need not have told of each: what is written over
	// before it is told of is gone.
	status, err := in.node.Load().rooms.Status(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	last := status.(*jetstream.KeyValueBucketStatus).StreamInfo().State.LastSeq
	for end := time.Now().Add(90 * time.Second); told(in) < last; time.Sleep(time.Millisecond) {
		if time.Now().After(end) {
			t.Fatalf("the watch has told of change %d of %d", told(in), last)
		}
	}
	if n := rooms.Load(); n != 1+steps {
		t.Errorf("%d changes of the room are told as %d", 1+steps, n)
	}
	if n := seats.Load(); n != 1+steps {
		t.Errorf("%d changes of the number are told as %d", 1+steps, n)
	}
}

// While a cluster has lost a server a watch may take seconds to make. Who waits at this process for what this process itself did, or
// has just read, does not wait for the watch: it is told of each at once, and once.
func TestAGrantIsToldOfWithoutAWatch(t *testing.T) {
	_, address := openOutside(t)
	at := func(told *atomic.Int32) *Store {
		s, err := Open(t.Context(), Options{
			URLs: []string{address}, GrantTTL: time.Minute, Log: slog.New(slog.DiscardHandler), Changed: func(string) { told.Add(1) },
		})
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() { s.Close(context.Background()) })
		c := s.backend.(*cluster)
		c.stop()
		<-c.supervised
		return s
	}
	var here, there atomic.Int32
	a, b := at(&here), at(&there)
	g, err := a.CreateGrant(t.Context(), sandbox.NewGrant("computer", "standard", "th", time.Now(), time.Minute), Limits{PerHolder: 1, All: 1})
	if err != nil {
		t.Fatal(err)
	}
	answer := func(g sandbox.Grant) (sandbox.Grant, error) { return g.Answer(true, "phone", time.Now()) }
	if _, err := a.UpdateGrant(t.Context(), g.ID, answer); err != nil {
		t.Fatal(err)
	}
	if n := here.Load(); n != 2 {
		t.Errorf("who made a code and answered it tells of both %d times", n)
	}
	for range 2 {
		if _, err := b.Grant(t.Context(), g.ID); err != nil {
			t.Fatal(err)
		}
	}
	if n := there.Load(); n != 1 {
		t.Errorf("who has read an answered code twice tells of it %d times", n)
	}
}

// told is the last change of which the watch has told.
func told(in *embedded) (revision uint64) {
	in.delivered.mu.Lock()
	defer in.delivered.mu.Unlock()
	for _, r := range in.delivered.revisions {
		revision = max(revision, r)
	}
	return revision
}
