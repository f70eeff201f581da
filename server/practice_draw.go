package server

import (
	"math/rand/v2"
	"strconv"

	"github.com/gofiber/fiber/v2"

	"napguide/server/sandbox"
	"napguide/server/web"
)

// draw leads to one of the surprise's situations, at random. Who has just seen one meets another: after says which, by
// its number from 1.
func (s *Server) draw(c *fiber.Ctx) error {
	lang := c.Params("lang")
	if !s.site().HasLang(lang) {
		return web.ErrNotFound
	}
	n := sandbox.Doors()
	door := 1 + rand.IntN(n) // #nosec G404 -- nothing hangs on it
	if seen, err := strconv.Atoi(c.Query("after")); err == nil && seen >= 1 && seen <= n {
		door = 1 + (seen+rand.IntN(n-1))%n // #nosec G404
	}
	return web.SeeOther(c, s.site().StartBehind(lang, door))
}
