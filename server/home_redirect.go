package server

import "github.com/gofiber/fiber/v2"

// root leads to the home page in the reader's language.
func (s *Server) root(c *fiber.Ctx) error {
	c.Set(fiber.HeaderCacheControl, "no-cache")
	c.Vary("Cookie", fiber.HeaderAcceptLanguage)
	return c.Redirect("/"+s.reader(c)+"/", fiber.StatusFound)
}
