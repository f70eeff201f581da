package server

import (
	"net"
	"net/netip"

	"github.com/gofiber/fiber/v2"

	"napguide/server/network"
	"napguide/server/site"
)

// This file is how the kit knows why a phone does not arrive. Of other machines it keeps by which card the last one came,
// and under which foreign name, and when: never which machine it was.

// watchedListener tells of each connection.
type watchedListener struct {
	net.Listener
	note func(net.Conn)
}

func (l *watchedListener) Accept() (net.Conn, error) {
	c, err := l.Listener.Accept()
	if err == nil {
		l.note(c)
	}
	return c, err
}

// isOwn tells whether a connection is this machine's to itself: what every count of phones leaves out.
func (s *Server) isOwn(local, remote netip.Addr) bool {
	return remote.IsLoopback() || remote.IsValid() && (remote == local || s.opt.Network.Now().IsOwn([]byte(remote.String())))
}

// fromHere tells whether a request comes from this machine itself, over nothing in between.
func (s *Server) fromHere(c *fiber.Ctx) bool {
	return s.opt.Network.Public() == nil && len(c.Request().Header.Peek(fiber.HeaderXForwardedFor)) == 0 &&
		s.isOwn(network.AddrOf(c.Context().LocalAddr()), network.AddrOf(c.Context().RemoteAddr()))
}

// noteArrival notes a connection of another machine.
func (s *Server) noteArrival(c net.Conn) {
	if local, remote := network.AddrOf(c.LocalAddr()), network.AddrOf(c.RemoteAddr()); remote.IsValid() && !s.isOwn(local, remote) {
		s.arrivals.NoteCard(local)
	}
}

// causeFor is why the trainer's phone has not arrived, as far as this machine can know.
func (s *Server) causeFor(token string) site.Cause {
	began, before, overdue := s.checks.Overdue(token)
	if !overdue {
		return site.Cause{}
	}

	now := s.opt.Network.Now()
	cards, foreign := s.arrivals.Since(began)
	return causeOf(evidence{now.Best(), cards, foreign, before, network.Neighbours(), s.opt.Network.Public() != nil, now})
}

// evidence is what speaks for one cause or another.
type evidence struct {
	shown       network.Address
	came        []netip.Addr        // the cards by which other machines came
	foreign     string              // a name under which a request came that was turned away
	before, now map[netip.Addr]bool // machines near by, when the kit was opened and now; nil: not known
	public      bool                // phones come by a public address, over something else
	view        *network.View
}

// causeOf weighs it. What is certain comes first.
func causeOf(e evidence) site.Cause {
	if e.foreign != "" {
		return site.Cause{Kind: "name", Host: e.foreign, Flag: "--public-url http://" + e.foreign}
	}
	if e.public {
		return site.Cause{Kind: "public", Host: e.shown.Typed}
	}
	if !e.shown.Reach {
		return site.Cause{}
	}
	var other network.Address
	for _, card := range e.came {
		at, ok := e.view.Of(card)
		if ok && at.Base == e.shown.Base {
			return site.Cause{Kind: "reached", Host: at.Typed} // the way is open
		}
		if ok {
			other = at
		}
	}
	switch {
	case other.Base != "":
		return site.Cause{Kind: "other-card", Host: other.Typed}
	case !e.shown.ForPhones():
		return site.Cause{Kind: "address", Host: e.shown.Typed}
	case e.before == nil || e.now == nil:
		return site.Cause{Kind: "nobody"}
	}
	for near := range e.now {
		if !e.before[near] { // it asked for this machine since, and yet no connection came
			return site.Cause{Kind: "firewall"}
		}
	}
	if len(e.now) > 0 { // machines see each other here, so the Wi-Fi does not part them
		return site.Cause{Kind: "other-wifi"}
	}
	return site.Cause{Kind: "isolation"}
}
