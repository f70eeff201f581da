package store

import (
	"sync"

	"github.com/nats-io/nats.go/jetstream"
)

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
