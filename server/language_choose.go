package server

import (
	"strings"

	"github.com/gofiber/fiber/v2"
	"github.com/valyala/fasthttp"

	"napguide/server/sandbox"
	"napguide/server/web"
)

// chooseLanguage answers /en/help?lang=en, as the language switch links it: the choice is kept, and the page comes
// from its own address, with whatever else it was asked for with.
func (s *Server) chooseLanguage(c *fiber.Ctx) error {
	if len(c.Context().URI().QueryString()) == 0 || c.Method() != fiber.MethodGet && c.Method() != fiber.MethodHead {
		return c.Next()
	}
	lang, path := c.Query("lang"), c.Path()
	if !s.site().HasLang(lang) || !web.IsPlainPath(path) || !s.inLanguage(path) {
		return c.Next()
	}
	s.cookies.Set(c, web.LangCookie, lang, web.ChoiceAge)
	c.Set(fiber.HeaderCacheControl, "no-store")
	asked := c.Context().QueryArgs()
	asked.Del("lang")
	if asked.Len() > 0 {
		path += "?" + asked.String()
	}
	return c.Redirect(path, fiber.StatusFound)
}

// inLanguage tells whether a path leads to a page that is written in a language.
func (s *Server) inLanguage(path string) bool {
	first, _, _ := strings.Cut(path[1:], "/")
	return path == "/" || first == "d" || first == "j" || s.site().HasLang(first) ||
		first == "workshop" && (strings.HasSuffix(path, "/hello") || strings.Contains(path, "/key/"))
}

// inLang answers below the address of a language, where the site has it.
func (s *Server) inLang(answer func(c *fiber.Ctx, lang string) error) fiber.Handler {
	return func(c *fiber.Ctx) error {
		if lang := c.Params("lang"); s.site().HasLang(lang) {
			return answer(c, lang)
		}
		return web.ErrNotFound
	}
}

// reader is the language of who reads, as far as the browser tells.
func (s *Server) reader(c *fiber.Ctx) string {
	return s.site().Match(s.chosenLanguage(c.Context()), c.Get(fiber.HeaderAcceptLanguage))
}

// chosenLanguage is the language that the browser's cookie names, or "".
func (s *Server) chosenLanguage(ctx *fasthttp.RequestCtx) string {
	return s.cookies.Value(ctx, web.LangCookie, s.site().HasLang)
}

// phoneLanguage is the language of a page for the phone: its own choice, else the computer's.
func (s *Server) phoneLanguage(c *fiber.Ctx, g sandbox.Grant) string {
	if chosen := s.chosenLanguage(c.Context()); chosen != "" {
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
	return s.site().Match(s.chosenLanguage(ctx), string(ctx.Request.Header.Peek(fiber.HeaderAcceptLanguage)))
}
