package server

import (
	"math/rand/v2"
	"strconv"

	"github.com/gofiber/fiber/v2"

	"napguide/server/web"
)

// draw leads behind one of a run's doors, at random. Who has just seen one meets another: after says which, by
// its number from 1.
func (s *Server) draw(c *fiber.Ctx, lang string) error {
	run, ok := s.site().Runs().Find(c.Params("run"))
	if !ok || !run.Draws {
		return web.ErrNotFound
	}
	n := run.Doors()
	door := 1 + rand.IntN(n) // #nosec G404 -- nothing hangs on it
	if seen, err := strconv.Atoi(c.Query("after")); err == nil && seen >= 1 && seen <= n {
		door = 1 + (seen+rand.IntN(n-1))%n // #nosec G404
	}
	return web.SeeOther(c, s.site().StartBehind(lang, run, door))
}
