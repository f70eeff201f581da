package server

import (
	"errors"
	"strings"

	"github.com/gofiber/fiber/v2"

	"napguide/server/sandbox"
)

const deviceGrantType = "urn:ietf:params:oauth:grant-type:device_code"

// tokenAnswer is a token that says itself what it is worth.
type tokenAnswer struct {
	AccessToken string `json:"access_token"`
	TokenType   string `json:"token_type"`
	ExpiresIn   int    `json:"expires_in"`
	Scope       string `json:"scope"`
	Note        string `json:"note"`
}

// token hands an approval out once, to the client that the device_code was made for.
func (s *Server) token(c *fiber.Ctx) error {
	client, form, err := readClient(c)
	if err != nil {
		return sendOAuthError(c, err)
	}
	switch form["grant_type"] {
	case "":
		return sendOAuthError(c, &oauthError{400, "invalid_request", "grant_type is needed"})
	case deviceGrantType:
	default:
		return sendOAuthError(c, &oauthError{400, "unsupported_grant_type", "only " + deviceGrantType})
	}
	if err := checkClient(client); err != nil {
		return sendOAuthError(c, err)
	}
	if form["device_code"] == "" {
		return sendOAuthError(c, &oauthError{400, "invalid_request", "device_code is needed"})
	}
	if !s.shares.tokens.Take(s.proxies.Client(c.Context())) {
		return sendOAuthError(c, tokenError(errSlowDown))
	}
	id, secret, _ := strings.Cut(form["device_code"], ".")
	g, err := s.opt.Store.UpdateGrant(s.life, id, func(g sandbox.Grant) (sandbox.Grant, error) {
		if secret == "" || !g.HeldBy(deviceHolder(secret, client)) {
			return g, errNotYours
		}
		return g.Take(s.opt.Now())
	})
	if errors.Is(err, sandbox.ErrPending) {
		s.made.Look(id) // a program that polls uses its code
		if s.polls.TooFast(id, s.opt.Now()) {
			err = errSlowDown
		}
	}
	if err != nil {
		return sendOAuthError(c, tokenError(err))
	}
	return sendOAuth(c, fiber.StatusOK, tokenAnswer{
		AccessToken: "practice-only-" + sandbox.NewSecret(), TokenType: "Bearer",
		ExpiresIn: secondsUntil(g.ExpiresAt, s.opt.Now()), Scope: "practice",
		Note: "for practice: this token opens nothing",
	})
}
