package server

import (
	"net"
	"net/netip"
	"strings"

	"github.com/gofiber/fiber/v2"
	"github.com/valyala/fasthttp"
)

// client is who a share belongs to: an IPv4 address, or the /64 of an IPv6 address, which is one line or one LAN.
type client = netip.Prefix

// clientOf reads an address. What is none is one client too.
func clientOf(address string) client {
	addr, err := netip.ParseAddr(address)
	if err != nil {
		return client{}
	}
	addr = addr.Unmap().WithZone("")
	bits := 32
	if addr.Is6() {
		bits = 64
	}
	return netip.PrefixFrom(addr, bits).Masked()
}

// clientNamed is the client that another process names.
func clientNamed(text string) client {
	c, err := netip.ParsePrefix(text)
	if err != nil {
		return client{}
	}
	return c
}

// connClient is whose share a connection is of.
func connClient(c net.Conn) client {
	if tcp, ok := c.RemoteAddr().(*net.TCPAddr); ok {
		return clientOf(tcp.IP.String())
	}
	return client{}
}

// proxies are the networks of those whose word on the client's address is believed.
type proxies []netip.Prefix

// trust tells whether an address is a proxy's.
func (p proxies) trust(addr netip.Addr) bool {
	for _, network := range p {
		if network.Contains(addr) {
			return true
		}
	}
	return false
}

// client is who asks; behind trusted proxies, whoever asked the first of them.
func (p proxies) client(ctx *fasthttp.RequestCtx) client { return clientOf(p.address(ctx)) }

// address is the address of who asks. Behind proxies that are trusted it is the last address of X-Forwarded-For that is
// not one of them: what stands further left, the client may have written itself.
func (p proxies) address(ctx *fasthttp.RequestCtx) string {
	addr, ok := netip.AddrFromSlice(ctx.RemoteIP())
	if !ok {
		return ""
	}
	addr = addr.Unmap()
	if !p.trust(addr) {
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
		if !p.trust(addr) {
			break
		}
	}
	return addr.WithZone("").String()
}
