package presence

import (
	"net/netip"
	"sync"
	"time"
)

// Arrivals are the connections of other machines to this one, and their requests to the trainer's check.
type Arrivals struct {
	now func() time.Time

	mu      sync.Mutex
	byCard  map[netip.Addr]time.Time // when the last one came, by this machine's own address
	request time.Time                // when the last one's request came, be it over something in between
	foreign string                   // the name under which the last request came that was turned away
	refused time.Time
}

func NewArrivals(now func() time.Time) *Arrivals { return &Arrivals{now: now} }

// MaxArrivals is more than a machine has cards.
const MaxArrivals = 64

// NoteCard notes a connection.
func (a *Arrivals) NoteCard(card netip.Addr) {
	a.mu.Lock()
	defer a.mu.Unlock()
	if a.byCard == nil || len(a.byCard) >= MaxArrivals {
		a.byCard = map[netip.Addr]time.Time{}
	}
	a.byCard[card] = a.now()
}

// NoteRequest notes another machine's request, which may have come over something in between.
func (a *Arrivals) NoteRequest() {
	a.mu.Lock()
	defer a.mu.Unlock()
	a.request = a.now()
}

// NoteForeign notes a request under a foreign name.
func (a *Arrivals) NoteForeign(host string) {
	a.mu.Lock()
	defer a.mu.Unlock()
	a.foreign, a.refused = host, a.now()
}

// Since is what came after a time: the cards by which machines came, and the foreign name, or "".
func (a *Arrivals) Since(t time.Time) (cards []netip.Addr, foreign string) {
	a.mu.Lock()
	defer a.mu.Unlock()
	for card, at := range a.byCard {
		if at.After(t) {
			cards = append(cards, card)
		}
	}
	if a.refused.After(t) {
		foreign = a.foreign
	}
	return cards, foreign
}

// Last is when the last other machine came.
func (a *Arrivals) Last() (last time.Time) {
	a.mu.Lock()
	defer a.mu.Unlock()
	last = a.request
	for _, at := range a.byCard {
		if at.After(last) {
			last = at
		}
	}
	return last
}
