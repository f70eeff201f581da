package server

import (
	"net/netip"
	"sync"
	"time"
)

// arrivals are the connections of other machines. The zero value is ready but for now.
type arrivals struct {
	now func() time.Time

	mu      sync.Mutex
	byCard  map[netip.Addr]time.Time // when the last one came, by this machine's own address
	foreign string                   // the name under which the last request came that was turned away
	refused time.Time
}

func newArrivals(now func() time.Time) *arrivals { return &arrivals{now: now} }

// maxArrivals is more than a machine has cards.
const maxArrivals = 64

// came notes a connection.
func (a *arrivals) came(card netip.Addr) {
	a.mu.Lock()
	defer a.mu.Unlock()
	if a.byCard == nil || len(a.byCard) >= maxArrivals {
		a.byCard = map[netip.Addr]time.Time{}
	}
	a.byCard[card] = a.now()
}

// refuse notes a request under a foreign name.
func (a *arrivals) refuse(host string) {
	a.mu.Lock()
	defer a.mu.Unlock()
	a.foreign, a.refused = host, a.now()
}

// since is what came after a time: the cards by which machines came, and the foreign name, or "".
func (a *arrivals) since(t time.Time) (cards []netip.Addr, foreign string) {
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

// last is when the last other machine came.
func (a *arrivals) last() (last time.Time) {
	a.mu.Lock()
	defer a.mu.Unlock()
	for _, at := range a.byCard {
		if at.After(last) {
			last = at
		}
	}
	return last
}
