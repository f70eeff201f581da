// Package live carries wake-ups inside one process: "what this topic names has changed, look again".
//
// A wake-up carries no state. Who is woken reads the state for itself, so a wake-up that is lost, doubled or late
// never shows anything wrong, and a slow reader sees the newest state instead of a queue of old ones.
//
// The hub owns no goroutine. A wake function runs on the goroutine that calls Wake (the store's watch), so it must
// only take note and return: start a goroutine, or set a flag that one looks at.
package live

import "sync"

// Hub knows who wants to be woken by which topic. It is safe for concurrent use.
type Hub struct {
	mu     sync.RWMutex
	topics map[string]map[*subscription]struct{}
}

// subscription is a pointer's worth of identity: two subscriptions of one function are two.
type subscription struct{ wake func() }

// New makes a hub without subscribers.
func New() *Hub {
	return &Hub{topics: map[string]map[*subscription]struct{}{}}
}

// Subscribe has wake called at each wake-up of the topic until cancel is called. A wake-up that is under way while
// cancel runs may still arrive after it. Cancelling twice is harmless.
func (h *Hub) Subscribe(topic string, wake func()) (cancel func()) {
	sub := &subscription{wake: wake}
	h.mu.Lock()
	defer h.mu.Unlock()
	subs := h.topics[topic]
	if subs == nil {
		subs = map[*subscription]struct{}{}
		h.topics[topic] = subs
	}
	subs[sub] = struct{}{}
	return func() { h.remove(topic, sub) }
}

func (h *Hub) remove(topic string, sub *subscription) {
	h.mu.Lock()
	defer h.mu.Unlock()
	subs := h.topics[topic]
	delete(subs, sub)
	if len(subs) == 0 {
		delete(h.topics, topic) // a topic lives as long as someone listens: grants come and go by the thousand
	}
}

// Wake calls every subscriber of the topic.
func (h *Hub) Wake(topic string) {
	// Called outside the lock, so that a wake function may subscribe or cancel.
	var few [4]*subscription // a grant has one stream, seldom two
	subs := few[:0]
	h.mu.RLock()
	for sub := range h.topics[topic] {
		subs = append(subs, sub)
	}
	h.mu.RUnlock()
	for _, sub := range subs {
		sub.wake()
	}
}
