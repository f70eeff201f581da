package server

import (
	"errors"

	"github.com/gofiber/fiber/v2"

	"napguide/server/sandbox"
	"napguide/server/site"
	"napguide/server/store"
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
	v := site.GrantView{Grant: g, Now: s.opt.Now(), At: s.addressFor(s.visitOf(c)), Drawn: c.Context().QueryArgs().Has(site.OnDrawnPhone)}
	if v.Strip, err = s.stripOf(c, lang, s.site().GrantPlace(lang, v), true); err != nil {
		return err
	}
	return web.Page(s.site().Grant(lang, v)).Send(c, fiber.StatusOK)
}

// heldGrant reads a grant for the browser that holds it; to any other it does not exist.
func (s *Server) heldGrant(c *fiber.Ctx, id string) (sandbox.Grant, error) {
	g, err := s.opt.Store.Grant(s.life, id)
	if errors.Is(err, store.ErrNotFound) || err == nil && !g.HeldBy(s.cookies.Session(c)) {
		return g, errNotYours
	}
	return g, err
}

// isGone tells whether the content has no longer what a grant was made for: an edit took it away.
func (s *Server) isGone(g sandbox.Grant) bool {
	run, _ := s.site().Runs().Find(g.Scenario)
	_, found := run.CodeState(g.Place)
	return !found
}

// asNow is a grant as the content has it now: one whose place is gone has ended.
func (s *Server) asNow(g sandbox.Grant) sandbox.Grant {
	if s.isGone(g) {
		g.State, g.ExpiresAt = sandbox.Expired, g.CreatedAt
	}
	return g
}

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

// answerHere records what was answered on the computer's own drawn phone, so that a real phone that has the same code open is
// told when it answers. A code that has ended already stays as it is: the computer has moved on.
func (s *Server) answerHere(c *fiber.Ctx, _ string) error {
	form, err := web.ReadForm(c, "answer")
	if err != nil {
		return err
	}
	action := sandbox.Action(form["answer"])
	if action != sandbox.Allow && action != sandbox.Decline {
		return web.ErrBadRequest
	}
	g, err := s.heldGrant(c, c.Params("grant"))
	if err != nil {
		return err
	}
	secret, answered := s.cookies.Session(c), false
	g, err = s.opt.Store.UpdateGrant(s.life, g.ID, func(g sandbox.Grant) (sandbox.Grant, error) {
		before := g.State
		g, err := g.Answer(action == sandbox.Allow, secret, s.opt.Now())
		answered = err == nil && g.State != before
		return g, err
	})
	if err != nil && !errors.Is(err, sandbox.ErrExpired) && !errors.Is(err, sandbox.ErrAnswered) {
		return err
	}
	if answered {
		s.made.Drop(g.ID)
		s.countGrant(g, "drawn")
	}
	web.SetPrivate(c)
	return c.SendStatus(fiber.StatusNoContent)
}
