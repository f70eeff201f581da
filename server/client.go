package server

import (
	"net/netip"
	"strings"

	"github.com/gofiber/fiber/v2"
	"github.com/valyala/fasthttp"
)

// clientAddress is who asks. Behind proxies that are trusted it is the last address of X-Forwarded-For that is not one of
// them: what stands further left, the client may have written itself.
func (s *Server) clientAddress(ctx *fasthttp.RequestCtx) string {
	addr, ok := netip.AddrFromSlice(ctx.RemoteIP())
	if !ok {
		return ""
	}
	addr = addr.Unmap()
	if !s.isTrusted(addr) {
		return addr.String()
	}
	var chain []string
	for _, header := range ctx.Request.Header.PeekAll(fiber.HeaderXForwardedFor) {
		chain = append(chain, strings.Split(string(header), ",")...)
	}
	for i := len(chain) - 1; i >= 0; i-- {
		next, err := netip.ParseAddr(strings.TrimSpace(chain[i]))
		if err != nil {
			break // not an address: whoever wrote it is not to be believed
		}
		addr = next.Unmap()
		if !s.isTrusted(addr) {
			break
		}
	}
	return addr.WithZone("").String()
}

func (s *Server) isTrusted(addr netip.Addr) bool {
	for _, p := range s.opt.TrustedProxies {
		if p.Contains(addr) {
			return true
		}
	}
	return false
}
