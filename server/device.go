package server

import (
	"encoding/base64"
	"errors"
	"net/url"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/gofiber/fiber/v2"
	"github.com/valyala/fasthttp"

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

// This file is what the endpoints for programs share: who asks (RFC 6749, section 2.3), and how errors are told (section
// 5.2; RFC 8628, section 3.5). Clients are public: any name will do, and a secret is neither needed nor looked at.

// oauthError is an error of RFC 6749 and 8628: a program reads the name, a programmer the description.
type oauthError struct {
	status            int
	name, description string
}

func (e *oauthError) Error() string { return "server: " + e.name }

// sendOAuthError sends an oauthError; any other error is the error table's.
func sendOAuthError(c *fiber.Ctx, err error) error {
	var e *oauthError
	if !errors.As(err, &e) {
		return err
	}
	if e.status == fiber.StatusUnauthorized {
		c.Set(fiber.HeaderWWWAuthenticate, `Basic realm="practice", charset="UTF-8"`)
	}
	return sendOAuth(c, e.status, map[string]string{"error": e.name, "error_description": e.description})
}

// sendOAuth sends what no cache may keep, however old it is (RFC 6749, section 5.1).
func sendOAuth(c *fiber.Ctx, status int, v any) error {
	c.Set(fiber.HeaderPragma, "no-cache")
	return web.SendJSON(c, status, v)
}

// readClient reads the form and the client's name, if there is one, which stands in the form, or in the header as RFC 6749 has it, section
// 2.3.1. A field without a value counts as left out (section 3.1); one that is not known is ignored. Its errors are
// of the type oauthError.
func readClient(c *fiber.Ctx) (client string, form map[string]string, err error) {
	form, err = web.ReadAnyForm(c)
	if err != nil {
		return "", nil, &oauthError{400, "invalid_request", "send application/x-www-form-urlencoded in UTF-8, each field once"}
	}
	client = form["client_id"]
	header := c.Context().Request.Header.PeekAll(fiber.HeaderAuthorization)
	switch {
	case len(header) > 1:
		return "", nil, &oauthError{400, "invalid_request", "one Authorization header"}
	case len(header) == 1:
		name, ok := basicClient(string(header[0]))
		switch {
		case !ok:
			return "", nil, &oauthError{401, "invalid_client", "Authorization is Basic, with client_id and client_secret each urlencoded, or left out"}
		case form["client_secret"] != "":
			return "", nil, &oauthError{400, "invalid_request", "authenticate in one way: in the header or in the form"}
		case client != "" && client != name:
			return "", nil, &oauthError{400, "invalid_request", "client_id is not the one in the header"}
		}
		client = name
	case form["client_assertion"] != "" || form["client_assertion_type"] != "":
		return "", nil, &oauthError{401, "invalid_client", "assertions are not supported; client_id is enough"}
	}
	return client, form, nil
}

// checkClient finds a client's name that is none.
func checkClient(client string) error {
	if client == "" || len(client) > web.MaxClientID {
		return &oauthError{400, "invalid_request", "client_id is needed, of at most 100 bytes"}
	}
	return nil
}

// basicClient is the client_id in an Authorization header.
func basicClient(header string) (string, bool) {
	scheme, credentials, found := strings.Cut(header, " ")
	if !found || !strings.EqualFold(scheme, "Basic") {
		return "", false
	}
	raw, err := base64.StdEncoding.DecodeString(strings.TrimSpace(credentials))
	id, secret, found := strings.Cut(string(raw), ":")
	if err != nil || !found {
		return "", false
	}
	name, err := url.QueryUnescape(id)
	_, err2 := url.QueryUnescape(secret)
	return name, err == nil && err2 == nil && name != "" && utf8.ValidString(name)
}

// deviceHolder is what holds a program's grant: the secret in the device_code, together with the client that it was given
// to (RFC 8628, section 3.4). Neither holds it alone.
func deviceHolder(secret, client string) string { return secret + " " + client }

// tokenError is what the token endpoint answers for what a grant refuses.
func tokenError(err error) error {
	for told, e := range map[error]*oauthError{
		sandbox.ErrPending: {400, "authorization_pending", "nobody has answered on the phone yet"},
		errSlowDown:        {400, "slow_down", "wait five seconds more between polls"},
		sandbox.ErrDenied:  {400, "access_denied", "the phone declined"},
		sandbox.ErrExpired: {400, "expired_token", "the code has expired; ask for a new one"},
		sandbox.ErrTaken:   {400, "invalid_grant", "the approval has been taken already"},
		store.ErrNotFound:  {400, "invalid_grant", "no grant of this client has this device_code"},
		errNotYours:        {400, "invalid_grant", "no grant of this client has this device_code"},
	} {
		if errors.Is(err, told) {
			return e
		}
	}
	return err
}

// isProgram tells whether a request is for the endpoints of programs, or for what it takes to be one; the event stream beside
// them is a browser's.
func isProgram(ctx *fasthttp.RequestCtx) bool {
	path := string(ctx.URI().PathOriginal())
	return strings.HasPrefix(path, "/sandbox/") && path != "/sandbox/events"
}

// allowedMethods are the methods of an address that another was tried at.
func allowedMethods(ctx *fasthttp.RequestCtx) string {
	switch string(ctx.URI().PathOriginal()) {
	case "/sandbox/device_authorization", "/sandbox/token":
		return fiber.MethodPost
	}
	return "GET, HEAD"
}

// programFailures are what a program is told of what went wrong before its endpoint was asked, or inside.
var programFailures = map[string][2]string{
	"not-found":   {"invalid_request", "no such endpoint; there are /sandbox/device_authorization and /sandbox/token"},
	"method":      {"invalid_request", "use POST"},
	"bad-request": {"invalid_request", "the request cannot be read"},
	"too-large":   {"invalid_request", "the body is too large"},
	"headers":     {"invalid_request", "the headers are too large"},
	"timeout":     {"invalid_request", "the request took too long"},
	"internal":    {"server_error", "a fault of the site"},
}

// answerProgram tells a failure as RFC 6749 shapes it, section 5.2. What has no name there has the error table's. It is
// false where a person asks.
func answerProgram(ctx *fasthttp.RequestCtx, o web.ErrorResponse, id string) bool {
	if !isProgram(ctx) {
		return false
	}
	told, known := programFailures[o.Kind]
	switch {
	case known:
	case o.Retry > 0:
		told = [2]string{"temporarily_unavailable", "try again later"}
	default:
		told = [2]string{o.Kind, strings.ToLower(fasthttp.StatusMessage(o.Status))}
	}
	answer := map[string]string{"error": told[0], "error_description": told[1]}
	if id != "" {
		answer["request_id"] = id
	}
	ctx.Response.Header.Set(fiber.HeaderPragma, "no-cache")
	web.WriteJSON(ctx, answer)
	return true
}
