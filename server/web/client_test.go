package web

import (
	"net"
	"net/netip"
	"testing"

	"github.com/valyala/fasthttp"
)

func TestTheClientsAddressIsBelievedFromTrustedProxiesOnly(t *testing.T) {
	p := Proxies{netip.MustParsePrefix("10.0.0.0/8"), netip.MustParsePrefix("::1/128")}
	for _, c := range []struct {
		name, from string
		forwarded  []string
		want       string
	}{
		{"no proxy", "203.0.113.9", nil, "203.0.113.9"},
		{"a stranger who claims another address", "203.0.113.9", []string{"1.2.3.4"}, "203.0.113.9"},
		{"one proxy", "10.0.0.1", []string{"203.0.113.9"}, "203.0.113.9"},
		{"one proxy, and what the client wrote itself", "10.0.0.1", []string{"1.2.3.4, 203.0.113.9"}, "203.0.113.9"},
		{"two proxies", "10.0.0.1", []string{"203.0.113.9, 10.0.0.2"}, "203.0.113.9"},
		{"two headers", "10.0.0.1", []string{"1.2.3.4", "203.0.113.9, 10.0.0.2"}, "203.0.113.9"},
		{"a proxy without the header", "10.0.0.1", nil, "10.0.0.1"},
		{"nonsense", "10.0.0.1", []string{"1.2.3.4, unknown"}, "10.0.0.1"},
		{"IPv6", "::1", []string{"2001:db8::1"}, "2001:db8::1"},
	} {
		t.Run(c.name, func(t *testing.T) {
			ctx := &fasthttp.RequestCtx{}
			ctx.Init(&fasthttp.Request{}, &net.TCPAddr{IP: net.ParseIP(c.from)}, nil)
			for _, h := range c.forwarded {
				ctx.Request.Header.Add("X-Forwarded-For", h)
			}
			if got := p.address(ctx); got != c.want {
				t.Errorf("got %s, want %s", got, c.want)
			}
		})
	}
}
