package server

import (
	"github.com/gofiber/fiber/v2"

	"napguide/server/web"
)

// healthz says that the process answers.
func (s *Server) healthz(c *fiber.Ctx) error {
	web.SetPrivate(c)
	return c.SendString("ok\n")
}

// readyz says whether this process should be sent people: not while it stops, nor while grants cannot be kept.
func (s *Server) readyz(c *fiber.Ctx) error {
	web.SetPrivate(c)
	if s.stopping.Load() {
		return notReady(c, "stopping\n")
	}
	if err := s.opt.Store.Ready(s.life); err != nil { // which has said why in the log
		return notReady(c, "the store is unavailable\n")
	}
	return c.SendString("ready\n")
}

func notReady(c *fiber.Ctx, why string) error {
	c.Set(fiber.HeaderRetryAfter, "5")
	return c.Status(fiber.StatusServiceUnavailable).SendString(why)
}
