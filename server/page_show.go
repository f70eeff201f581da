package server

import (
	"strings"

	"github.com/gofiber/fiber/v2"
	"github.com/gofiber/fiber/v2/utils"
	"github.com/valyala/fasthttp"

	"napguide/server/site"
	"napguide/server/web"
)

// commonOf lists the pages that are the same for everybody. The trainer's kit has a finished form too, for an export, but
// here it knows who asks.
func commonOf(pages *site.Site, counts map[string]*pageCount) web.CommonPages {
	out := web.CommonPages{}
	for _, path := range pages.Paths() {
		if file, ok := pages.File(path); ok && !site.IsKit(path) {
			out[path] = web.CommonPage{File: file, Sent: counts[path].count}
		}
	}
	return out
}

// page serves what web.CommonPages leaves: pages that are asked for with a question, or by a browser without script that has
// practised; and addresses that are almost a page's.
func (s *Server) page(c *fiber.Ctx) error {
	ctx := c.Context()
	path := pathOf(ctx)
	file, ok := s.site().File(path)
	if !ok {
		if to, ok := s.otherSlash(path); ok && web.IsRead(ctx) {
			return c.Redirect(to, fiber.StatusPermanentRedirect)
		}
		return c.Next() // to Fiber's own "not found" and "method not allowed"
	}
	if !web.IsRead(ctx) {
		return web.ErrMethod
	}
	if done, err := s.ownPage(c, file.Path); done || err != nil {
		return err
	}
	web.SendFile(ctx, file)
	return nil
}

// ownPage answers a page with the marks and the strip of a browser without script. It is false for every other request.
func (s *Server) ownPage(c *fiber.Ctx, path string) (bool, error) {
	kept := s.keptProgress(c.Context())
	if kept == "" {
		return false, nil
	}
	pages := s.site()
	lang, name, _ := strings.Cut(strings.TrimPrefix(path, "/"), "/")
	if !pages.HasLang(lang) {
		return false, nil
	}
	strip, err := s.stripOf(c, lang, name, c.Context().QueryArgs().Has(site.ByDoing))
	if err != nil {
		return false, err
	}
	raw, ok, err := pages.OwnPage(path, pages.ReadProgress(kept), strip)
	if !ok || err != nil {
		return false, err
	}
	return true, web.Page(raw, nil).Send(c, fiber.StatusOK)
}

// pathOf is the address asked for, as it came; only looked up, never kept.
func pathOf(ctx *fasthttp.RequestCtx) string { return utils.UnsafeString(ctx.URI().PathOriginal()) }

// otherSlash is the same path with or without a slash at its end, where a page has that address.
func (s *Server) otherSlash(path string) (string, bool) {
	if len(path) < 2 {
		return "", false
	}
	to := path + "/"
	if path[len(path)-1] == '/' {
		to = path[:len(path)-1]
	}
	file, ok := s.site().File(to)
	if !ok {
		return "", false
	}
	return file.Path, true
}
