package server

import (
	"github.com/gofiber/fiber/v2"

	"napguide/server/site"
	"napguide/server/web"
)

// grantPage is the live QR page of one grant, for its holder only.
func (s *Server) grantPage(c *fiber.Ctx, lang string) error {
	g, err := s.heldGrant(c, c.Params("grant"))
	if err != nil {
		return err
	}
	if s.isGone(g) {
		return errChanged
	}
	s.made.Look(g.ID)
	return web.Page(s.site().Grant(lang, site.GrantView{Grant: g, Now: s.opt.Now(), At: s.addressFor(s.visitOf(c))})).Send(c, fiber.StatusOK)
}
