package server

import (
	"errors"
	"strings"
	"time"

	"github.com/gofiber/fiber/v2"

	"napguide/server/sandbox"
	"napguide/server/site"
	"napguide/server/store"
	"napguide/server/web"
	"napguide/server/workshop"
)

// phonePage is what a phone's camera opens: a drawn home screen, behind whose app the question stands. A phone that has
// allowed once meets the question at once. Opening it changes nothing; its script posts the scan.
func (s *Server) phonePage(c *fiber.Ctx) error { return s.showPhone(c, !s.cookies.KnowsApp(c)) }

// phoneApp is behind the drawn app: who asks, or what came of it.
func (s *Server) phoneApp(c *fiber.Ctx) error { return s.showPhone(c, false) }

// showPhone answers with the page of the grant's state, or tells a script how long it is open.
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
		Code: g.ScanCode, Typed: typed(c), Kind: kind, Grant: g, Left: left, Remind: s.cookies.KnowsApp(c),
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
		if g.AnsweredAtHome() {
			return "drawn"
		}
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
			s.noteSignIn(c, g)
		}
		s.countGrant(g, string(g.State))
	}
	if web.WantsJSON(c.Context()) {
		return web.SendJSON(c, fiber.StatusOK, map[string]string{"kind": phoneKind(g, s.cookies.Session(c), s.opt.Now())})
	}
	code, _ := sandbox.ParseCode(c.Params("code"))
	to := phonePath(code)
	if code.UserCode == "" && typed(c) {
		to += site.TypedQuery
	}
	return web.SeeOther(c, to)
}

// typed tells whether the phone found its grant by digits: they are in the address, or the page that they led to says so.
func typed(c *fiber.Ctx) bool {
	code, _ := sandbox.ParseCode(c.Params("code"))
	return code.UserCode != "" || c.Context().QueryArgs().Has(site.TypedQuery[1:])
}

// openPhone is a phone that has no code yet: the drawn home screen, or what stands behind its app for a phone that has
// allowed once.
func (s *Server) openPhone(c *fiber.Ctx) error {
	if s.cookies.KnowsApp(c) {
		return s.typeCode(c)
	}
	return web.Page(s.site().Phone(s.reader(c), site.PhoneView{Kind: "home"})).Send(c, fiber.StatusOK)
}

// typeCode is behind the drawn app: the scanner, where the browser can read codes, and the form for who has no camera.
func (s *Server) typeCode(c *fiber.Ctx) error {
	c.Set("Permissions-Policy", "camera=(self), "+web.OtherPermissions) // the scanner reads practice codes with it
	return s.typeForm(c, fiber.StatusOK, "")
}

// typedCode looks the digits up and leads to the grant's page for the phone.
func (s *Server) typedCode(c *fiber.Ctx) error {
	form, err := web.ReadForm(c, "code")
	if err != nil {
		return err
	}
	code, ok := sandbox.ParseCode(form["code"])
	if !ok {
		if room, ok := workshop.ParseCode(form["code"]); ok { // the other of the two codes
			return web.SeeOther(c, "/j/"+room)
		}
		return s.codeFailed(c, errBadCode)
	}
	if _, err := s.findGrant(c, code); err != nil {
		return s.codeFailed(c, err)
	}
	return web.SeeOther(c, phonePath(code)+"/app")
}

// phonePath is the address of the phone's page for a code.
func phonePath(code sandbox.Code) string {
	if code.UserCode != "" {
		return "/d/" + code.UserCode
	}
	return "/d/" + code.ScanCode()
}

// grantByCode finds the grant that the address's code opens.
func (s *Server) grantByCode(c *fiber.Ctx) (sandbox.Grant, error) {
	code, ok := sandbox.ParseCode(c.Params("code"))
	if !ok {
		return sandbox.Grant{}, errBadCode
	}
	return s.findGrant(c, code)
}

// findGrant finds the grant of a code. Wrong digits draw on the share of who types, then on the budget that all have
// together. Where either is spent a code of one's own class is still found: one that was made behind the same address, or
// where people are of a room in which one has a number. Nothing else is looked at then, right digits or wrong.
func (s *Server) findGrant(c *fiber.Ctx, code sandbox.Code) (sandbox.Grant, error) {
	if code.UserCode == "" { // from the QR code
		return s.opt.Store.GrantByCode(s.life, code)
	}
	from := s.proxies.Client(c.Context())
	if !s.shares.digits.Left(from) {
		return s.findNear(c, code, from, false)
	}
	g, err := s.opt.Store.GrantByCode(s.life, code)
	switch {
	case errors.Is(err, store.ErrTypingPaused):
		return s.findNear(c, code, from, true)
	case errors.Is(err, store.ErrNotFound):
		s.shares.digits.Charge(from)
		s.opt.Store.Broadcast(toldDigits, from.String())
	}
	return g, err
}

// findNear is findGrant where a budget is spent. own tells whether the client's own share is not.
func (s *Server) findNear(c *fiber.Ctx, code sandbox.Code, from web.Client, own bool) (sandbox.Grant, error) {
	paused := web.ShareSpent("typing-share", s.shares.digits.Wait(from))
	if own {
		paused = web.ShareSpent("typing-paused", pausedWait)
	}
	seats := s.opt.Store.SeatsHeld(s.cookies.Secret(c, web.SeatCookie))
	if !own && !s.takesOf(seats, s.shares.seatDigits) {
		return sandbox.Grant{}, paused
	}
	g, err := s.opt.Store.FindDigits(s.life, code)
	if err == nil {
		maker, known := s.made.Maker(g.ID)
		if known && own && maker == from {
			return g, nil
		}
		for room := range seats {
			if known && s.present.IsAt(room, maker) {
				return g, nil
			}
		}
	}
	if own {
		s.shares.digits.Charge(from)
	}
	if err != nil && !errors.Is(err, store.ErrNotFound) {
		return g, err
	}
	return sandbox.Grant{}, paused
}

// pausedWait is after how many seconds it may work again: the common budget comes back in tenths of a code's lifetime.
const pausedWait = 60

// codeFailed says what is wrong with a code above the form to type it again.
func (s *Server) codeFailed(c *fiber.Ctx, err error) error {
	if errors.Is(err, store.ErrNotFound) {
		err = errUnknownCode
	}
	if web.WantsJSON(c.Context()) {
		return err
	}
	o := s.failures.Find(err)
	if !errors.Is(err, errBadCode) && !errors.Is(err, errUnknownCode) && !strings.HasPrefix(o.Kind, "typing-") {
		return err
	}
	web.SetRetry(&c.Response().Header, o)
	return s.typeForm(c, o.Status, o.Kind)
}

func (s *Server) typeForm(c *fiber.Ctx, status int, alert string) error {
	return web.Page(s.site().Phone(s.reader(c), site.PhoneView{Kind: "type", Alert: alert, Remind: s.cookies.KnowsApp(c)})).Send(c, status)
}
