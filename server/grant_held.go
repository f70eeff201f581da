package server

import (
	"errors"

	"github.com/gofiber/fiber/v2"

	"napguide/server/sandbox"
	"napguide/server/store"
)

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
