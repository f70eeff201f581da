package server

import (
	"time"

	"github.com/gofiber/fiber/v2"
	"github.com/valyala/fasthttp"
)

// progressCookie keeps what a browser without script has practised. With script nothing of it is ever sent.
const (
	progressCookie       = "progress"
	secureProgressCookie = "__Host-progress" // see session.go
)

// progressCookieName is the cookie's name as this browser has it.
func (s *Server) progressCookieName(ctx *fasthttp.RequestCtx) string {
	if s.isSecure(ctx) {
		return secureProgressCookie
	}
	return progressCookie
}

// keepProgress answers the picture of no size that a page without script asks for: it notes the page in a cookie of
// the browser's own. The server keeps nothing.
func (s *Server) keepProgress(c *fiber.Ctx) error {
	site := s.site()
	p, ok := site.Reached(site.ReadProgress(c.Cookies(s.progressCookieName(c.Context()))), c.Query("page"))
	if !ok {
		return errNotFound
	}
	s.setProgress(c, p.String(), s.opt.Now().Add(365*24*time.Hour))
	return c.SendStatus(fiber.StatusNoContent)
}

// clearProgress forgets it.
func (s *Server) clearProgress(c *fiber.Ctx) error {
	form, err := readForm(c, "lang")
	if err != nil {
		return err
	}
	if !s.site().HasLang(form["lang"]) {
		return errBadRequest
	}
	s.setProgress(c, "", s.opt.Now().Add(-time.Hour))
	return seeOther(c, "/"+form["lang"]+"/")
}

func (s *Server) setProgress(c *fiber.Ctx, value string, expires time.Time) {
	c.Cookie(&fiber.Cookie{
		Name: s.progressCookieName(c.Context()), Value: value, Path: "/", Expires: expires,
		HTTPOnly: true, SameSite: fiber.CookieSameSiteLaxMode, Secure: s.isSecure(c.Context()),
	})
	c.Set(fiber.HeaderCacheControl, "no-store")
}

// pageWithProgress answers a page with the marks of a browser without script. It is false for every other request.
func (s *Server) pageWithProgress(c *fiber.Ctx, path string) (bool, error) {
	kept := c.Context().Request.Header.Cookie(s.progressCookieName(c.Context()))
	if len(kept) == 0 {
		return false, nil
	}
	site := s.site()
	raw, ok, err := site.WithProgress(path, site.ReadProgress(string(kept)))
	if !ok || err != nil {
		return false, err
	}
	return true, sendPage(c, fiber.StatusOK, raw)
}
