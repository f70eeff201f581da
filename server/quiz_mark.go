package server

import (
	"errors"

	"github.com/gofiber/fiber/v2"

	"napguide/server/site"
	"napguide/server/web"
)

// markQuiz marks the knowledge check for browsers that do not do it themselves. Nothing of it is kept.
func (s *Server) markQuiz(c *fiber.Ctx) error {
	lang := c.Params("lang")
	if !s.site().HasLang(lang) {
		return web.ErrNotFound
	}
	answers, err := web.ReadForm(c, s.site().QuizFields(lang)...)
	if err != nil {
		return err
	}
	page, err := s.site().Quiz(lang, answers)
	if errors.Is(err, site.ErrNoSuchChoice) {
		return web.ErrBadRequest
	}
	if err != nil {
		return err
	}
	return web.SendPage(c, fiber.StatusOK, page)
}
