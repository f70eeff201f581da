package server

import (
	"github.com/gofiber/fiber/v2"

	"napguide/server/web"
)

// goLive leads to the real login, for a bookmark. It takes no target from the request.
func (s *Server) goLive(c *fiber.Ctx) error {
	web.SetPrivate(c)
	return c.Redirect(s.site().LiveURL(), fiber.StatusFound)
}
