package server

import (
	"net"
	"net/netip"
	"testing"
	"time"

	"napguide/server/network"
	"napguide/server/presence"
)

func TestTheCauseIsWhatTheEvidenceSays(t *testing.T) {
	wlan, other := netip.MustParseAddr("192.168.1.23"), netip.MustParseAddr("192.168.56.1")
	view := network.New(network.Options{Listening: netip.MustParseAddrPort("[::]:3000"), Cards: func() []network.Card {
		return []network.Card{
			{Name: "w", Type: network.WiFi, MAC: net.HardwareAddr{0xa4, 0, 0, 0, 0, 1}, Addrs: []netip.Prefix{netip.PrefixFrom(wlan, 24)}},
			{Name: "v", MAC: net.HardwareAddr{0x0a, 0, 0x27, 0, 0, 1}, Addrs: []netip.Prefix{netip.PrefixFrom(other, 24)}},
		}
	}}).Now()
	shown, vpn := view.Best(), view.Best()
	vpn.Type = network.VPN
	near := func(addrs ...string) map[netip.Addr]bool {
		out := map[netip.Addr]bool{}
		for _, a := range addrs {
			out[netip.MustParseAddr(a)] = true
		}
		return out
	}
	for name, c := range map[string]struct {
		e    evidence
		want string
	}{
		"a foreign name came":              {evidence{shown: shown, foreign: "docker:3000", view: view}, "name"},
		"a public address":                 {evidence{shown: shown, public: true, view: view}, "public"},
		"somebody came by this card":       {evidence{shown: shown, came: []netip.Addr{other, wlan}, view: view}, "reached"},
		"somebody came by another":         {evidence{shown: shown, came: []netip.Addr{other}, view: view}, "other-card"},
		"a VPN's address":                  {evidence{shown: vpn, before: near(), now: near(), view: view}, "address"},
		"somebody asked, nothing came":     {evidence{shown: shown, before: near("192.168.1.5"), now: near("192.168.1.5", "192.168.1.77"), view: view}, "firewall"},
		"others are near, nobody asked":    {evidence{shown: shown, before: near("192.168.1.5"), now: near("192.168.1.5"), view: view}, "other-wifi"},
		"nobody is near":                   {evidence{shown: shown, before: near(), now: near(), view: view}, "isolation"},
		"the system does not tell of them": {evidence{shown: shown, view: view}, "nobody"},
		"no network":                       {evidence{shown: network.Address{Base: "http://127.0.0.1"}, view: view}, ""},
	} {
		if got := causeOf(c.e).Kind; got != c.want {
			t.Errorf("%s: %q, want %q", name, got, c.want)
		}
	}
}

func TestConnectionsOfOtherMachinesOnlyAreNotedAndNoMachineIs(t *testing.T) {
	began := time.Now()
	s := &Server{arrivals: presence.NewArrivals(func() time.Time { return began.Add(time.Second) })}
	s.opt.Network = network.New(network.Options{Listening: netip.MustParseAddrPort("[::]:3000"), Cards: func() []network.Card {
		return []network.Card{{Name: "w", Type: network.WiFi, MAC: net.HardwareAddr{0xa4, 0, 0, 0, 0, 1}, Addrs: []netip.Prefix{netip.MustParsePrefix("192.168.1.23/24")}}}
	}})
	for _, c := range []struct {
		local, remote string
		noted         bool
	}{
		{"127.0.0.1:3000", "127.0.0.1:999", false}, {"192.168.1.23:3000", "192.168.1.23:999", false}, {"[::1]:3000", "[::1]:999", false},
		{"127.0.0.1:3000", "192.168.1.23:999", false}, {"[::ffff:192.168.1.23]:3000", "[::ffff:192.168.1.77]:999", true},
	} {
		s.noteArrival(between{c.local, c.remote})
		cards, _ := s.arrivals.Since(began)
		if len(cards) > 0 != c.noted {
			t.Errorf("%s from %s: %v", c.local, c.remote, cards)
		}
	}
	for i := range 1000 {
		s.arrivals.NoteCard(netip.AddrFrom4([4]byte{10, 0, byte(i >> 8), byte(i)}))
	}
	cards, _ := s.arrivals.Since(time.Time{})
	if n := len(cards); n > presence.MaxArrivals {
		t.Errorf("%d cards are remembered", n)
	}
}

// between is a connection that has ends and nothing else.
type between struct{ local, remote string }

func (b between) LocalAddr() net.Addr {
	return net.TCPAddrFromAddrPort(netip.MustParseAddrPort(b.local))
}
func (b between) RemoteAddr() net.Addr {
	return net.TCPAddrFromAddrPort(netip.MustParseAddrPort(b.remote))
}
func (between) Read([]byte) (int, error)         { panic("not read") }
func (between) Write([]byte) (int, error)        { panic("not written") }
func (between) Close() error                     { return nil }
func (between) SetDeadline(time.Time) error      { return nil }
func (between) SetReadDeadline(time.Time) error  { return nil }
func (between) SetWriteDeadline(time.Time) error { return nil }
