package server

import (
	"time"

	"github.com/gofiber/fiber/v2"

	"napguide/server/sandbox"
	"napguide/server/site"
)

// phonePage shows on a phone who asks, or what came of it. Opening it changes nothing; its script posts the scan.
func (s *Server) phonePage(c *fiber.Ctx) error {
	g, err := s.grantByCode(c)
	if err != nil {
		return s.codeFailed(c, err)
	}
	now := s.opt.Now()
	page, err := s.site().Phone(s.phoneLanguage(c, g), site.PhoneView{
		// The page goes on with the scan_code, also where digits were typed: while typing is paused, a phone that
		// has found its grant can still answer.
		Code: g.ScanCode, Kind: phoneKind(g, s.ensureSession(c), now), Grant: g, Left: secondsUntil(g.ExpiresAt, now),
	})
	if err != nil {
		return err
	}
	return sendPage(c, fiber.StatusOK, page)
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
