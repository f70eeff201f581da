package network

import (
	"net"
	"net/netip"
	"slices"
)

// Cards lists the cards of this machine that are up, but the loopback one. It sends nothing. Where the system does not
// answer the list is empty.
func Cards() []Card {
	found, err := net.Interfaces()
	if err != nil {
		return nil
	}
	var out []Card
	for _, i := range found {
		if i.Flags&net.FlagUp == 0 || i.Flags&net.FlagLoopback != 0 {
			continue
		}
		addrs, err := i.Addrs()
		if err != nil {
			continue
		}
		card := Card{
			Name: i.Name, MAC: i.HardwareAddr,
			Tunnel:   i.Flags&net.FlagPointToPoint != 0 || len(i.HardwareAddr) == 0,
			Detached: i.Flags&net.FlagRunning == 0,
		}
		for _, a := range addrs {
			if n, ok := a.(*net.IPNet); ok {
				if addr, ok := netip.AddrFromSlice(n.IP); ok {
					bits, _ := n.Mask.Size()
					card.Addrs = append(card.Addrs, netip.PrefixFrom(addr.Unmap().WithZone(""), bits))
				}
			}
		}
		out = append(out, card)
	}
	describe(out)
	return out
}

// describeByRoute finds the card over which the system would send to other networks: a UDP socket that is connected has
// an address of its own, and nothing is sent.
func describeByRoute(cards []Card) {
	for _, far := range []string{"192.0.2.1:9", "[2001:db8::1]:9"} { // addresses for documentation: nobody has them
		conn, err := net.Dial("udp", far)
		if err != nil {
			continue
		}
		local := conn.LocalAddr().(*net.UDPAddr).AddrPort().Addr().Unmap().WithZone("")
		conn.Close()
		for i := range cards {
			if slices.ContainsFunc(cards[i].Addrs, func(p netip.Prefix) bool { return p.Addr() == local }) {
				cards[i].Default = true
			}
		}
	}
}
