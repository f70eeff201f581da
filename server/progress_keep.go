package server

import (
	"time"

	"github.com/gofiber/fiber/v2"
	"github.com/valyala/fasthttp"

	"napguide/server/web"
)

// keptProgress is what the browser's cookie says was practised, or "".
func (s *Server) keptProgress(ctx *fasthttp.RequestCtx) string {
	return s.cookies.Value(ctx, web.ProgressCookie, func(value string) bool { return value != "" })
}

// keepProgress answers the picture of no size that a page without script asks for: it notes the page in a cookie of
// the browser's own. The server keeps nothing.
func (s *Server) keepProgress(c *fiber.Ctx) error {
	site := s.site()
	p, ok := site.Reached(site.ReadProgress(s.keptProgress(c.Context())), c.Query("page"))
	if !ok {
		return web.ErrNotFound
	}
	s.setProgress(c, p.String(), web.ChoiceAge)
	return c.SendStatus(fiber.StatusNoContent)
}

// clearProgress forgets it.
func (s *Server) clearProgress(c *fiber.Ctx) error {
	form, err := web.ReadForm(c, "lang")
	if err != nil {
		return err
	}
	if !s.site().HasLang(form["lang"]) {
		return web.ErrBadRequest
	}
	s.setProgress(c, "", web.Removed)
	return web.SeeOther(c, "/"+form["lang"]+"/")
}

func (s *Server) setProgress(c *fiber.Ctx, value string, age time.Duration) {
	s.cookies.Set(c, web.ProgressCookie, value, age)
	c.Set(fiber.HeaderCacheControl, "no-store")
}

// pageWithProgress answers a page with the marks of a browser without script. It is false for every other request.
func (s *Server) pageWithProgress(c *fiber.Ctx, path string) (bool, error) {
	kept := s.keptProgress(c.Context())
	if kept == "" {
		return false, nil
	}
	site := s.site()
	raw, ok, err := site.WithProgress(path, site.ReadProgress(kept))
	if !ok || err != nil {
		return false, err
	}
	return true, web.Page(raw, nil).Send(c, fiber.StatusOK)
}
