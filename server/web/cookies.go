package web

import (
	"regexp"
	"time"

	"github.com/gofiber/fiber/v2"
	"github.com/valyala/fasthttp"

	"napguide/server/sandbox"
)

// The site's cookies. A browser keeps them by host, whatever the port, so that other programs on this machine have theirs
// in the same jar: ours begin with a word of their own, and a value that has not our form is not ours. The __Host- prefix
// keeps a cookie from being set by another host of the domain; it needs TLS, which a LAN has not.
var (
	SessionCookie  = newCookieName("sid")      // the secret of a computer that made a code, or of a phone that answered one
	TrainerCookie  = newCookieName("trainer")  // the secret whose hash is a room's key
	SeatCookie     = newCookieName("seat")     // the secret whose hash holds a number
	LangCookie     = newCookieName("lang")     // the language that a person chose
	ProgressCookie = newCookieName("progress") // what a browser without script has practised
	AppCookie      = newCookieName("app")      // this phone has allowed a code from inside the drawn app
)

// cookieName is a cookie's name over plain http, and over https.
type cookieName struct{ plain, secure string }

func newCookieName(name string) cookieName {
	return cookieName{"guide-" + name, "__Host-guide-" + name}
}

// How long cookies are kept. A room lives for 24 hours after the last action in it.
const (
	UntilClosed   = 0
	RoomCookieAge = 48 * time.Hour
	ChoiceAge     = 365 * 24 * time.Hour
	Removed       = -1
)

// ourSecret is the form of every secret that a cookie of ours holds.
var ourSecret = regexp.MustCompile(`^[A-Za-z0-9_-]{22,64}$`)

// Cookies reads and sets them, each in the form that the browser's connection allows.
type Cookies struct{ Hosts Hosts }

// name is a cookie's name as this browser has it.
func (k Cookies) name(ctx *fasthttp.RequestCtx, name cookieName) string {
	if k.Hosts.isSecure(ctx) {
		return name.secure
	}
	return name.plain
}

// Value is the first value of a cookie that has our form, or "". A jar may hold several of a name, by path and domain.
func (k Cookies) Value(ctx *fasthttp.RequestCtx, name cookieName, isOurs func(string) bool) string {
	own := k.name(ctx, name)
	for name, v := range ctx.Request.Header.Cookies() {
		if string(name) == own && isOurs(string(v)) {
			return string(v)
		}
	}
	return ""
}

// Set keeps a value in the browser. An age of zero lasts until the browser is closed; a negative one removes it.
func (k Cookies) Set(c *fiber.Ctx, name cookieName, value string, age time.Duration) {
	secure := k.Hosts.isSecure(c.Context())
	cookie := &fiber.Cookie{
		Name: k.name(c.Context(), name), Value: value, Path: "/", MaxAge: int(age / time.Second), SessionOnly: age == UntilClosed,
		HTTPOnly: true, SameSite: fiber.CookieSameSiteLaxMode, Secure: secure,
	}
	if age < 0 {
		cookie.Expires = time.Unix(1, 0) // the past for any clock, one with an empty battery too
	}
	c.Cookie(cookie)
}

// Secret is the browser's secret of a name, or "" when it has none.
func (k Cookies) Secret(c *fiber.Ctx, name cookieName) string {
	return k.Value(c.Context(), name, ourSecret.MatchString)
}

// ensure is the browser's secret of a name, made now if it has none. One that is kept for a while is kept for as
// long once more.
func (k Cookies) ensure(c *fiber.Ctx, name cookieName, age time.Duration) string {
	secret := k.Secret(c, name)
	if secret != "" && age == UntilClosed {
		return secret
	}
	if secret == "" {
		secret = sandbox.NewSecret()
	}
	k.Set(c, name, secret, age)
	return secret
}

// Keep is a secret of the workshop; it outlives the browser's window, since a phone that slept comes back to its
// number.
func (k Cookies) Keep(c *fiber.Ctx, name cookieName) string {
	return k.ensure(c, name, RoomCookieAge)
}

// Session is the secret of a computer that made a code, or of a phone that answered one; "" when it has none.
func (k Cookies) Session(c *fiber.Ctx) string { return k.Secret(c, SessionCookie) }

// EnsureSession is the session, begun now if there is none.
func (k Cookies) EnsureSession(c *fiber.Ctx) string {
	return k.ensure(c, SessionCookie, UntilClosed)
}

// Renew replaces a secret, for what this request still does too.
func (k Cookies) Renew(c *fiber.Ctx, name cookieName) string {
	secret := sandbox.NewSecret()
	k.Set(c, name, secret, UntilClosed)
	k.Present(c, name, secret)
	return secret
}

// Present is as if this request had come with a cookie.
func (k Cookies) Present(c *fiber.Ctx, name cookieName, value string) {
	c.Request().Header.SetCookie(k.name(c.Context(), name), value)
}

// retried marks a form that is posted for the second time, after its browser was given a cookie.
const retried = "cookie"

// Prove lets a form through that comes with the cookie of a name. One that comes without is posted once more by
// its browser, cookie and all; where that did not help either the browser keeps none, and nothing is used up for it.
// It is true when it has answered.
func (k Cookies) Prove(c *fiber.Ctx, name cookieName, age time.Duration) (bool, error) {
	if k.Secret(c, name) != "" {
		return false, nil
	}
	if c.Context().QueryArgs().Has(retried) {
		return true, ErrNoCookies
	}
	k.ensure(c, name, age)
	SetPrivate(c)
	return true, c.Redirect(c.Path()+"?"+retried, fiber.StatusTemporaryRedirect)
}

// KnowsApp tells whether this phone has allowed a code before, from inside the drawn app.
func (k Cookies) KnowsApp(c *fiber.Ctx) bool {
	return k.Value(c.Context(), AppCookie, func(v string) bool { return v == "yes" }) != ""
}
