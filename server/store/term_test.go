package store

import (
	"context"
	"errors"
	"sync/atomic"
	"testing"
	"time"

	"github.com/nats-io/nats-server/v2/server"
	"github.com/nats-io/nats.go"
	"github.com/nats-io/nats.go/jetstream"
)

// unled is a bucket that nobody leads until another leader is told of: what it is asked is not answered.
type unled struct {
	jetstream.KeyValue
	led   atomic.Bool
	asked chan struct{} // receives one at each try
	gave  chan error    // why a try was given up
}

func (u *unled) wait(ctx context.Context) error {
	u.asked <- struct{}{}
	<-ctx.Done()
	u.led.Store(errors.Is(ctx.Err(), context.Canceled)) // another one has come
	u.gave <- ctx.Err()
	return ctx.Err()
}

func (u *unled) Create(ctx context.Context, key string, value []byte, how ...jetstream.KVCreateOpt) (uint64, error) {
	if !u.led.Load() {
		return 0, u.wait(ctx)
	}
	return u.KeyValue.Create(ctx, key, value, how...)
}

func (u *unled) Purge(ctx context.Context, key string, how ...jetstream.KVDeleteOpt) error {
	if !u.led.Load() {
		return u.wait(ctx)
	}
	return u.KeyValue.Purge(ctx, key, how...)
}

// What was asked of a leader that is gone is given up when JetStream tells of the next one, and not when its time is over.
func TestWhatWaitsForALeaderThatIsGoneIsAskedOfTheNextOne(t *testing.T) {
	s, address := openOutside(t)
	nc, err := nats.Connect(address)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(nc.Close)
	c := s.backend.(*cluster)
	c.stop() // the watches, which look at the bucket too
	<-c.supervised

	const key = grantPrefix + "x"
	b := s.grantKeys.(*clusterBucket)
	for _, c := range []struct {
		what string
		do   func() error
	}{
		{"a write", func() error { _, err := s.write(t.Context(), b, key, []byte("{}"), 0); return err }},
		{"a removal", func() error { _, err := s.purge(t.Context(), b, key, 0); return err }},
	} {
		kv := &unled{KeyValue: b.kv, asked: make(chan struct{}), gave: make(chan error)}
		b.kv = kv
		done := make(chan error, 1)
		go func() { done <- c.do() }()
		var why error
		for !errors.Is(why, context.Canceled) { // a slow machine may hear of it after the try's own time
			select {
			case <-kv.asked:
				if err := nc.Publish(electedSubject+streamName(grantBucket), nil); err != nil {
					t.Fatal(err)
				}
			case why = <-kv.gave:
			case err := <-done:
				t.Fatalf("%s was given up: %v", c.what, err)
			}
		}
		if err := <-done; err != nil {
			t.Errorf("%s, asked of the next leader: %v", c.what, err)
		}
		b.kv = kv.KeyValue
	}
}

// Nobody has to answer again for a leader that is chosen meanwhile; but a trainer is told after six seconds that a press did nothing.
func TestAnAnswerIsTriedAgainForAsLongAsALeaderIsUsuallyChosenAndATrainersPressIsNot(t *testing.T) {
	s, _ := openOutside(t)
	for b, want := range map[bucket][2]bool{s.grantKeys: {true, false}, s.roomKeys: {false, false}} {
		to, err := b.writable(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		if got := [2]bool{to.again(5 * time.Second), to.again(9 * time.Second)}; got != want {
			t.Errorf("%s: tried again after 5 and 9 s: %v", b.(*clusterBucket).name, got)
		}
	}
}

// openOutside opens a store on a server of its own, which is not embedded.
func openOutside(t *testing.T) (*Store, string) {
	srv, err := server.NewServer(&server.Options{Host: "127.0.0.1", Port: -1, JetStream: true, StoreDir: t.TempDir(), NoLog: true, NoSigs: true})
	if err != nil {
		t.Fatal(err)
	}
	srv.Start()
	t.Cleanup(func() { srv.Shutdown(); srv.WaitForShutdown() })
	if !srv.ReadyForConnections(90 * time.Second) {
		t.Fatal("the outside NATS does not start")
	}
	s, err := Open(t.Context(), Options{URLs: []string{srv.ClientURL()}})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { s.Close(context.Background()) })
	return s, srv.ClientURL()
}

// mute is a bucket of which one copy has gone without a goodbye: the first read asks that one.
type mute struct {
	jetstream.KeyValue
	asked atomic.Int32
}

func (m *mute) Get(ctx context.Context, key string) (jetstream.KeyValueEntry, error) {
	if m.asked.Add(1) == 1 {
		<-ctx.Done()
		return nil, ctx.Err()
	}
	return m.KeyValue.Get(ctx, key)
}

// A read that a copy does not answer is asked of another one, so that one server that has gone neither fails a page nor holds
// up the news while there is no watch.
func TestAReadThatACopyDoesNotAnswerIsAskedOfAnother(t *testing.T) {
	s, _ := openOutside(t)
	b := s.grantKeys.(*clusterBucket)
	const key = grantPrefix + "x"
	if _, err := s.write(t.Context(), b, key, []byte("{}"), 0); err != nil {
		t.Fatal(err)
	}
	kv := &mute{KeyValue: b.kv}
	b.kv = kv
	defer func() { b.kv = kv.KeyValue }()
	value, _, err := b.readAny(t.Context(), key)
	if err != nil || string(value) != "{}" {
		t.Errorf("read %q, %v after %d tries", value, err, kv.asked.Load())
	}
}
