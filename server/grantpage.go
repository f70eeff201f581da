package server

import (
	"errors"

	"github.com/gofiber/fiber/v2"

	"napguide/server/sandbox"
	"napguide/server/site"
	"napguide/server/store"
)

// grantPage is the live QR page of one grant, for its holder only.
func (s *Server) grantPage(c *fiber.Ctx) error {
	lang := c.Params("lang")
	if !s.site().HasLang(lang) {
		return errNotFound
	}
	g, err := s.heldGrant(c, c.Params("grant"))
	if err != nil {
		return err
	}
	if _, ok := sandbox.Find(g.Scenario); !ok { // made by a version that had other runs
		return errNotFound
	}
	page, err := s.site().Grant(lang, site.GrantView{Grant: g, Now: s.opt.Now()})
	if err != nil {
		return err
	}
	return sendPage(c, fiber.StatusOK, page)
}

// heldGrant reads a grant for the browser that holds it; to any other it does not exist.
func (s *Server) heldGrant(c *fiber.Ctx, id string) (sandbox.Grant, error) {
	g, err := s.opt.Store.Grant(s.life, id)
	if errors.Is(err, store.ErrNotFound) || err == nil && !g.HeldBy(s.session(c)) {
		return g, errNotYours
	}
	return g, err
}
