package server

import (
	"github.com/gofiber/fiber/v2"
	"github.com/valyala/fasthttp"

	"napguide/server/sandbox"
)

// A session is 128 random bits in a cookie, made when a computer first makes a grant or a phone first opens one. It is
// kept nowhere on the server but as the hash in a grant. The __Host- prefix keeps it from being set by another host of
// the domain; it needs TLS, which a LAN has not.
const (
	sessionCookie       = "sid"
	secureSessionCookie = "__Host-sid"
	maxSession          = 64 // longer than any that we made
)

// session is the browser's secret, or "" when it has none.
func (s *Server) session(c *fiber.Ctx) string {
	name := sessionCookie
	if s.isSecure(c.Context()) {
		name = secureSessionCookie
	}
	if secret := c.Cookies(name); len(secret) <= maxSession {
		return secret
	}
	return ""
}

// ensureSession is the browser's secret, made now if it has none.
func (s *Server) ensureSession(c *fiber.Ctx) string {
	if secret := s.session(c); secret != "" {
		return secret
	}
	secret := sandbox.NewSecret()
	cookie := &fiber.Cookie{
		Name: sessionCookie, Value: secret, Path: "/", SessionOnly: true,
		HTTPOnly: true, SameSite: fiber.CookieSameSiteLaxMode,
	}
	if s.isSecure(c.Context()) {
		cookie.Name, cookie.Secure = secureSessionCookie, true
	}
	c.Cookie(cookie)
	return secret
}

// isSecure tells whether the browser reached us by https: directly, or under a public https address, where something
// in front of us ends TLS. Over plain http a browser would drop a Secure cookie.
func (s *Server) isSecure(ctx *fasthttp.RequestCtx) bool {
	if ctx.IsTLS() {
		return true
	}
	public := s.opt.PublicURL
	return public != nil && public.Scheme == "https" && string(hostname(ctx.Host())) == public.Hostname()
}
