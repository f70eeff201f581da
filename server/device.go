package server

import (
	"errors"
	"strconv"
	"time"

	"github.com/gofiber/fiber/v2"

	"napguide/server/sandbox"
	"napguide/server/store"
)

// deviceAnswer is RFC 8628's device authorization response.
type deviceAnswer struct {
	DeviceCode              string `json:"device_code"`
	UserCode                string `json:"user_code"`
	VerificationURI         string `json:"verification_uri"`
	VerificationURIComplete string `json:"verification_uri_complete"`
	ExpiresIn               int    `json:"expires_in"`
	Interval                int    `json:"interval"`
}

// deviceAuthorization makes a grant for a program. Beyond RFC 8628 it takes scenario, and ttl in seconds.
// A device_code is "{grant id}.{secret}"; the grant's holder is who knows the secret.
func (s *Server) deviceAuthorization(c *fiber.Ctx) error {
	form, err := readAnyForm(c) // RFC 8628: what we do not know is ignored
	if err != nil {
		return oauthError(c, "invalid_request", "send an urlencoded form, each field once")
	}
	if id := form["client_id"]; id == "" || len(id) > maxClientID {
		return oauthError(c, "invalid_request", "client_id is needed, of at most 100 bytes")
	}
	scenario := form["scenario"]
	if scenario == "" {
		scenario = sandbox.Standard
	}
	if _, ok := sandbox.Find(scenario); !ok {
		return oauthError(c, "invalid_request", "there is no such scenario")
	}
	ttl := min(s.opt.GrantTTL, maxDeviceTTL)
	if text := form["ttl"]; text != "" {
		seconds, err := strconv.Atoi(text)
		ttl = time.Duration(seconds) * time.Second
		if err != nil || seconds < int(minDeviceTTL/time.Second) || seconds > int(maxDeviceTTL/time.Second) {
			return oauthError(c, "invalid_request", "ttl is a number of seconds from 5 to 600")
		}
	}
	secret := sandbox.NewSecret()
	g := sandbox.NewGrant(secret, scenario, s.reader(c), s.opt.Now(), ttl)
	g, err = s.opt.Store.CreateGrant(s.life, g, store.Limits{PerHolder: 1, All: s.opt.MaxOpen * maxOpenForDevices / maxOpen})
	if err != nil {
		return err
	}
	s.countGrant(g, "made")
	return sendOAuth(c, fiber.StatusOK, deviceAnswer{
		DeviceCode:              g.ID + "." + secret,
		UserCode:                sandbox.FormatUserCode(g.UserCode),
		VerificationURI:         s.opt.BaseURL.JoinPath("d").String(),
		VerificationURIComplete: s.scanURL(g),
		ExpiresIn:               secondsUntil(g.ExpiresAt, s.opt.Now()),
		Interval:                int(pollInterval / time.Second),
	})
}

// oauthError is an error of RFC 6749 and 8628: a program reads the name, a programmer the description.
func oauthError(c *fiber.Ctx, name, description string) error {
	return sendOAuth(c, fiber.StatusBadRequest, map[string]string{"error": name, "error_description": description})
}

// sendOAuth sends what no cache may keep, however old it is (RFC 6749, section 5.1).
func sendOAuth(c *fiber.Ctx, status int, v any) error {
	c.Set(fiber.HeaderPragma, "no-cache")
	return sendJSON(c, status, v)
}

// tokenError is what the token endpoint answers for what a grant refuses.
func tokenError(c *fiber.Ctx, err error) error {
	switch {
	case errors.Is(err, sandbox.ErrPending):
		return oauthError(c, "authorization_pending", "nobody has answered on the phone yet")
	case errors.Is(err, sandbox.ErrDenied):
		return oauthError(c, "access_denied", "the phone declined")
	case errors.Is(err, sandbox.ErrExpired):
		return oauthError(c, "expired_token", "the code has expired; ask for a new one")
	case errors.Is(err, sandbox.ErrTaken):
		return oauthError(c, "invalid_grant", "the approval has been taken already")
	case errors.Is(err, errSlowDown):
		return oauthError(c, "slow_down", "wait five seconds more between polls")
	case errors.Is(err, store.ErrNotFound), errors.Is(err, errNotYours):
		return oauthError(c, "invalid_grant", "no grant has this device_code")
	}
	return err
}
