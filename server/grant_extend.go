package server

import (
	"github.com/gofiber/fiber/v2"

	"napguide/server/sandbox"
	"napguide/server/web"
)

// moreTime lengthens a grant's time for its holder. What can no longer be lengthened stays as it is, and its page says
// how it stands.
func (s *Server) moreTime(c *fiber.Ctx, lang string) error {
	if _, err := web.ReadForm(c); err != nil {
		return err
	}
	g, err := s.heldGrant(c, c.Params("grant"))
	if err != nil {
		return err
	}
	run, _ := s.site().Runs().Find(g.Scenario)
	st, found := run.CodeState(g.Place)
	if !found {
		return errChanged
	}
	more := false
	g, err = s.opt.Store.UpdateGrant(s.life, g.ID, func(g sandbox.Grant) (sandbox.Grant, error) {
		longer, err := g.Extend(st, s.opt.GrantTTL, s.opt.Now())
		more = err == nil
		return longer, nil
	})
	if err != nil {
		return err
	}
	if more {
		s.made.Look(g.ID)
		s.countGrant(g, "extended")
	}
	if web.WantsJSON(c.Context()) {
		now := s.opt.Now()
		return web.SendJSON(c, fiber.StatusOK, map[string]any{"state": g.At(now), "expires_in": secondsUntil(g.ExpiresAt, now), "more": g.Extends(st, now)})
	}
	return web.SeeOther(c, "/"+lang+"/g/"+g.ID)
}
