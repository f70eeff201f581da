package store

import (
	"errors"
	"sync"
	"sync/atomic"

	"github.com/nats-io/nats-server/v2/server"
	"github.com/nats-io/nats.go"
	"github.com/nats-io/nats.go/jetstream"
)

// node is one embedded server and the connection to it.
type node struct {
	server  *server.Server
	nc      *nats.Conn
	grants  jetstream.KeyValue
	rooms   jetstream.KeyValue
	broken  atomic.Bool  // it failed to write: it refuses every later write until restarted
	damaged atomic.Bool  // its files are damaged: it is being stopped, and they are mended
	taken   atomic.Int64 // writes that it has acknowledged

	startWarning string // the first thing that it found wrong when it started
}

func (n *node) bucketOf(name string) jetstream.KeyValue {
	if name == roomBucket {
		return n.rooms
	}
	return n.grants
}

func (n *node) isBroken() bool { return n.broken.Load() }

func (n *node) close() {
	n.nc.Close()
	n.server.Shutdown()
	n.server.WaitForShutdown()
}

// breaks notes a failed write when it means that the server is past writing: JetStream gives no answer to a write that
// failed on disk, and none to any later one.
func (n *node) breaks(cause error) {
	if answer, ok := errors.AsType[*jetstream.APIError](cause); ok && answer.Code != 503 { // it is alive and says no
		return
	}
	n.broken.Store(true)
}

// delivered collects what the watches deliver at the start, to be compared with what the files hold.
type delivered struct {
	mu        sync.Mutex
	revisions map[string]uint64 // by bucket and key; nil while nothing is collected
}

func (d *delivered) begin() {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.revisions = map[string]uint64{}
}

func (d *delivered) note(name string, e jetstream.KeyValueEntry) {
	d.mu.Lock()
	defer d.mu.Unlock()
	switch {
	case d.revisions == nil:
	case e.Operation() != jetstream.KeyValuePut:
		delete(d.revisions, placeKey(name, e.Key()))
	default:
		d.revisions[placeKey(name, e.Key())] = e.Revision()
	}
}

// end is what was delivered since begin.
func (d *delivered) end() map[string]uint64 {
	d.mu.Lock()
	defer d.mu.Unlock()
	got := d.revisions
	d.revisions = nil
	return got
}
