package server

import (
	"errors"

	"github.com/gofiber/fiber/v2"

	"napguide/server/sandbox"
	"napguide/server/site"
	"napguide/server/store"
	"napguide/server/workshop"
)

// openPhone is a phone that has no code yet: the drawn home screen, or what stands behind its app for a phone that has
// allowed once.
func (s *Server) openPhone(c *fiber.Ctx) error {
	if s.knowsApp(c) {
		return s.typeCode(c)
	}
	page, err := s.site().Phone(s.reader(c), site.PhoneView{Kind: "home"})
	if err != nil {
		return err
	}
	return sendPage(c, fiber.StatusOK, page)
}

// typeCode is behind the drawn app: the scanner, where the browser can read codes, and the form for who has no camera.
func (s *Server) typeCode(c *fiber.Ctx) error {
	c.Set("Permissions-Policy", "camera=(self), "+otherPermissions) // the scanner reads practice codes with it
	return s.typeForm(c, fiber.StatusOK, "")
}

// typedCode looks the digits up and leads to the grant's page for the phone.
func (s *Server) typedCode(c *fiber.Ctx) error {
	form, err := readForm(c, "code")
	if err != nil {
		return err
	}
	code, ok := sandbox.ParseCode(form["code"])
	if !ok {
		if room, ok := workshop.ParseCode(form["code"]); ok { // the other of the two codes
			return seeOther(c, "/j/"+room)
		}
		return s.codeFailed(c, errBadCode)
	}
	if _, err := s.opt.Store.GrantByCode(s.life, code); err != nil {
		return s.codeFailed(c, err)
	}
	return seeOther(c, phonePath(code)+"/app")
}

// phonePath is the address of the phone's page for a code.
func phonePath(code sandbox.Code) string {
	if code.UserCode != "" {
		return "/d/" + code.UserCode
	}
	return "/d/" + code.ScanCode()
}

// grantByCode finds the grant that the address's code opens.
func (s *Server) grantByCode(c *fiber.Ctx) (sandbox.Grant, error) {
	code, ok := sandbox.ParseCode(c.Params("code"))
	if !ok {
		return sandbox.Grant{}, errBadCode
	}
	return s.opt.Store.GrantByCode(s.life, code)
}

// codeFailed says what is wrong with a code above the form to type it again.
func (s *Server) codeFailed(c *fiber.Ctx, err error) error {
	if errors.Is(err, store.ErrNotFound) {
		err = errUnknownCode
	}
	if wantsJSON(c.Context()) {
		return err
	}
	for _, told := range []error{errBadCode, errUnknownCode, store.ErrTypingPaused} {
		if errors.Is(err, told) {
			o := s.outcomeOf(err)
			setRetry(&c.Response().Header, o)
			return s.typeForm(c, o.status, o.kind)
		}
	}
	return err
}

func (s *Server) typeForm(c *fiber.Ctx, status int, alert string) error {
	page, err := s.site().Phone(s.reader(c), site.PhoneView{Kind: "type", Alert: alert, Remind: s.knowsApp(c)})
	if err != nil {
		return err
	}
	return sendPage(c, status, page)
}
