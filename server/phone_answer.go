package server

import (
	"github.com/gofiber/fiber/v2"

	"napguide/server/sandbox"
	"napguide/server/web"
)

// approve is Allow on the phone; deny is Decline.
func (s *Server) approve(c *fiber.Ctx) error { return s.answer(c, true) }

func (s *Server) deny(c *fiber.Ctx) error { return s.answer(c, false) }

// answer records the phone's answer and shows what came of it.
func (s *Server) answer(c *fiber.Ctx, allow bool) error {
	answered := false
	g, err := s.changeByPhone(c, func(g sandbox.Grant, secret string) (sandbox.Grant, error) {
		before := g.State
		g, err := g.Answer(allow, secret, s.opt.Now())
		answered = err == nil && g.State != before
		return g, err
	})
	if err != nil {
		return s.codeFailed(c, err)
	}
	if answered {
		s.made.Drop(g.ID)
		if allow {
			s.cookies.Set(c, web.AppCookie, "yes", web.ChoiceAge)
		}
		s.countGrant(g, string(g.State))
	}
	if web.WantsJSON(c.Context()) {
		return web.SendJSON(c, fiber.StatusOK, map[string]string{"kind": phoneKind(g, s.cookies.Session(c), s.opt.Now())})
	}
	code, _ := sandbox.ParseCode(c.Params("code"))
	return web.SeeOther(c, phonePath(code))
}
