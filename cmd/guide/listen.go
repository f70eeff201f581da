package main

import (
	"context"
	"net"
	"strconv"
)

// portsToTry is how many ports above a default one are tried: for who has started the program by a double click and cannot
// give a flag, and for a second guide's admin listener.
const portsToTry = 20

// listen takes an address. Its error says what to do, in words for who started the program by a double click too.
func listen(ctx context.Context, addr string) (net.Listener, error) {
	var config net.ListenConfig
	ln, err := config.Listen(ctx, "tcp", addr)
	if err == nil {
		return ln, nil
	}
	_, port, _ := net.SplitHostPort(addr)
	switch {
	case isInUse(err):
		return nil, plainError{wrongFlag("addr", addr, "the port is in use by another program; stop it or choose another, such as --addr :3001"), "port-used", []any{"Port", port}}
	case isForbidden(err):
		return nil, plainError{wrongFlag("addr", addr, "the system does not give this port away; choose another, such as --addr :3001"), "port-forbidden", []any{"Port", port}}
	case isNoAddress(err):
		return nil, plainError{wrongFlag("addr", addr, "this machine has no such address; --addr :3000 listens on all that it has"), "no-address", nil}
	}
	return nil, wrongFlag("addr", addr, "cannot listen there: "+cause(err))
}

// listenAbove takes the first free port above another one; nil where there is none.
func listenAbove(ctx context.Context, addr string) net.Listener {
	host, text, _ := net.SplitHostPort(addr)
	port, _ := strconv.Atoi(text) // a default of ours
	for n := 1; n <= portsToTry; n++ {
		if ln, err := listen(ctx, net.JoinHostPort(host, strconv.Itoa(port+n))); err == nil {
			return ln
		}
	}
	return nil
}

// localBases are the addresses at which something that has a port may answer on this machine.
func localBases(addr string) []string {
	_, port, err := net.SplitHostPort(addr)
	if err != nil || port == "" || port == "0" {
		return nil
	}
	return []string{"http://127.0.0.1:" + port}
}

// portOf is the port of an address.
func portOf(addr net.Addr) string {
	_, port, _ := net.SplitHostPort(addr.String())
	return port
}
