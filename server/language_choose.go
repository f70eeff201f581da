package server

import (
	"cmp"
	"strings"

	"github.com/gofiber/fiber/v2"
	"github.com/valyala/fasthttp"

	"napguide/server/web"
	"napguide/server/workshop"
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
	s.tellRoom(c, lang, path)
	c.Set(fiber.HeaderCacheControl, "no-store")
	asked := c.Context().QueryArgs()
	asked.Del("lang")
	if asked.Len() > 0 {
		path += "?" + asked.String()
	}
	return c.Redirect(path, fiber.StatusFound)
}

// tellRoom notes that a trainer has chosen another language on a page of the room: phones that come open in it too.
func (s *Server) tellRoom(c *fiber.Ctx, lang, path string) {
	_, below, _ := strings.Cut(path, "/workshop/")
	id, _, _ := strings.Cut(below, "/")
	r, err := s.opt.Store.Room(id)
	if err != nil || !r.HeldBy(s.cookies.Secret(c, web.TrainerCookie)) {
		return
	}
	_, err = s.opt.Store.UpdateRoom(s.life, id, func(r workshop.Room) (workshop.Room, error) {
		r.Lang = lang
		return r, nil
	})
	if err != nil {
		s.opt.Log.Warn("a room did not learn its trainer's language", "cause", err)
	}
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

// phoneLanguage is the language of a page that a phone opens from a code or a typed address: what the phone chose here, else
// that of the page or the room which the code is of, else that of a room in which it has a number, else the source's. What
// its browser asks for is no sign: many who read Thai have a phone that is set to English.
func (s *Server) phoneLanguage(ctx *fasthttp.RequestCtx, shown string) string {
	lang := cmp.Or(s.chosenLanguage(ctx), shown)
	if !s.site().HasLang(lang) {
		lang = s.classLanguage(ctx)
	}
	return s.site().Match(lang, "")
}

// classLanguage is the language of the room in which the browser has a number, or "".
func (s *Server) classLanguage(ctx *fasthttp.RequestCtx) string {
	r, _ := s.opt.Store.RoomWith(s.cookies.SecretIn(ctx, web.SeatCookie))
	return r.Lang
}

// failureLanguage is that of the address, else of the phone where a code leads to it or it has a number, else of who reads. The
// request may be one that could not be parsed.
func (s *Server) failureLanguage(ctx *fasthttp.RequestCtx) string {
	first, _, _ := strings.Cut(strings.TrimPrefix(string(ctx.URI().PathOriginal()), "/"), "/")
	if s.site().HasLang(first) {
		return first
	}
	if first == "d" || first == "j" || first == "workshop" && s.classLanguage(ctx) != "" {
		return s.phoneLanguage(ctx, "")
	}
	return s.site().Match(s.chosenLanguage(ctx), string(ctx.Request.Header.Peek(fiber.HeaderAcceptLanguage)))
}
