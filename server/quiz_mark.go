package server

import (
	"errors"

	"github.com/gofiber/fiber/v2"

	"napguide/server/site"
	"napguide/server/web"
)

// markQuiz marks the knowledge check for browsers that do not do it themselves. Nothing of it is kept.
func (s *Server) markQuiz(c *fiber.Ctx, lang string) error {
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
	return web.Page(page, nil).Send(c, fiber.StatusOK)
}
