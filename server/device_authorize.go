package server

import (
	"strconv"
	"time"

	"github.com/gofiber/fiber/v2"

	"napguide/server/sandbox"
	"napguide/server/site"
	"napguide/server/store"
	"napguide/server/web"
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
// A device_code is "{grant id}.{secret}"; the grant's holder is the client that knows the secret.
func (s *Server) deviceAuthorization(c *fiber.Ctx) error {
	client, form, err := readClient(c)
	if err == nil {
		err = checkClient(client)
	}
	if err != nil {
		return sendOAuthError(c, err)
	}
	scenario := form["scenario"]
	if scenario == "" {
		scenario = s.site().Runs().Plain().ID
	}
	if _, ok := s.site().Runs().Find(scenario); !ok {
		return sendOAuthError(c, &oauthError{400, "invalid_request", "there is no such scenario"})
	}
	ttl := min(s.opt.GrantTTL, web.MaxDeviceTTL)
	if text := form["ttl"]; text != "" {
		seconds, err := strconv.Atoi(text)
		ttl = time.Duration(seconds) * time.Second
		if err != nil || seconds < int(web.MinDeviceTTL/time.Second) || seconds > int(web.MaxDeviceTTL/time.Second) {
			return sendOAuthError(c, &oauthError{400, "invalid_request", "ttl is a number of seconds from 5 to 600"})
		}
	}
	secret := sandbox.NewSecret()
	g := sandbox.NewGrant(deviceHolder(secret, client), scenario, s.reader(c), s.opt.Now(), ttl)
	g, err = s.createGrant(c, s.shares.devices, g, store.Limits{PerHolder: 1, All: s.opt.MaxOpen * web.MaxOpenForDevices / web.MaxOpen})
	if err != nil {
		return err
	}
	s.countGrant(g, "made")
	at := s.addressFor(s.visitOf(c))
	return sendOAuth(c, fiber.StatusOK, deviceAnswer{
		DeviceCode:              g.ID + "." + secret,
		UserCode:                sandbox.FormatUserCode(g.UserCode),
		VerificationURI:         at.Base + "/d",
		VerificationURIComplete: site.ScanURL(at, g),
		ExpiresIn:               secondsUntil(g.ExpiresAt, s.opt.Now()),
		Interval:                int(web.PollInterval / time.Second),
	})
}
