package server

import (
	"net/netip"

	"github.com/gofiber/fiber/v2"

	"napguide/server/network"
	"napguide/server/web"
)

// Every QR code, link, typed address and invitation carries what addressFor says, and nothing else does.

// visit is what an address depends on: by which address a visitor came, and in which room they are.
type visit struct {
	came netip.Addr // one of this machine's, or the zero address
	room string     // an ID, or ""
}

// visitOf is the visitor's. It holds nothing of the request: a stream keeps it.
func (s *Server) visitOf(c *fiber.Ctx) visit {
	return s.visitIn(c, s.roomOf(c))
}

// visitIn is the visitor's in a room, by its ID.
func (s *Server) visitIn(c *fiber.Ctx, room string) visit {
	ctx := c.Context()
	return visit{came: s.opt.Network.Now().CameBy(ctx.Host(), ctx.LocalAddr()), room: room}
}

// roomOf is the room in which the browser has a number, or which it leads: the newest, or "".
func (s *Server) roomOf(c *fiber.Ctx) string {
	if secret := s.cookies.Secret(c, web.SeatCookie); secret != "" {
		if r, ok := s.opt.Store.RoomWith(secret); ok {
			return r.ID
		}
	}
	if rooms := s.opt.Store.RoomsOf(s.cookies.Secret(c, web.TrainerCookie)); len(rooms) > 0 {
		return rooms[0].ID
	}
	return ""
}

// addressFor is where phones open this site, as things stand now.
func (s *Server) addressFor(v visit) network.Address {
	chosen := ""
	if v.room != "" {
		if r, err := s.opt.Store.Room(v.room); err == nil && !r.IsEnded() {
			chosen = r.Base
		}
	}
	return s.opt.Network.Now().For(chosen, v.came)
}

// NetworkChanged has every open page look whether it shows another address now.
func (s *Server) NetworkChanged() {
	s.opt.AdminMetrics.network.Inc()
	s.streams.NotifyAll()
}
