package web

import (
	"net"
	"net/netip"
	"slices"
	"strings"

	"github.com/gofiber/fiber/v2"
	"github.com/valyala/fasthttp"
)

// Client is who a share belongs to: an IPv4 address, or the /64 of an IPv6 address, which is one line or one LAN.
type Client = netip.Prefix

// ClientOf reads an address. What is none is one client too.
func ClientOf(address string) Client {
	addr, err := netip.ParseAddr(address)
	if err != nil {
		return Client{}
	}
	addr = addr.Unmap().WithZone("")
	bits := 32
	if addr.Is6() {
		bits = 64
	}
	return netip.PrefixFrom(addr, bits).Masked()
}

// ParseClient is the client that another process names.
func ParseClient(text string) Client {
	c, err := netip.ParsePrefix(text)
	if err != nil {
		return Client{}
	}
	return c
}

// connClient is whose share a connection is of.
func connClient(c net.Conn) Client {
	if tcp, ok := c.RemoteAddr().(*net.TCPAddr); ok {
		return ClientOf(tcp.IP.String())
	}
	return Client{}
}

// Proxies are the networks of those whose word on the client's address is believed.
type Proxies []netip.Prefix

// Trust tells whether an address is a proxy's.
func (p Proxies) Trust(addr netip.Addr) bool {
	return slices.ContainsFunc(p, func(network netip.Prefix) bool { return network.Contains(addr) })
}

// Client is who asks; behind trusted proxies, whoever asked the first of them.
func (p Proxies) Client(ctx *fasthttp.RequestCtx) Client { return ClientOf(p.address(ctx)) }

// address is the address of who asks. Behind proxies that are trusted it is the last address of X-Forwarded-For that is
// not one of them: what stands further left, the client may have written itself.
func (p Proxies) address(ctx *fasthttp.RequestCtx) string {
	addr, ok := netip.AddrFromSlice(ctx.RemoteIP())
	if !ok {
		return ""
	}
	addr = addr.Unmap()
	if !p.Trust(addr) {
		return addr.String()
	}
	var chain []string
	for _, header := range ctx.Request.Header.PeekAll(fiber.HeaderXForwardedFor) {
		chain = append(chain, strings.Split(string(header), ",")...)
	}
	for _, c := range slices.Backward(chain) {
		next, err := netip.ParseAddr(strings.TrimSpace(c))
		if err != nil {
			break // not an address: whoever wrote it is not to be believed
		}
		addr = next.Unmap()
		if !p.Trust(addr) {
			break
		}
	}
	return addr.WithZone("").String()
}
