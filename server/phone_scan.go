package server

import (
	"errors"

	"github.com/gofiber/fiber/v2"

	"napguide/server/sandbox"
	"napguide/server/web"
)

// scan tells the computer that a phone has the grant's page open. The page's script posts it once the page is looked at;
// it binds nobody, and without script Allow works all the same.
func (s *Server) scan(c *fiber.Ctx) error {
	_, err := s.changeByPhone(c, func(g sandbox.Grant, _ string) (sandbox.Grant, error) { return g.Scan(s.opt.Now()) })
	if err != nil {
		return s.codeFailed(c, err)
	}
	web.SetPrivate(c)
	return c.SendStatus(fiber.StatusNoContent)
}

// changeByPhone changes the grant that the address's code opens. What the grant itself refuses, such as an answer that
// comes too late, is no error here: the phone's page shows the state it is in.
func (s *Server) changeByPhone(c *fiber.Ctx, change func(g sandbox.Grant, secret string) (sandbox.Grant, error)) (sandbox.Grant, error) {
	if _, err := web.ReadForm(c); err != nil { // these forms have no fields
		return sandbox.Grant{}, err
	}
	g, err := s.grantByCode(c)
	if err != nil {
		return g, err
	}
	secret := s.cookies.Session(c)
	g, err = s.opt.Store.UpdateGrant(s.life, g.ID, func(g sandbox.Grant) (sandbox.Grant, error) { return change(g, secret) })
	for _, refused := range []error{sandbox.ErrExpired, sandbox.ErrAnswered} {
		if errors.Is(err, refused) {
			return g, nil
		}
	}
	return g, err
}
