package server

import (
	"errors"
	"strings"

	"github.com/gofiber/fiber/v2"

	"napguide/server/sandbox"
	"napguide/server/site"
	"napguide/server/store"
	"napguide/server/web"
	"napguide/server/workshop"
)

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
