package server

import (
	"net"
	"net/netip"
	"strings"

	"github.com/gofiber/fiber/v2"
	"github.com/valyala/fasthttp"
)

// ownHosts are the names and addresses that the site goes by. The address on which a request arrived is added by ownHost.
func ownHosts(opt Options) map[string]bool {
	own := map[string]bool{"localhost": true, "127.0.0.1": true, "::1": true}
	add := func(host string) {
		if host != "" {
			own[strings.ToLower(host)] = true
		}
	}
	add(opt.BaseURL.Hostname())
	if opt.PublicURL != nil {
		add(opt.PublicURL.Hostname())
	}
	for _, h := range opt.Hosts {
		add(h)
	}
	return own
}

// ownHost turns away requests under a foreign Host: a page elsewhere whose name was pointed at this machine (DNS
// rebinding) would otherwise be of our origin.
func (s *Server) ownHost(c *fiber.Ctx) error {
	if s.isOwnHost(c.Context()) {
		return c.Next()
	}
	return errForeignHost
}

func (s *Server) isOwnHost(ctx *fasthttp.RequestCtx) bool {
	host := hostname(ctx.Host())
	if s.hosts[string(host)] {
		return true
	}
	addr, err := netip.ParseAddr(string(host))
	if err != nil {
		return false
	}
	if addr.IsLoopback() {
		return true
	}
	local, ok := ctx.LocalAddr().(*net.TCPAddr)
	return ok && local.AddrPort().Addr().Unmap() == addr.Unmap()
}

// hostname is a Host header without its port and brackets.
func hostname(host []byte) []byte {
	if len(host) > 0 && host[0] == '[' {
		for i, b := range host {
			if b == ']' {
				return host[1:i]
			}
		}
		return nil
	}
	for i, b := range host {
		if b == ':' {
			return host[:i]
		}
	}
	return host
}

// ownOrigin turns away requests that change something unless they come from our own pages.
func (s *Server) ownOrigin(c *fiber.Ctx) error {
	switch c.Method() {
	case fiber.MethodGet, fiber.MethodHead, fiber.MethodOptions:
		return c.Next()
	}
	if fromOwnPage(c) {
		return c.Next()
	}
	return errForeignOrigin
}

func fromOwnPage(c *fiber.Ctx) bool {
	if site := c.Get("Sec-Fetch-Site"); site != "" {
		return site == "same-origin"
	}
	// Browsers leave Sec-Fetch-Site out over plain http, as on a LAN.
	if origin := c.Get(fiber.HeaderOrigin); origin != "" {
		_, host, found := strings.Cut(origin, "://")
		return found && strings.EqualFold(host, string(c.Context().Host()))
	}
	// No browser posts without either. The RFC 8628 endpoints serve programs, and look at no cookie.
	return strings.HasPrefix(c.Path(), "/sandbox/")
}
