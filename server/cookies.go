package server

import (
	"regexp"
	"time"

	"github.com/gofiber/fiber/v2"
	"github.com/valyala/fasthttp"

	"napguide/server/network"
	"napguide/server/sandbox"
)

// The site's cookies. A browser keeps them by host, whatever the port, so that other programs on this machine have theirs
// in the same jar: ours begin with a word of their own, and a value that has not our form is not ours. The __Host- prefix
// keeps a cookie from being set by another host of the domain; it needs TLS, which a LAN has not.
var (
	sessionCookie  = newCookieName("sid")      // the secret of a computer that made a code, or of a phone that answered one
	trainerCookie  = newCookieName("trainer")  // the secret whose hash is a room's key
	seatCookie     = newCookieName("seat")     // the secret whose hash holds a number
	langCookie     = newCookieName("lang")     // the language that a person chose
	progressCookie = newCookieName("progress") // what a browser without script has practised
	appCookie      = newCookieName("app")      // this phone has allowed a code from inside the drawn app
)

// cookieName is a cookie's name over plain http, and over https.
type cookieName struct{ plain, secure string }

func newCookieName(name string) cookieName {
	return cookieName{"guide-" + name, "__Host-guide-" + name}
}

// How long cookies are kept. A room lives for 24 hours after the last action in it.
const (
	untilClosed   = 0
	roomCookieAge = 48 * time.Hour
	choiceAge     = 365 * 24 * time.Hour
	removed       = -1
)

// ourSecret is the form of every secret that a cookie of ours holds.
var ourSecret = regexp.MustCompile(`^[A-Za-z0-9_-]{22,64}$`)

// cookieName is a cookie's name as this browser has it.
func (s *Server) cookieName(ctx *fasthttp.RequestCtx, name cookieName) string {
	if s.isSecure(ctx) {
		return name.secure
	}
	return name.plain
}

// cookie is the first value of a cookie that has our form, or "". A jar may hold several of a name, by path and domain.
func (s *Server) cookie(ctx *fasthttp.RequestCtx, name cookieName, isOurs func(string) bool) (found string) {
	own := s.cookieName(ctx, name)
	ctx.Request.Header.VisitAllCookie(func(name, v []byte) {
		if found == "" && string(name) == own && isOurs(string(v)) {
			found = string(v)
		}
	})
	return found
}

// setCookie keeps a value in the browser. An age of zero lasts until the browser is closed; a negative one removes it.
func (s *Server) setCookie(c *fiber.Ctx, name cookieName, value string, age time.Duration) {
	secure := s.isSecure(c.Context())
	cookie := &fiber.Cookie{
		Name: s.cookieName(c.Context(), name), Value: value, Path: "/", MaxAge: int(age / time.Second), SessionOnly: age == untilClosed,
		HTTPOnly: true, SameSite: fiber.CookieSameSiteLaxMode, Secure: secure,
	}
	if age < 0 {
		cookie.Expires = time.Unix(1, 0) // the past for any clock, one with an empty battery too
	}
	c.Cookie(cookie)
}

// secretCookie is the browser's secret of a name, or "" when it has none.
func (s *Server) secretCookie(c *fiber.Ctx, name cookieName) string {
	return s.cookie(c.Context(), name, ourSecret.MatchString)
}

// ensureSecret is the browser's secret of a name, made now if it has none. One that is kept for a while is kept for as
// long once more.
func (s *Server) ensureSecret(c *fiber.Ctx, name cookieName, age time.Duration) string {
	secret := s.secretCookie(c, name)
	if secret != "" && age == untilClosed {
		return secret
	}
	if secret == "" {
		secret = sandbox.NewSecret()
	}
	s.setCookie(c, name, secret, age)
	return secret
}

// keepSecret is a secret of the workshop; it outlives the browser's window, since a phone that slept comes back to its
// number.
func (s *Server) keepSecret(c *fiber.Ctx, name cookieName) string {
	return s.ensureSecret(c, name, roomCookieAge)
}

// session is the secret of a computer that made a code, or of a phone that answered one; "" when it has none.
func (s *Server) session(c *fiber.Ctx) string { return s.secretCookie(c, sessionCookie) }

// ensureSession is the session, begun now if there is none.
func (s *Server) ensureSession(c *fiber.Ctx) string {
	return s.ensureSecret(c, sessionCookie, untilClosed)
}

// asked marks a form that is posted for the second time, after its browser was given a cookie.
const asked = "cookie"

// proveCookies lets a form through that comes with the cookie of a name. One that comes without is posted once more by
// its browser, cookie and all; where that did not help either the browser keeps none, and nothing is used up for it.
// It is true when it has answered.
func (s *Server) proveCookies(c *fiber.Ctx, name cookieName, age time.Duration) (bool, error) {
	if s.secretCookie(c, name) != "" {
		return false, nil
	}
	if c.Context().QueryArgs().Has(asked) {
		return true, errNoCookies
	}
	s.ensureSecret(c, name, age)
	private(c)
	return true, c.Redirect(c.Path()+"?"+asked, fiber.StatusTemporaryRedirect)
}

// knowsApp tells whether this phone has allowed a code before, from inside the drawn app.
func (s *Server) knowsApp(c *fiber.Ctx) bool {
	return s.cookie(c.Context(), appCookie, func(v string) bool { return v == "yes" }) != ""
}

// isSecure tells whether the browser reached us by https: directly, or under a public https address, where something
// in front of us ends TLS. Over plain http a browser would drop a Secure cookie.
func (s *Server) isSecure(ctx *fasthttp.RequestCtx) bool {
	if ctx.IsTLS() {
		return true
	}
	public := s.opt.Network.Public()
	if public == nil || public.Scheme != "https" {
		return false
	}
	asked, name := hostname(ctx.Host()), public.Hostname()
	if string(asked) == name {
		return true
	}
	host, ok := network.CanonicalHost(string(asked))
	return ok && host == name
}
