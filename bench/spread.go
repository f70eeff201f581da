package main

import (
	"context"
	"net"
	"sync/atomic"
)

// dialed counts connections, to spread them.
var dialed atomic.Uint32

// dialSpread connects from one address of this machine after another, 127.0.1.1 to 127.0.1.200: the program gives each
// client a share of what all have in common, and thousands of people are not behind one address.
func dialSpread(ctx context.Context, network, addr string) (net.Conn, error) {
	from := net.IPv4(127, 0, 1, byte(1+dialed.Add(1)%200))
	if host, _, err := net.SplitHostPort(addr); err != nil || !net.ParseIP(host).IsLoopback() {
		from = nil
	}
	return (&net.Dialer{LocalAddr: &net.TCPAddr{IP: from}}).DialContext(ctx, network, addr)
}
