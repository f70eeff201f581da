package server

import (
	"github.com/gofiber/fiber/v2"

	"napguide/server/site"
	"napguide/server/web"
)

// grantPage is the live QR page of one grant, for its holder only.
func (s *Server) grantPage(c *fiber.Ctx) error {
	lang := c.Params("lang")
	if !s.site().HasLang(lang) {
		return web.ErrNotFound
	}
	g, err := s.heldGrant(c, c.Params("grant"))
	if err != nil {
		return err
	}
	if s.isGone(g) {
		return errChanged
	}
	s.made.Look(g.ID)
	page, err := s.site().Grant(lang, site.GrantView{Grant: g, Now: s.opt.Now(), At: s.addressFor(s.visitOf(c))})
	if err != nil {
		return err
	}
	return web.SendPage(c, fiber.StatusOK, page)
}
