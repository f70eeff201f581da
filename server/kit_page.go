package server

import (
	"github.com/gofiber/fiber/v2"

	"napguide/server/network"
	"napguide/server/site"
	"napguide/server/web"
	"napguide/server/workshop"
)

// kit is the trainer's kit: the check, the form that opens a room, and what to prepare with.
func (s *Server) kit(c *fiber.Ctx, lang string) error {
	secret := s.cookies.Secret(c, web.TrainerCookie)
	token, _ := s.checks.Open(s.cookies.Keep(c, web.TrainerCookie), func() bool { return s.shares.checks.Take(s.proxies.Client(c.Context())) })
	_, v := s.kitChange(token, s.visitOf(c))
	if v.Own = s.sitsHere(c); v.Own {
		v.Faults = s.faults(lang)
	}
	if secret != "" {
		v.Rooms = s.roomViews(s.opt.Store.RoomsOf(secret))
	}
	v.Now = s.opt.Now()
	_, v.Deleted = workshop.ParseCode(c.Query("deleted"))
	return web.Page(s.site().Kit(lang, v)).Send(c, fiber.StatusOK)
}

// kitAddress is the address that the kit shows: the one by which the trainer's phone came, else as everywhere.
func (s *Server) kitAddress(arrived string, v visit) network.Address {
	if at, ok := s.opt.Network.Now().Find(arrived); ok {
		return at
	}
	return s.opt.Network.Now().For("", v.came)
}

// kitChange is what the kit shows that may change.
func (s *Server) kitChange(token string, from visit) (pageChange, site.KitView) {
	arrived, _ := s.checks.Arrived(token)
	v := site.KitView{
		Token: token, Seats: s.opt.Store.MaxSeats(), Arrived: arrived, At: s.kitAddress(arrived, from), Addresses: s.opt.Network.Now().All(), Cause: s.causeFor(token),
	}
	v.Version = version(v)
	return pageChange{Version: v.Version, Arrived: arrived, Reach: v.At.Reach}, v
}
