package network

import (
	"net"
	"net/netip"
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
