package server

import (
	"time"

	"github.com/gofiber/fiber/v2"

	"napguide/server/sandbox"
	"napguide/server/site"
	"napguide/server/web"
)

// phonePage is what a phone's camera opens: a drawn home screen, behind whose app the question stands. A phone that has
// allowed once meets the question at once. Opening it changes nothing; its script posts the scan.
func (s *Server) phonePage(c *fiber.Ctx) error { return s.showPhone(c, !s.cookies.KnowsApp(c)) }

// phoneApp is behind the drawn app: who asks, or what came of it.
func (s *Server) phoneApp(c *fiber.Ctx) error { return s.showPhone(c, false) }

func (s *Server) showPhone(c *fiber.Ctx, homeFirst bool) error {
	g, err := s.grantByCode(c)
	if err != nil {
		return s.codeFailed(c, err)
	}
	g = s.asNow(g)
	now := s.opt.Now()
	kind := phoneKind(g, s.cookies.EnsureSession(c), now)
	left := secondsUntil(g.ExpiresAt, now)
	if web.WantsJSON(c.Context()) { // the page itself, before its last minute
		if kind != "ask" {
			left = 0
		}
		return web.SendJSON(c, fiber.StatusOK, map[string]int{"expires_in": left})
	}
	if kind == "ask" && homeFirst {
		kind = "home"
	}
	return web.Page(s.site().Phone(s.phoneLanguage(c, g), site.PhoneView{
		// The page goes on with the scan_code, also where digits were typed: while typing is paused, a phone that
		// has found its grant can still answer.
		Code: g.ScanCode, Kind: kind, Grant: g, Left: left, Remind: s.cookies.KnowsApp(c),
	})).Send(c, fiber.StatusOK)
}

// phoneKind is which page a phone gets; see site.PhoneView.
func phoneKind(g sandbox.Grant, secret string, now time.Time) string {
	state := g.At(now)
	switch {
	case state == sandbox.Expired:
		return "expired"
	case state == sandbox.Pending || state == sandbox.Scanned:
		return "ask"
	case !g.AnsweredBy(secret):
		return "answered"
	case state == sandbox.Approved:
		return "approved"
	}
	return "denied"
}
