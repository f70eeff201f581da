package server

import (
	"strings"
	"time"

	"github.com/gofiber/fiber/v2"
	"github.com/valyala/fasthttp"

	"napguide/server/sandbox"
)

const (
	langCookie       = "lang"
	secureLangCookie = "__Host-lang" // see session.go
)

// langCookieName is the cookie's name as this browser has it.
func (s *Server) langCookieName(ctx *fasthttp.RequestCtx) string {
	if s.isSecure(ctx) {
		return secureLangCookie
	}
	return langCookie
}

// chooseLanguage answers /en/help?lang=en, as the language switch links it: the choice is kept, and the page comes
// from its own address.
func (s *Server) chooseLanguage(c *fiber.Ctx) error {
	if len(c.Context().URI().QueryString()) == 0 || c.Method() != fiber.MethodGet && c.Method() != fiber.MethodHead {
		return c.Next()
	}
	lang, path := c.Query("lang"), c.Path()
	if !s.site().HasLang(lang) || !plainPath(path) || !s.inLanguage(path) {
		return c.Next()
	}
	c.Cookie(&fiber.Cookie{
		Name: s.langCookieName(c.Context()), Value: lang, Path: "/", Expires: s.opt.Now().Add(365 * 24 * time.Hour),
		HTTPOnly: true, SameSite: fiber.CookieSameSiteLaxMode, Secure: s.isSecure(c.Context()),
	})
	c.Set(fiber.HeaderCacheControl, "no-store")
	return c.Redirect(path, fiber.StatusFound)
}

// inLanguage tells whether a path leads to a page that is written in a language.
func (s *Server) inLanguage(path string) bool {
	first, _, _ := strings.Cut(path[1:], "/")
	return path == "/" || first == "d" || first == "j" || s.site().HasLang(first) ||
		first == "workshop" && (strings.HasSuffix(path, "/hello") || strings.Contains(path, "/key/"))
}

// reader is the language of who reads, as far as the browser tells.
func (s *Server) reader(c *fiber.Ctx) string {
	return s.site().Match(c.Cookies(s.langCookieName(c.Context())), c.Get(fiber.HeaderAcceptLanguage))
}

// phoneLanguage is the language of a page for the phone: its own choice, else the computer's.
func (s *Server) phoneLanguage(c *fiber.Ctx, g sandbox.Grant) string {
	if chosen := c.Cookies(s.langCookieName(c.Context())); s.site().HasLang(chosen) {
		return chosen
	}
	if s.site().HasLang(g.Lang) {
		return g.Lang
	}
	return s.reader(c)
}

// failureLanguage is that of the address, else of who reads. The request may be one that could not be parsed.
func (s *Server) failureLanguage(ctx *fasthttp.RequestCtx) string {
	first, _, _ := strings.Cut(strings.TrimPrefix(string(ctx.URI().PathOriginal()), "/"), "/")
	if s.site().HasLang(first) {
		return first
	}
	h := &ctx.Request.Header
	return s.site().Match(string(h.Cookie(s.langCookieName(ctx))), string(h.Peek(fiber.HeaderAcceptLanguage)))
}
