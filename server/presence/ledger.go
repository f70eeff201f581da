package presence

import (
	"container/list"
	"sync"
	"time"

	"napguide/server/web"
)

// Ledger remembers of things that people make, practice codes or trainers' checks, which client made each, and when
// somebody last looked at it: so it can say which was never used, and gives way first where there are too many. It is
// kept in memory only; what it does not know gives way to nothing.
type Ledger struct {
	keep time.Duration // so long a thing can be of use after it was made or looked at
	now  func() time.Time

	mu     sync.Mutex
	all    map[string]*list.Element // of *entry
	unseen list.List                // never looked at, the oldest first
	seen   list.List                // the others, the longest not looked at first
	made   map[web.Client]int
}

// entry is a thing that a client made and may never use.
type entry struct {
	id     string
	from   web.Client
	at     time.Time // when it was made or last looked at
	looked bool
}

const (
	freshFor  = 5 * time.Second  // a page looks at what it made within moments
	LookedFor = 90 * time.Second // pages look every fifteen seconds, hidden ones when they are shown again
)

// NewLedger makes an empty ledger that keeps things so long.
func NewLedger(keep time.Duration, now func() time.Time) *Ledger {
	return &Ledger{keep: keep, now: now, all: map[string]*list.Element{}, made: map[web.Client]int{}}
}

// Add notes a new thing.
func (l *Ledger) Add(id string, from web.Client) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.forget()
	if _, ok := l.all[id]; ok {
		return
	}
	l.all[id] = l.unseen.PushBack(&entry{id: id, from: from, at: l.now()})
	l.made[from]++
}

// Look notes that somebody looks at a thing.
func (l *Ledger) Look(id string) {
	l.mu.Lock()
	defer l.mu.Unlock()
	el, ok := l.all[id]
	if !ok {
		return
	}
	e := el.Value.(*entry)
	e.at = l.now()
	if e.looked {
		l.seen.MoveToBack(el)
		return
	}
	l.unseen.Remove(el)
	e.looked = true
	l.all[id] = l.seen.PushBack(e)
}

// Drop forgets a thing that is no more, or that no longer counts.
func (l *Ledger) Drop(id string) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if el, ok := l.all[id]; ok {
		l.remove(el)
	}
}

// Maker is who made a thing.
func (l *Ledger) Maker(id string) (web.Client, bool) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if el, ok := l.all[id]; ok {
		return el.Value.(*entry).from, true
	}
	return web.Client{}, false
}

// Count is how many things of a client's there are.
func (l *Ledger) Count(from web.Client) int {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.forget()
	return l.made[from]
}

// TakeUnused takes out the thing that gives way first: one that nobody ever looked at, else one that nobody has looked at for
// long. who, if not nil, is whose it must be.
func (l *Ledger) TakeUnused(who *web.Client) (id string, ok bool) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.forget()
	for _, spare := range []struct {
		things *list.List
		after  time.Duration
	}{{&l.unseen, freshFor}, {&l.seen, LookedFor}} {
		for el := spare.things.Front(); el != nil; el = el.Next() {
			e := el.Value.(*entry)
			if l.now().Sub(e.at) < spare.after {
				break
			}
			if who == nil || e.from == *who {
				l.remove(el)
				return e.id, true
			}
		}
	}
	return "", false
}

// forget drops what can no longer be of use; it needs the lock.
func (l *Ledger) forget() {
	for _, things := range []*list.List{&l.unseen, &l.seen} {
		for el := things.Front(); el != nil && l.now().Sub(el.Value.(*entry).at) >= l.keep; el = things.Front() {
			l.remove(el)
		}
	}
}

// remove needs the lock.
func (l *Ledger) remove(el *list.Element) {
	e := el.Value.(*entry)
	if e.looked {
		l.seen.Remove(el)
	} else {
		l.unseen.Remove(el)
	}
	delete(l.all, e.id)
	if l.made[e.from]--; l.made[e.from] <= 0 {
		delete(l.made, e.from)
	}
}
