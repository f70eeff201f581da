package main

import (
	"context"
	"net"
	"sync/atomic"
)

// dialed counts connections, to spread them.
var dialed atomic.Uint32

// spreadOver is from how many addresses dialSpread connects.
var spreadOver uint32 = 200

// dialSpread connects from one address of this machine after another, from 127.0.1.1 on: the program gives each client a
// share of what all have in common, and thousands of people are not behind one address.
func dialSpread(ctx context.Context, network, addr string) (net.Conn, error) {
	return dialFrom(dialed.Add(1)%spreadOver)(ctx, network, addr)
}

// dialFrom connects from one of those addresses.
func dialFrom(n uint32) func(ctx context.Context, network, addr string) (net.Conn, error) {
	from := net.IPv4(127, 0, byte(1+n/200), byte(1+n%200)) // #nosec G115 -- below 256 each, for up to 50,000
	return func(ctx context.Context, network, addr string) (net.Conn, error) {
		var dialer net.Dialer
		if host, _, err := net.SplitHostPort(addr); err == nil && net.ParseIP(host).IsLoopback() {
			dialer.LocalAddr = &net.TCPAddr{IP: from}
		}
		return dialer.DialContext(ctx, network, addr)
	}
}
