package server

import "github.com/gofiber/fiber/v2"

// healthz says that the process answers.
func (s *Server) healthz(c *fiber.Ctx) error {
	private(c)
	return c.SendString("ok\n")
}

// readyz says whether this process should be sent people: not while it stops, nor while grants cannot be kept.
func (s *Server) readyz(c *fiber.Ctx) error {
	private(c)
	if s.stopping.Load() {
		return c.Status(fiber.StatusServiceUnavailable).SendString("stopping\n")
	}
	if err := s.opt.Store.Ready(s.life); err != nil { // which has said why in the log
		return c.Status(fiber.StatusServiceUnavailable).SendString("the store is unavailable\n")
	}
	return c.SendString("ready\n")
}
