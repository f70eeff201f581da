package server

import (
	"errors"
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

// scan tells the computer that a phone has the grant's page open. The page's script posts it once the page is looked at;
// it binds nobody, and without script Allow works all the same.
func (s *Server) scan(c *fiber.Ctx) error {
	_, err := s.changeByPhone(c, func(g sandbox.Grant, _ string) (sandbox.Grant, error) { return g.Scan(s.opt.Now()) })
	if err != nil {
		return s.codeFailed(c, err)
	}
	web.SetPrivate(c)
	return c.SendStatus(fiber.StatusNoContent)
}

// changeByPhone changes the grant that the address's code opens. What the grant itself refuses, such as an answer that
// comes too late, is no error here: the phone's page shows the state it is in.
func (s *Server) changeByPhone(c *fiber.Ctx, change func(g sandbox.Grant, secret string) (sandbox.Grant, error)) (sandbox.Grant, error) {
	if _, err := web.ReadForm(c); err != nil { // these forms have no fields
		return sandbox.Grant{}, err
	}
	g, err := s.grantByCode(c)
	if err != nil {
		return g, err
	}
	secret := s.cookies.Session(c)
	g, err = s.opt.Store.UpdateGrant(s.life, g.ID, func(g sandbox.Grant) (sandbox.Grant, error) { return change(g, secret) })
	for _, refused := range []error{sandbox.ErrExpired, sandbox.ErrAnswered} {
		if errors.Is(err, refused) {
			return g, nil
		}
	}
	return g, err
}

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
