package server

import (
	"github.com/gofiber/fiber/v2"

	"napguide/server/presence"
	"napguide/server/web"
)

// hello is what the trainer's own phone opens from the kit's QR code. That it came is all that is noted.
func (s *Server) hello(c *fiber.Ctx) error {
	token := c.Params("room")
	ctx, now := c.Context(), s.opt.Network.Now()
	at, ours := now.Of(now.CameBy(ctx.Host(), ctx.LocalAddr()))
	base := at.Base
	if !ours { // by a name of this machine, over something in between
		base = "http://" + string(web.Hostname(ctx.Host()))
	}
	if !s.checks.Arrive(token, base, false) {
		if !s.opt.Store.IsShared() || !presence.IsCheckToken(token) {
			return web.ErrNotFound
		}
		if from := s.proxies.Client(c.Context()); !s.shares.checks.Take(from) { // another process may know it, or nobody
			return web.ShareSpent("busy", s.shares.checks.Wait(from))
		}
		s.checks.Arrive(token, base, true)
	}
	s.opt.Store.Broadcast(toldArrival, token+" "+base)
	s.opt.Hub.Wake(checkTopic(token))
	return web.Page(s.site().Hello(s.reader(c), token)).Send(c, fiber.StatusOK)
}
