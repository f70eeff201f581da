package server

import (
	"errors"

	"github.com/gofiber/fiber/v2"

	"napguide/server/site"
)

// markQuiz marks the knowledge check for browsers that do not do it themselves. Nothing of it is kept.
func (s *Server) markQuiz(c *fiber.Ctx) error {
	lang := c.Params("lang")
	if !s.site().HasLang(lang) {
		return errNotFound
	}
	answers, err := readForm(c, s.site().QuizFields(lang)...)
	if err != nil {
		return err
	}
	page, err := s.site().Quiz(lang, answers)
	if errors.Is(err, site.ErrNoSuchChoice) {
		return errBadRequest
	}
	if err != nil {
		return err
	}
	return sendPage(c, fiber.StatusOK, page)
}
