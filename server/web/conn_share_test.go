package web

import (
	"net"
	"net/netip"
	"sync/atomic"
	"testing"
	"time"

	"github.com/valyala/fasthttp"
)

// opened is a connection from an address, of which only the end matters.
type opened struct {
	net.Conn
	from   string
	closed atomic.Bool
}

func (c *opened) RemoteAddr() net.Addr { return &net.TCPAddr{IP: net.ParseIP(c.from)} }
func (c *opened) Close() error         { c.closed.Store(true); return nil }

func TestWhoOpensConnectionsWithoutEndClosesTheirOwn(t *testing.T) {
	for name, c := range map[string]struct {
		trusted bool
		each    func(n int) string // the address of a flood's connection
	}{
		"one address": {false, func(int) string { return "203.0.113.7" }},
		"an IPv6 network": {false, func(n int) string {
			return netip.AddrFrom16([16]byte{0x20, 1, 0xd, 0xb8, 14: byte(n >> 8), 15: byte(n)}).String()
		}},
		"a trusted proxy":   {true, func(int) string { return "203.0.113.7" }},
		"many by a network": {false, func(n int) string { return netip.AddrFrom4([4]byte{10, 0, byte(n >> 8), byte(n)}).String() }},
	} {
		t.Run(name, func(t *testing.T) {
			conns := Connections{Trusted: func(netip.Addr) bool { return c.trusted }}
			open := func(from string) *opened {
				under := &opened{from: from}
				conns.Track(&timedConn{Conn: under}, fasthttp.StateNew)
				return under
			}
			first := open("203.0.113.99")
			var flood []*opened
			for n := range maxConnsClient + 500 {
				flood = append(flood, open(c.each(n)))
			}
			count := func() (closed int) {
				for _, one := range flood {
					if one.closed.Load() {
						closed++
					}
				}
				return closed
			}
			want := 500
			if c.trusted || name == "many by a network" {
				want = 0
			}
			for end := time.Now().Add(90 * time.Second); count() != want && time.Now().Before(end); time.Sleep(time.Millisecond) {
			}
			if n := count(); n != want || first.closed.Load() {
				t.Errorf("%d of the flood's own connections are closed, want %d; somebody else's: %v", n, want, first.closed.Load())
			}
		})
	}
}

func TestThereAreTwoConnectionsForEachNumberOfALargeRoom(t *testing.T) {
	for seats, most := range map[int]int{0: maxConns, 500: maxConns, 5000: 10_000} {
		conns := Connections{Seats: seats}
		var all []*opened
		for n := range most + 10 {
			one := &opened{from: netip.AddrFrom4([4]byte{10, 0, byte(n >> 8), byte(n)}).String()}
			all = append(all, one)
			conns.Track(&timedConn{Conn: one}, fasthttp.StateNew)
		}
		closed := func() (n int) {
			for _, one := range all {
				if one.closed.Load() {
					n++
				}
			}
			return n
		}
		for end := time.Now().Add(20 * time.Second); closed() != 10 && time.Now().Before(end); time.Sleep(time.Millisecond) {
		}
		if n := closed(); n != 10 {
			t.Errorf("rooms of %d: of %d connections %d were closed", seats, len(all), n)
		}
	}
}
