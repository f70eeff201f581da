package store

import (
	"strings"

	"github.com/nats-io/nats.go"
)

// Processes on one cluster tell one another what is worth knowing for a minute and not worth keeping. What is told while
// somebody is away is lost to them.
const tellSubject = "guide.told."

// Tell says something to every other process, where the function given to Listen is called. kind is one word.
func (s *Store) Broadcast(kind, text string) {
	if n := s.node.Load(); n.embedded == nil {
		_ = n.nc.Publish(tellSubject+s.me+"."+kind, []byte(text)) // while NATS is away it fails, and so be it
	}
}

// Listen has a function called with what other processes tell. It must return at once.
func (s *Store) OnBroadcast(told func(kind, text string)) { s.listener.Store(&told) }

// IsShared tells whether there may be other processes.
func (s *Store) IsShared() bool { return len(s.opt.URLs) > 0 }

// subscribe listens for what others tell.
func (s *Store) subscribe(nc *nats.Conn) error {
	_, err := nc.Subscribe(tellSubject+">", func(m *nats.Msg) {
		who, kind, _ := strings.Cut(m.Subject[len(tellSubject):], ".")
		if told := s.listener.Load(); who != s.me && told != nil {
			(*told)(kind, string(m.Data))
		}
	})
	return err
}
