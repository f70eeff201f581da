package store

import (
	"container/heap"
	"sync"
	"time"

	"napguide/server/sandbox"
)

// madePerOpen bounds how many grants may be made within one grant lifetime, in multiples of the limit of open ones:
// whoever answers or replaces grants as fast as they are made would otherwise fill the disk, since the sweep is slow.
const madePerOpen = 4

// Limits bound how many grants may be open (pending or scanned, not expired) at once, seen over all processes.
type Limits struct {
	PerHolder int
	All       int
}

// index is what one process knows of the grants, fed by the watch and by its own writes. It counts for the limits,
// and remembers each young grant's newest state. Older ones are forgotten: the store has them.
type index struct {
	now    func() time.Time
	window time.Duration // how long a grant is remembered after it was made; also what "lately made" means

	mu       sync.Mutex
	grants   map[string]*known
	byCode   map[string]string // nine digits → id, of grants that are written
	byHolder map[string]int    // open grants by holder hash
	openAll  int
	expiring deadlines // open grants, the next to expire first; may hold some that are no longer open
	ageing   deadlines // all grants, the next to be forgotten first
}

// known is a grant as this process knows it.
type known struct {
	grant sandbox.Grant
	rev   uint64 // 0: reserved, not written yet
	open  bool   // counted in byHolder and openAll
}

func newIndex(now func() time.Time, window time.Duration) *index {
	x := &index{now: now, window: window}
	x.forgetAll()
	return x
}

// reserve counts a grant that is about to be written, so that requests sent at once cannot pass a limit together.
func (x *index) reserve(g sandbox.Grant, lim Limits) error {
	now := x.now()
	x.mu.Lock()
	defer x.mu.Unlock()
	x.sweep(now)
	switch {
	case x.byHolder[string(g.Holder)] >= lim.PerHolder:
		return ErrTooManyHeld
	case x.openAll >= lim.All, len(x.grants) >= madePerOpen*lim.All:
		return ErrTooManyOpen
	}
	x.set(g, 0, now)
	return nil
}

// note takes in a grant's state. An older revision than the one known changes nothing; it is true for a newer one.
func (x *index) note(g sandbox.Grant, rev uint64) bool {
	now := x.now()
	x.mu.Lock()
	defer x.mu.Unlock()
	x.sweep(now)
	return x.set(g, rev, now)
}

// set is note for who holds the lock.
func (x *index) set(g sandbox.Grant, rev uint64, now time.Time) (newer bool) {
	k := x.grants[g.ID]
	if k == nil {
		until := x.rememberUntil(g)
		if !now.Before(until) {
			return false // an old grant, delivered when the watch starts
		}
		k = &known{}
		x.grants[g.ID] = k
		heap.Push(&x.ageing, deadline{until, g.ID})
	} else if rev < k.rev {
		return false
	}
	newer = rev > k.rev
	k.grant, k.rev = g, rev
	if rev > 0 {
		x.byCode[g.UserCode] = g.ID
	}
	open := g.State == sandbox.Pending || g.State == sandbox.Scanned
	if open && now.Before(g.ExpiresAt) && !k.open {
		k.open = true
		x.openAll++
		x.byHolder[string(g.Holder)]++
		heap.Push(&x.expiring, deadline{g.ExpiresAt, g.ID})
	} else if !open {
		x.closes(k)
	}
	return newer
}

// closes counts a grant as open no longer. It needs the lock.
func (x *index) closes(k *known) {
	if !k.open {
		return
	}
	k.open = false
	x.openAll--
	holder := string(k.grant.Holder)
	if x.byHolder[holder]--; x.byHolder[holder] <= 0 {
		delete(x.byHolder, holder)
	}
}

// forget drops a grant that was deleted or could not be written.
func (x *index) forget(id string) {
	x.mu.Lock()
	defer x.mu.Unlock()
	if k := x.grants[id]; k != nil {
		x.closes(k)
		x.drop(k)
	}
}

// drop takes a grant and its code out of the index. It needs the lock.
func (x *index) drop(k *known) {
	delete(x.grants, k.grant.ID)
	if x.byCode[k.grant.UserCode] == k.grant.ID {
		delete(x.byCode, k.grant.UserCode)
	}
}

// idOf is the grant that nine digits open.
func (x *index) idOf(userCode string) (string, bool) {
	x.mu.Lock()
	defer x.mu.Unlock()
	id, ok := x.byCode[userCode]
	return id, ok
}

// sweep closes what has expired and forgets what is old; it needs the lock.
func (x *index) sweep(now time.Time) {
	for len(x.expiring) > 0 && !now.Before(x.expiring[0].at) {
		id := heap.Pop(&x.expiring).(deadline).id
		if k := x.grants[id]; k != nil && k.open && now.Before(k.grant.ExpiresAt) { // it was lengthened
			heap.Push(&x.expiring, deadline{k.grant.ExpiresAt, id})
		} else if k != nil {
			x.closes(k)
		}
	}
	for len(x.ageing) > 0 && !now.Before(x.ageing[0].at) {
		id := heap.Pop(&x.ageing).(deadline).id
		if k := x.grants[id]; k != nil && k.open {
			heap.Push(&x.ageing, deadline{k.grant.ExpiresAt, id})
		} else if k != nil {
			x.drop(k)
		}
	}
}

func (x *index) rememberUntil(g sandbox.Grant) time.Time {
	until := g.CreatedAt.Add(x.window)
	if until.Before(g.ExpiresAt) {
		return g.ExpiresAt
	}
	return until
}

func (x *index) grant(id string) (sandbox.Grant, uint64, bool) {
	x.mu.Lock()
	defer x.mu.Unlock()
	k := x.grants[id]
	if k == nil || k.rev == 0 {
		return sandbox.Grant{}, 0, false
	}
	return k.grant, k.rev, true
}

// each tells of every key of the grants' bucket that is known. A code's revision is not.
func (x *index) each(tell func(key string, v any, revision uint64)) {
	for _, k := range x.written() {
		tell(grantPrefix+k.grant.ID, k.grant, k.rev)
		tell(codePrefix+k.grant.UserCode, k.grant.ID, 0)
	}
}

func (x *index) written() (out []known) {
	x.mu.Lock()
	defer x.mu.Unlock()
	for _, k := range x.grants {
		if k.rev > 0 {
			out = append(out, *k)
		}
	}
	return out
}

// openIDs are the grants that wait for an answer.
func (x *index) openIDs() (out []string) {
	now := x.now()
	x.mu.Lock()
	defer x.mu.Unlock()
	x.sweep(now)
	for id, k := range x.grants {
		if k.open {
			out = append(out, id)
		}
	}
	return out
}

// forgetAll drops everything: the store was made anew.
func (x *index) forgetAll() {
	x.mu.Lock()
	defer x.mu.Unlock()
	x.grants, x.byCode, x.byHolder, x.openAll, x.expiring, x.ageing = map[string]*known{}, map[string]string{}, map[string]int{}, 0, nil, nil
}

func (x *index) open() int {
	now := x.now()
	x.mu.Lock()
	defer x.mu.Unlock()
	x.sweep(now)
	return x.openAll
}

// deadlines is a heap of grant ids by time.
type deadlines []deadline

// deadline is when a grant's time comes.
type deadline struct {
	at time.Time
	id string
}

func (d deadlines) Len() int           { return len(d) }
func (d deadlines) Less(i, j int) bool { return d[i].at.Before(d[j].at) }
func (d deadlines) Swap(i, j int)      { d[i], d[j] = d[j], d[i] }
func (d *deadlines) Push(x any)        { *d = append(*d, x.(deadline)) }
func (d *deadlines) Pop() any {
	old := *d
	last := old[len(old)-1]
	*d = old[:len(old)-1]
	return last
}
