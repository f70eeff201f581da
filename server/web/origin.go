package web

import (
	"bytes"
	"net/netip"
	"strings"

	"github.com/gofiber/fiber/v2"
	"github.com/valyala/fasthttp"

	"napguide/server/network"
)

// Hosts tells which names and addresses are this site's.
type Hosts struct{ Network *network.Source }

// RequireOwn turns away requests under a foreign Host, and tells of it: a page elsewhere whose name was pointed at this
// machine (DNS rebinding) would otherwise be of our origin.
func (h Hosts) RequireOwn(refused func(host string)) fiber.Handler {
	return func(c *fiber.Ctx) error {
		if h.isOwn(c.Context()) {
			return c.Next()
		}
		if host, ok := foreignHost(c.Context()); ok {
			refused(host)
		}
		return ErrForeignHost
	}
}

// isOwn tells whether a request was for a name or an address of this site, in whatever form; also for the address on
// which it arrived, which the list of addresses may not have yet.
func (h Hosts) isOwn(ctx *fasthttp.RequestCtx) bool {
	now := h.Network.Now()
	if now.IsOwn(Hostname(ctx.Host())) {
		return true
	}
	host, _, ok := network.SplitHost(string(ctx.Host()))
	if ok {
		host, ok = network.CanonicalHost(host)
	}
	if !ok {
		return false
	}
	addr, err := netip.ParseAddr(host)
	if err != nil {
		return now.IsOwn([]byte(host))
	}
	return now.IsOwn([]byte(host)) || addr.IsLoopback() || network.AddrOf(ctx.LocalAddr()) == addr
}

// maxForeign is how much of a foreign Host is shown and logged, in bytes: the longest name that DNS has, and a port.
const maxForeign = 253 + len(":65535")

// foreignHost is a Host header in its canonical form, to be named on a page and in the log. It is false for what is no
// host: nothing else that a request says is ever repeated.
func foreignHost(ctx *fasthttp.RequestCtx) (string, bool) {
	if len(ctx.Host()) > 4*maxForeign {
		return "", false
	}
	host, ok := network.CanonicalHostPort("http", string(ctx.Host()))
	if !ok || len(host) > maxForeign || strings.ContainsFunc(host, func(r rune) bool { return !isHostRune(r) }) {
		return "", false
	}
	return host, true
}

// isHostRune tells whether a rune stands in canonical hosts and ports.
func isHostRune(r rune) bool {
	return r >= 'a' && r <= 'z' || r >= '0' && r <= '9' || strings.ContainsRune("-._:[]", r)
}

// publicFlag is what admits a foreign host.
func publicFlag(ctx *fasthttp.RequestCtx, host string) string {
	scheme := "http"
	if ctx.IsTLS() || string(ctx.Request.Header.Peek(fiber.HeaderXForwardedProto)) == "https" {
		scheme = "https"
	}
	return "--public-url " + scheme + "://" + host
}

// Hostname is a Host header without its port and brackets. It allocates nothing.
func Hostname(host []byte) []byte {
	if len(host) > 0 && host[0] == '[' {
		name, _, closed := bytes.Cut(host[1:], []byte("]"))
		if !closed {
			return nil
		}
		return name
	}
	name, _, _ := bytes.Cut(host, []byte(":"))
	return name
}

// RequireOwnPage turns away requests that change something unless they come from our own pages.
func (h Hosts) RequireOwnPage(c *fiber.Ctx) error {
	switch c.Method() {
	case fiber.MethodGet, fiber.MethodHead, fiber.MethodOptions:
		return c.Next()
	}
	if h.isOwnPage(c) {
		c.Context().SetUserValue(ownPageKey{}, true)
		return c.Next()
	}
	return ErrForeignOrigin
}

// ownPageKey is the user value that a request which changes something has once RequireOwnPage has let it through.
type ownPageKey struct{}

// isOwnPage tells whether a post comes from a page of this site, by what the browser says of where it began.
func (h Hosts) isOwnPage(c *fiber.Ctx) bool {
	head := &c.Context().Request.Header
	if len(head.PeekAll("Sec-Fetch-Site")) > 1 || len(head.PeekAll(fiber.HeaderOrigin)) > 1 {
		return false // no browser says two things
	}
	switch c.Get("Sec-Fetch-Site") {
	case "same-origin":
		return true
	case "", "none": // left out over plain http, as on a LAN; "none" is said of what a person began
	default:
		return false
	}
	origin := c.Get(fiber.HeaderOrigin)
	if origin == "" {
		// No browser posts without either. The RFC 8628 endpoints serve programs, and look at no cookie.
		return c.Get("Sec-Fetch-Site") == "" && strings.HasPrefix(c.Path(), "/sandbox/")
	}
	origin, ok := network.CanonicalOrigin(origin)
	if !ok {
		return false
	}
	if public := h.Network.Public(); public != nil && origin == public.Scheme+"://"+public.Host {
		return true // whatever Host a proxy has made of it
	}
	scheme, _, _ := strings.Cut(origin, "://")
	host, ok := network.CanonicalHostPort(scheme, string(c.Context().Host()))
	return ok && origin == scheme+"://"+host
}

// isSecure tells whether the browser reached us by https: directly, or under a public https address, where something
// in front of us ends TLS. Over plain http a browser would drop a Secure cookie.
func (h Hosts) isSecure(ctx *fasthttp.RequestCtx) bool {
	if ctx.IsTLS() {
		return true
	}
	public := h.Network.Public()
	if public == nil || public.Scheme != "https" {
		return false
	}
	asked, name := Hostname(ctx.Host()), public.Hostname()
	if string(asked) == name {
		return true
	}
	host, ok := network.CanonicalHost(string(asked))
	return ok && host == name
}
