package store_test

import (
	"io"
	"net"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/nats-io/nats.go"

	"napguide/server/sandbox"
	"napguide/server/store"
)

// A watch in a cluster hangs on one node. When that goes, nothing is said, and the client itself notices after more than
// ten seconds: here its consumers are taken away on the server, which looks the same from outside.
func TestAWatchThatStandsStillIsReplacedAndTellsWhatWasMissed(t *testing.T) {
	url, _ := outside(t)
	a := open(t, store.Options{URLs: []string{url}})
	changed := make(chan string, 100)
	b := open(t, store.Options{URLs: []string{url}, Changed: func(id string) { changed <- id }})

	nc, err := nats.Connect(url)
	if err != nil {
		t.Fatal(err)
	}
	defer nc.Close()
	js, err := nc.JetStream()
	if err != nil {
		t.Fatal(err)
	}
	taken := 0
	for _, stream := range []string{"KV_napguide-grants", "KV_napguide-rooms"} {
		for name := range js.ConsumerNames(stream) {
			if err := js.DeleteConsumer(stream, name); err != nil {
				t.Fatal(err)
			}
			taken++
		}
	}
	if taken != 4 {
		t.Fatalf("%d watches were stopped, want two of each process", taken)
	}
	g := create(t, a, newGrant("computer"))
	r := openRoom(t, a)
	if id := receive(t, changed); id != g.ID { // within five seconds: the client's own way takes over ten
		t.Errorf("the other process was told of %q", id)
	}
	b.WaitUntilCurrent(t.Context())
	if _, err := b.Room(r.ID); err != nil {
		t.Errorf("the other process does not know the room: %v", err)
	}
}

// deaf stands between a client and NATS. While it is on, what NATS answers is lost, and then the connection.
type deaf struct {
	on atomic.Bool

	mu   sync.Mutex
	both []net.Conn
}

func startDeaf(t *testing.T, url string) (*deaf, string) {
	t.Helper()
	ln, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { ln.Close() })
	d := &deaf{}
	go func() {
		for {
			in, err := ln.Accept()
			if err != nil {
				return
			}
			out, err := net.Dial("tcp", url[len("nats://"):])
			if err != nil {
				in.Close()
				continue
			}
			d.mu.Lock()
			d.both = append(d.both, in, out)
			d.mu.Unlock()
			go func() { io.Copy(out, in); out.Close() }()
			go func() {
				defer in.Close()
				for buf := make([]byte, 32<<10); ; {
					n, err := out.Read(buf)
					if n > 0 && !d.on.Load() {
						in.Write(buf[:n])
					}
					if err != nil {
						return
					}
				}
			}()
		}
	}()
	return d, "nats://" + ln.Addr().String()
}

// cut ends all connections, and lets answers through again.
func (d *deaf) cut() {
	d.on.Store(false)
	d.mu.Lock()
	defer d.mu.Unlock()
	for _, c := range d.both {
		c.Close()
	}
	d.both = nil
}

// A write that was never answered may have been done: that is found out and not guessed.
func TestAWriteWhoseAnswerIsLostCountsOnce(t *testing.T) {
	url, _ := outside(t)
	d, through := startDeaf(t, url)
	s := open(t, store.Options{URLs: []string{through}})
	other := open(t, store.Options{URLs: []string{url}})
	g := create(t, s, newGrant("computer"))

	// A phone that keeps no cookies: a second Allow would be told that the code has been answered already.
	got, err := s.UpdateGrant(t.Context(), g.ID, func(g sandbox.Grant) (sandbox.Grant, error) {
		if !d.on.Swap(true) { // it has been read: only the write's answer is lost
			time.AfterFunc(300*time.Millisecond, d.cut)
		}
		return g.Answer(true, "", time.Now())
	})
	if err != nil || got.State != sandbox.Approved {
		t.Errorf("the answer: %q, %v", got.State, err)
	}
	if g, err := other.Grant(t.Context(), g.ID); err != nil || g.State != sandbox.Approved {
		t.Errorf("at the other process: %q, %v", g.State, err)
	}

	waitFor(t, "the connection to be back", func() bool { return s.Ready(t.Context()) == nil })
	d.on.Store(true)
	time.AfterFunc(300*time.Millisecond, d.cut)
	made, err := s.CreateGrant(t.Context(), newGrant("second computer"), plenty)
	if err != nil {
		t.Errorf("a new grant: %v", err)
	}
	if _, err := other.Grant(t.Context(), made.ID); err != nil {
		t.Errorf("a new grant at the other process: %v", err)
	}
}
