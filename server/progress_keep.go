package server

import (
	"cmp"
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
// the browser's own. The server keeps nothing. Without a page it is asked for by a class's own page: then the cookie says that
// there is no script, and nothing else.
func (s *Server) keepProgress(c *fiber.Ctx) error {
	site := s.site()
	p, page := site.ReadProgress(s.keptProgress(c.Context())), c.Query("page")
	if page != "" {
		var ok bool
		if p, ok = site.Reached(p, page); !ok {
			return web.ErrNotFound
		}
	}
	s.setProgress(c, cmp.Or(p.String(), noProgress), web.ChoiceAge)
	return c.SendStatus(fiber.StatusNoContent)
}

// noProgress is the cookie of a browser without script that has practised nothing yet.
const noProgress = "-"

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
