package server

import (
	"runtime/debug"
	"strconv"

	"github.com/gofiber/fiber/v2"

	"napguide/server/sandbox"
	"napguide/server/web"
)

// measure counts the request under the pattern of its route, and answers what went wrong: an address itself may hold a code.
func (s *Server) measure(c *fiber.Ctx) error {
	if err := proceed(c); err != nil {
		web.SetRoute(c.Context(), s.routeOf(c, s.failures.Find(err).Status))
		s.failures.Answer(c.Context(), err)
	}
	status := c.Response().StatusCode()
	s.opt.AdminMetrics.requests.of(s.routeOf(c, status), strconv.Itoa(status)).Inc()
	return nil
}

// proceed is c.Next, whose panics are errors.
func proceed(c *fiber.Ctx) (err error) {
	defer func() {
		if r := recover(); r != nil {
			err = web.PanicError{Value: r, Stack: debug.Stack()}
		}
	}()
	return c.Next()
}

// routeOf is the pattern of the route that answered with a status.
func (s *Server) routeOf(c *fiber.Ctx, status int) string {
	route := c.Route().Path
	if path := c.Context().URI().PathOriginal(); route == "/" && len(path) > 1 { // the handler of finished pages looks at every path
		_, known := s.site().File(string(path))
		route = pageRoute(string(path), known, status)
	}
	return route
}

// countGrant notes what became of a practice code.
func (s *Server) countGrant(g sandbox.Grant, outcome string) {
	scenario := g.Scenario
	if _, ok := s.site().Runs().Find(scenario); !ok {
		scenario = "other"
	}
	s.opt.AdminMetrics.grants.of(scenario, outcome).Inc()
}
