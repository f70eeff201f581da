package web

import (
	"errors"
	"mime"
	"slices"
	"unicode/utf8"

	"github.com/gofiber/fiber/v2"
)

// ReadForm reads an urlencoded form that has these fields and no others, each at most once.
// Its error is ErrBadRequest.
func ReadForm(c *fiber.Ctx, fields ...string) (map[string]string, error) {
	form, err := ReadAnyForm(c)
	if err != nil {
		return nil, err
	}
	for name := range form {
		if !slices.Contains(fields, name) {
			return nil, ErrBadRequest
		}
	}
	return form, nil
}

// ReadAnyForm reads an urlencoded form, each of whose fields stands at most once.
func ReadAnyForm(c *fiber.Ctx) (map[string]string, error) {
	form := map[string]string{}
	if len(c.Request().Body()) == 0 {
		return form, nil
	}
	// A parameter that is malformed changes nothing: a form is UTF-8, whatever is said of it.
	kind, _, err := mime.ParseMediaType(c.Get(fiber.HeaderContentType))
	if kind != fiber.MIMEApplicationForm || err != nil && !errors.Is(err, mime.ErrInvalidMediaParameter) {
		return nil, ErrBadRequest
	}
	for name, value := range c.Context().PostArgs().All() {
		if _, twice := form[string(name)]; twice || !utf8.Valid(name) || !utf8.Valid(value) {
			return nil, ErrBadRequest
		}
		form[string(name)] = string(value)
	}
	return form, nil
}
